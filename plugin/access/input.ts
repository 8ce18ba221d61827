// What a caller hands in, judged before anything is sent.
import { OrcidTokenInvalidError, OrcidValidationError } from '../errors.ts'
import { isOrcidId } from '../orcid-id.ts'
import type { OrcidId } from '../orcid-id.ts'
import type { Shape } from './shapes.ts'

// ORCID takes no more at once (error 9042).
const MANY = 100

/** Refuses what cannot be right. `reason` says what was expected, in our own words, and quotes nothing. */
export function refuseInput (reason: string): never {
  throw unsent(new OrcidValidationError({ cause: { statusCode: 0, errorCode: null, reason } }), reason)
}

function unsent<Failure extends Error> (error: Failure, reason: string): Failure {
  error.message = `Nothing was sent to ORCID: ${reason}.`
  // A stack begins with the message as it was.
  Error.captureStackTrace(error, unsent)
  return error
}

/** A token as it may stand in a header. Throws `ORCID_ERR_TOKEN_INVALID` for what cannot be one. */
export function judgeToken (token: unknown): string {
  if (typeof token === 'string' && /^[\x21-\x7e]{1,4096}$/.test(token)) return token
  throw unsent(new OrcidTokenInvalidError({ cause: { reason: 'malformed' } }), 'this is no token')
}

/** An iD as it may stand in a path. */
export function judgeOrcid (orcid: unknown): OrcidId {
  return isOrcidId(orcid) ? orcid : refuseInput('not an ORCID iD: expected one like 0000-0002-1825-0097')
}

/** The shape of a part of a record, by its name. */
export function judgePart (shapes: ReadonlyMap<string, Shape>, part: unknown): Shape {
  const expected = [...shapes.keys()].join(', ')
  return shapes.get(part as string) ?? refuseInput(`no such part here: expected ${expected}`)
}

/** A put-code as it may stand in a path. */
export function judgePutCode (putCode: unknown): number {
  if (typeof putCode === 'number' && Number.isSafeInteger(putCode) && putCode > 0) return putCode
  return refuseInput('not a put-code: expected a positive integer')
}

/** As many as ORCID takes at once. */
export function judgeMany<Thing> (things: readonly Thing[]): readonly Thing[] {
  if (Array.isArray(things) && things.length > 0 && things.length <= MANY) return things
  return refuseInput(`expected a list of 1 to ${MANY}`)
}

/** An item that may be written. */
export function judgeBody (shape: Shape, body: unknown): object {
  return shape.fits(body) ? body as object : refuseInput(`the body does not fit: ${shape.misfit(body)}`)
}

/** The JSON of an item, which may have loops, or fields that are not of JSON. */
export function writeJson (body: object): string {
  try {
    return JSON.stringify(body)
  } catch {
    return refuseInput('the body cannot be written as JSON')
  }
}
