// Every failure the plugin can report, in three families: the visitor, ORCID, and us.
import createError from '@fastify/error'
import type { FastifyErrorConstructor } from '@fastify/error'

type Evidence = { cause: unknown }
interface Facts { code: string, statusCode: number, cause?: unknown }
type OrcidErrorClass = FastifyErrorConstructor<Facts, [Evidence?]>
type OrcidErrorClassWithText = FastifyErrorConstructor<Facts, [string, Evidence?]>
type OrcidErrorClassOf<Cause> = FastifyErrorConstructor<Facts & { cause: Cause }, [{ cause: Cause }]>

const base = createError('ORCID_ERR', '%s', 500)

/**
 * What every error of this plugin is an instance of. `code` starts with `ORCID_ERR_`, `statusCode` is what the
 * browser gets, `message` is safe to show, and `cause` holds evidence for the log: kinds and names, never a secret,
 * never a text that a visitor or ORCID chose.
 */
export const OrcidError: OrcidErrorClassWithText = base as OrcidErrorClassWithText

/** One failure: its code without the `ORCID_ERR_` in front, what to say, the status of the answer. */
function failure (code: string, message: string, statusCode: number): OrcidErrorClass {
  return createError(`ORCID_ERR_${code}`, message, statusCode, base as unknown as ErrorConstructor) as OrcidErrorClass
}

/** A failure whose evidence the host acts on, and therefore knows the type of. */
function refusal<Cause> (code: string, message: string, statusCode: number): OrcidErrorClassOf<Cause> {
  return failure(code, message, statusCode) as unknown as OrcidErrorClassOf<Cause>
}

// The visitor: said no, came too late, came from somewhere else. Shown to them, status 4xx.

/** `error=access_denied`: the visitor did not grant permission at ORCID (RFC 6749 §4.1.2.1). */
export const OrcidAccessDeniedError = failure('ACCESS_DENIED', 'Permission was not granted at ORCID.', 403)
/** ORCID wanted the visitor to sign in or consent, but the request had asked it not to show a page. */
export const OrcidLoginRequiredError = failure('LOGIN_REQUIRED', 'ORCID needs the visitor to sign in first.', 403)
/** The callback carries no `state`, several, or one this plugin cannot have made (RFC 6749 §10.12). */
export const OrcidStateError = failure('STATE', 'This link does not belong to a sign-in that was started here.', 400)
/** No cookie in this browser belongs to the `state`: finished, too late, or started in another browser. */
export const OrcidTransactionMissingError = failure('TRANSACTION_MISSING',
  'This browser has no such sign-in under way. It may be finished, too old, or started in another browser.', 400)
/** The cookie that belongs to the `state` does not open: forged, of another registration, or its secret is gone. */
export const OrcidTransactionInvalidError = failure('TRANSACTION_INVALID', 'This sign-in cannot be continued.', 400)
/** The visitor was away for longer than `transactionTtlSeconds`. */
export const OrcidTransactionExpiredError = failure('TRANSACTION_EXPIRED', 'This sign-in took too long.', 400)
/** The sign-in or its code has been used before; a code is exchanged once (RFC 6749 §4.1.2). */
export const OrcidTransactionSpentError = failure('TRANSACTION_SPENT', 'This sign-in has already been used.', 400)
/** The callback's parameters contradict each other, repeat, or are malformed (RFC 6749 §3.1, §4.1.2). */
export const OrcidCallbackInvalidError = failure('CALLBACK_INVALID', 'ORCID sent the browser back with an unusable answer.', 400)
/** `iss` in the callback is not the registry this sign-in went to (RFC 9207 §2.4). */
export const OrcidIssuerMismatchError = failure('ISSUER_MISMATCH', 'The answer comes from another registry.', 400)
/** ORCID sent the browser back with an error other than a denial. Its name is in `cause.error` if it is a known one. */
export const OrcidAuthorizationError = failure('AUTHORIZATION', 'ORCID refused the sign-in request.', 400)
/** The token endpoint does not accept the code: expired, used, or for another redirect URI (RFC 6749 §5.2). */
export const OrcidCodeRejectedError = failure('CODE_REJECTED', 'ORCID did not accept the code of this sign-in.', 400)
/** The id_token was not made for this sign-in, so the code may be somebody else's (OpenID Connect Core §3.1.3.7). */
export const OrcidNonceMismatchError = failure('NONCE_MISMATCH', 'ORCID answered for another sign-in.', 400)
/**
 * Less was granted than `requiredScope` asks for, or than a request on the record needs. What is missing is in
 * `cause.missing`: hand it to `authorizationUrl(request, reply, { scope })` to ask for it.
 */
