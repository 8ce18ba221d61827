// Leg three: opens a record, to read and update it with the access token.
import type { ClientContext } from '../context.ts'
import { pickToken, rejectInput, takeOptions, validateOrcidId, type OrcidStoredTokens } from './input.ts'
import { readPart, type OrcidRead, type ReadOptions } from './read.ts'
import { createRecordClient } from './request.ts'
import type { OrcidItems, OrcidSections, OrcidSummaries } from './schema/sections.ts'
import type { OrcidBulk } from './schema/work.ts'
import { addItem, addWorks, removeItem, updateItem, type OrcidAddResult } from './write.ts'

/**
 * The record of one person. Sections and items have the names they have in ORCID's paths: `works` is the list,
 * `work` one of them.
 *
 * Every method rejects with `ORCID_ERR_TOKEN_INVALID` (start the login again), `_SCOPE_MISSING` (ask for
 * `cause.missing`), `_NOT_YOURS`, `_NOT_FOUND`, `_VALIDATION`, `_CONFLICT` (`cause.putCode`), `_DEPRECATED`
 * (`cause.movedTo`), `_LOCKED`, `_DEACTIVATED`, `_RATE_LIMITED` (`cause.retryAfterSeconds`), `_UNAVAILABLE`,
 * `_UNREACHABLE`, `_TIMEOUT`, `_BAD_RESPONSE`, `_IDENTITY` (the answer is about another person) or `_API` (any other
 * refusal). ORCID's own error code is in `cause.errorCode`. `_OUTCOME_UNKNOWN` means that the connection broke before
 * ORCID's answer: a read has been sent twice, a write once, and the write may or may not have been made.
 *
 * @see https://github.com/ORCID/ORCID-Source/blob/main/orcid-api-web/README.md
 */
export interface OrcidRecord {
  /**
   * Reads a section: `const person = await record.read('person')`. One request, sent again once if the connection
   * broke before the answer. Fields that are not in the type are kept. What the token may not see is missing or null.
   * `'summary'` is on the member API alone. One item, such as `'work'`, needs its put-code: `{ putCode: 1234 }`.
   */
  read<Section extends keyof OrcidSections> (section: Section): Promise<OrcidRead<OrcidSections[Section]>>
  /**
   * Reads up to 100 works in full. A work that does not exist or is not visible comes as an error. ORCID may answer
   * in another order than `putCodes`: each work has its `put-code`.
   */
  read (section: 'works', options: { readonly putCodes: readonly number[] }): Promise<OrcidRead<OrcidBulk>>
  /** Reads one item in full, `record.read('work', { putCode: 1234 })`, or as its list shows it: `'work/summary'`. */
  read<Item extends keyof (OrcidItems & OrcidSummaries)> (item: Item, options: { readonly putCode: number }):
  Promise<OrcidRead<(OrcidItems & OrcidSummaries)[Item]>>
  /**
   * Adds an item and resolves to its put-code, ORCID's number for it. Writes go to the member API, also with
   * `api: 'public'`, because the public API is read-only.
   */
  add<Item extends keyof OrcidItems> (item: Item, body: OrcidItems[Item]): Promise<number>
  /** Adds up to 100 works with one request. A work that ORCID refuses does not affect the others. */
  addMany (section: 'works', bodies: readonly OrcidItems['work'][]): Promise<readonly OrcidAddResult[]>
  /**
   * Replaces an item that this client added, and resolves to the stored item. A field missing in `body` is removed, but
   * ORCID does not see every change of a work: an update that only leaves out its citation, translated title or date,
   * or only adds a month or a day to the date, changes nothing, and the stored item says so.
   */
  update<Item extends keyof OrcidItems> (item: Item, putCode: number, body: OrcidItems[Item]):
  Promise<OrcidItems[Item]>
  /** Removes an item that this client added. */
  remove (item: keyof OrcidItems, putCode: number): Promise<void>
}

/** How to read a record. */
export interface OrcidRecordOptions {
  /**
   * Which of ORCID's two APIs to read from. `'public'` shows public data only. `'member'` also shows what the person
   * granted with `/read-limited`, and accepts member clients only.
   *
   * @default 'public'
   */
  readonly api?: 'public' | 'member' | undefined
}

/** The type of {@link OrcidClient.record}, where it is described. */
export type OpenRecord = (accessToken: string | OrcidStoredTokens, orcid: string, options?: OrcidRecordOptions) =>
OrcidRecord

/** What a room above this one needs of a record that an app has opened. */
export interface OpenedRecord {
  readonly clientId: string
  /** Base URL of the member API. */
  readonly memberApi: string
  /** The same record, read from the member API. */
  member (): OrcidRecord
}

const openedRecords = new WeakMap<object, OpenedRecord>()

/** Undefined for what `record()` has not returned. */
export function findOpenedRecord (record: object): OpenedRecord | undefined {
  return openedRecords.get(record)
}

export function createRecord ({ settings, backChannel }: ClientContext): OpenRecord {
  const { publicApi, memberApi } = settings.environment
  const readApis = new Map([['public', publicApi], ['member', memberApi]])

  return function record (tokens, orcid, options) {
    const { api = 'public' } = takeOptions(options, "{ api: 'member' }", ['api'])
    const readApi = readApis.get(api) ?? rejectInput('not an `api`: expected public or member')
    const access = { orcid: validateOrcidId(orcid), accessToken: pickToken(tokens, 'accessToken') }
    const client = createRecordClient({ backChannel, ...access, readApi, memberApi })
    // Arguments are `unknown` here, because callers without TypeScript can pass anything.
    const methods = {
      read: (name: unknown, options?: ReadOptions) => readPart(client, name, options),
      add: (item: unknown, body: unknown) => addItem(client, item, body),
      addMany: (section: unknown, bodies: readonly unknown[]) => addWorks(client, section, bodies),
      update: (item: unknown, putCode: unknown, body: unknown) => updateItem(client, item, { putCode, body }),
      remove: (item: unknown, putCode: unknown) => removeItem(client, item, putCode)
    }
    const opened = Object.freeze(methods as OrcidRecord)
    openedRecords.set(opened, {
      clientId: settings.clientId,
      memberApi,
      member: () => api === 'member' ? opened : record(tokens, orcid, { api: 'member' })
    })
    return opened
  }
}
