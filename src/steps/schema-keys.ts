/** What a schema of zod knows about its own keys, for the name that was most likely meant. */
import type { z } from 'zod'

/** The keys that may stand at this path, of all alternatives. */
export function keysAt(schema: z.ZodType, path: readonly (string | number)[]): string[] {
  const parts = path.reduce<readonly z.core.$ZodType[]>(
    (found, part) => found.flatMap((at) => under(at, part)),
    [schema],
  )
  return [...new Set(parts.flatMap(alternatives).flatMap((part) => Object.keys(shapeOf(part))))]
}

function under(schema: z.core.$ZodType, part: string | number): readonly z.core.$ZodType[] {
  return alternatives(schema).flatMap((alternative) => {
    const { def } = (alternative as z.core.$ZodTypes)._zod
    if (def.type === 'record') return [def.valueType]
    if (def.type === 'array') return [def.element]
    if (def.type === 'tuple')
      return typeof part === 'number' ? [def.items[part] ?? def.rest].flatMap((at) => at ?? []) : []
    const known = shapeOf(alternative)[part]
    return known === undefined ? [] : [known]
  })
}

function shapeOf(schema: z.core.$ZodType): Readonly<Record<string, z.core.$ZodType>> {
  const { def } = (schema as z.core.$ZodTypes)._zod
  return def.type === 'object' ? def.shape : {}
}

/** The schema without what surrounds it (defaults, transformations), and each alternative of a union. */
function alternatives(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  const { def } = (schema as z.core.$ZodTypes)._zod
  switch (def.type) {
    case 'union':
      return def.options.flatMap(alternatives)
    case 'intersection':
      return [...alternatives(def.left), ...alternatives(def.right)]
    case 'pipe':
      // What stands before the schema may be a function, which knows no keys.
      return alternatives((def.in as z.core.$ZodTypes)._zod.def.type === 'transform' ? def.out : def.in)
    case 'lazy':
      return alternatives(def.getter())
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'nonoptional':
    case 'readonly':
    case 'catch':
      return alternatives(def.innerType)
    default:
      return [schema]
  }
}
