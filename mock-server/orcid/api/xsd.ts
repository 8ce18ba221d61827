// Holds what was sent to ORCID's XSD. The first fault is refused in the words of Xerces, which validates it as XML.
import { groupTypes } from '../../options/group.ts'
import type { Json, ListNode, Members, Node, ObjectNode, TextNode } from '../registry/record/model.ts'
import { refuse, refuseJson } from './errors.ts'
import { classNamed } from './jackson.ts'

interface Pattern {
  /** As the XSD writes it. */
  readonly words: string
  readonly isMet: RegExp
}

/** A simple type: its facets, in the order in which Xerces looks at them. */
interface SimpleType {
  readonly patterns?: readonly Pattern[]
  readonly isUri?: true
  readonly max?: number
  readonly values?: readonly string[]
  /** The least and the greatest integer. */
  readonly range?: readonly [number, number]
}

const NOT_EMPTY: Pattern = { words: '[\\s\\S]*[^\\s\\n\\r]+[\\s\\S]*', isMet: /[^ \t\n\r]/ }
const filled = (max: number): SimpleType => ({ patterns: [NOT_EMPTY], max })
const matching = (words: string, isMet = new RegExp(`^${words}$`)): SimpleType => ({ patterns: [{ words, isMet }] })

const ORCID = '(\\d{4}-){3,}\\d{3}[\\dX]'
const GROUP = "(ringgold:|issn:|orcid-generated:|fundref:|publons:)([0-9a-zA-Z\\^._~:/?#\\[\\]@!$&'()*+,;=-]){2,}"

// common-3.0.xsd
const TYPES: Readonly<Record<string, SimpleType>> = {
  string: {},
  'non-empty-string': { patterns: [NOT_EMPTY] },
  'string-150': filled(150),
  'string-350': filled(350),
  'string-1000': filled(1000),
  'long-text': filled(4000),
  '#AnonType_translated-title': filled(1000),
  '#AnonType_subtitle': { max: 1000 },
  'string-255': { max: 255 },
  'organization-defined-type': { max: 255 },
  'short-text': { max: 500 },
  'short-description': { max: 5000 },
  anyURI: { isUri: true },
  email: { ...matching('[^@]+@[^\\.]+\\..+'), max: 350 },
  'group-id': { patterns: [NOT_EMPTY, ...matching(GROUP).patterns as readonly Pattern[]], max: 1000 },
  '#AnonType_typegroup-id-record': { values: groupTypes },
  'orcid-path': matching(ORCID),
  // The address of this mock stands for that of ORCID.
  'orcid-uri': matching(`https://([^/]*orcid\\.org|localhost.*/orcid-web)/${ORCID}`,
    new RegExp(`^(?!http://([^/]*\\.)?orcid\\.org/)https?://.+/${ORCID}$`)),
  year: { range: [1900, 2100] },
  month: { range: [1, 12] },
  day: { range: [1, 31] }
}

