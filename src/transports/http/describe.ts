/** What `GET /models` and `GET /models/{name}` say. */
import { basename } from 'node:path'
import type { ModelEntry } from '../../runtime/repository.ts'
import type { Model } from '../../service/model.ts'
import type { OutputSpec } from '../../service/signature.ts'

export function describeEntry(entry: ModelEntry, isDefault: boolean): Readonly<Record<string, unknown>> {
  const { name, state } = entry
  if (state === 'ready') return { name, state, default: isDefault, ...summary(entry.model) }
  if (state === 'loading') return { name, state, default: isDefault }
  return { name, state, default: isDefault, reason: { code: entry.error.code, title: entry.error.title } }
}

/** Everything about a ready model but where on the server its file lies. */
export function describeModel(entry: ModelEntry, isDefault: boolean): Readonly<Record<string, unknown>> {
  const description = describeEntry(entry, isDefault)
  if (entry.state !== 'ready') return description
  const { source, signature, memoryBytes } = entry.model
  return {
    ...description,
    signature: {
      named: signature.named,
      inputs: signature.inputs.map(({ numberSlot: _, objectSlot: __, structureSlot: ___, ...column }) => column),
      outputs: signature.outputs.map(describeOutput),
    },
    source: {
      ...(source.path === undefined ? {} : { file: basename(source.path) }),
      format: source.format,
      compression: source.compression,
      size: source.size,
      sha256: source.sha256,
    },
    memory_bytes: memoryBytes,
    warnings: source.warnings,
  }
}

function summary({ estimator, methods, signature }: Model) {
  return {
    class: estimator.className,
    ...(estimator.version === undefined ? {} : { sklearn_version: estimator.version }),
    methods,
    n_features: signature.inputs.length,
  }
}

function describeOutput({ classes, items, ...spec }: OutputSpec): Readonly<Record<string, unknown>> {
  return {
    ...spec,
    ...(classes === undefined ? {} : { classes: classes.map(({ labels }) => labels) }),
    ...(items === undefined ? {} : { items: items.map(describeOutput) }),
  }
}
