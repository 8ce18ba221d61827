// External identifiers: which kinds ORCID knows, how it normalises them, when two are the same.
import type { Json, Members } from '../registry/record/node.ts'
import type { RecordItem } from '../registry/record/store.ts'
import type { Section } from '../registry/record/sections.ts'

/** The kinds that ORCID's registry lists (https://pub.orcid.org/v3.0/identifiers). */
export const identifierTypes: ReadonlySet<string> = new Set(['agr', 'ark', 'arxiv', 'asin', 'asin-tld',
  'authenticusid', 'bibcode', 'cba', 'cgn', 'cienciaiul', 'cit', 'cstr', 'ctx', 'cvid', 'dnb', 'doi', 'eid', 'emdb',
  'empiar', 'ethos', 'grant_number', 'hal', 'handle', 'hir', 'isbn', 'ismn', 'issn', 'jfm', 'jstor', 'kuid', 'lccn',
  'lensid', 'mr', 'oclc', 'ol', 'osti', 'other-id', 'pat', 'pdb', 'pmc', 'pmid', 'ppr', 'proposal-id', 'rfc', 'rrid',
  'source-work-id', 'ssrn', 'uri', 'urn', 'wosuid', 'zbl'])

/** An identifier as it is kept. */
export interface ExternalId extends Members {
  /** Its kind. */
  readonly 'external-id-type': Json
  /** The identifier. */
  readonly 'external-id-value': Json
  /** Where it resolves. */
  readonly 'external-id-url': Json
  /** How it belongs to its item. */
  readonly 'external-id-relationship': Json
}

/** The identifiers in an `external-ids`. */
export function idsIn (externalIds: Json | undefined): readonly ExternalId[] {
  return ((externalIds as Members | null | undefined)?.['external-id'] ?? []) as readonly ExternalId[]
}

/** The identifiers of an item of a section. */
export function idsOf ({ identifiedBy }: Section, content: Members): readonly ExternalId[] {
  const holder = content[identifiedBy]
  return idsIn(identifiedBy === 'proposal' ? (holder as Members | null)?.['external-ids'] : holder)
}

// Longer than any DOI is; the pattern looks at what is left again for every 10 in it.
const LONGEST_DOI = 5000

/** The part of a DOI that counts, `''` if there is none in it; any other identifier without blanks around it. */
function normalise (type: Json, value: string): string {
  if (type !== 'doi') return value.trim()
  return /10(?:\.[0-9a-z]+)+\/[^\s"&']+/i.exec(value.slice(0, LONGEST_DOI))?.[0].toLowerCase() ?? ''
}

/** What makes two identifiers one: the kind and the normalised value (ExternalID.equals). */
export function keyOf ({ 'external-id-type': type, 'external-id-value': value }: ExternalId): string {
  return JSON.stringify([type, normalise(type, String(value)) || value])
}

/** Whether items that share the identifier are versions of one thing (ExternalID.isGroupAble). */
export function isGroupable (id: ExternalId): boolean {
  return !['part-of', 'funded-by'].includes(id['external-id-relationship'] as string)
}

/** An identifier as ORCID writes it, with the normal form that it adds. */
export function renderId (id: ExternalId): Members {
  const { 'external-id-type': type, 'external-id-value': value } = id
  const normal = normalise(type, String(value))
  const message = `Cannot normalize identifier value ${type}:${value}`
  const failed = { 'error-code': '8001', 'error-message': message, transient: true }
  return {
    'external-id-type': type,
    'external-id-value': value,
    'external-id-normalized': normal === '' ? null : { value: normal, transient: true },
    'external-id-normalized-error': normal === '' ? failed : null,
    'external-id-url': id['external-id-url'],
    'external-id-relationship': id['external-id-relationship']
  }
}

// Contents never change, and a bulk of a hundred compares each of them with everything that is there.
const ownKeys = new WeakMap<Members, readonly string[]>()

function ownKeysOf (section: Section, content: Members): readonly string[] {
  const known = ownKeys.get(content)
  if (known !== undefined) return known
  const keys = idsOf(section, content)
    .filter((id) => id['external-id-relationship'] === 'self').map(keyOf)
  ownKeys.set(content, keys)
  return keys
}

/** The item of the same client that has one of the identifiers as its own, if there is one (9021). */
export function findDuplicate (section: Section, items: Iterable<RecordItem>,
  { content, clientId, putCode }: { content: Members, clientId: string, putCode: number | null }): RecordItem | null {
  const keys = new Set(ownKeysOf(section, content))
  for (const item of items) {
    const isAnother = item.clientId === clientId && item.putCode !== putCode
    if (isAnother && ownKeysOf(section, item.content).some((key) => keys.has(key))) return item
  }
  return null
}
