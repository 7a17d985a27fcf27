/** A request that works when it is pasted into a shell. */
import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { isBareRow } from '../service/example.ts'
import { exampleRecord } from '../service/example-record.ts'
import type { Rows } from '../service/rows.ts'
import type { Servable } from '../service/servable.ts'
import { jsonText } from '../transports/http/json-text.ts'

/** With the real rows of a `samples.json` beside the model if they fit, else with a row made up for it. */
export function curlExample(servable: Servable, url: string): string {
  const samples = samplesBeside(servable)
  const data =
    samples === undefined ? quoted(jsonText({ instances: [exampleInstance(servable)] })) : quoted(`@${samples}`)
  return `curl ${url} -H 'content-type: application/json' -d ${data}`
}

function samplesBeside(servable: Servable): string | undefined {
  const file = modelPath(servable)
  if (file === undefined) return undefined
  const path = join(dirname(file), 'samples.json')
  try {
    const { instances } = JSON.parse(readFileSync(path, 'utf8')) as { readonly instances: Rows }
    if (servable.kind === 'model') servable.rows.read(instances)
    else servable.predict(instances)
    return path
  } catch {
    return undefined
  }
}

/** Where the model lies, or the first one of a service: as seen from here, so that the example is short. */
function modelPath(servable: Servable): string | undefined {
  if (servable.kind === 'model') return servable.source.path
  const path = servable.models.values().next().value?.source.path
  return path === undefined ? undefined : relative(process.cwd(), path)
}

function exampleInstance(servable: Servable): unknown {
  if (servable.kind === 'service') return exampleRecord(servable)
  const { exampleRow, signature } = servable
  if (isBareRow(signature)) return exampleRow[0]
  if (!signature.named) return exampleRow
  return Object.fromEntries(signature.inputs.map(({ name }, i) => [name, exampleRow[i]]))
}

/** For a POSIX shell; in single quotes only a single quote means something. */
function quoted(text: string): string {
  return /^[\w@./:-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
