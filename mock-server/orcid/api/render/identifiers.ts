// External identifiers: which kinds ORCID knows, how it normalizes them, when two are the same.
import { at, type Json, type Members } from '../../registry/record/model.ts'
import type { Section } from '../../registry/record/sections.ts'

// https://pub.orcid.org/v3.0/identifiers
export const identifierTypes: ReadonlySet<string> = new Set(['agr', 'ark', 'arxiv', 'asin', 'asin-tld',
  'authenticusid', 'bibcode', 'cba', 'cgn', 'cienciaiul', 'cit', 'cstr', 'ctx', 'cvid', 'dnb', 'doi', 'eid', 'emdb',
  'empiar', 'ethos', 'grant_number', 'hal', 'handle', 'hir', 'isbn', 'ismn', 'issn', 'jfm', 'jstor', 'kuid', 'lccn',
  'lensid', 'mr', 'oclc', 'ol', 'osti', 'other-id', 'pat', 'pdb', 'pmc', 'pmid', 'ppr', 'proposal-id', 'rfc', 'rrid',
  'source-work-id', 'ssrn', 'uri', 'urn', 'wosuid', 'zbl'])

export interface ExternalId extends Members {
  readonly 'external-id-type': Json
  readonly 'external-id-value': Json
  readonly 'external-id-url': Json
  readonly 'external-id-relationship': Json
}

/** The identifiers in an `external-ids`. */
export function idsIn (externalIds: Json | undefined): readonly ExternalId[] {
  return (at(externalIds, 'external-id') ?? []) as readonly ExternalId[]
}

export function idsOf ({ identifiedBy }: Section, content: Members): readonly ExternalId[] {
  return idsIn(at(content, identifiedBy))
}

// Longer than any DOI: the pattern looks at the rest of the text again for every 10 in it.
const LONGEST_DOI = 5000

/** Normalizes a DOI to the part that counts, `''` if there is none, and trims any other identifier. */
function normalize (type: Json, value: string): string {
  if (type !== 'doi') return value.trim()
  return /10(?:\.[0-9a-z]+)+\/[^\s"&']+/i.exec(value.slice(0, LONGEST_DOI))?.[0].toLowerCase() ?? ''
}

/** Two identifiers are the same if kind and normalized value are (ORCID-Source, ExternalID.equals). */
export function keyOf ({ 'external-id-type': type, 'external-id-value': value }: ExternalId): string {
  return JSON.stringify([type, normalize(type, String(value)) || value])
}

/** Whether items that share the identifier are versions of one thing (ORCID-Source, ExternalID.isGroupAble). */
export function isGroupable (id: ExternalId): boolean {
  return !['part-of', 'funded-by'].includes(id['external-id-relationship'] as string)
}

/** An identifier with every member that ORCID writes, in its order. */
export function externalId (type: Json, value: Json, other: Members = {}): Members {
  return {
    'external-id-type': type,
    'external-id-value': value,
    'external-id-normalized': null,
    'external-id-normalized-error': null,
    'external-id-url': null,
    'external-id-relationship': null,
    ...other
  }
}

export function renderId (id: ExternalId): Members {
  const { 'external-id-type': type, 'external-id-value': value } = id
  const normal = normalize(type, String(value))
  if (normal !== '') return externalId(type, value, { ...id, 'external-id-normalized': { value: normal, transient: true } })
  const message = `Cannot normalize identifier value ${type}:${value}`
  const error = { 'error-code': '8001', 'error-message': message, transient: true }
  return externalId(type, value, { ...id, 'external-id-normalized-error': error })
}
