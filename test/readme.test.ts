/** The pages say what is true: both languages the same, transcripts what comes out, links what exists. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const PAGES = [
  'README.md',
  'README.zh-CN.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(ROOT, 'docs')).map((name) => join('docs', name)),
]

const read = (name: string): string => readFileSync(join(ROOT, name), 'utf8')
const codeBlocks = (text: string): string[] => text.match(/^```[\s\S]*?^```$/gm) ?? []
const headings = (text: string): string[] => {
  const prose = codeBlocks(text).reduce((rest, block) => rest.replace(block, ''), text)
  return prose.match(/^#+ /gm) ?? []
}

test('both languages have the same headings and code', () => {
  const [english, chinese] = [read('README.md'), read('README.zh-CN.md')]
  expect(headings(chinese)).toEqual(headings(english))
  expect(codeBlocks(chinese)).toEqual(codeBlocks(english))
})

/** Blocks marked `console` that need no server: a command, then all that it prints. */
const transcripts = codeBlocks(read('README.md'))
  .filter((block) => block.startsWith('```console'))
  .map((block) => block.split('\n').slice(1, -1))

test.each(transcripts.map(([command = '', ...output]) => [command.replace(/^\$ /, ''), output.join('\n')]))(
  '%s prints what the README says',
  (command, expected) => {
    const brine = command.replaceAll('npx brine', `"${process.execPath}" bin/brine.js`)
    const { stdout } = spawnSync('sh', ['-c', `(${brine}) 2>&1`], { cwd: ROOT, encoding: 'utf8' })
    expect(stdout.trimEnd()).toBe(expected)
  },
)

test('the example of the library prints what the README says', () => {
  const blocks = codeBlocks(read('README.md'))
  const at = blocks.findIndex((block) => block.startsWith('```js'))
  const content = (block = '') => block.split('\n').slice(1, -1).join('\n')
  const args = ['--input-type=module', '--eval', content(blocks[at])]
  const { stdout } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' })
  expect(stdout.trimEnd()).toBe(content(blocks[at + 1]))
})

test.each(PAGES.filter((page) => page.endsWith('.md')))('the links of %s lead somewhere', (page) => {
  const links = [...read(page).matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, target]) => target as string)
  const broken = links.filter((target) => !existsSync(join(ROOT, dirname(page), target)))
  expect(broken).toEqual([])
})
