/** docs/steps.md: every step with its options, from the registry and its JSON Schema. */

const STAGES = { preprocess: '`preprocess`', postprocess: '`postprocess`' }

export function stepPage(families, schemas) {
  const lines = [
    '<!-- Written by scripts/docs.mjs; do not edit. -->',
    '# Steps',
    '',
    'What can stand under `preprocess` and `postprocess` of a service. [services.md](services.md) says how a service is put',
    'together. Each step has a name, and under it its options; many have a short form.',
    '',
    '| Family | Steps |',
    '| --- | --- |',
    ...families
      .filter(({ steps }) => steps.length > 0)
      .map(({ title, steps }) => `| ${title} | ${steps.map(({ name }) => `[\`${name}\`](#${name})`).join(', ')} |`),
  ]
  for (const { title, steps, isCode } of families) {
    if (steps.length === 0) continue
    lines.push('', `## ${title}`)
    for (const step of steps) lines.push('', ...stepLines(step, schemas[step.name], isCode === true))
  }
  return `${lines.join('\n')}\n`
}

function stepLines({ name, summary, stages, example }, schema, isCode) {
  const fence = isCode ? ['```ts', `{ ${example} }`, '```'] : ['```yaml', ...`- ${example}`.split('\n'), '```']
  const forms = alternatives(schema, schema)
  const short = forms.filter((form) => form.properties === undefined)
  const long = forms.filter((form) => form.properties !== undefined)
  const given = [...new Set(short.map((form) => typeText(form, schema, isCode)))].join(', or ')
  const meaning = describeOnce(short, schema)
  return [
    `### ${name}`,
    '',
    `${summary} Under ${stages.map((stage) => STAGES[stage]).join(' and ')}.`,
    '',
    ...fence,
    ...(short.length === 0 ? [] : ['', `${long.length === 0 ? 'Takes' : 'Short form:'} ${given}.${meaning}`]),
    ...long.flatMap((form) => ['', ...tableLines(form, schema, isCode)]),
  ]
}

function describeOnce(forms, schema) {
  const description = schema.description ?? forms.find((form) => form.description !== undefined)?.description
  return description === undefined ? '' : ` ${description}`
}

function tableLines({ properties, required = [] }, root, isCode) {
  return [
    '| Option | Value | Default | Meaning |',
    '| --- | --- | --- | --- |',
    ...Object.entries(properties).map(([name, option]) => {
      const shown = option.default === undefined ? (required.includes(name) ? 'required' : '') : code(option.default)
      const meaning = option.description ?? ''
      return `| \`${name}\` | ${cell(typeText(option, root, isCode))} | ${shown} | ${cell(meaning)} |`
    }),
  ]
}

function alternatives(schema, root) {
  const resolved = resolve(schema, root)
  const options = resolved.anyOf ?? resolved.oneOf
  return options === undefined ? [resolved] : options.flatMap((option) => alternatives(option, root))
}

function resolve(schema, root) {
  if (schema.$ref === undefined) return schema
  const path = schema.$ref
    .replace(/^#\/?/, '')
    .split('/')
    .filter((part) => part !== '')
  return path.reduce((part, key) => part[key], root)
}

/** In words: `a list of numbers`. Schemas that refer to themselves are followed a few levels down. */
function typeText(schema, root, isCode, depth = 0) {
  if (depth > 4) return 'the same again'
  const found = resolve(schema, root)
  const text = (part) => typeText(part, root, isCode, depth + 1)
  if ('const' in found) return code(found.const)
  if (found.enum !== undefined) return found.enum.map(code).join(', ')
  const options = found.anyOf ?? found.oneOf
  if (options !== undefined) return [...new Set(options.map(text))].join(', or ')
  if (Array.isArray(found.type)) return found.type.map((type) => text({ ...found, type })).join(', or ')
  switch (found.type) {
    case 'string':
      return 'a text'
    case 'number':
      return `a number${bounds(found)}`
    case 'integer':
      return `a whole number${bounds(found)}`
    case 'boolean':
      return '`true` or `false`'
    case 'null':
      return '`null`'
    case 'array':
      return Array.isArray(found.items)
        ? `[${found.items.map(text).join(', ')}]`
        : `a list of ${plural(text(found.items ?? {}))}`
    case 'object':
      return objectText(found, text)
    default:
      return isCode ? 'a function' : 'any value'
  }
}

function objectText({ properties, required = [], additionalProperties }, text) {
  if (properties !== undefined) {
    const keys = Object.entries(properties).map(
      ([name, part]) => `\`${name}\`${required.includes(name) ? '' : '?'}: ${text(part)}`,
    )
    return `{ ${keys.join('; ')} }`
  }
  return typeof additionalProperties === 'object'
    ? `names, each with ${text(additionalProperties)}`
    : 'names with values'
}

function bounds({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }) {
  const low = minimum ?? exclusiveMinimum
  const high = maximum ?? exclusiveMaximum
  if (low !== undefined && high !== undefined) return ` from ${low} to ${high}`
  if (low !== undefined) return exclusiveMinimum === undefined ? ` from ${low} on` : ` above ${low}`
  if (high !== undefined) return exclusiveMaximum === undefined ? ` up to ${high}` : ` below ${high}`
  return ''
}

function plural(text) {
  const known = { 'a text': 'texts', 'a number': 'numbers', 'a whole number': 'whole numbers', 'any value': 'values' }
  return known[text] ?? text
}

function code(value) {
  return `\`${JSON.stringify(value).replace(/^"(.*)"$/, '$1')}\``
}

function cell(text) {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}
