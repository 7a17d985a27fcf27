/** A request that works when it is pasted into a shell. */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isBareRow } from '../service/example.ts'
import type { Model } from '../service/model.ts'
import type { Rows } from '../service/rows.ts'

/** With the real rows of a `samples.json` beside the model if they fit it, else with a row made up for it. */
export function curlExample(model: Model, url: string): string {
  const samples = samplesBeside(model)
  const data =
    samples === undefined ? quoted(JSON.stringify({ instances: [exampleInstance(model)] })) : quoted(`@${samples}`)
  return `curl ${url} -H 'content-type: application/json' -d ${data}`
}

function samplesBeside(model: Model): string | undefined {
  if (model.source.path === undefined) return undefined
  const path = join(dirname(model.source.path), 'samples.json')
  try {
    const { instances } = JSON.parse(readFileSync(path, 'utf8')) as { readonly instances: Rows }
    model.rows.read(instances)
    return path
  } catch {
    return undefined
  }
}

function exampleInstance(model: Model): unknown {
  const row = model.exampleRow
  if (isBareRow(model.signature)) return row[0]
  if (!model.signature.named) return row
  return Object.fromEntries(model.signature.inputs.map(({ name }, i) => [name, row[i]]))
}

/** For a POSIX shell; in single quotes only a single quote means something. */
function quoted(text: string): string {
  return /^[\w@./:-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
