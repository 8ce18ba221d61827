// Every error of the plugin, by cause: the visitor, ORCID, a token or the record, the app.
import createError from '@fastify/error'
import type { FastifyError } from '@fastify/error'

type ErrorName =
  'ACCESS_DENIED' | 'LOGIN_REQUIRED' | 'STATE' | 'TRANSACTION_MISSING' | 'TRANSACTION_INVALID' |
  'TRANSACTION_EXPIRED' | 'TRANSACTION_SPENT' | 'CALLBACK_INVALID' | 'ISSUER_MISMATCH' | 'AUTHORIZATION' |
  'CODE_REJECTED' | 'NONCE_MISMATCH' | 'SCOPE_MISSING' | 'SCOPE_NOT_ALLOWED' | 'ACCOUNT_CHANGED' | 'CROSS_SITE' |
  'RETURN_TO' | 'STALE_SIGN_IN' | 'NOT_NAVIGATED' | 'UNREACHABLE' | 'OUTCOME_UNKNOWN' | 'BAD_RESPONSE' | 'ID_TOKEN' |
  'IDENTITY' | 'KEYS_UNAVAILABLE' | 'UNAVAILABLE' | 'TIMEOUT' | 'TOKEN_INVALID' | 'NOT_YOURS' | 'NOT_FOUND' |
  'VALIDATION' | 'CONFLICT' | 'DEPRECATED' | 'LOCKED' | 'DEACTIVATED' | 'RATE_LIMITED' | 'API' | 'CLIENT_REJECTED' |
  'OVERLOADED' | 'OPTIONS' | 'SEALED_TOKENS'

/** The `code` of every error of this plugin: `ORCID_ERR_` and a name. */
export type OrcidErrorCode = `ORCID_ERR_${ErrorName}`

/** What `cause` is for the codes whose `cause` a host acts on. */
interface Causes {
  SCOPE_MISSING: OrcidMissingScope
  UNAVAILABLE: OrcidOutage
  NOT_YOURS: OrcidRefusal
  NOT_FOUND: OrcidRefusal
  VALIDATION: OrcidRefusal
  CONFLICT: OrcidConflict
  DEPRECATED: OrcidDeprecation
  LOCKED: OrcidRefusal
  DEACTIVATED: OrcidRefusal
  RATE_LIMITED: OrcidRateLimit
  API: OrcidRefusal
  SEALED_TOKENS: OrcidSealedTokensFailure
}

/** What the `cause` of the other codes may have, for the log. */
export interface OrcidErrorDetails {
  /** The status of ORCID's answer, if there was one. */
  readonly statusCode?: number
  /** The error name of ORCID's answer, such as `invalid_grant`. */
  readonly error?: string
  /** The plugin's explanation: `signature`, `not JSON`. */
  readonly reason?: string
  /** ORCID's own words. Tokens are masked, and nothing is escaped. */
  readonly orcidMessage?: string
}

/** The fields of an error, by the name in its code. */
interface Fields<Name extends ErrorName> {
  /** Tells the errors apart. */
  code: `ORCID_ERR_${Name}`
  /** The status of the answer to the browser. */
  statusCode: number
  /** Details for the log. */
  cause?: unknown
  /** What happened, for visitors: nothing in it is about the code or the documentation. */
  readonly publicMessage: string
}
type Failure<Name extends ErrorName> = FastifyError & Fields<Name> &
  (Name extends keyof Causes ? { cause: Causes[Name] } : { cause?: OrcidErrorDetails })
type Arguments<Name extends ErrorName> =
  Name extends 'OPTIONS' ? [message: string, options?: { cause: unknown }]
    : Name extends keyof Causes ? [options: { cause: Causes[Name] }] : [options?: { cause: unknown }]
type ErrorClass<Name extends ErrorName> = new (...args: Arguments<Name>) => Failure<Name>

/**
 * Any error of this plugin, as `onFailure` receives it. A `switch` over `error.code` tells what `cause` is:
 * `case 'ORCID_ERR_CONFLICT': return error.cause.putCode`.
 */
export type OrcidError = { [Name in ErrorName]: Failure<Name> }[ErrorName]

/** The base class, of which nothing is made directly. */
export interface OrcidErrorBase extends Function {
  /** Its instances are the errors of all classes. */
  readonly prototype: OrcidError
}

/** ` See ` and the heading of a code in the documentation, from the folder of an app that has installed the package. */
const pointTo = (code: string) => ` See node_modules/fastify-orcid/docs/errors.md#${code.toLowerCase()}`