export const OrcidScopeMissingError = refusal<OrcidMissingScope>('SCOPE_MISSING',
  'Not all the permissions this needs were granted.', 403)
/** A link to the login asks for a permission that neither `scope` nor `allowedScope` lists. */
export const OrcidScopeNotAllowedError = failure('SCOPE_NOT_ALLOWED', 'This permission cannot be asked for here.', 400)
/** `bindTo` gave another string at the callback than at the login. */
export const OrcidAccountChangedError = failure('ACCOUNT_CHANGED', 'The signed-in account changed during the sign-in.', 403)
/** The login was requested by an image, a frame or a script, not by somebody going there. */
export const OrcidNotNavigatedError = failure('NOT_NAVIGATED', 'A sign-in starts from a link, not from inside another page.', 403)

// ORCID: out of reach, out of order, or answering nonsense. Logged, status 502 to 504.

/** No connection to ORCID came about, so nothing was sent. */
export const OrcidUnreachableError = failure('UNREACHABLE', 'ORCID could not be reached.', 502)
/**
 * The request may have been sent, and no answer came that says what ORCID made of it: the connection broke, or, after
 * a write, time ran out or a success was not to be read. Never retried.
 */
export const OrcidOutcomeUnknownError = failure('OUTCOME_UNKNOWN', 'ORCID did not say whether this was done.', 502)
/** ORCID answered with something that is not what it documents: HTML, a redirect, wrong types, too much. */
export const OrcidBadResponseError = failure('BAD_RESPONSE', 'ORCID sent an answer that cannot be used.', 502)
/** The id_token is missing, or its signature or one of its claims is wrong. Which one is in `cause.reason`. */
export const OrcidIdTokenError = failure('ID_TOKEN', 'ORCID sent an identity that cannot be verified.', 502)
/** The iD is malformed, has a wrong check digit, or differs between two of ORCID's answers. */
export const OrcidIdentityError = failure('IDENTITY', 'ORCID sent an iD that cannot be trusted.', 502)
/** ORCID's signing keys could not be fetched. */
export const OrcidKeysUnavailableError = failure('KEYS_UNAVAILABLE', 'The keys to verify ORCID\'s answer are out of reach.', 503)
/** Evidence of an ORCID that is down. */
export interface OrcidOutage {
  /** The status ORCID answered with. */
  readonly statusCode: number
  /** For how many seconds ORCID asks to be left alone, from `Retry-After`; `null` if it did not say. */
  readonly retryAfterSeconds: number | null
  /** The token endpoint's own word for it, such as `server_error`, if it gave one. */
  readonly error?: string
}
/** ORCID is down, in maintenance, or limits the rate; `cause.retryAfterSeconds` if it said for how long. */
export const OrcidUnavailableError = refusal<OrcidOutage>('UNAVAILABLE', 'ORCID is not available at the moment.', 503)
/** ORCID did not answer within `timeoutMs`. */
export const OrcidTimeoutError = failure('TIMEOUT', 'ORCID took too long to answer.', 504)

// Leg three: what the record API, userinfo and the token endpoint say to a token. `cause` has ORCID's own number.

