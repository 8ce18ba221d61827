// The quota that a mock may have: how many requests to its record APIs it answers.
import { objectOf, validateOptions } from './validate.ts'

/** How many requests the record APIs answer, counted by the mock's own clock. What is left out is not limited. */
export interface MockOrcidQuota {
  /**
   * Which read of a day without a client's token the public API is the first to refuse, with 429. Days are UTC's, and
   * each address that asks has its own count. @default none
   */
  readonly perDay?: number
  /**
   * How many requests a second of one address each API answers; the member API answers twice as many. Those above it
   * get 503 of the edge in front of ORCID. @default any number
   */
  readonly perSecond?: number
  /** How many requests above `perSecond` may come at once. @default 40 */
  readonly burst?: number
}

/** What is published (https://info.orcid.org/ufaqs/what-are-the-api-limits), and the day's as of May 2026 (pkp/pkp-lib#12714). */
const ORCID: MockOrcidQuota = { perDay: 25_000, perSecond: 12, burst: 40 }

export const quotaShape = objectOf({
  perDay: { type: 'integer', minimum: 1 },
  perSecond: { type: 'integer', minimum: 1 },
  burst: { type: 'integer', minimum: 0 }
})
export const quotaNames = Object.keys(quotaShape.properties)

/** The limits by name: those that are given, or ORCID's. */
export function limitsOf (quota: MockOrcidQuota | 'orcid'): MockOrcidQuota {
  return quota === 'orcid' ? ORCID : quota
}

/** Null without a quota. Throws `MOCK_ORCID_ERR_OPTIONS` for an unknown limit, and for a number that is none. */
export function resolveQuota (quota?: MockOrcidQuota | 'orcid'): Required<MockOrcidQuota> | null {
  if (quota === undefined) return null
  const limits = limitsOf(quota)
  validateOptions(quotaShape, limits, 'quota')
  const { perDay = Infinity, perSecond = Infinity, burst = 40 } = limits
  return Object.freeze({ perDay, perSecond, burst })
}