const base = createError('ORCID_ERR', '%s', 500)

/**
 * The base class of every error of this plugin: `error instanceof OrcidError`. `code` starts with `ORCID_ERR_`, and
 * `statusCode` is the status of the answer to the browser. `message` is for developers: it may say what the app did
 * wrong, and ends with the place in docs/errors.md that says what to do. Show visitors `publicMessage`, which is the
 * same for all errors of a class. `cause` has details for the log: never a secret, and never a text that a visitor
 * chose. What ORCID wrote is in `cause.orcidMessage` alone, without tokens: not for a page.
 */
export const OrcidError = base as unknown as OrcidErrorBase

function defineError<Name extends ErrorName> (name: Name, publicMessage: string, statusCode: number): ErrorClass<Name> {
  const code = `ORCID_ERR_${name}`
  const message = (name === 'OPTIONS' ? '%s' : publicMessage) + pointTo(code)
  const Class = createError(code, message, statusCode, base as unknown as ErrorConstructor)
  Object.defineProperty(Class.prototype, 'publicMessage', { value: publicMessage })
  return Class as unknown as ErrorClass<Name>
}

// The visitor denied access, came back too late or came from elsewhere. Status 4xx, shown to the visitor.

/** `error=access_denied`: the visitor denied access at ORCID (RFC 6749 §4.1.2.1). */
export class OrcidAccessDeniedError extends defineError('ACCESS_DENIED', 'Permission was not granted at ORCID.', 403) {}
/** ORCID has to show a page to the visitor, but `prompt: 'none'` forbids it. */
export class OrcidLoginRequiredError extends defineError('LOGIN_REQUIRED', 'ORCID needs the visitor to sign in first.', 403) {}
/** The callback has no `state`, several, or a malformed one (RFC 6749 §10.12). */
export class OrcidStateError extends defineError('STATE', 'This link does not belong to a sign-in that was started here.', 400) {}
/** This browser has no cookie for the `state`: the sign-in is finished, expired or was started in another browser. */
export class OrcidTransactionMissingError extends defineError('TRANSACTION_MISSING',
  'This browser has no such sign-in in progress. It may be finished, too old, or started in another browser.', 400) {}
/** The cookie for the `state` does not open: it is forged, from another registration, or its secret was removed. */
export class OrcidTransactionInvalidError extends defineError('TRANSACTION_INVALID', 'This sign-in cannot be continued.', 400) {}
/** The visitor was away for longer than `transactionTtlSeconds`. */
export class OrcidTransactionExpiredError extends defineError('TRANSACTION_EXPIRED', 'This sign-in took too long.', 400) {}
/** The sign-in or its code was used before. A code is exchanged once (RFC 6749 §4.1.2). */
export class OrcidTransactionSpentError extends defineError('TRANSACTION_SPENT', 'This sign-in has already been used.', 400) {}
/** The parameters of the callback contradict each other, repeat or are malformed (RFC 6749 §3.1, §4.1.2). */
export class OrcidCallbackInvalidError extends defineError('CALLBACK_INVALID', 'ORCID sent the browser back with an unusable answer.', 400) {}
/** `iss` in the callback is not the registry of this sign-in (RFC 9207 §2.4). */
export class OrcidIssuerMismatchError extends defineError('ISSUER_MISMATCH', 'The answer comes from another registry.', 400) {}
/** ORCID sent the browser back with an error other than `access_denied`. A known error name is in `cause.error`. */
export class OrcidAuthorizationError extends defineError('AUTHORIZATION', 'ORCID refused the sign-in request.', 400) {}
/**
 * The token endpoint refused the code: it is expired, used, or for another redirect URI (RFC 6749 §5.2).
 * `cause.orcidMessage` has ORCID's words, which tell which.
 */
export class OrcidCodeRejectedError extends defineError('CODE_REJECTED', 'ORCID did not accept the code of this sign-in.', 400) {}
/** The id_token belongs to another sign-in, so the code may have been stolen (OpenID Connect Core §3.1.3.7). */
export class OrcidNonceMismatchError extends defineError('NONCE_MISMATCH', 'ORCID answered for another sign-in.', 400) {}
/**
 * A scope of `requiredScope`, or one that a request on the record needs, was not granted. The missing scopes are in
 * `cause.missing`. Pass them to `authorizationUrl(request, reply, { scope })` to request them.
 */
