// The TypeBox shapes of what a client may send, made from the descriptions of the sections.
import { Compile } from 'typebox/schema'
import type { Validator } from 'typebox/schema'
import type { Node, ObjectNode, TextNode } from '../registry/record/node.ts'
import type { Section } from '../registry/record/sections.ts'

/**
 * How ORCID looks at a body: `reading` makes objects of it, as for the works of a bulk; `xsd` also holds them to
 * the XSD, as for everything that is sent alone.
 */
export type Strictness = 'reading' | 'xsd'

interface Wanted {
  readonly strictness: Strictness
  readonly isRequired: boolean
}

function textSchema ({ max, blank, form, values }: TextNode, { strictness, isRequired }: Wanted): object {
  const type = isRequired ? ['string', 'number'] : ['string', 'number', 'null']
  if (Array.isArray(values)) return { enum: isRequired ? values : [...values, null] }
  if (values instanceof RegExp) return { type: type.filter((name) => name !== 'number'), pattern: values.source }
  if (strictness === 'reading') return { type }
  const limits = max === undefined ? {} : { maxLength: max }
  const pattern = form ?? (blank === true ? undefined : '\\S')
  return { type, ...limits, ...(pattern === undefined ? {} : { pattern }) }
}

function objectSchema ({ members, required, ignored }: ObjectNode, { strictness, isRequired }: Wanted): object {
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
  const present = { strictness, isRequired: true }
  const orNull = wanted.isRequired ? [] : [{ type: 'null' }]
  switch (node.kind) {
    case 'text': return textSchema(node, wanted)
    case 'object': return objectSchema(node, wanted)
    case 'wrapped': {
      const value = schemaOf(node.text, { strictness, isRequired: strictness === 'xsd' })
      const required = strictness === 'xsd' ? ['value'] : []
      const inside = { type: 'object', additionalProperties: false, required, properties: { value } }
      return { anyOf: [schemaOf(node.text, present), inside, ...orNull] }
    }
    case 'list': {
      const items = schemaOf(node.items, present)
      const minItems = strictness === 'xsd' ? node.min : 0
      return { anyOf: [{ type: 'array', minItems, items }, items, ...orNull] }
    }
  }
}

// What ORCID writes around an item: read and dropped, so that what was read can be sent back.
const ENVELOPE = ['created-date', 'last-modified-date', 'source', 'path', 'display-index']

function compile ({ shape }: Section, strictness: Strictness): Validator {
  const { members, required } = shape
  const inner = objectSchema({ ...shape, members, required, ignored: ENVELOPE }, { strictness, isRequired: true }) as
    { properties: object }
  const envelope = {
    'put-code': { anyOf: [{ type: ['integer', 'null'] }, { type: 'string', pattern: '^[+-]?\\d{1,15}$' }] },
    visibility: { enum: ['public', 'limited', 'private', null] }
  }
  return Compile({ ...inner, properties: { ...inner.properties, ...envelope } })
}

const compiled = new Map<string, Validator>()

/** The shape of an item of a section. Made when it is first needed: a mock that is only read need not wait. */
export function bodyShape (section: Section, strictness: Strictness): Validator {
  const key = `${section.name} ${strictness}`
  const shape = compiled.get(key) ?? compile(section, strictness)
  compiled.set(key, shape)
  return shape
}
