// Sends one request about one record: to which address, with which token, and what an answer means.
import type { BackChannel, BackChannelAnswer } from '../back-channel/http.ts'
import { createOutcomeUnknownError, sendOnce, sendRepeatable } from '../back-channel/retry.ts'
import { OrcidBadResponseError, OrcidDeprecatedError, OrcidNotYoursError, type OrcidRefusal } from '../errors.ts'
import { isOrcidId, type OrcidId } from '../orcid-id.ts'
import { createApiError, type Refusal } from './errors.ts'
import { stringifyBody } from './input.ts'

const MAX_BYTES = 16 * 1024 * 1024
// ORCID's maximum, ten thousand works, is about 17 megabytes, and more with long titles.
const MAX_BYTES_WITH_WORKS = 24 * 1024 * 1024
const WITH_WORKS = new Set(['works', 'activities', 'record'])

/** Access to one record with one token. */
export interface RecordClient {
  readonly orcid: OrcidId
  /** Whether it reads from the member API. */
  readonly isMember: boolean
  /** Reads a path below the record. Follows one redirect, from a deprecated record to the one that replaced it. */
  get (path: string): Promise<Found>
  /** Sends a change, once. */
  change (change: Change): Promise<BackChannelAnswer>
  /** The error for a refusal of this record; `scope` is what the request needs. */
  createError (refusal: Refusal, scope: string): Error
}

interface Found {
  readonly json: unknown
  /** The record that was read. */
  readonly orcid: OrcidId
}

interface Change {
  readonly method: 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly json?: object
  /** The scope the token needs. */
  readonly scope: string
  readonly expectedStatus: number
}

interface RecordAccess {
  readonly backChannel: BackChannel
  readonly accessToken: string
  readonly orcid: OrcidId
  /** Base URL of the API to read from: public or member. */
  readonly readApi: string
  readonly memberApi: string
}

export function createRecordClient (access: RecordAccess): RecordClient {
  const { backChannel, accessToken, orcid, readApi, memberApi } = access
  const headers = { authorization: `Bearer ${accessToken}` }
  const createError = (refusal: Refusal, scope: string) => createApiError(refusal, scope, [accessToken])
  const urlOf = (owner: OrcidId, path: string) => `${readApi}/${owner}/${path}`
  const fetch = (owner: OrcidId, path: string) => {
    const maxBytes = WITH_WORKS.has(path) ? MAX_BYTES_WITH_WORKS : MAX_BYTES
    return sendRepeatable(backChannel, { url: urlOf(owner, path), headers, maxBytes, allowRedirect: true })
  }

  async function get (path: string): Promise<Found> {
    const first = await fetch(orcid, path)
    const primary = first.statusCode === 301 ? readPrimaryOrcid(urlOf(orcid, path), orcid, first) : orcid
    const answer = primary === orcid ? first : await fetch(primary, path)
    if (answer.statusCode >= 300 && answer.statusCode < 400) throw createRedirectError(answer)
    if (answer.statusCode === 200) return { json: answer.json, orcid: primary }
    const error = createError(answer, '/read-limited')
    // A token granted for the deprecated record is not valid for the primary one.
    throw primary !== orcid && error instanceof OrcidNotYoursError ? createDeprecatedError(error, primary) : error
  }

  async function change ({ method, path, json, scope, expectedStatus }: Change): Promise<BackChannelAnswer> {
    const url = `${memberApi}/${orcid}/${path}`
    const body = json === undefined ? {} : { json: stringifyBody(json) }
    const answer = await sendOnce(backChannel, { url, method, headers, ...body, maxBytes: MAX_BYTES })
    const { statusCode } = answer
    if (statusCode === expectedStatus) return answer
    if (statusCode >= 300) throw createError(answer, scope)
    throw createOutcomeUnknownError({ statusCode, reason: `not ${expectedStatus}` })
  }

  return Object.freeze({ orcid, isMember: readApi === memberApi, get, change, createError })
}

/**
 * The iD that a deprecated record redirects to. Only the iD is taken from `Location`, and only on the same host, so
 * that the token is sent nowhere else.
 */
function readPrimaryOrcid (requested: string, orcid: OrcidId, answer: BackChannelAnswer): OrcidId {
  const { location } = answer
  if (location === null || !URL.canParse(location, requested)) throw createRedirectError(answer)
  const [from, to] = [new URL(requested), new URL(location, requested)]
  const primary = to.pathname.match(/\d{4}-\d{4}-\d{4}-\d{3}[\dX]/)?.[0]
  if (to.host !== from.host || !isOrcidId(primary) || primary === orcid) throw createRedirectError(answer)
  return primary
}

function createDeprecatedError ({ cause: { statusCode } }: { cause: OrcidRefusal }, movedTo: OrcidId): Error {
  return new OrcidDeprecatedError({ cause: { statusCode, errorCode: 9007, movedTo } })
}

function createRedirectError ({ statusCode }: BackChannelAnswer): Error {
  return new OrcidBadResponseError({ cause: { statusCode, reason: 'redirect' } })
}
