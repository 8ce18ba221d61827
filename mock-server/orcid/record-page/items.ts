// What the page says of one item, whatever its section: a title, a few details, where it leads.
import type { Json, Members } from '../registry/record/node.ts'

/** A text that may lead somewhere. */
export interface Linked {
  /** What is shown. */
  readonly text: string
  /** An http or https address, or null. */
  readonly href: string | null
}

/** One item in short form. */
export interface Line {
  /** What it is called. */
  readonly title: Linked
  /** What else is said of it: where, of which type, when. */
  readonly details: readonly string[]
  /** Its identifiers. */
  readonly ids: readonly Linked[]
}

// Every section's shape has one of these that is required, and the first that is there is what people call it.
const TITLES = ['title.title', 'role-title', 'subject-name.title', 'url-name', 'content', 'country', 'external-id-value',
  'organization.name', 'convening-organization.name', 'url']
const DETAILS = ['journal-title', 'organization.name', 'convening-organization.name', 'hosts.organization.0.name',
  'department-name', 'type', 'reviewer-role', 'external-id-type']

/** The text at a path, `''` if there is none; ORCID wraps many texts in a `value`. */
function textAt (content: Members, path: string): string {
  let found: Json = content
  for (const name of path.split('.')) found = (found as Members | null)?.[name] ?? null
  const bare = found !== null && typeof found === 'object' ? (found as Members)['value'] as string : found ?? ''
  return String(bare)
}

// A record is written by anybody, and a browser would run an address such as javascript:.
function hrefOf (address: string): string | null {
  return /^https?:\/\//i.test(address) ? address : null
}

function yearsOf (content: Members): string {
  const year = (date: string): string => textAt(content, `${date}.year`)
  const [start, end] = [year('start-date'), year('end-date')]
  if (start !== '' || end !== '') return `${start}–${end}`
  return year('publication-date') + year('review-completion-date')
}

function addressOfId (type: string, { value, url }: { value: string, url: string }): string {
  if (url !== '' || type.toLowerCase() !== 'doi') return url
  return `https://doi.org/${encodeURI(Buffer.from(value).toString().replace(/^https?:\/\/(?:dx\.)?doi\.org\//i, ''))}`
}

function idsOf (content: Members): Linked[] {
  const holder = (content['external-ids'] ?? content['review-identifiers'] ?? null) as Members | null
  return ((holder?.['external-id'] ?? []) as readonly Members[]).map((id) => {
    const type = textAt(id, 'external-id-type')
    const value = textAt(id, 'external-id-value')
    const address = addressOfId(type, { value, url: textAt(id, 'external-id-url') })
    return { text: `${type}: ${value}`, href: hrefOf(address) }
  })
}

/** An item in short form. */
export function lineOf (item: Members): Line {
  const content = (item['proposal'] ?? item) as Members
  const path = TITLES.find((one) => textAt(content, one) !== '') as string
  const text = textAt(content, path)
  const title = path === 'country' ? String(new Intl.DisplayNames('en', { type: 'region' }).of(text)) : text
  const details = [...DETAILS.map((one) => textAt(content, one)), yearsOf(content)]
  return {
    title: { text: title, href: hrefOf(textAt(content, 'url') + textAt(content, 'external-id-url')) },
    details: details.filter((detail) => detail !== '' && detail !== text),
    ids: idsOf(content)
  }
}
