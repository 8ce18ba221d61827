// Reading a record: from the name of a part to its content, judged.
import { OrcidBadResponseError, OrcidIdentityError } from '../errors.ts'
import type { OrcidId } from '../orcid-id.ts'
import { judgeMany, judgePart, judgePutCode, refuseInput } from './input.ts'
import type { RecordChannel } from './request.ts'
import { bulkShape, numberedShapes, sectionShapes } from './shapes.ts'
import type { Shape } from './shapes.ts'

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
export async function readPart (channel: RecordChannel, part: unknown, choice: Choice): Promise<unknown> {
  const { path, shape } = locate(part, choice)
  const { json, orcid } = await channel.get(path)
  if (!shape.fits(json)) {
    const reason = `not that part of a record: ${shape.misfit(json)}`
    throw new OrcidBadResponseError({ cause: { statusCode: 200, reason } })
  }
  judgeSubject(json as Named, orcid)
  return orcid === channel.orcid ? json : { ...json as object, movedTo: orcid }
}

/** Where a part stands below the record, and what it looks like. */
function locate (part: unknown, { putCode, putCodes }: Choice): { path: string, shape: Shape } {
  if (putCodes !== undefined) {
    if (part !== 'works') refuseInput('only `works` are read by several put-codes')
    return { path: `works/${judgeMany(putCodes).map(judgePutCode).join()}`, shape: bulkShape }
  }
  if (putCode === undefined && !sectionShapes.has(part as string) && numberedShapes.has(part as string)) {
    return refuseInput(`${part as string} is one of several: read it with its put-code, { putCode }`)
  }
  if (putCode === undefined) return { shape: judgePart(sectionShapes, part), path: String(part) }
  return { shape: judgePart(numberedShapes, part), path: `${String(part)}/${judgePutCode(putCode)}` }
}

interface Named { readonly path?: unknown, readonly 'orcid-identifier'?: { readonly path?: unknown } }

/** What ORCID sends says whose it is, mostly; if it does, it must be whom we asked for. */
function judgeSubject ({ path, 'orcid-identifier': identifier }: Named, orcid: OrcidId): void {
  const owner = identifier?.path ?? path
  if (typeof owner !== 'string' || owner.includes(orcid)) return
  throw new OrcidIdentityError({ cause: { reason: 'another record' } })
}
