// Every failure the plugin can report, in three families: the visitor, ORCID, and us.
import createError from '@fastify/error'
import type { FastifyErrorConstructor } from '@fastify/error'

type Evidence = { cause: unknown }
interface Facts { code: string, statusCode: number, cause?: unknown }
type OrcidErrorClass = FastifyErrorConstructor<Facts, [Evidence?]>
type OrcidErrorClassWithText = FastifyErrorConstructor<Facts, [string, Evidence?]>

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
/** Less was granted than `requiredScope` asks for. What is missing is in `cause.missing`. */
export const OrcidScopeMissingError = failure('SCOPE_MISSING', 'Not all the permissions this needs were granted.', 403)
/** `bindTo` gave another string at the callback than at the login. */
export const OrcidAccountChangedError = failure('ACCOUNT_CHANGED', 'The signed-in account changed during the sign-in.', 403)
/** The login was requested by an image, a frame or a script, not by somebody going there. */
export const OrcidNotNavigatedError = failure('NOT_NAVIGATED', 'A sign-in starts from a link, not from inside another page.', 403)

// ORCID: out of reach, out of order, or answering nonsense. Logged, status 502 to 504.

/** No connection to ORCID came about, so nothing was sent. */
export const OrcidUnreachableError = failure('UNREACHABLE', 'ORCID could not be reached.', 502)
/** The connection broke after the request may have been sent: whether ORCID acted on it is unknown. Never retried. */
export const OrcidOutcomeUnknownError = failure('OUTCOME_UNKNOWN', 'The connection to ORCID broke before it answered.', 502)
/** ORCID answered with something that is not what it documents: HTML, a redirect, wrong types, too much. */
export const OrcidBadResponseError = failure('BAD_RESPONSE', 'ORCID sent an answer that cannot be used.', 502)
/** The id_token is missing, or its signature or one of its claims is wrong. Which one is in `cause.reason`. */
export const OrcidIdTokenError = failure('ID_TOKEN', 'ORCID sent an identity that cannot be verified.', 502)
/** The iD is malformed, has a wrong check digit, or differs between two of ORCID's answers. */
export const OrcidIdentityError = failure('IDENTITY', 'ORCID sent an iD that cannot be trusted.', 502)
/** ORCID's signing keys could not be fetched. */
export const OrcidKeysUnavailableError = failure('KEYS_UNAVAILABLE', 'The keys to verify ORCID\'s answer are out of reach.', 503)
/** ORCID is down, in maintenance, or limits the rate; `cause.retryAfterSeconds` if it said for how long. */
export const OrcidUnavailableError = failure('UNAVAILABLE', 'ORCID is not available at the moment.', 503)
/** ORCID did not answer within `timeoutMs`. */
export const OrcidTimeoutError = failure('TIMEOUT', 'ORCID took too long to answer.', 504)

// Leg three: what the record API and userinfo say to a token.

/** The access token is unknown, expired or revoked: start the login again. */
export const OrcidTokenInvalidError = failure('TOKEN_INVALID', 'ORCID does not accept the access token.', 401)
/** ORCID's API refused the request; its status is in `cause.statusCode`, its own number in `cause.errorCode`. */
export const OrcidApiError = failure('API', 'ORCID refused the request on the record.', 502)

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
