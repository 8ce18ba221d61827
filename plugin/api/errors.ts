// Turns a refusal of ORCID's record API into the error a host can act on.
import type { BackChannelAnswer } from '../back-channel/http.ts'
import { isTokenUnchecked, quoteOrcid, readTexts } from '../back-channel/orcid-message.ts'
import {
  OrcidApiError, OrcidBadResponseError, OrcidClientRejectedError, OrcidConflictError, OrcidDeactivatedError,
  OrcidDeprecatedError, OrcidLockedError, OrcidNotFoundError, OrcidNotYoursError, OrcidRateLimitedError,
  OrcidScopeMissingError, OrcidTokenInvalidError, OrcidUnavailableError, OrcidValidationError
} from '../errors.ts'
import type { OrcidError, OrcidRefusal } from '../errors.ts'
import { isOrcidId } from '../orcid-id.ts'
import { withMessage } from './input.ts'

/** The refusal of a request, or of one work in a bulk request. */
export type Refusal = Pick<BackChannelAnswer, 'statusCode' | 'json' | 'retryAfterSeconds' | 'location'>

interface RefusalDetails extends OrcidRefusal {
  /** ORCID's messages as they are. Never shown or logged: they repeat the token. */
  readonly text: string
  readonly refusal: Refusal
  /** The scope the request needs. */
  readonly scope: string
}
type CreateError = (details: RefusalDetails) => Error

// Why ORCID refused, where the error class does not say it (ORCID-Source, orcid-core/…/i18n/api_en.properties).
const REASONS: ReadonlyMap<number | null, string> = new Map([
  [9001, 'ORCID has no such path, method or media type'],
  [9010, 'another client is the source of the item'],
  [9013, 'the item is private'],
  [9014, 'the client may not do this'],
  [9019, 'the body has the put-code of another item'],
  [9020, 'ORCID cannot read the body'],
  [9022, 'a title is required'],
  [9023, 'an external identifier is required'],
  [9024, 'a body that is added has no put-code yet'],
  [9034, 'not a put-code of ORCID\'s'],
  [9035, 'the visibility of an item belongs to the person: leave it out'],
  [9036, 'the record has not been claimed yet'],
  [9039, 'the item is not public: a member client reads it with { api: \'member\' } and the scope /read-limited'],
  [9037, 'a type that is not in ORCID\'s list'],
  [9042, 'too many put-codes at once'],
  [9045, 'the organization needs a valid disambiguated-organization'],
  [9046, 'a valid organization is required'],
  [9047, 'the body does not fit ORCID\'s schema: something is missing, unknown, or no word of its lists'],
  [9048, 'the record has ten thousand works'],
  [9049, 'a date is not valid'],
  [9050, 'an end-date needs a start-date'],
  [9054, 'the amount is not valid'],
  [9055, 'the end-date comes before the start-date'],
  [9057, 'ORCID has locked the client'],
  [9058, 'a contributor-role that is not in ORCID\'s list'],
  [9060, 'the organization needs a city and a country'],
  [9061, 'a city or region needs a country'],
  [9062, 'the organization needs an identifier']
])

function createCause ({ statusCode, errorCode, orcidMessage }: RefusalDetails): OrcidRefusal {
  const reason = REASONS.get(errorCode)
  const said = orcidMessage === undefined ? {} : { orcidMessage }
  return { statusCode, errorCode, ...(reason === undefined ? {} : { reason }), ...said }
}

const CLIENT_REFUSED = 'the client may not use this API'

/** Our own words for ORCID's number are in the message, and what ORCID wrote is in the cause alone. */
function explain (error: OrcidError, { reason, orcidMessage }: OrcidRefusal): Error {
  const { publicMessage } = error
  if (reason === undefined && orcidMessage === undefined) return error
  const said = reason === undefined ? publicMessage : `${publicMessage.slice(0, -1)}: ${reason}.`
  return withMessage(error, orcidMessage === undefined ? said : `${said} ORCID's words are in cause.orcidMessage.`)
}

const create = (ErrorClass: new (options: { cause: OrcidRefusal }) => OrcidError): CreateError => (details) => {
  const cause = createCause(details)
  return explain(new ErrorClass({ cause }), cause)
}

const scopeMissing: CreateError = (details) =>
  new OrcidScopeMissingError({ cause: { ...createCause(details), missing: [details.scope] } })

const notYours = (details: RefusalDetails, reason: string) => {
  const cause = { ...createCause(details), reason }
  return explain(new OrcidNotYoursError({ cause }), cause)
}

