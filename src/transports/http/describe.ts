/** What `GET /models` and `GET /models/{name}` say. */
import { basename } from 'node:path'
import type { ModelEntry } from '../../runtime/repository.ts'
import { exampleRecord, shownDefault } from '../../service/example-record.ts'
import type { InputSpec } from '../../service/inputs.ts'
import type { Model } from '../../service/model.ts'
import type { Servable } from '../../service/servable.ts'
import type { Service } from '../../service/service.ts'
import type { OutputSpec } from '../../service/signature.ts'

export function describeEntry(entry: ModelEntry, isDefault: boolean): Readonly<Record<string, unknown>> {
  const { name, state } = entry
  if (state === 'ready') return { name, state, default: isDefault, ...summary(entry.servable) }
  if (state === 'loading') return { name, state, default: isDefault }
  return { name, state, default: isDefault, reason: { code: entry.error.code, title: entry.error.title } }
}

/** Everything about what is ready, but where on the server its files lie. */
export function describeModel(entry: ModelEntry, isDefault: boolean): Readonly<Record<string, unknown>> {
  const description = describeEntry(entry, isDefault)
  if (entry.state !== 'ready') return description
  const { servable } = entry
  return { ...description, ...(servable.kind === 'model' ? modelDetails(servable) : serviceDetails(servable)) }
}

function modelDetails({ source, signature, memoryBytes }: Model): Readonly<Record<string, unknown>> {
  return {
    signature: {
      named: signature.named,
      inputs: signature.inputs.map(({ numberSlot: _, objectSlot: __, structureSlot: ___, ...column }) => column),
      outputs: signature.outputs.map(describeOutput),
    },
    source: describeSource(source),
    memory_bytes: memoryBytes,
    warnings: source.warnings,
  }
}

function describeSource({ path, format, compression, size, sha256 }: Model['source']) {
  return { ...(path === undefined ? {} : { file: basename(path) }), format, compression, size, sha256 }
}

function serviceDetails(service: Service): Readonly<Record<string, unknown>> {
  const { definition, inputs, output, steps, models } = service
  return {
    inputs: inputs.map(describeInput),
    extra_columns: definition.extra_columns,
    steps: steps.map(({ place }) => place),
    on_error: definition.on_error,
    outputs: output.map(({ name, type, values }) => ({ name, type, ...(values === undefined ? {} : { values }) })),
    example: exampleRecord(service),
    models: Object.fromEntries([...models].map(([name, model]) => [name, describePart(model)])),
    memory_bytes: [...models.values()].reduce((sum, { memoryBytes }) => sum + memoryBytes, 0),
    warnings: [...models.values()].flatMap(({ source }) => source.warnings),
  }
}

function describeInput(spec: InputSpec): Readonly<Record<string, unknown>> {
  const standIn = shownDefault(spec)
  return { ...spec, ...(standIn === undefined ? {} : { default: standIn }) }
}

/** A model of a service. */
function describePart(model: Model): Readonly<Record<string, unknown>> {
  return { ...modelSummary(model), source: describeSource(model.source) }
}

function summary(servable: Servable) {
  if (servable.kind === 'model') return { kind: servable.kind, ...modelSummary(servable) }
  const { version, description } = servable.definition
  return {
    kind: servable.kind,
    ...(version === undefined ? {} : { version }),
    ...(description === undefined ? {} : { description }),
    n_features: servable.inputs.length,
  }
}

function modelSummary({ estimator, methods, signature }: Model) {
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
