// What ORCID's record API means by its statuses and numbers, as errors that a host can act on.
import type { BackChannelAnswer } from '../back-channel/http.ts'
import {
  OrcidApiError, OrcidBadResponseError, OrcidClientRejectedError, OrcidConflictError, OrcidDeactivatedError,
  OrcidDeprecatedError, OrcidLockedError, OrcidNotFoundError, OrcidNotYoursError, OrcidRateLimitedError,
  OrcidScopeMissingError, OrcidTokenInvalidError, OrcidUnavailableError, OrcidValidationError
} from '../errors.ts'
import type { OrcidRefusal } from '../errors.ts'
import { isOrcidId } from '../orcid-id.ts'
import { reasons } from './reasons.ts'

/** The refusal of a request, or of one work of many. */
export type Refused = Pick<BackChannelAnswer, 'statusCode' | 'json' | 'retryAfterSeconds' | 'location'>

interface Said extends OrcidRefusal {
  readonly text: string
  readonly refused: Refused
  readonly scope: string
}
type Meaning = (said: Said) => Error

function evidence ({ statusCode, errorCode }: Said): OrcidRefusal {
  const reason = reasons.get(errorCode)
  return { statusCode, errorCode, ...(reason === undefined ? {} : { reason }) }
}

/** What needs no more evidence than the status and the number. */
const plainly = (Refusal: new (details: { cause: OrcidRefusal }) => Error): Meaning =>
  (said) => new Refusal({ cause: evidence(said) })

const missing: Meaning = (said) =>
  new OrcidScopeMissingError({ cause: { ...evidence(said), missing: [said.scope] } })

// One number for two things; only ORCID's text, which is not translated here, tells them apart.
const otherRecordOrClient: Meaning = (said) => {
  const isOtherRecord = /different record/i.test(said.text)
  const reason = isOtherRecord ? 'the token is for another record' : 'the client may not use this API'
  return new OrcidNotYoursError({ cause: { ...evidence(said), reason } })
}

const conflict: Meaning = (said) => new OrcidConflictError({ cause: { ...evidence(said), putCode: null } })

const duplicate: Meaning = (said) => {
  const putCode = /put-code\D{0,9}(\d{1,15})/i.exec(said.text)?.[1]
  const number = putCode === undefined ? null : Number(putCode)
  return new OrcidConflictError({ cause: { ...evidence(said), putCode: number } })
}

const deprecated: Meaning = (said) => {
  const ids = (said.refused.location ?? said.text).match(/\d{4}-\d{4}-\d{4}-\d{3}[\dX]/g) ?? []
  return new OrcidDeprecatedError({ cause: { ...evidence(said), movedTo: ids.find(isOrcidId) ?? null } })
}

/** ORCID's own numbers, where they say more than the status (ORCID-Source, api_en.properties). */
const BY_NUMBER: ReadonlyMap<number, Meaning> = new Map([
  [9004, missing],
  [9005, missing],
  [9007, deprecated],
  [9010, plainly(OrcidNotYoursError)],
  [9013, plainly(OrcidNotYoursError)],
  [9014, plainly(OrcidNotYoursError)],
  [9015, missing],
  [9017, otherRecordOrClient],
  [9018, plainly(OrcidLockedError)],
  [9021, duplicate],
  [9035, plainly(OrcidValidationError)],
  [9038, missing],
  [9039, missing],
  [9044, plainly(OrcidDeactivatedError)],
  [9057, plainly(OrcidClientRejectedError)]
])

const BY_STATUS: ReadonlyMap<number, Meaning> = new Map([
  [400, plainly(OrcidValidationError)],
  [401, plainly(OrcidTokenInvalidError)],
  [403, missing],
  [404, plainly(OrcidNotFoundError)],
  [409, conflict],
  [413, plainly(OrcidValidationError)],
  [422, plainly(OrcidValidationError)]
])

/**
 * The error for a refusal. Of ORCID's body only its number and put-code are kept: in a 401 it repeats the
 * token.
 *
 * @param scope what would have to be granted for the request to succeed
 */
export function refusalOf (refused: Refused, scope: string): Error {
  const { statusCode } = refused
  const said: Said = { statusCode, ...readBody(refused.json), refused, scope }
  if (statusCode >= 500 || statusCode === 429) return busy(said)
  // A page of something that stands between ORCID and us says nothing about the record.
  if (typeof refused.json !== 'object' || refused.json === null) {
    return new OrcidBadResponseError({ cause: { statusCode, reason: 'not JSON' } })
  }
  const meaning = BY_NUMBER.get(said.errorCode ?? 0) ?? BY_STATUS.get(statusCode)
  return meaning?.(said) ?? new OrcidApiError({ cause: evidence(said) })
}

function busy (said: Said): Error {
  const { retryAfterSeconds } = said.refused
  const Busy = said.statusCode === 429 ? OrcidRateLimitedError : OrcidUnavailableError
  return new Busy({ cause: { ...evidence(said), retryAfterSeconds } })
}

function readBody (json: unknown): { errorCode: number | null, text: string } {
  const body = (json ?? {}) as Record<string, unknown>
  const { 'error-code': errorCode, 'developer-message': forDevelopers, 'user-message': forUsers } = body
  return {
    errorCode: typeof errorCode === 'number' ? errorCode : null,
    text: [forDevelopers, forUsers].filter((text) => typeof text === 'string').join(' ')
  }
}
