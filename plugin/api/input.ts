// Validates what a caller passes in, before anything is sent to ORCID.
import { OrcidTokenInvalidError, OrcidValidationError } from '../errors.ts'
import { isOrcidId, type OrcidId } from '../orcid-id.ts'
import type { Validator } from './schema/sections.ts'

// ORCID's limit for one request (error 9042).
const MAX_ITEMS = 100

/** Throws `ORCID_ERR_VALIDATION`. `reason` must not quote the input. */
export function rejectInput (reason: string): never {
  throw withMessage(new OrcidValidationError({ cause: { statusCode: 0, errorCode: null, reason } }), reason)
}

function withMessage<Failure extends Error> (error: Failure, reason: string): Failure {
  error.message = `Nothing was sent to ORCID: ${reason}.`
  // The first line of a stack is the message at the time of its capture.
  Error.captureStackTrace(error, withMessage)
  return error
}

/** A token, safe to put in a header. Throws `ORCID_ERR_TOKEN_INVALID`. */
export function validateToken (token: unknown): string {
  if (typeof token === 'string' && /^[\x21-\x7e]{1,4096}$/.test(token)) return token
  throw withMessage(new OrcidTokenInvalidError({ cause: { reason: 'malformed' } }), 'this is not a token')
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
