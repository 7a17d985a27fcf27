/** The steps of a service as types of TypeScript, from the JSON Schema, so that an editor completes and explains them. */

const STAGES = { preprocess: 'PreprocessEntry', postprocess: 'PostprocessEntry' }

/** The text of src/service/definition/step-entries.ts. */
export function stepTypes(schema) {
  const lines = [
    '// Written by scripts/docs.mjs; do not edit.',
    '/** What may stand under `preprocess` and `postprocess` of a service.ts: an object with one key, the name of a step. */',
  ]
  for (const [name, options] of Object.entries(schema.definitions)) {
    lines.push('', `type ${typeName(name)} = ${typeOf(options)}`)
  }
  for (const [stage, name] of Object.entries(STAGES)) {
    lines.push('', `/** A step under \`${stage}\`. */`, `export type ${name} =`)
    // A step without options may stand as its name alone, in a file; here it is an object.
    const { anyOf = [], properties = anyOf.find((entry) => entry.properties)?.properties } =
      schema.properties[stage].items
    for (const step of Object.keys(properties)) {
      const { description } = schema.definitions[step]
      lines.push(`  | {\n${comment(description)}\nreadonly ${step}: ${typeName(step)}\n}`)
    }
  }
  return `${lines.join('\n')}\n`
}

function typeName(step) {
  return step
    .split('_')
    .filter((word) => word !== '')
    .map((word) => word[0].toUpperCase() + word.slice(1))
    .join('')
}

function typeOf(schema) {
  if (schema.$ref !== undefined) return typeName(schema.$ref.split('/').at(-1))
  if ('const' in schema) return literal(schema.const)
  if (schema.enum !== undefined) return schema.enum.map(literal).join(' | ')
  const alternatives = schema.anyOf ?? schema.oneOf
  if (alternatives !== undefined) return [...new Set(alternatives.map(typeOf))].join(' | ')
  if (Array.isArray(schema.type)) return schema.type.map((type) => typeOf({ ...schema, type })).join(' | ')
  switch (schema.type) {
    case 'array':
      return listType(schema)
    case 'object':
      return objectType(schema)
    case 'integer':
      return 'number'
    case 'string':
    case 'number':
    case 'boolean':
    case 'null':
      return schema.type
    default:
      return 'unknown'
  }
}

function literal(value) {
  return typeof value === 'string' ? `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'` : String(value)
}

function listType({ items, additionalItems }) {
  if (Array.isArray(items)) {
    const rest = typeof additionalItems === 'object' ? [`...(${typeOf(additionalItems)})[]`] : []
    return `readonly [${[...items.map(typeOf), ...rest].join(', ')}]`
  }
  return `readonly (${items === undefined ? 'unknown' : typeOf(items)})[]`
}

function objectType({ properties, required = [], additionalProperties }) {
  if (properties === undefined) {
    const values = typeof additionalProperties === 'object' ? typeOf(additionalProperties) : 'unknown'
    return `{ readonly [name: string]: ${values} }`
  }
  const members = Object.entries(properties).map(([name, schema]) => {
    const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : literal(name)
    return `${comment(schema.description)}\nreadonly ${key}${required.includes(name) ? '' : '?'}: ${typeOf(schema)}`
  })
  return `{\n${members.join('\n')}\n}`
}

function comment(description) {
  if (description === undefined) return ''
  const lines = description.replaceAll('*/', '*\\/').split('\n')
  return lines.length === 1
    ? `/** ${lines[0]} */`
    : `/**\n${lines.map((line) => ` * ${line}`.trimEnd()).join('\n')}\n */`
}
