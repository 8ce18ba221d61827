// What a client sends: JSON that ORCID can read, in the shape of its section, and brought into ORCID's order.
import type { Visibility } from '../../options/researcher.ts'
import { normalize } from '../registry/record/model.ts'
import type { Json, Members, Node, ObjectNode, TextNode } from '../registry/record/model.ts'
import type { Section } from '../registry/record/sections.ts'
import { refuse } from './errors.ts'

/** What is read, and how: one of a bulk by Jackson alone; what is sent alone is also held to the XSD. */
interface Reading { readonly at: string, readonly isXsd: boolean }

function misfit ({ at }: Reading, problem: string): never {
  return refuse(9047, { detail: `${at} ${problem}` })
}

function validateText ({ max = Infinity, blank, pattern, values }: TextNode, value: Json, reading: Reading): void {
  if (typeof value !== 'string' && typeof value !== 'number') return misfit(reading, 'must be a text')
  const text = String(value)
  if (values instanceof RegExp ? !values.test(text) : values?.includes(text) === false) {
    misfit(reading, `must be one of ${values}`)
  }
  if (!reading.isXsd || typeof value === 'number') return
  if (text.length > max) misfit(reading, `must not be longer than ${max} characters`)
  if (!RegExp(pattern ?? (blank ? '' : '\\S')).test(text)) misfit(reading, `must match ${pattern ?? 'a text that is not blank'}`)
}

function validateObject ({ members, required, ignored }: ObjectNode, value: Json, reading: Reading): void {
  if (!isObject(value)) return misfit(reading, 'must be an object')
  const unknown = Object.keys(value).find((name) => !Object.hasOwn(members, name) && !ignored.includes(name))
  if (unknown !== undefined) misfit(reading, `must not have ${unknown}`)
  for (const [name, node] of Object.entries(members)) {
    const at = `${reading.at}.${name}`
    const member = value[name] ?? null
    if (member !== null) validate(node, member, { ...reading, at })
    else if (reading.isXsd && required.includes(name)) misfit(reading, `must have ${name}`)
  }
}

function isObject (value: Json): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Refuses a value that is there and does not fit. */
function validate (node: Node, value: Json, reading: Reading): void {
  switch (node.kind) {
    case 'text': return validateText(node, value, reading)
    case 'object': return validateObject(node, value, reading)
    case 'wrapped': {
      const wrapper = { kind: 'object', members: { value: node.text }, required: ['value'], ignored: [] } as const
      return isObject(value) ? validateObject(wrapper, value, reading) : validateText(node.text, value, reading)
    }
    case 'list': {
      if (Array.isArray(value) && reading.isXsd && value.length < node.min) misfit(reading, 'must not be empty')
      for (const item of [value].flat() as Json[]) validate(node.items, item, reading)
    }
  }
}

// ORCID writes these around an item, and reads two of them back.
const READ: ObjectNode['members'] = {
  'put-code': { kind: 'text', values: /^[+-]?\d{1,15}$/ },
  visibility: { kind: 'text', values: ['public', 'limited', 'private'] }
}
const IGNORED = ['created-date', 'last-modified-date', 'source', 'path', 'display-index']

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

function validateItem ({ item, shape }: Section, json: Json, isXsd: boolean): SentItem {
  const envelope = { ...shape, members: { ...shape.members, ...READ }, ignored: IGNORED }
  validate(envelope, json, { at: item, isXsd })
  const members = json as Members
  const putCode = members['put-code'] ?? null
  return {
    putCode: putCode === null ? null : Number(putCode),
    visibility: (members['visibility'] ?? null) as Visibility | null,
    content: normalize(shape, members) as Members
  }
}

/** What is no item of a record: its members in ORCID's order. */
export function readMembers (shape: ObjectNode, at: string, body: unknown): Members {
  const json = parseJson(body)
  validate(shape, json, { at, isXsd: true })
  return normalize(shape, json) as Members
}

export function readItem (section: Section, body: unknown): SentItem {
  return validateItem(section, parseJson(body), true)
}

export function readBulk (section: Section, body: unknown): SentItem[] {
  const bulk = (parseJson(body) as Members | null)?.['bulk']
  if (!Array.isArray(bulk)) return refuse(9047, { detail: 'bulk must be array' })
  return bulk.map((entry: Members | null) => validateItem(section, entry?.['work'] ?? null, false))
}
