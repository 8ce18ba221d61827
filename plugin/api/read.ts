// Reads a section or an item of a record.
import { OrcidBadResponseError, OrcidIdentityError } from '../errors.ts'
import type { OrcidId } from '../orcid-id.ts'
import { findValidator, rejectInput, takeOptions, validateList, validatePutCode } from './input.ts'
import type { RecordClient } from './request.ts'
import { bulkValidator, putCodeValidators, sectionValidators, type Validator } from './schema/sections.ts'

/** A section or an item of a record, as ORCID sent it. */
export type OrcidRead<Part> = Part & {
  /** Present only if the iD asked for is deprecated: the iD that replaced it. Store this one from now on. */
  readonly movedTo?: OrcidId
}

/** Which item of a kind to read. */
export interface ReadOptions {
  readonly putCode?: unknown
  readonly putCodes?: readonly unknown[]
}

type Reader = Pick<RecordClient, 'orcid' | 'isMember' | 'get'>

/** Throws `ORCID_ERR_VALIDATION` for an unknown name or a wrong put-code. */
export async function readPart (client: Reader, name: unknown, options?: ReadOptions): Promise<unknown> {
  const { path, validator } = locatePart(client, name, takeOptions(options, '{ putCode: 12 }', ['putCode', 'putCodes']))
  const { json, orcid } = await client.get(path)
  if (!validator.isValid(json)) {
    const reason = `not that part of a record: ${validator.explain(json)}`
    throw new OrcidBadResponseError({ cause: { statusCode: 200, reason } })
  }
  checkOwner(json as Owned, orcid)
  return orcid === client.orcid ? json : { ...json as object, movedTo: orcid }
}

function locatePart ({ isMember }: Reader, name: unknown,
  { putCode, putCodes }: ReadOptions): { path: string, validator: Validator } {
  if (putCodes !== undefined) {
    if (name !== 'works') rejectInput('only `works` are read by several put-codes')
    return { path: `works/${validateList(putCodes).map(validatePutCode).join()}`, validator: bulkValidator }
  }
  if (name === 'summary' && !isMember) {
    rejectInput("the summary is for members: read it with a person's token, from `record(tokens, orcid, { api: 'member' })`")
  }
  if (putCode === undefined && !sectionValidators.has(name as string) && putCodeValidators.has(name as string)) {
    return rejectInput(`${name as string} is one of several: read it with its put-code, { putCode }`)
  }
  if (putCode === undefined) return { validator: findValidator(sectionValidators, name), path: String(name) }
  return { validator: findValidator(putCodeValidators, name), path: `${String(name)}/${validatePutCode(putCode)}` }
}

interface Owned { readonly path?: unknown, readonly 'orcid-identifier'?: { readonly path?: unknown } }

/** Most answers name the record they belong to. It must be the one that was asked for. */
function checkOwner ({ path, 'orcid-identifier': identifier }: Owned, orcid: OrcidId): void {
  const owner = identifier?.path ?? path
  if (typeof owner !== 'string' || owner.includes(orcid)) return
  throw new OrcidIdentityError({ cause: { reason: 'another record' } })
}
