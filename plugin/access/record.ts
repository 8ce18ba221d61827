// Leg three: the record, read and updated with the token the person granted.
import type { Registration } from '../registration.ts'
import { judgeOrcid, refuseInput } from './input.ts'
import { readPart } from './reading.ts'
import type { Choice, OrcidRead } from './reading.ts'
import { openChannel } from './request.ts'
import type { OrcidItems, OrcidSections, OrcidSummaries } from './parts/sections.ts'
import type { OrcidBulk } from './parts/work.ts'
import { addItem, addWorks, removeItem, updateItem } from './writing.ts'
import type { OrcidAddResult } from './writing.ts'

/**
 * One person's record. Sections and items have the names they have in ORCID's paths: `works` is the list,
 * `work` one of them.
 *
 * Every method rejects with `ORCID_ERR_TOKEN_INVALID` (start the login again), `_SCOPE_MISSING` (ask for
 * `cause.missing`), `_NOT_YOURS`, `_NOT_FOUND`, `_VALIDATION`, `_CONFLICT` (`cause.putCode`), `_DEPRECATED`
 * (`cause.movedTo`), `_LOCKED`, `_DEACTIVATED`, `_RATE_LIMITED` (`cause.retryAfterSeconds`), `_UNAVAILABLE`,
 * `_UNREACHABLE`, `_TIMEOUT`, `_BAD_RESPONSE`, `_IDENTITY` (an answer about somebody else) and, for what has
 * no error of its own, `_API`. ORCID's number is in `cause.errorCode`. With `_OUTCOME_UNKNOWN` ORCID gave no
 * answer that says anything: a read was sent twice, a write once, so that it may or may not have been done.
 *
 * @see https://github.com/ORCID/ORCID-Source/blob/main/orcid-api-web/README.md
 */
export interface OrcidRecord {
  /**
   * Reads a section: `const person = await record.read('person')`. One request, sent again once if the
   * connection died before there was an answer. Fields that are not in the type are kept; what the token may
   * not see is missing or null.
   */
  read<Section extends keyof OrcidSections> (section: Section): Promise<OrcidRead<OrcidSections[Section]>>
  /**
   * Reads up to 100 works in full, and for each that is not there or not to be seen, why. They need not
   * come in the order of `putCodes`: each work has its `put-code`.
   */
  read (section: 'works', options: { readonly putCodes: readonly number[] }): Promise<OrcidRead<OrcidBulk>>
  /**
   * Reads one item in full, `record.read('work', { putCode: 1234 })`, or as its list has it,
   * `'work/summary'`.
   */
  read<Item extends keyof (OrcidItems & OrcidSummaries)> (item: Item, options: { readonly putCode: number }):
  Promise<OrcidRead<(OrcidItems & OrcidSummaries)[Item]>>
  /**
   * Adds an item and resolves to its put-code, ORCID's number for it. Writes go to the member API, whatever
   * `api` says: the public one has none.
   */
  add<Item extends keyof OrcidItems> (item: Item, body: OrcidItems[Item]): Promise<number>
  /** Adds up to 100 works with one request. One that ORCID does not take leaves the others alone. */
  addMany (section: 'works', bodies: readonly OrcidItems['work'][]): Promise<readonly OrcidAddResult[]>
  /**
   * Replaces an item that this client added, and resolves to what it has become. What `body` leaves out is
   * removed.
   */
  update<Item extends keyof OrcidItems> (item: Item, putCode: number, body: OrcidItems[Item]):
  Promise<OrcidItems[Item]>
  /** Removes an item that this client added. */
  remove (item: keyof OrcidItems, putCode: number): Promise<void>
}

/**
 * Which of ORCID's two APIs to read from: anybody's public data, or what a member organisation was granted.
 */
export interface OrcidRecordOptions {
  /**
   * `'member'` sees what the person granted (`/read-limited`) and is for member clients only.
   *
   * @default 'public'
   */
  readonly api?: 'public' | 'member'
}

/**
 * Opens a record: `app.orcid.record(login.tokens.accessToken, login.orcid)`. Nothing is sent yet. Throws
 * `ORCID_ERR_VALIDATION` if the iD or `api` is none, and `ORCID_ERR_TOKEN_INVALID` if the token is no token.
 */
export type OpenRecord = (accessToken: string, orcid: string, options?: OrcidRecordOptions) => OrcidRecord

/** Makes the function that opens records, for one registration. */
export function createRecord ({ settings, backChannel }: Registration): OpenRecord {
  const { publicApi, memberApi } = settings.environment
  const readApis = new Map([['public', publicApi], ['member', memberApi]])

  return function record (accessToken, orcid, { api = 'public' } = {}) {
    const readApi = readApis.get(api) ?? refuseInput('not an `api`: expected public or member')
    const channel = openChannel({ backChannel, accessToken, readApi, memberApi }, judgeOrcid(orcid))
    // What callers without TypeScript hand in is judged; with it, the interface knows more than these do.
    const methods = {
      read: (part: unknown, choice?: Choice) => readPart(channel, part, choice ?? {}),
      add: (item: unknown, body: unknown) => addItem(channel, item, body),
      addMany: (section: unknown, bodies: readonly unknown[]) => addWorks(channel, section, bodies),
      update: (item: unknown, putCode: unknown, body: unknown) =>
        updateItem(channel, item, { putCode, body }),
      remove: (item: unknown, putCode: unknown) => removeItem(channel, item, putCode)
    }
    return Object.freeze(methods as OrcidRecord)
  }
}
