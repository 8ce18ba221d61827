// Reads the most wanted values out of a record: the name to show, e-mail addresses, domains, current jobs, safe links.
import type { OrcidAffiliation, OrcidEmployments } from './schema/affiliation.ts'
import type { OrcidEmails, OrcidPersonalDetails } from './schema/person.ts'
import type { OrcidRecordSummary } from './schema/summary.ts'

/** An e-mail address. One that is not verified may belong to somebody else: never look up an account by it. */
export interface OrcidEmail {
  /** The address. */
  readonly email: string
  /** Whether the person answered ORCID's verification mail. */
  readonly verified: boolean
  /** Whether it is the address ORCID writes to. */
  readonly primary: boolean
  /** `public`, `limited` (visible to trusted parties) or `private`; `null` if ORCID did not send it. */
  readonly visibility: string | null
}

/** A job, as `currentEmployments()` tells it. One to add to a record, or to update, is an {@link OrcidAffiliation}. */
export interface OrcidEmployment {
  /** Name of the organization. */
  readonly organization: string
  /** The department, or `null`. */
  readonly departmentName: string | null
  /** The job title, or `null`. */
  readonly roleTitle: string | null
  /** `2019`, `2019-04`, `2019-04-01` or `null`. Never in the future. */
  readonly startDate: string | null
  /** In the same format, or `null`. Never in the past. */
  readonly endDate: string | null
  /** ORCID's number for it: `record.read('employment', { putCode })`. */
  readonly putCode: number
}

/**
 * The name to show: the name the person publishes under, otherwise given and family name, otherwise `null`. The person
 * chose it, so escape it.
 *
 * @param person the result of `read('person')` or `read('personal-details')`
 */
export function displayName ({ name }: Pick<OrcidPersonalDetails, 'name'>): string | null {
  const credit = name?.['credit-name']?.value.trim()
  const parts = [name?.['given-names']?.value, name?.['family-name']?.value]
  return credit || parts.map((part) => part?.trim()).filter(Boolean).join(' ') || null
}

/**
 * The e-mail addresses the token may see: verified ones first, then the primary one. Most people show none.
 *
 * @param read the result of `read('person')` or `read('email')`
 */
export function visibleEmails (read: { readonly emails: OrcidEmails | null } | OrcidEmails): OrcidEmail[] {
  const { email: addresses } = 'emails' in read ? read.emails ?? { email: [] } : read as OrcidEmails
  const rank = ({ verified, primary }: OrcidEmail) => Number(verified) * 2 + Number(primary)
  return addresses
    .map(({ email, verified, primary, visibility = null }) => ({ email, verified, primary, visibility }))
    .sort((a, b) => rank(b) - rank(a))
}

// A name of the DNS, also in other scripts. What a page may not show as it is, is none.
const DOMAIN = /^(?=.{1,253}$)(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,63}$/u

/**
 * The domains of the e-mail addresses that the person has proved to ORCID and shows, in lower case: `['ox.ac.uk']`.
 * ORCID shows three at most, and never the address. A domain says where somebody had an address once: it does not
 * say that they work there now.
 *
 * @param summary the result of `read('summary')`
 */
export function verifiedDomains ({ 'email-domains': domains }: Pick<OrcidRecordSummary, 'email-domains'>): string[] {
  return (domains?.['email-domain'] ?? [])
    .filter(({ value, 'verification-date': verifiedAt }) => DOMAIN.test(value) && verifiedAt != null)
    .map(({ value }) => value.toLowerCase())
}

/**
 * The jobs that have begun and not ended, in ORCID's order. A job that several sources list appears once.
 *
 * @param employments the result of `read('employments')`
 * @param today the date to compare with; default: the current date
 */
export function currentEmployments (employments: OrcidEmployments, today = new Date()): OrcidEmployment[] {
  const now = today.toISOString()
  return employments['affiliation-group']
    .flatMap(({ summaries }) => summaries.slice(0, 1))
    .map(({ 'employment-summary': job }) => ({
      organization: job.organization.name,
      departmentName: job['department-name'] ?? null,
      roleTitle: job['role-title'] ?? null,
      startDate: formatDate(job['start-date']),
      endDate: formatDate(job['end-date']),
      putCode: job['put-code']
    }))
    // `2026` begins with the year and lasts to its end, although it sorts before `2026-11-23`.
    .filter(({ startDate }) => startDate === null || startDate <= now.slice(0, startDate.length))
    .filter(({ endDate }) => endDate === null || endDate >= now.slice(0, endDate.length))
}

function formatDate (date: OrcidAffiliation['start-date']): string | null {
  const year = date?.year?.value
  const month = date?.month?.value
  const day = date?.day?.value
  if (!year) return null
  if (!month) return year
  return day ? `${year}-${month}-${day}` : `${year}-${month}`
}

// A host may have quotes in it (URL Standard, forbidden domain code points).
const PLAIN_HOST = /^(?:[\w.-]+|\[[\da-f:.]+\])$/
// URL leaves quotes in some of its parts, and backticks, which old browsers read as quotes.
const LEFT_AS_IT_IS = /['"`<>]/g
const encode = (character: string) => `%${character.charCodeAt(0).toString(16)}`

/**
 * The URL if it is safe to link to (`https:` or `http:`, a plain host), otherwise `null`. Quotes in it are
 * percent-encoded, so that it stays inside `href="…"`. People type the links of their record themselves, and one may be
 * `javascript:`.
 */
export function safeHttpUrl (url: string | null | undefined): string | null {
  if (typeof url !== 'string' || !URL.canParse(url)) return null
  const { protocol, hostname, href } = new URL(url)
  const isSafe = (protocol === 'https:' || protocol === 'http:') && PLAIN_HOST.test(hostname)
  return isSafe ? href.replace(LEFT_AS_IT_IS, encode) : null
}
