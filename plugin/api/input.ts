// Validates what a caller passes in, before anything is sent to ORCID.
import { OrcidTokenInvalidError, OrcidValidationError, type OrcidError } from '../errors.ts'
import { REDACTED } from '../login-result.ts'
import { unknownNameMessage } from '../options/messages.ts'
import { isOrcidId, type OrcidId } from '../orcid-id.ts'
import type { Validator } from './schema/sections.ts'

// ORCID's limit for one request (error 9042).
const MAX_ITEMS = 100

/** Throws `ORCID_ERR_VALIDATION`. `reason` must not quote the input. */
export function rejectInput (reason: string): never {
  throw withMessage(new OrcidValidationError({ cause: { statusCode: 0, errorCode: null, reason } }), unsent(reason))
}

const unsent = (reason: string): string => `Nothing was sent to ORCID: ${reason}.`

/** The error with a message for developers that says more than that for visitors. */
export function withMessage<Failure extends OrcidError> (error: Failure, message: string): Failure {
  error.message = error.message.replace(error.publicMessage, () => message)
  // The first line of a stack is the message at the time of its capture.
  Error.captureStackTrace(error, withMessage)
  return error
}

/** Tokens as they come from a login, from `reveal()`, or back from a store: those that the call needs. */
export interface OrcidStoredTokens {
  /** For `record()`, `userinfo()` and `revoke()`. */
  readonly accessToken?: string
  /** For `refresh()` and `revoke()`; `null` if ORCID sent none. */
  readonly refreshToken?: string | null
}

const EXPECTED_TOKENS = 'expected login.tokens, what its reveal() returns, or the token as a text'

// What a store keeps of tokens that were hidden or missing when it wrote them.
const NO_TOKENS: ReadonlySet<unknown> = new Set([REDACTED, '[Redacted]', 'undefined', 'null', '[object Object]'])

/**
 * The token that is meant, safe to put in a header. Throws `ORCID_ERR_TOKEN_INVALID`, and `ORCID_ERR_VALIDATION` for
 * the mark that stands for a hidden token, and for what is no text: another login would not help.
 */
export function pickToken (tokens: unknown, name: keyof OrcidStoredTokens): string {
  const token = typeof tokens === 'object' && tokens !== null ? (tokens as OrcidStoredTokens)[name] : tokens
  if (NO_TOKENS.has(token)) {
    return rejectInput(`the token is the text ${String(token)}: store what login.tokens.reveal() returns`)
  }
  if (typeof token === 'string' && /^[\x21-\x7e]{1,4096}$/.test(token)) return token
  if (token !== null && typeof token !== 'string') return rejectInput(`there is no token: ${EXPECTED_TOKENS}`)
  const reason = token === null ? 'there is no such token' : token === '' ? 'the token is an empty text' : 'this is not a token'
  throw withMessage(new OrcidTokenInvalidError({ cause: { reason } }), unsent(reason))
}

/** The options of a call, if it has any. What is passed in their place is refused: `record(token, orcid, 'member')`. */
export function takeObject<Options extends object> (given: Options | null | undefined,
  example: string): Partial<Options> {
  const options: unknown = given ?? {}
  if (typeof options === 'object' && !Array.isArray(options)) return options as Options
  return rejectInput(`the options are not an object: expected one like ${example}`)
}

/** As `takeObject()`, and a name that is not known is refused: a check that is misspelt would not be made. */
export function takeOptions<Options extends object> (given: Options | null | undefined, example: string,
  known: ReadonlyArray<keyof Options & string>): Partial<Options> {
  const options = takeObject(given, example)
  const unknown = Object.keys(options).find((name) => !known.includes(name as keyof Options & string))
  if (unknown === undefined) return options
  return rejectInput(unknownNameMessage('option `…`', unknown, known))
}

export function validateOrcidId (orcid: unknown): OrcidId {
  return isOrcidId(orcid) ? orcid : rejectInput('not an ORCID iD: expected one like 0000-0002-1825-0097')
}

/** The validator of a section or an item, by the name the caller gave. */
export function findValidator (validators: ReadonlyMap<string, Validator>, name: unknown): Validator {
  const expected = [...validators.keys()].join(', ')
  return validators.get(name as string) ?? rejectInput(`no such part here: expected ${expected}`)
}

export function validatePutCode (putCode: unknown): number {
  if (typeof putCode === 'number' && Number.isSafeInteger(putCode) && putCode > 0) return putCode
  return rejectInput('not a put-code: expected a positive integer')
}

export function validateList<Item> (items: readonly Item[]): readonly Item[] {
  if (Array.isArray(items) && items.length > 0 && items.length <= MAX_ITEMS) return items
  return rejectInput(`expected a list of 1 to ${MAX_ITEMS}`)
}

export function validateBody (validator: Validator, body: unknown): object {
  return validator.isValid(body) ? body as object : rejectInput(`the body does not fit: ${validator.explain(body)}`)
}

/** Throws `ORCID_ERR_VALIDATION` for a body with a cycle or a BigInt. */
export function stringifyBody (body: object): string {
  try {
    return JSON.stringify(body)
  } catch {
    return rejectInput('the body cannot be written as JSON')
  }
}