/** What ORCID said no with. Its texts are left out: they repeat the token, and are not ours to show. */
export interface OrcidRefusal {
  /** Status of ORCID's answer; 0 if the request was refused here, before anything was sent. */
  readonly statusCode: number
  /** ORCID's own `error-code`, such as 9021, or `null` if it gave none. */
  readonly errorCode: number | null
  /** What is wrong, in our own words, where the class of the error does not say it: `a title is required`. */
  readonly reason?: string
}
/** What a token lacks. */
export interface OrcidMissingScope extends Partial<OrcidRefusal> {
  /** The scopes to ask for. */
  readonly missing: readonly string[]
}
/** What is in the way of a write. */
export interface OrcidConflict extends OrcidRefusal {
  /** Put-code of the item that is there already, or `null` if that is not the conflict. */
  readonly putCode: number | null
}
/** How long ORCID asks to wait. */
export interface OrcidRateLimit extends OrcidRefusal {
  /** Seconds, from `Retry-After`; `null` if ORCID did not say, as with its daily quota. */
  readonly retryAfterSeconds: number | null
}
/** Where a record went. */
export interface OrcidDeprecation extends OrcidRefusal {
  /** The iD that took this one's place, or `null` if ORCID did not say. */
  readonly movedTo: string | null
}

/** The access or refresh token is unknown, expired or revoked: start the login again. */
export const OrcidTokenInvalidError = failure('TOKEN_INVALID', 'ORCID does not accept the token.', 401)
/** The token, the client or the source of the item is another: 9010, 9013, 9014, 9017. See `cause.reason`. */
export const OrcidNotYoursError = refusal<OrcidRefusal>('NOT_YOURS', 'This is not for this token to read or change.', 403)
/** There is no such record, section or item: 9011, 9016, 9041. */
export const OrcidNotFoundError = refusal<OrcidRefusal>('NOT_FOUND', 'ORCID has no such record or item.', 404)
/** The request is wrong: an unknown section, a body ORCID does not take (9001, 9006, 9019 to 9062). See `cause`. */
export const OrcidValidationError = refusal<OrcidRefusal>('VALIDATION', 'ORCID does not accept this data.', 400)
/** The item is there already (9021, see `cause.putCode`, and 9030), or the record cannot take it (9036, 9048). */
export const OrcidConflictError = refusal<OrcidConflict>('CONFLICT', 'The record has this already, or cannot take it.', 409)
/** The record was merged into `cause.movedTo` (9007). A read is led there, if the token opens that one too. */
export const OrcidDeprecatedError = refusal<OrcidDeprecation>('DEPRECATED', 'This iD was replaced by another one.', 409)
/** ORCID has locked the record (9018). */
export const OrcidLockedError = refusal<OrcidRefusal>('LOCKED', 'ORCID has locked this record.', 409)
/** The person has deactivated the record (9044). */
export const OrcidDeactivatedError = refusal<OrcidRefusal>('DEACTIVATED', 'This record was deactivated.', 409)
/** Too many requests; `cause.retryAfterSeconds` says for how long, if ORCID does. Nothing is retried by itself. */
export const OrcidRateLimitedError = refusal<OrcidRateLimit>('RATE_LIMITED', 'ORCID limits the rate of requests.', 503)
/** ORCID refused the request in a way that has no error of its own; its number is in `cause.errorCode`. */
export const OrcidApiError = refusal<OrcidRefusal>('API', 'ORCID refused the request on the record.', 502)

// Us: the app is set up wrongly, or has more to do than it can.

/** An option is missing, unknown or wrong; thrown when the plugin is registered. The message names each one. */
export const OrcidOptionsError = createError('ORCID_ERR_OPTIONS', '%s', 500,
  base as unknown as ErrorConstructor) as OrcidErrorClassWithText
/** ORCID does not know the client or its secret: check `clientId`, `clientSecret` and `environment`. */
export const OrcidClientRejectedError = failure('CLIENT_REJECTED', 'This site is not set up correctly at ORCID.', 500)
/** More sign-ins are being finished at once than this process takes on; nothing is lost, reload to try again. */
export const OrcidOverloadedError = failure('OVERLOADED', 'Too many people are signing in at the moment.', 503)

/** Any error of this plugin, as a value: what `onFailure` is given. */
export type OrcidError = InstanceType<OrcidErrorClassWithText>