export class OrcidScopeMissingError extends defineError('SCOPE_MISSING',
  'Not all the scopes this needs were granted.', 403) {}
/** With `allowedScope`: a link to the login route requests a scope that neither it nor `scope` lists. */
export class OrcidScopeNotAllowedError extends defineError('SCOPE_NOT_ALLOWED', 'This scope cannot be requested here.', 400) {}
/** `bindTo` returned another string at the callback than at the login. */
export class OrcidAccountChangedError extends defineError('ACCOUNT_CHANGED', 'The signed-in account changed during the sign-in.', 403) {}
/** With `loginMethod: 'POST'`: the form that starts the login is on another site (RFC 9700 §4.7). */
export class OrcidCrossSiteError extends defineError('CROSS_SITE', 'This sign-in was started from another site.', 403) {}
/** The `returnTo` that was passed to `authorizationUrl()` is no path of this site, too long, or not allowed. */
export class OrcidReturnToError extends defineError('RETURN_TO', 'The browser cannot be sent there after a sign-in.', 400) {}
/**
 * `authorizationParams` asked ORCID for a fresh sign-in (`prompt: 'login'` or `max_age`), and the id_token does not
 * show one: its `auth_time` is too old or missing (OpenID Connect Core §3.1.3.7).
 */
export class OrcidStaleSignInError extends defineError('STALE_SIGN_IN', 'You have to sign in at ORCID again for this.', 403) {}
/** The login route was requested by an image, a frame or a script instead of a navigation. */
export class OrcidNotNavigatedError extends defineError('NOT_NAVIGATED', 'A sign-in starts from a link, not from inside another page.', 403) {}

// ORCID is unreachable, down, or sent an unusable answer. Status 502 to 504, logged as an error.

/** No connection to ORCID could be opened, so nothing was sent. */
export class OrcidUnreachableError extends defineError('UNREACHABLE', 'ORCID could not be reached.', 502) {}
/**
 * The request may have been sent, but ORCID did not confirm it: the connection broke. For a write, also: the time was
 * up, or a success could not be read. A write is never repeated.
 */
export class OrcidOutcomeUnknownError extends defineError('OUTCOME_UNKNOWN', 'ORCID did not say whether this was done.', 502) {}
/** ORCID's answer is not what it documents: HTML, a redirect, wrong types or too large. */
export class OrcidBadResponseError extends defineError('BAD_RESPONSE', 'ORCID sent an answer that cannot be used.', 502) {}
/** The id_token is missing, or its signature or a claim is wrong. `cause.reason` names which. */
export class OrcidIdTokenError extends defineError('ID_TOKEN', 'ORCID sent an identity that cannot be verified.', 502) {}
/** The iD is malformed, has a wrong check digit, or differs between two of ORCID's answers. */
export class OrcidIdentityError extends defineError('IDENTITY', 'ORCID sent an iD that cannot be trusted.', 502) {}
/** ORCID's signing keys could not be fetched. */
export class OrcidKeysUnavailableError extends defineError('KEYS_UNAVAILABLE', 'The keys to verify ORCID\'s answer are out of reach.', 503) {}
/** The `cause` of `ORCID_ERR_UNAVAILABLE`. */
export interface OrcidOutage {
  /** The status of ORCID's answer. */
  readonly statusCode: number
  /** Seconds to wait, from `Retry-After`; `null` if ORCID did not say. */
  readonly retryAfterSeconds: number | null
  /** The error code of the token endpoint, such as `server_error`, if there was one. */
  readonly error?: string
}
/** ORCID is down, in maintenance, or limits the rate. `cause.retryAfterSeconds` says for how long, if ORCID does. */
export class OrcidUnavailableError extends defineError('UNAVAILABLE', 'ORCID is not available at the moment.', 503) {}
/** ORCID did not answer within `timeoutMs`. */
export class OrcidTimeoutError extends defineError('TIMEOUT', 'ORCID took too long to answer.', 504) {}

// Leg three: the record API, userinfo or the token endpoint refused the request.

