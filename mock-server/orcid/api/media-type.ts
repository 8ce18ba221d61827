// Which representation of a record a client asks for, and which it sends: compact JSON, indented JSON, XML, or none.

import { rangesIn } from '../web/accept.ts'

/** How an answer is written. */
export interface Representation {
  /** The media type to answer with. */
  readonly mediaType: string
  /** Whether it is JSON; otherwise XML. */
  readonly isJson: boolean
  /** Whether it is written over several lines, as ORCID's own types are. */
  readonly isPretty: boolean
}

const xml: Representation = { mediaType: 'application/xml', isJson: false, isPretty: false }

const REPRESENTATIONS: ReadonlyMap<string, Representation> = new Map([
  ['application/json', { mediaType: 'application/json', isJson: true, isPretty: false }],
  ['application/vnd.orcid+json', { mediaType: 'application/vnd.orcid+json', isJson: true, isPretty: true }],
  ['application/orcid+json', { mediaType: 'application/orcid+json', isJson: true, isPretty: true }],
  ['application/xml', xml],
  ['application/vnd.orcid+xml', { ...xml, mediaType: 'application/vnd.orcid+xml' }],
  ['application/orcid+xml', { ...xml, mediaType: 'application/orcid+xml' }],
  // ORCID's default is XML, whatever a client hopes for.
  ['application/*', xml],
  ['*/*', xml]
])

/** The representation an Accept header likes best, null if none is acceptable (RFC 9110 §12.5.1). */
export function negotiate (accept: string | undefined): Representation | null {
  const liked = rangesIn(accept ?? '*/*').find((range) => REPRESENTATIONS.has(range))
  return REPRESENTATIONS.get(String(liked)) ?? null
}

/** What a body is, by its Content-Type: JSON or XML by any of ORCID's names, or something else. */
export function judgeContentType (contentType: string | undefined): 'json' | 'xml' | 'other' {
  const name = ((contentType ?? '').split(';', 1)[0] as string).trim().toLowerCase()
  const [, format] = /^application\/(?:(?:vnd\.)?orcid\+)?(json|xml)$/.exec(name) ?? []
  return (format ?? 'other') as 'json' | 'xml' | 'other'
}
