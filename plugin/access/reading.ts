// Reading a record: from the name of a part to its content, judged.
import { OrcidBadResponseError, OrcidIdentityError } from '../errors.ts'
import type { OrcidId } from '../orcid-id.ts'
import { refuseData } from './request.ts'
import type { Found, RecordChannel } from './request.ts'
import { bulkShape, itemShapes, sectionShapes } from './sections.ts'
import type { Shape } from './sections.ts'

// ORCID takes no more at once (error 9042).
const MANY = 100

/** A part of a record, as ORCID sent it. */
export type OrcidRead<Part> = Part & {
  /**
   * Only there if the iD that was asked for is deprecated: the iD that took its place, whose record this is.
   * Keep that one from now on.
   */
  readonly movedTo?: OrcidId
}

/** Which of several items to read. */
export interface Choice {
  readonly putCode?: unknown
  readonly putCodes?: readonly unknown[]
}

/**
 * Reads a section, an item, or several works. Throws `ORCID_ERR_VALIDATION` for a name or a number that is
 * none.
 */
export async function readPart (channel: RecordChannel, part: unknown,
  { putCode, putCodes }: Choice = {}): Promise<unknown> {
  if (putCodes !== undefined) {
    if (part !== 'works') refuseData('only works are read by several put-codes')
    const path = `works/${judgeCount(putCodes).map(judgePutCode).join()}`
    return accept(channel, await channel.get(path), bulkShape)
  }
  const shape = shapeOf(putCode === undefined ? sectionShapes : itemShapes, part)
  const path = putCode === undefined ? String(part) : `${String(part)}/${judgePutCode(putCode)}`
  return accept(channel, await channel.get(path), shape)
}

/** The shape of a part, by its name. */
export function shapeOf (shapes: ReadonlyMap<string, Shape>, part: unknown): Shape {
  return shapes.get(part as string) ?? refuseData('a record has no such part')
}

/** A put-code as it may stand in a path. */
export function judgePutCode (putCode: unknown): number {
  if (typeof putCode === 'number' && Number.isSafeInteger(putCode) && putCode > 0) return putCode
  return refuseData('not a put-code')
}

/** As many as ORCID takes at once. */
export function judgeCount<Thing> (things: readonly Thing[]): readonly Thing[] {
  if (Array.isArray(things) && things.length > 0 && things.length <= MANY) return things
  return refuseData(`not a list of 1 to ${MANY}`)
}

function accept (channel: RecordChannel, { json, orcid }: Found, shape: Shape): unknown {
  if (!shape.fits(json)) {
    const reason = `not that part of a record: ${shape.misfit(json)}`
    throw new OrcidBadResponseError({ cause: { statusCode: 200, reason } })
  }
  judgeOwner(json as Owned, orcid)
  return orcid === channel.orcid ? json : { ...json as object, movedTo: orcid }
}

interface Owned { readonly path?: unknown, readonly 'orcid-identifier'?: { readonly path?: unknown } }

/** What ORCID sends says whose it is, mostly; if it does, it must be whom we asked for. */
function judgeOwner ({ path, 'orcid-identifier': identifier }: Owned, orcid: OrcidId): void {
  const owner = identifier?.path ?? path
  if (typeof owner !== 'string' || owner.includes(orcid)) return
  throw new OrcidIdentityError({ cause: { reason: 'another record' } })
}