// RFC 2396 and RFC 2732, as Xerces has them: a scheme that is one, whole escapes, one fragment, and brackets only in a
// query or around an address of IPv6.
function isUri (text: string): boolean {
  const [, scheme, rest = ''] = /^([^/?#:]*):(.*)$/s.exec(text) ?? [null, null, text]
  if (scheme !== null && !(/^[a-z][a-z\d+.-]*$/i.test(scheme as string) && /^[^#]/s.test(rest))) return false
  if (/%(?![\da-f]{2})/i.test(text) || /#.*#/s.test(text)) return false
  const isOpaque = scheme !== null && !rest.startsWith('/')
  const [path = ''] = rest.replace(/^\/\/[^/?#[]*\[[\da-f:.]+\]/i, '').split(/[?#]/, 1)
  return isOpaque || !/[[\]]/.test(path)
}

/** A facet with its value, and the type that has it. */
type Facet = readonly [name: string, limit: string | number, type: string]

function refuseValue (value: string, [name, limit, type]: Facet): never {
  const length = name === 'maxLength' ? ` with length = '${value.length}'` : ''
  return refuseJson(`cvc-${name}-valid: Value '${value}'${length} is not facet-valid with respect to ` +
    `${name} '${limit}' for type '${type}'.`)
}

function checkInteger (text: string, type: string, [least, most]: readonly [number, number]): void {
  const digits = text.replace(/^[ \t\n\r]+|[ \t\n\r]+$/g, '')
  if (!/^[+-]?\d+$/.test(digits)) refuseJson(`cvc-datatype-valid.1.2.1: '${digits}' is not a valid value for 'integer'.`)
  if (Number(digits) > most) refuseValue(digits, ['maxInclusive', most, type])
  if (Number(digits) < least) refuseValue(digits, ['minInclusive', least, type])
}

function checkText (text: string, type: string): void {
  const { patterns = [], isUri: mustBeUri, max = Infinity, values, range } = TYPES[type] as SimpleType
  const unmet = patterns.find(({ isMet }) => !isMet.test(text))
  if (unmet !== undefined) refuseValue(text, ['pattern', unmet.words, type])
  if (mustBeUri && !isUri(text)) refuseJson(`cvc-datatype-valid.1.2.1: '${text}' is not a valid value for 'anyURI'.`)
  if (text.length > max) refuseValue(text, ['maxLength', max, type])
  if (values?.includes(text) === false) {
    refuseJson(`cvc-enumeration-valid: Value '${text}' is not facet-valid with respect to enumeration ` +
      `'[${values.join(', ')}]'. It must be a value from the enumeration.`)
  }
  if (range !== undefined) checkInteger(text, type, range)
}

const ACCESSOR = 'org.glassfish.jaxb.runtime.api.AccessorException'

// The hash codes of the other classes are 0 for what has no value.
const HASHED = ['common.Title', 'common.Subtitle', 'common.Country', 'common.OrganizationDefinedFundingSubType']

function refuseNoValue (java: string): never {
  const detail = `Object must have some value in its @XmlValue field: ${classNamed(java)}@${HASHED.includes(java) ? '1f' : '0'}`
  return refuse(9047, { detail, cause: `${ACCESSOR}: ${detail}` })
}

/** An element: Xerces names it by its prefix, or by its namespace. */
interface ElementName { readonly ns: string, readonly name: string }

const prefixed = ({ ns, name }: ElementName): string => `${ns}:${name}`
const expanded = ({ ns, name }: ElementName): string => `"http://www.orcid.org/ns/${ns}":${name}`

const STAMPS = ['created-date', 'last-modified-date', 'source'].map((name) => ({ ns: 'common', name }))

const among = (expected: readonly ElementName[]): string => `One of '{${expected.map(expanded).join(', ')}}' is expected.`

function refuseIncomplete (element: ElementName, expected: readonly ElementName[]): never {
  return refuseJson(`cvc-complex-type.2.4.b: The content of element '${prefixed(element)}' is not complete. ${among(expected)}`)
}

/** An element, and what it is made from. */
interface Made {
  readonly node: Node
  readonly value: Json
  readonly element: ElementName
}

interface Child extends Made {
  readonly isThere: boolean
  /** Whether there has to be one. */
  readonly isMissing: boolean
  /** Whether it stands before another one that it may only follow. */
  readonly isEarly: boolean
}

/** The members of an object in the order of the XSD. An empty list is no element, unless another one is around it. */
function childrenOf ({ members, common, ns, required, choice, after }: ObjectNode, values: Members): Child[] {
  return Object.entries(members).map(([name, node]) => {
    const value = values[name] as Json
    const wrapper = node.kind === 'list' ? node.wrapper : null
    const isThere = value !== null && !(wrapper === null && Array.isArray(value) && value.length === 0)
    // Of several of which one has to be there, the last is missing.
    const isMissing = name === choice.at(-1)
      ? choice.every((one) => values[one] === null)
      : required.includes(name) && !isThere
    const isEarly = isThere && values[after[name] ?? ''] === null
    return { node, value, isThere, isMissing, isEarly, element: { ns: common.includes(name) ? 'common' : ns, name: wrapper ?? name } }
  })
}

function checkObject (node: ObjectNode, value: Members, element: ElementName): void {
  let expected: readonly ElementName[] = node.isStamped ? STAMPS : []
  let missing: readonly ElementName[] | null = null
  for (const child of childrenOf(node, value)) {
    if (child.isEarly) missing ??= expected
    expected = [...expected, child.element]
    if (child.isMissing) missing ??= expected
    if (!child.isThere) continue
    if (missing !== null) {
      refuseJson(`cvc-complex-type.2.4.a: Invalid content was found starting with element '{${expanded(child.element)}}'. ${among(missing)}`)
    }
    checkElement(child)
    expected = []
  }
  if (missing !== null) refuseIncomplete(element, missing)
}

function checkList ({ items, max, wrapper }: ListNode, values: readonly Json[], element: ElementName): void {
  const item = wrapper === null ? element : { ...element, name: wrapper.slice(0, -1) }
  if (values.length === 0) refuseIncomplete(element, [item])
  for (const value of values.slice(0, max)) checkElement({ node: items, value, element: item })
  if (values.length > max) {
    refuseJson(`cvc-complex-type.2.4.f: '${expanded(item)}' can occur a maximum of '${max}' times in the current sequence. ` +
      'This limit was exceeded. No child element is expected at this point.')
  }
}

/** Of an element with an attribute the first member is the text. JAXB cannot write it without its attribute. */
function checkAttributed ({ members, attribute }: ObjectNode, value: Members): void {
  if (value[String(attribute)] === null) {
    refuse(9047, { cause: `${ACCESSOR}: org.orcid.jaxb.model.common.adapters.IllegalEnumValueException` })
  }
  checkText(String(value['value'] ?? ''), (members['value'] as TextNode).type)
}

export function checkElement ({ node, value, element }: Made): void {
  switch (node.kind) {
    case 'text': return checkText(String(value), node.type)
    case 'wrapped': {
      const inner = (value as Members)['value'] as Json
      return inner === null ? refuseNoValue(node.java) : checkText(String(inner), node.text.type)
    }
    case 'list': return checkList(node, value as readonly Json[], element)
    case 'object': return node.attribute === null
      ? checkObject(node, value as Members, element)
      : checkAttributed(node, value as Members)
  }
}
