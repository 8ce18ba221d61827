// What a client sends: JSON that ORCID can read, in the shape of its section, and brought into ORCID's order.
import { Compile, type Validator } from 'typebox/schema'
import type { Visibility } from '../../options/researcher.ts'
import { findProblems } from '../../options/validate.ts'
import { normalize } from '../registry/record/model.ts'
import type { Json, Members, Node, ObjectNode, TextNode } from '../registry/record/model.ts'
import type { Section } from '../registry/record/sections.ts'
import { apiError, Refusal } from './errors.ts'

/**
 * How ORCID reads a body: Jackson alone makes an object of each work of a bulk; what is sent alone is also held to
 * the XSD.
 */
type Strictness = 'jackson' | 'xsd'

interface Wanted { readonly strictness: Strictness, readonly isRequired: boolean }

function textSchema ({ max, blank, pattern, values }: TextNode, { strictness, isRequired }: Wanted): object {
  const type = isRequired ? ['string', 'number'] : ['string', 'number', 'null']
  if (Array.isArray(values)) return { enum: isRequired ? values : [...values, null] }
  if (values instanceof RegExp) return { type: type.filter((name) => name !== 'number'), pattern: values.source }
  if (strictness === 'jackson') return { type }
  const form = pattern ?? (blank === true ? undefined : '\\S')
  return {
    type,
    ...max === undefined ? {} : { maxLength: max },
    ...form === undefined ? {} : { pattern: form }
  }
}

function objectSchema ({ members, required, ignored }: ObjectNode, { strictness, isRequired }: Wanted) {
  const isStrict = strictness === 'xsd'
  const known = Object.entries(members).map(([name, node]) =>
    [name, schemaOf(node, { strictness, isRequired: isStrict && required.includes(name) })])
  return {
    type: isRequired ? 'object' : ['object', 'null'],
    additionalProperties: false,
    required: isStrict ? required : [],
    properties: { ...Object.fromEntries(known), ...Object.fromEntries(ignored.map((name) => [name, {}])) }
  }
}

function schemaOf (node: Node, wanted: Wanted): object {
  const { strictness } = wanted
  const isStrict = strictness === 'xsd'
  const present = { strictness, isRequired: true }
  const orNull = wanted.isRequired ? [] : [{ type: 'null' }]
  switch (node.kind) {
    case 'text': return textSchema(node, wanted)
    case 'object': return objectSchema(node, wanted)
    case 'wrapped': {
      const properties = { value: schemaOf(node.text, { strictness, isRequired: isStrict }) }
      const inside = { type: 'object', additionalProperties: false, required: isStrict ? ['value'] : [], properties }
      return { anyOf: [schemaOf(node.text, present), inside, ...orNull] }
    }
    case 'list': {
      const items = schemaOf(node.items, present)
      return { anyOf: [{ type: 'array', minItems: isStrict ? node.min : 0, items }, items, ...orNull] }
    }
  }
}

// What ORCID writes around an item is dropped, so that what was read can be sent back.
const ENVELOPE = ['created-date', 'last-modified-date', 'source', 'path', 'display-index']

function compile (shape: ObjectNode, strictness: Strictness): Validator {
  const inner = objectSchema({ ...shape, ignored: ENVELOPE }, { strictness, isRequired: true })
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
    throw new Refusal(apiError(9047, { detail: 'Couldn\'t read object, data seems to be empty or invalid' }))
  }
  try {
    return JSON.parse(body) as Json
  } catch (error) {
    throw new Refusal(apiError(9001, { detail: (error as Error).message }))
  }
}

function validateItem (section: Section, json: Json, strictness: Strictness): SentItem {
  const [problem] = findProblems(validatorFor(section, strictness), json)
  if (problem !== undefined) throw new Refusal(apiError(9047, { detail: `${section.item}: ${problem.sentence}` }))
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
  if (!Array.isArray(bulk)) throw new Refusal(apiError(9047, { detail: 'bulk must be array' }))
  return bulk.map((entry: Members | null) => validateItem(section, entry?.['work'] ?? null, 'jackson'))
}
