// How an item of a record is described: which members ORCID writes, in which order, and what they may hold.

/** JSON as it goes over the wire. */
export type Json = null | boolean | number | string | readonly Json[] | Members

/** A JSON object. */
export type Members = { readonly [name: string]: Json }

/** A text. ORCID's JSON has no numbers where its XML has text, but reads them. */
export interface TextNode {
  /** What this is. */
  readonly kind: 'text'
  /** How many characters it may have; unbounded if left out. */
  readonly max?: number
  /** Whether it may be empty or nothing but white space. */
  readonly blank?: true
  /** What ORCID's XSD wants it to look like. */
  readonly form?: string
  /** What it may be: ORCID reads these as enumerations, before it looks at the XSD. */
  readonly values?: readonly string[] | RegExp
}

/** A text that ORCID writes as `{"value": "…"}` and also reads bare. */
export interface WrappedNode {
  /** What this is. */
  readonly kind: 'wrapped'
  /** The text inside. */
  readonly text: TextNode
}

/** An object. */
export interface ObjectNode {
  /** What this is. */
  readonly kind: 'object'
  /** Its members in ORCID's order. */
  readonly members: Readonly<Record<string, Node>>
  /** Those that ORCID's XSD requires. */
  readonly required: readonly string[]
  /** Members that ORCID writes by itself: read and dropped, so that what was read can be sent back. */
  readonly ignored: readonly string[]
}

/** A list. ORCID reads a single thing as a list of one. */
export interface ListNode {
  /** What this is. */
  readonly kind: 'list'
  /** What is in it. */
  readonly items: Node
  /** How few there may be. */
  readonly min: number
}

/** Any of them. */
export type Node = TextNode | WrappedNode | ObjectNode | ListNode

/** Describes a text. */
export const text = (limits: Omit<TextNode, 'kind'> = {}): TextNode => ({ kind: 'text', ...limits })

/** Describes a `{"value": "…"}`. */
export const wrapped = (limits: Omit<TextNode, 'kind'> = {}): WrappedNode =>
  ({ kind: 'wrapped', text: text(limits) })

/** Describes an object. */
export const object = (members: ObjectNode['members'], required: readonly string[] = [],
  ignored: readonly string[] = []): ObjectNode => ({ kind: 'object', members, required, ignored })

/** Describes a list. */
export const list = (items: Node, min = 0): ListNode => ({ kind: 'list', items, min })

function orderText (value: Json): Json {
  return String(value)
}

function orderMembers ({ members }: ObjectNode, value: Members): Members {
  return Object.fromEntries(Object.entries(members).map(([name, node]) => [name, order(node, value[name] ?? null)]))
}

/**
 * A value as ORCID writes it: every member there, null if it did not come, in ORCID's order, nothing else.
 *
 * @param value something that fits the node
 */
export function order (node: Node, value: Json): Json {
  if (value === null) return null
  switch (node.kind) {
    case 'text': return orderText(value)
    case 'wrapped': return { value: orderText(typeof value === 'object' ? (value as Members)['value'] ?? '' : value) }
    case 'object': return orderMembers(node, value as Members)
    case 'list': return [value].flat().map((item) => order(node.items, item as Json))
  }
}
