import { Ajv } from 'ajv'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { stepFaults } from '../../steps/compile.ts'
import { STEP_FAMILIES } from '../../steps/registry.ts'
import { serviceJsonSchema } from './json-schema.ts'

const validate = new Ajv({ strict: false, allErrors: true }).compile(serviceJsonSchema())

/** What the schema says against a definition: `/path message`. */
function faults(definition: unknown): string[] {
  validate(definition)
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

const steps = STEP_FAMILIES.filter(({ isCode }) => isCode !== true).flatMap((family) => family.steps)

test.each(steps.map((step) => [step.name, step] as const))(
  'the example of %s fits its options and the schema',
  (_, step) => {
    const entry = parse(step.example)
    expect(Object.keys(entry)).toEqual([step.name])
    for (const stage of step.stages) {
      expect(stepFaults(stage, entry)).toEqual([])
      expect(faults({ [stage]: [entry] })).toEqual([])
    }
  },
)

test('every option of every step is described', () => {
  const { definitions } = serviceJsonSchema() as { definitions: Record<string, { description?: string }> }
  for (const { name, summary } of steps) expect(definitions[name]?.description).toContain(summary)
})

test.each([
  [{ modle: 'm' }, ' must NOT have additional properties'],
  [{ preprocess: [{ cast: { to: 'nummer' } }] }, '/preprocess/0/cast/to must be equal to one of the allowed values'],
  [{ preprocess: [{ cast: 'number', drop_missing: {} }] }, '/preprocess/0 must NOT have more than 1 properties'],
  [{ preprocess: [{}] }, '/preprocess/0 must NOT have fewer than 1 properties'],
  [{ preprocess: [{ head: 3 }] }, '/preprocess/0 must NOT have additional properties'],
  [{ on_error: 'no' }, '/on_error must be equal to one of the allowed values'],
])('%j is refused', (definition, expected) => {
  expect(faults(definition)).toContain(expected)
})

test('what may be left out may be left out', () => {
  expect(faults({ model: 'm.pkl' })).toEqual([])
  expect(faults({ $schema: 'x', predict: ['predict', 'predict_proba'], on_error: null })).toEqual([])
})
