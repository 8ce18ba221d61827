// What a shape is made of: texts, objects and lists, as ORCID's Java classes and its XSD name them.
import { wordLists, type WordList } from './words.ts'

export type Json = null | boolean | number | string | readonly Json[] | Members
export type Members = { readonly [name: string]: Json }

/** ORCID's JSON has no numbers where its XML has text, but ORCID reads them. */
export interface TextNode {
  readonly kind: 'text'
  /** The name of the simple type in the XSD. */
  readonly type: string
  /** ORCID reads these as enumerations, before it looks at the XSD. */
  readonly words?: WordList
}

/** ORCID writes such a text as `{"value": "…"}`. */
export interface WrappedNode {
  readonly kind: 'wrapped'
  /** The class below `org.orcid.jaxb.model.v3.release.` */
  readonly java: string
  readonly text: TextNode
  /** What ORCID also reads without the wrapper: what a constructor of the class takes. */
  readonly bare: 'text' | 'number' | 'nothing'
}

export interface ObjectNode {
  readonly kind: 'object'
  readonly java: string
  /** The XML namespace of the members, by its prefix. */
  readonly ns: string
  /** Those that are in the namespace `common` all the same. */
  readonly common: readonly string[]
  readonly members: Readonly<Record<string, Node>>
  readonly required: readonly string[]
  /** The XSD lets `created-date`, `last-modified-date` and `source` come first. */
  readonly isStamped: boolean
  /** Of these, one has to be there. */
  readonly choice: readonly string[]
  /** A member that may only stand behind another. */
  readonly after: Readonly<Record<string, string>>
  /** In XML this member is an attribute, and `value` the text of the element. */
  readonly attribute: string | null
  /** The member that ORCID also reads as a bare text. */
  readonly bare: string | null
  /** Members that only ORCID writes: they are dropped, so that what was read can be sent back. */
  readonly ignored: readonly string[]
}

/** ORCID reads a single thing as a list of one. */
export interface ListNode {
  readonly kind: 'list'
  readonly items: Node
  readonly max: number
  /** The element that stands around the list in XML, and may not be empty. */
  readonly wrapper: string | null
}

export type Node = TextNode | WrappedNode | ObjectNode | ListNode

/** A text of a type of the XSD; with words, one of a list. */
export function text (type = 'string', words?: WordList): TextNode {
  return { kind: 'text', type, ...words !== undefined && { words } }
}

export function wrapped (java: string, inner: TextNode, bare: WrappedNode['bare'] = 'text'): WrappedNode {
  return { kind: 'wrapped', java, text: inner, bare }
}

export function list (items: Node, more: Partial<Pick<ListNode, 'max' | 'wrapper'>> = {}): ListNode {
  return { kind: 'list', items, max: Infinity, wrapper: null, ...more }
}

type Described = Pick<ObjectNode, 'java'> & Partial<Omit<ObjectNode, 'kind' | 'java' | 'members'>>

export function object (described: Described, members: ObjectNode['members']): ObjectNode {
  const usual = { ns: 'common', common: [], required: [], isStamped: false, choice: [], after: {}, ignored: [] }
  return { kind: 'object', attribute: null, bare: null, ...usual, ...described, members }
}

/** What stands at a path of members, such as `title.title.value`; null where one is missing. */
export function at (value: Json | undefined, path: string): Json {
  return path.split('.').reduce<Json>((inner, name) => (inner as Members | null)?.[name] ?? null, value ?? null)
}

/** The objects in a list at a path; none where it is missing. */
export function listAt (value: Json | undefined, path: string): readonly Members[] {
  return (at(value, path) ?? []) as readonly Members[]
}

/** Year, month and day of a date; null for a part that is missing. */
export function partsOf (date: Json | undefined): Json[] {
  return ['year', 'month', 'day'].map((part) => at(date, `${part}.value`))
}

const nullable = (properties: object) => ({ type: ['object', 'null'], additionalProperties: false, properties })

/** A JSON Schema of a node: any member may be null or missing, and those that only ORCID writes are let by. */
export function schemaOf (node: Node): Readonly<Record<string, unknown>> {
  switch (node.kind) {
    // A pattern alone: ORCID's lists of words grow.
    case 'text': return { type: ['string', 'null'], ...node.words !== undefined && wordLists[node.words].like }
    case 'wrapped': return nullable({ value: { ...schemaOf(node.text), type: 'string' } })
    case 'list': return { type: ['array', 'null'], items: { ...schemaOf(node.items), type: 'object' } }
    case 'object': {
      const members = Object.entries(node.members).map(([name, member]) => [name, schemaOf(member)])
      return nullable(Object.fromEntries([...members, ...node.ignored.map((name) => [name, {}])]))
    }
  }
}

const textOf = ({ words }: TextNode, value: Json): string =>
  (words === undefined ? undefined : wordLists[words].aliases?.[String(value)]) ?? String(value)

/** A value that fits the node, as ORCID writes it: every member in ORCID's order, null if it was not sent. */
export function normalize (node: Node, value: Json): Json {
  if (value === null) return null
  switch (node.kind) {
    case 'text': return textOf(node, value)
    case 'wrapped': return { value: textOf(node.text, typeof value === 'object' ? (value as Members)['value'] ?? '' : value) }
    case 'list': return [value].flat().map((item) => normalize(node.items, item as Json))
    case 'object': return Object.fromEntries(Object.entries(node.members).map(([name, member]) =>
      [name, normalize(member, (value as Members)[name] ?? null)]))
  }
}
