// One request on one record: where it goes, with which token, and what is kept out of it.
import type { BackChannel, BackChannelAnswer } from '../back-channel/http.ts'
import { OrcidBadResponseError, OrcidDeprecatedError, OrcidNotYoursError } from '../errors.ts'
import type { OrcidRefusal } from '../errors.ts'
import { isOrcidId } from '../orcid-id.ts'
import type { OrcidId } from '../orcid-id.ts'
import { outcomeUnknown, sendHarmless, sendOnce } from './delivery.ts'
import { judgeToken, writeJson } from './input.ts'
import { refusalOf } from './refusal.ts'

// A record with thousands of works is a few megabytes.
const LARGEST = 16 * 1024 * 1024

/** The way to one record, with one token. */
export interface RecordChannel {
  readonly orcid: OrcidId
  /**
   * Reads a path below the record. Follows ORCID once, from a deprecated record to the one that took its
   * place.
   */
  get (path: string): Promise<Found>
  /** Sends a change, once. */
  change (change: Change): Promise<BackChannelAnswer>
}

/** What a read found. */
export interface Found {
  readonly json: unknown
  /** Whose record was read. */
  readonly orcid: OrcidId
}

/** A change of the record. */
export interface Change {
  readonly method: 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly json?: object
  /** What the token must have been granted for it. */
  readonly scope: string
  /** The status of success. */
  readonly expected: number
}

/** The two bases a record is reached under, with the back channel and the token. */
export interface Way {
  readonly backChannel: BackChannel
  readonly accessToken: string
  readonly readApi: string
  readonly memberApi: string
}

/** Opens the way to a record. */
export function openChannel ({ backChannel, accessToken, readApi, memberApi }: Way,
  orcid: OrcidId): RecordChannel {
  const headers = { authorization: `Bearer ${judgeToken(accessToken)}` }
  const address = (owner: OrcidId, path: string) => `${readApi}/${owner}/${path}`
  const fetch = (owner: OrcidId, path: string) =>
    sendHarmless(backChannel, { url: address(owner, path), headers, maxBytes: LARGEST, readsRedirect: true })

  async function get (path: string): Promise<Found> {
    const first = await fetch(orcid, path)
    const primary = first.statusCode === 301 ? primaryOrcid(address(orcid, path), orcid, first) : orcid
    const answer = primary === orcid ? first : await fetch(primary, path)
    if (answer.statusCode >= 300 && answer.statusCode < 400) throw strayed(answer)
    if (answer.statusCode === 200) return { json: answer.json, orcid: primary }
    const refusal = refusalOf(answer, '/read-limited')
    // A token that somebody granted on the old record opens the old record only.
    throw primary !== orcid && refusal instanceof OrcidNotYoursError ? moved(refusal, primary) : refusal
  }

  async function change ({ method, path, json, scope, expected }: Change): Promise<BackChannelAnswer> {
    const url = `${memberApi}/${orcid}/${path}`
    const body = json === undefined ? {} : { json: writeJson(json) }
    const answer = await sendOnce(backChannel, { url, method, headers, ...body, maxBytes: LARGEST })
    const { statusCode } = answer
    if (statusCode === expected) return answer
    if (statusCode >= 300) throw refusalOf(answer, scope)
    throw outcomeUnknown({ statusCode, reason: `not ${expected}` })
  }

  return Object.freeze({ orcid, get, change })
}

/**
 * The iD a deprecated record points to. Only the iD is taken from the address, and only on the host that was
 * asked: the token goes nowhere else.
 */
function primaryOrcid (asked: string, orcid: OrcidId, answer: BackChannelAnswer): OrcidId {
  const { location } = answer
  if (location === null || !URL.canParse(location, asked)) throw strayed(answer)
  const [from, to] = [new URL(asked), new URL(location, asked)]
  const primary = to.pathname.match(/\d{4}-\d{4}-\d{4}-\d{3}[\dX]/)?.[0]
  if (to.host !== from.host || !isOrcidId(primary) || primary === orcid) throw strayed(answer)
  return primary
}

function moved ({ cause: { statusCode } }: { cause: OrcidRefusal }, movedTo: OrcidId): Error {
  return new OrcidDeprecatedError({ cause: { statusCode, errorCode: 9007, movedTo } })
}

function strayed ({ statusCode }: BackChannelAnswer): Error {
  return new OrcidBadResponseError({ cause: { statusCode, reason: 'redirect' } })
}
