import { expect, test } from 'vitest'
import { serviceSchema } from './definition/definition.ts'
import { exampleRecord } from './example-record.ts'
import { Service } from './service.ts'

test('a text that a step reads as a number or a date is an example of one', () => {
  const definition = serviceSchema.parse({
    inputs: { name: 'string', income: 'string', joined: 'string', size: { type: 'string', values: ['S', 'M'] } },
    preprocess: [{ parse_number: 'income' }, { cast: { columns: 'joined', to: 'datetime' } }],
    predict: 'none',
    on_error: 'skip',
  })
  const service = new Service({ name: 'test', definition, models: new Map() })
  const record = exampleRecord(service)
  expect(record).toEqual({ name: 'text', income: '1', joined: '2024-02-29', size: 'S' })
  expect(service.predict([record]).rejected).toEqual([])
})
