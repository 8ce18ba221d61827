// What people look for in a record first: a name to show, e-mail addresses, jobs.
import type { OrcidAffiliation, OrcidEmployments } from './parts/affiliation.ts'
import type { OrcidEmails, OrcidPersonalDetails } from './parts/person.ts'

/**
 * An e-mail address as its owner shows it. One that is not verified may be anybody's: never find an account
 * by it.
 */
export interface OrcidEmail {
  readonly email: string
  /** Whether the person answered ORCID's verification mail. */
  readonly verified: boolean
  /** Whether it is the one ORCID writes to. */
  readonly primary: boolean
  /**
   * Who may see it: `public`, `limited` (those the person trusts) or `private`; `null` if ORCID did not
   * say.
   */
  readonly visibility: string | null
}

/** A job. */
export interface OrcidEmployment {
  /** Name of the organization. */
  readonly organization: string
  readonly departmentName: string | null
  readonly roleTitle: string | null
  /** `2019`, `2019-04` or `2019-04-01`, or `null`. */
  readonly startDate: string | null
  /** The same; in the future, or `null`. */
  readonly endDate: string | null
  /** ORCID's number for it: `record.read('employment', { putCode })`. */
  readonly putCode: number
}

/**
 * The name to show: the one the person publishes under, otherwise given and family name, otherwise `null`.
 * Chosen by the person; escape it.
 *
 * @param person what `read('person')` or `read('personal-details')` resolved to
 */
export function displayName ({ name }: Pick<OrcidPersonalDetails, 'name'>): string | null {
  const credit = name?.['credit-name']?.value.trim()
  const parts = [name?.['given-names']?.value, name?.['family-name']?.value]
  return credit || parts.map((part) => part?.trim()).filter(Boolean).join(' ') || null
}

/**
 * The e-mail addresses the token may see, verified ones first, the primary one before the others. Most people
 * show none.
 *
 * @param read what `read('person')` or `read('email')` resolved to
 */
export function visibleEmails (read: { readonly emails: OrcidEmails | null } | OrcidEmails): OrcidEmail[] {
  const { email: addresses } = 'emails' in read ? read.emails ?? { email: [] } : read as OrcidEmails
  const rank = ({ verified, primary }: OrcidEmail) => Number(verified) * 2 + Number(primary)
  return addresses
    .map(({ email, verified, primary, visibility = null }) => ({ email, verified, primary, visibility }))
    .sort((a, b) => rank(b) - rank(a))
}

/**
 * The jobs that have not ended, in ORCID's order, one of each even if several sources list it.
 *
 * @param employments what `read('employments')` resolved to
 * @param today what counts as now; default the present moment
 */
export function currentEmployments (employments: OrcidEmployments, today = new Date()): OrcidEmployment[] {
  return employments['affiliation-group']
    .flatMap(({ summaries }) => summaries.slice(0, 1))
    .map(({ 'employment-summary': job }) => ({
      organization: job.organization.name,
      departmentName: job['department-name'] ?? null,
      roleTitle: job['role-title'] ?? null,
      startDate: writeDate(job['start-date']),
      endDate: writeDate(job['end-date']),
      putCode: job['put-code']
    }))
    // A year or a month without a day lasts to its end: `2026` sorts before `2026-11-23`, but has not passed.
    .filter(({ endDate }) => endDate === null || endDate >= today.toISOString().slice(0, endDate.length))
}

function writeDate (date: OrcidAffiliation['start-date']): string | null {
  const year = date?.year?.value
  const month = date?.month?.value
  const day = date?.day?.value
  if (!year) return null
  if (!month) return year
  return day ? `${year}-${month}-${day}` : `${year}-${month}`
}

/**
 * An address that is safe to link to: `https:` or `http:`, or `null`. Links on a record were typed by its
 * owner, and may be `javascript:`.
 */
export function safeHttpUrl (url: string | null | undefined): string | null {
  const written = String(url)
  if (!URL.canParse(written)) return null
  const { protocol, href } = new URL(written)
  return protocol === 'https:' || protocol === 'http:' ? href : null
}
