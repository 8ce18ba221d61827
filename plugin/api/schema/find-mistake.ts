// Finds the first mistake in a value. TypeBox looks for all of them: two million would take seconds and gigabytes.
import { createGuard } from '../../typebox.ts'

/** The keywords of JSON Schema that the schemas of a record use. */
interface Schema {
  readonly type?: keyof typeof TYPES
  readonly anyOf?: readonly Schema[]
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
}

const TYPES = {
  null: (value: unknown) => value === null,
  boolean: (value: unknown) => typeof value === 'boolean',
  string: (value: unknown) => typeof value === 'string',
  number: Number.isFinite,
  integer: Number.isInteger,
  array: Array.isArray,
  object: (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The first mistake, in the names of the schema: `/title must be object`; `undefined` if there is none. */
export function findMistake (schema: object, value: unknown): string | undefined {
  return find(schema, value)?.trim()
}

// The path is put in front on the way back, because most values have no mistake.
function find (schema: Schema, value: unknown): string | undefined {
  const { type, anyOf } = schema
  if (anyOf !== undefined) return findInAll(anyOf, value)
  if (type !== undefined && !TYPES[type](value)) return ` must be ${type}`
  return Array.isArray(value)
    ? findInItems(schema, value)
    : findInProperties(schema, value as Record<string, unknown>)
}

// `/title/title must be object`
const depthOf = (mistake: string): number => mistake.split('/').length

/**
 * The mistake against the schema that was meant, if the value fits none: where it lies deepest, the value has got
 * furthest. `null` is not meant by anything else.
 */
function findInAll (schemas: readonly Schema[], value: unknown): string | undefined {
  const mistakes: string[] = []
  for (const schema of schemas) {
    if (schema.type === 'null' && value !== null) continue
    const found = find(schema, value)
    if (found === undefined) return undefined
    if (!mistakes.includes(found)) mistakes.push(found)
  }
  const depth = Math.max(...mistakes.map(depthOf))
  const [first, ...others] = mistakes.filter((mistake) => depthOf(mistake) === depth)
  return `${first}${others.map((mistake) => `, or ${mistake.trim()}`).join('')}`
}

/** A compiled schema skips the valid items. */
function findInItems ({ items = {} }: Schema, values: readonly unknown[]): string | undefined {
  const isValid = createGuard(items)
  const index = values.findIndex((value) => !isValid(value))
  return index === -1 ? undefined : `/${index}${String(find(items, values[index]))}`
}

function findInProperties ({ required = [], properties = {} }: Schema,
  value: Record<string, unknown>): string | undefined {
  const isMissing = (name: string) => !Object.hasOwn(value, name)
  if (required.some(isMissing)) return ` must have required properties ${required.filter(isMissing).join(', ')}`
  for (const name of Object.keys(properties)) {
    // A member that is `undefined` is left out of the JSON.
    if (value[name] === undefined && !required.includes(name)) continue
    const mistake = find(properties[name] as Schema, value[name])
    if (mistake !== undefined) return `/${name}${mistake}`
  }
  return undefined
}