// 9017 has two meanings. Only ORCID's text, which is not translated, tells them apart.
const otherRecordOrClient: CreateError = (details) => {
  const isOtherRecord = /different record/i.test(details.text)
  return notYours(details, isOtherRecord ? 'the token is for another record' : CLIENT_REFUSED)
}

// The member API's filter has no error code for a public client. To ask for more scopes would not help.
const forbidden: CreateError = (details) =>
  /access denied/i.test(details.text) ? notYours(details, CLIENT_REFUSED) : scopeMissing(details)

const tokenRefused: CreateError = (details) => isTokenUnchecked(details.refusal.json)
  ? new OrcidUnavailableError({ cause: createOutageCause(details) })
  : new OrcidTokenInvalidError({ cause: createCause(details) })

const conflict: CreateError = (details) => new OrcidConflictError({ cause: { ...createCause(details), putCode: null } })

const duplicate: CreateError = (details) => {
  const putCode = /put-code\D{0,9}(\d{1,15})/i.exec(details.text)?.[1]
  const number = putCode === undefined ? null : Number(putCode)
  return new OrcidConflictError({ cause: { ...createCause(details), putCode: number } })
}

const deprecated: CreateError = (details) => {
  const ids = (details.refusal.location ?? details.text).match(/\d{4}-\d{4}-\d{4}-\d{3}[\dX]/g) ?? []
  return new OrcidDeprecatedError({ cause: { ...createCause(details), movedTo: ids.find(isOrcidId) ?? null } })
}

// ORCID's error codes that say more than the status (ORCID-Source, api_en.properties).
const BY_ERROR_CODE: ReadonlyMap<number, CreateError> = new Map([
  [9004, scopeMissing],
  [9005, scopeMissing],
  [9007, deprecated],
  [9010, create(OrcidNotYoursError)],
  [9013, create(OrcidNotYoursError)],
  [9014, create(OrcidNotYoursError)],
  [9015, scopeMissing],
  [9017, otherRecordOrClient],
  [9018, create(OrcidLockedError)],
  [9021, duplicate],
  [9035, create(OrcidValidationError)],
  [9038, scopeMissing],
  [9039, create(OrcidNotYoursError)],
  [9044, create(OrcidDeactivatedError)],
  [9057, create(OrcidClientRejectedError)]
])

const BY_STATUS: ReadonlyMap<number, CreateError> = new Map([
  [400, create(OrcidValidationError)],
  [401, tokenRefused],
  [403, forbidden],
  [404, create(OrcidNotFoundError)],
  [409, conflict],
  [413, create(OrcidValidationError)],
  [422, create(OrcidValidationError)]
])

/** Of ORCID's body the error code, a put-code, an iD and its words are kept, without the `secrets` of the request. */
function readRefusal (refusal: Refusal, scope: string, secrets: readonly string[]): RefusalDetails {
  const { statusCode, json } = refusal
  const { 'error-code': errorCode } = (json ?? {}) as Record<string, unknown>
  return {
    statusCode,
    errorCode: typeof errorCode === 'number' ? errorCode : null,
    ...quoteOrcid(json, secrets),
    text: readTexts(json),
    refusal,
    scope
  }
}

/** The error for an answer that refuses the token itself, whatever its status. */
export function createTokenRefusedError (refusal: Refusal, secrets: readonly string[]): Error {
  return tokenRefused(readRefusal(refusal, '', secrets))
}

export function createApiError (refusal: Refusal, scope: string, secrets: readonly string[]): Error {
  const { statusCode, json } = refusal
  const details = readRefusal(refusal, scope, secrets)
  if (statusCode === 429) return new OrcidRateLimitedError({ cause: createOutageCause(details) })
  if (statusCode >= 500) return new OrcidUnavailableError({ cause: createOutageCause(details) })
  // The error page of a proxy between ORCID and the app says nothing about the record.
  if (typeof json !== 'object' || json === null) {
    return new OrcidBadResponseError({ cause: { statusCode, reason: 'not JSON' } })
  }
  const createError = BY_ERROR_CODE.get(details.errorCode ?? 0) ?? BY_STATUS.get(statusCode) ?? create(OrcidApiError)
  return createError(details)
}

function createOutageCause (details: RefusalDetails): OrcidRefusal & { retryAfterSeconds: number | null } {
  return { ...createCause(details), retryAfterSeconds: details.refusal.retryAfterSeconds }
}
