import { expect, test } from 'vitest'
import { defineService } from './define-service.ts'
import { checkDefinition } from './read-definition.ts'

test('steps, their options and functions are typed', () => {
  const definition = defineService({
    model: 'model.pkl',
    inputs: { weight: 'number', height: { type: 'number', min: 0 } },
    preprocess: [
      { drop_missing: ['weight', 'height'] },
      { cast: { columns: 'weight', to: 'float32' } },
      {
        derive_with: {
          columns: { bmi: 'number' },
          function: ({ weight, height }: { weight: number; height: number }) => ({ bmi: weight / height ** 2 }),
        },
      },
      { map_rows: (row) => ({ weight: Number(row.weight) }) },
      { filter_with: (row) => row.weight !== null },
    ],
    predict: 'predict_proba',
    postprocess: [{ head: 10 }],
  })
  expect(checkDefinition(definition).definition).toMatchObject({ model: 'model.pkl', on_error: 'fail' })
})

test('what is no step, or no option, is an error of the compiler', () => {
  // @ts-expect-error there is no such step
  defineService({ preprocess: [{ drop_mising: 'a' }] })
  // @ts-expect-error there is no such type
  defineService({ preprocess: [{ cast: { to: 'nummer' } }] })
  // @ts-expect-error there is no such option
  defineService({ preprocess: [{ cast: { to: 'number', colums: 'a' } }] })
  // @ts-expect-error it belongs after the model
  defineService({ preprocess: [{ head: 3 }] })
  // @ts-expect-error a filter gives true or false
  defineService({ preprocess: [{ filter_with: (row) => row.a }] })
  // @ts-expect-error there is no such key
  defineService({ modle: 'a' })
})