/** Why ORCID refused a request. */
export interface OrcidRefusal {
  /** The status of ORCID's answer; 0 if the plugin refused the request and nothing was sent. */
  readonly statusCode: number
  /** ORCID's `error-code`, such as 9021, or `null` if there was none. */
  readonly errorCode: number | null
  /** The plugin's explanation, where the error class does not give it: `a title is required`. */
  readonly reason?: string
  /** ORCID's own words, which name the field that is wrong. For your log: tokens are masked, and nothing is escaped. */
  readonly orcidMessage?: string
}
/** The `cause` of `ORCID_ERR_SCOPE_MISSING`. */
export interface OrcidMissingScope extends Partial<OrcidRefusal> {
  /** The scopes to request. */
  readonly missing: readonly string[]
}
/** The `cause` of `ORCID_ERR_CONFLICT`. */
export interface OrcidConflict extends OrcidRefusal {
  /** The put-code of the existing item, or `null` if the conflict is another one. */
  readonly putCode: number | null
}
/** The `cause` of `ORCID_ERR_RATE_LIMITED`. */
export interface OrcidRateLimit extends OrcidRefusal {
  /** Seconds to wait, from `Retry-After`; `null` if ORCID did not say, as with its daily quota. */
  readonly retryAfterSeconds: number | null
}
/** The `cause` of `ORCID_ERR_DEPRECATED`. */
export interface OrcidDeprecation extends OrcidRefusal {
  /** The iD that replaced this one, or `null` if ORCID did not say. */
  readonly movedTo: string | null
}

/**
 * The access or refresh token is unknown, expired or revoked: start the login again. While ORCID cannot check tokens it
 * may say the same of a good one, so forget a token only when it was refused twice, some time apart.
 */
export class OrcidTokenInvalidError extends defineError('TOKEN_INVALID', 'ORCID does not accept the token.', 401) {}
/** The token or the client may not read or change this here: 9010, 9013, 9014, 9017, 9039. See `cause.reason`. */
export class OrcidNotYoursError extends defineError('NOT_YOURS', 'This is not for this token to read or change.', 403) {}
/** The record, section or item does not exist: 9011, 9016, 9041. */
export class OrcidNotFoundError extends defineError('NOT_FOUND', 'ORCID has no such record or item.', 404) {}
/** The section is unknown or ORCID refuses the body (9001, 9006, 9019 to 9062). See `cause`. */
export class OrcidValidationError extends defineError('VALIDATION', 'ORCID does not accept this data.', 400) {}
/** The item exists already (9021, see `cause.putCode`, and 9030), or the record cannot take it (9036, 9048). */
export class OrcidConflictError extends defineError('CONFLICT', 'The record has this already, or cannot take it.', 409) {}
/** The record was merged into `cause.movedTo` (9007). A read follows there if the token is valid for that record. */
export class OrcidDeprecatedError extends defineError('DEPRECATED', 'This iD was replaced by another one.', 409) {}
/** ORCID has locked the record (9018). */
export class OrcidLockedError extends defineError('LOCKED', 'ORCID has locked this record.', 409) {}
/** The person has deactivated the record (9044). */
export class OrcidDeactivatedError extends defineError('DEACTIVATED', 'This record was deactivated.', 409) {}
/** Too many requests. `cause.retryAfterSeconds` says for how long, if ORCID does. The plugin does not retry. */
export class OrcidRateLimitedError extends defineError('RATE_LIMITED', 'ORCID limits the rate of requests.', 503) {}
/** ORCID refused the request for a reason without an error of its own. ORCID's code is in `cause.errorCode`. */
export class OrcidApiError extends defineError('API', 'ORCID refused the request on the record.', 502) {}

// The app is misconfigured or overloaded. Status 500 or 503.

/** An option is missing, unknown or wrong: at registration, where the message names every such option, or in a call. */
export class OrcidOptionsError extends defineError('OPTIONS', 'This site is not set up correctly.', 500) {}
/** ORCID refused the client or its secret: check `clientId`, `clientSecret` and `environment`. */
export class OrcidClientRejectedError extends defineError('CLIENT_REJECTED', 'This site is not set up correctly at ORCID.', 500) {}
/** The `cause` of `ORCID_ERR_SEALED_TOKENS`. */
export interface OrcidSealedTokensFailure {
  /** Why the text does not open: `the tokens belong to another ORCID iD`. */
  readonly reason: string
}
/**
 * `openTokens()` cannot open a stored text: it was cut off or changed, its secret is gone, or it is another person's or
 * another registry's. ORCID was not asked: keep the text until you know why.
 */
export class OrcidSealedTokensError extends defineError('SEALED_TOKENS', 'The stored access to this ORCID record cannot be opened.', 500) {}
/** Too many callbacks are in progress in this process. The code is not used up. */
export class OrcidOverloadedError extends defineError('OVERLOADED', 'Too many people are signing in at the moment.', 503) {}
