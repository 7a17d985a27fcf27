/** The two languages of the README say the same, and link to what exists. */
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

test.each(PAGES.filter((page) => page.endsWith('.md')))('the links of %s lead somewhere', (page) => {
  const links = [...read(page).matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, target]) => target as string)
  const broken = links.filter((target) => !existsSync(join(ROOT, dirname(page), target)))
  expect(broken).toEqual([])
})
