// What a client sends: JSON that ORCID can read, in the shape of its section, and brought into ORCID's order.
import { Compile, type Validator } from 'typebox/schema'
import type { Visibility } from '../../options/researcher.ts'
import { findProblems } from '../../options/validate.ts'
import { normalize } from '../registry/record/model.ts'
import type { Json, Members, Node, ObjectNode, TextNode } from '../registry/record/model.ts'
import type { Section } from '../registry/record/sections.ts'
import { refuse } from './errors.ts'

/**
 * How ORCID reads a body: Jackson alone makes an object of each work of a bulk; what is sent alone is also held to
 * the XSD.
 */
type Strictness = 'jackson' | 'xsd'

type Schema =
  | { readonly enum: readonly unknown[] }
  | { readonly anyOf: readonly Schema[] }
  | { readonly type: readonly string[], readonly pattern?: string }

function textSchema ({ max, blank, pattern, values }: TextNode, isStrict: boolean): Schema {
  if (values instanceof RegExp) return { type: ['string'], pattern: values.source }
  if (values !== undefined) return { enum: values }
  const limit = max === undefined ? {} : { maxLength: max }
  return { type: ['string', 'number'], ...isStrict ? { ...limit, pattern: pattern ?? (blank ? '' : '\\S') } : {} }
}

function orNull (schema: Schema): Schema {
  if ('enum' in schema) return { enum: [...schema.enum, null] }
  if ('anyOf' in schema) return { anyOf: [...schema.anyOf, { type: ['null'] }] }
  return { ...schema, type: [...schema.type, 'null'] }
}

function objectSchema ({ members, required, ignored }: ObjectNode, isStrict: boolean) {
  const known = Object.entries(members).map(([name, node]) => {
    const schema = schemaOf(node, isStrict)
    return [name, isStrict && required.includes(name) ? schema : orNull(schema)]
  })
  const properties = Object.fromEntries([...known, ...ignored.map((name) => [name, {}])])
  return { type: ['object'], additionalProperties: false, required: isStrict ? required : [], properties }
}

/** The schema of a value that is there. */
function schemaOf (node: Node, isStrict: boolean): Schema {
  switch (node.kind) {
    case 'text': return textSchema(node, isStrict)
    case 'object': return objectSchema(node, isStrict)
    case 'wrapped': {
      const wrapper = { kind: 'object', members: { value: node.text }, required: ['value'], ignored: [] } as const
      return { anyOf: [textSchema(node.text, isStrict), objectSchema(wrapper, isStrict)] }
    }
    case 'list': {
      const items = schemaOf(node.items, isStrict)
      const list = { type: ['array'], minItems: isStrict ? node.min : 0, items }
      return { anyOf: [list, items] }
    }
  }
}

// What ORCID writes around an item is dropped, so that what was read can be sent back.
const ENVELOPE = ['created-date', 'last-modified-date', 'source', 'path', 'display-index']

function compile (shape: ObjectNode, strictness: Strictness): Validator {
  const inner = objectSchema({ ...shape, ignored: ENVELOPE }, strictness === 'xsd')
  const envelope = {
    'put-code': { anyOf: [{ type: ['integer', 'null'] }, { type: 'string', pattern: '^[+-]?\\d{1,15}$' }] },
    visibility: { enum: ['public', 'limited', 'private', null] }
  }
  return Compile({ ...inner, properties: { ...inner.properties, ...envelope } })
}

const compiled = new Map<string, Validator>()

// Compiled when first needed: a mock that is only read does not wait for it.
function validatorFor ({ kind, shape }: Section, strictness: Strictness): Validator {
  const key = `${kind} ${strictness}`
  const validator = compiled.get(key) ?? compile(shape, strictness)
  compiled.set(key, validator)
  return validator
}

export interface SentItem {
  readonly putCode: number | null
  readonly visibility: Visibility | null
  /** Every member of the section's shape, in ORCID's order. */
  readonly content: Members
}

function parseJson (body: unknown): Json {
  if (typeof body !== 'string' || body.trim() === '') {
    return refuse(9047, { detail: 'Couldn\'t read object, data seems to be empty or invalid' })
  }
  try {
    return JSON.parse(body) as Json
  } catch (error) {
    return refuse(9001, { detail: (error as Error).message })
  }
}

function validateItem (section: Section, json: Json, strictness: Strictness): SentItem {
  const [problem] = findProblems(validatorFor(section, strictness), json)
  if (problem !== undefined) refuse(9047, { detail: `${section.item}: ${problem.sentence}` })
  const members = json as Members
  const putCode = members['put-code'] ?? null
  return {
    putCode: putCode === null ? null : Number(putCode),
    visibility: (members['visibility'] ?? null) as Visibility | null,
    content: normalize(section.shape, members) as Members
  }
}

export function readItem (section: Section, body: unknown): SentItem {
  return validateItem(section, parseJson(body), 'xsd')
}

export function readBulk (section: Section, body: unknown): SentItem[] {
  const bulk = (parseJson(body) as Members | null)?.['bulk']
  if (!Array.isArray(bulk)) return refuse(9047, { detail: 'bulk must be array' })
  return bulk.map((entry: Members | null) => validateItem(section, entry?.['work'] ?? null, 'jackson'))
}
