// The record as declared state: makes what a client has added to a section what it should be, with the least requests.
import { rejectInput, takeOptions } from '../api/input.ts'
import { findOpenedRecord, type OrcidRecord } from '../api/record.ts'
import { loadTypeBox } from '../typebox.ts'
import { readDesired } from './desired.ts'
import { createSender, findPace, ORCID_PACE, type OrcidPace } from './pace.ts'
import { countProgress, createReport, type OrcidSyncProgress, type OrcidSyncReport } from './report.ts'
import { runRounds, type Run } from './run.ts'
import { syncedSections, type OrcidSyncItems } from './sections.ts'

export type { OrcidPace } from './pace.ts'
export type { OrcidSynced, OrcidSyncFailure, OrcidSyncProgress, OrcidSyncReport } from './report.ts'
export type { OrcidSyncItems } from './sections.ts'

/** How a section is synchronized. */
export interface OrcidSyncOptions {
  /** How many requests may be on their way at once, 1 to 20. @default 4 */
  readonly concurrency?: number | undefined
  /**
   * What a desired item is compared with. `'listed'`: with what the section's list shows of the stored one, so that a
   * change of a field that no list shows goes unnoticed. `'full'`: items with such a field are read in full, works a
   * hundred at once and all others one by one.
   *
   * @default 'full'
   */
  readonly compare?: 'full' | 'listed' | undefined
  /**
   * How many requests are sent. All synchronizations of a process that go to one API at one pace share it.
   *
   * @default { perSecond: 24, burst: 40 }, the limits of ORCID's member API
   */
  readonly pace?: OrcidPace | undefined
  /**
   * Ends the synchronization between two requests: it rejects with the signal's reason.
   *
   * @default none
   */
  readonly signal?: AbortSignal | undefined
  /**
   * Is called after each request that has changed the numbers. What it throws ends the synchronization.
   *
   * @default none
   */
  readonly onProgress?: ((progress: OrcidSyncProgress) => void) | undefined
}

const isCount = (value: unknown, most: number): boolean =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 && value <= most

function checkOptions (given: OrcidSyncOptions) {
  const { concurrency = 4, compare = 'full', pace = ORCID_PACE, signal, onProgress } =
    takeOptions(given, '{ concurrency: 4 }', ['concurrency', 'compare', 'pace', 'signal', 'onProgress'])
  if (!isCount(concurrency, 20)) rejectInput('not a `concurrency`: expected 1 to 20')
  if (compare !== 'full' && compare !== 'listed') rejectInput('not a `compare`: expected full or listed')
  if (!isCount(Object(pace).perSecond, 1e6) || !isCount(Object(pace).burst, 1e6)) {
    rejectInput('not a `pace`: expected { perSecond, burst }, both 1 or more')
  }
  if (signal !== undefined && !(signal instanceof AbortSignal)) rejectInput('not a `signal`: expected an AbortSignal')
  if (!['function', 'undefined'].includes(typeof onProgress)) rejectInput('not an `onProgress`: expected a function')
  return { concurrency, compare, pace, signal, onProgress }
}

/**
 * Makes the items that this client has added to a section exactly the desired ones:
 * `await syncSection(record, 'works', works)`. Reads the section once, then adds, updates and removes the least. An
 * empty list removes everything that this client has added there. Items of others are never changed. A run that was
 * interrupted is repaired by the next one, and a run with nothing to do is one read.
 *
 * A desired item is found by its put-code if it has one, by its own external identifiers, or, without any, by what it
 * says. ORCID sets `visibility`, so it is neither sent nor compared.
 *
 * Rejects with `ORCID_ERR_VALIDATION`, before anything is sent, for a malformed argument and for every desired item
 * that is malformed or there twice, by index. Rejects with what concerns the whole record: `_TOKEN_INVALID`,
 * `_SCOPE_MISSING`, `_NOT_FOUND`, `_NOT_YOURS`, `_LOCKED`, `_DEACTIVATED`, `_DEPRECATED`, `_IDENTITY`, and after a few
 * tries `_RATE_LIMITED`, `_UNAVAILABLE`, `_UNREACHABLE`, `_TIMEOUT`, `_OUTCOME_UNKNOWN` or `_BAD_RESPONSE`. What ORCID
 * says of one item is in the report.
 *
 * @param record what `app.orcid.record()`, or `record()` of `createOrcid()`, returned; the member API is read
 */
export async function syncSection<Section extends keyof OrcidSyncItems> (record: OrcidRecord, section: Section,
  desired: ReadonlyArray<OrcidSyncItems[Section]>,
  options: OrcidSyncOptions = {}): Promise<OrcidSyncReport<OrcidSyncItems[Section]>> {
  const opened = findOpenedRecord(record) ?? rejectInput('not a record: expected what record() returned')
  if (!Object.hasOwn(syncedSections, section)) {
    rejectInput(`no section that can be synchronized: expected ${Object.keys(syncedSections).join(', ')}`)
  }
  const { concurrency, compare, pace, signal, onProgress } = checkOptions(options)
  await loadTypeBox()
  const tracked = readDesired(syncedSections[section], desired)
    .map((item) => ({ ...item, tries: 0, attempted: null, outcome: null }))
  const removals: Run['removals'] = new Map()
  const ends = { tracked, removals: { [Symbol.iterator]: () => removals.values() } }
  await runRounds({
    section: syncedSections[section],
    name: section,
    record: opened.member(),
    clientId: opened.clientId,
    sender: createSender(findPace(opened.memberApi, pace), signal),
    concurrency,
    comparesInFull: compare === 'full',
    tracked,
    removals,
    tell: () => { onProgress?.(countProgress(ends)) }
  })
  return createReport(ends) as OrcidSyncReport<OrcidSyncItems[Section]>
}
