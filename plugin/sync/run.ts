// A synchronization in rounds: read the section, make the least of changes, and read again only if one is in doubt.
import type { OrcidRecord } from '../api/record.ts'
import type { OrcidAddResult } from '../api/write.ts'
import {
  OrcidApiError, OrcidBadResponseError, OrcidConflictError, OrcidDeprecatedError, OrcidNotFoundError,
  OrcidNotYoursError, OrcidOutcomeUnknownError, OrcidUnavailableError, OrcidValidationError, type OrcidError
} from '../errors.ts'
import type { OrcidId } from '../orcid-id.ts'
import { canonical, hasUnlisted, isDifferent, listedPart } from './compare.ts'
import type { Json, Members } from './json.ts'
import { indexByKey, matchItems, readStored, type StoredItem } from './match.ts'
import type { Sender } from './pace.ts'
import type { Outcome, Removal, Tracked } from './report.ts'
import type { SyncedSection } from './sections.ts'

// ORCID's limit for one request (error 9042).
const MAX_BULK = 100
/** How often one change is tried before it has failed. */
const MAX_TRIES = 5

export interface Run {
  readonly section: SyncedSection
  /** The section's name in ORCID's paths. */
  readonly name: string
  /** Reads from the member API. */
  readonly record: OrcidRecord
  readonly clientId: string
  readonly sender: Sender
  readonly concurrency: number
  readonly comparesInFull: boolean
  readonly tracked: readonly Tracked[]
  /** By put-code. */
  readonly removals: Map<number, Removal>
  readonly tell: () => void
}

/** An item that has to become what is desired. */
interface Update { readonly item: Tracked, readonly stored: StoredItem }

interface Plan {
  readonly adds: readonly Tracked[]
  readonly updates: readonly Update[]
  readonly stale: readonly StoredItem[]
  /** Put-codes of stored items that are desired. */
  readonly claimed: Set<number>
}

/** Does something with each item, a few at a time. After the first failure nothing is begun any more. */
async function forEach<Item> ({ concurrency, tell }: Run, items: readonly Item[],
  act: (item: Item) => Promise<void>): Promise<void> {
  const queue = [...items]
  const work = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
      try {
        await act(item)
        tell()
      } catch (error) {
        queue.length = 0
        throw error
      }
    }
  }
  const ends = await Promise.allSettled(Array.from({ length: concurrency }, work))
  const failure = ends.find((end) => end.status === 'rejected')
  if (failure !== undefined) throw failure.reason
}

function chunk<Item> (items: readonly Item[], size: number): Item[][] {
  const starts = Array.from({ length: Math.ceil(items.length / size) }, (_, place) => place * size)
  return starts.map((start) => items.slice(start, start + size))
}

// What ORCID says of one item says nothing of the next.
const OF_ONE_ITEM = [OrcidValidationError, OrcidNotYoursError, OrcidConflictError, OrcidApiError]
/** What may have been done, or was found to be otherwise than it was read. */
const IN_DOUBT = [OrcidOutcomeUnknownError, OrcidUnavailableError, OrcidBadResponseError, OrcidNotFoundError]

const isOneOf = (classes: ReadonlyArray<new (options: never) => Error>, error: unknown): boolean =>
  classes.some((one) => error instanceof one)

/** Whether ORCID takes the item for one that is there (9021, 9030). */
const isDuplicate = (error: unknown): boolean =>
  error instanceof OrcidConflictError && [9021, 9030].includes(Number(error.cause.errorCode))

/** Whether the change is to be tried again after the section was read again. Throws what concerns every item. */
function isToTryAgain (change: { tries: number }, error: unknown): boolean {
  const isAgain = isDuplicate(error) || (isOneOf(IN_DOUBT, error) && !is503(error))
  if (!isAgain && !isOneOf(OF_ONE_ITEM, error)) throw error
  change.tries++
  return isAgain && change.tries < MAX_TRIES
}

// The sender has tried as often as it makes sense.
const is503 = (error: unknown): boolean => error instanceof OrcidUnavailableError && error.cause.statusCode === 503

function settle (item: Tracked, outcome: Outcome): void {
  item.outcome = outcome
  item.putCode = outcome.putCode
}

function noteFailure (item: Tracked, kind: 'added' | 'updated', error: unknown): void {
  if (!isToTryAgain(item, error)) {
    item.outcome = { kind: 'failed', putCode: kind === 'added' ? null : item.putCode, error: error as OrcidError }
  } else if (!isDuplicate(error)) item.attempted = kind
}

async function readSection ({ section, name, record, clientId, sender }: Run): Promise<StoredItem[]> {
  const read = await sender.read(() => record.read(name as 'works'))
  const { movedTo } = read as { movedTo?: OrcidId }
  if (movedTo !== undefined) throw new OrcidDeprecatedError({ cause: { statusCode: 301, errorCode: 9007, movedTo } })
  return readStored(section, clientId, read as unknown as Json)
}

/** Items in full, by put-code; one that is not there any more is missing. */
async function readInFull (run: Run, putCodes: readonly number[]): Promise<ReadonlyMap<number, Members>> {
  const { section: { item }, record, sender } = run
  const found = new Map<number, Members>()
  if (item === 'work') {
    await forEach(run, chunk(putCodes, MAX_BULK), async (some) => {
      const { bulk } = await sender.read(() => record.read('works', { putCodes: some }))
      for (const one of bulk) if ('work' in one) found.set(Number(one.work['put-code']), one.work as unknown as Members)
    })
    return found
  }
  await forEach(run, putCodes, async (putCode) => {
    try {
      found.set(putCode, await sender.read(() => record.read(item, { putCode })) as unknown as Members)
    } catch (error) {
      if (!(error instanceof OrcidNotFoundError)) throw error
    }
  })
  return found
}

/** Of items that are there, those that have to change. The others are settled. */
async function findUpdates (run: Run, matched: ReadonlyMap<Tracked, StoredItem>): Promise<Update[]> {
  const { section, comparesInFull } = run
  const open = [...matched].map(([item, stored]) => ({ item, stored })).filter(({ item }) => item.outcome === null)
  const isListedOtherwise = ({ item, stored }: Update) =>
    isDifferent(section, listedPart(section, item.canonical), listedPart(section, stored.canonical))
  const [other, same] = [open.filter(isListedOtherwise), open.filter((one) => !isListedOtherwise(one))]
  const unclear = comparesInFull ? same.filter(({ item }) => hasUnlisted(section, item.canonical)) : []
  const inFull = await readInFull(run, unclear.map(({ stored }) => stored.putCode))
  const updates = unclear.filter(({ item, stored }) => {
    const full = inFull.get(stored.putCode)
    return full === undefined || isDifferent(section, item.canonical, canonical(full))
  })
  const changing = new Set([...other, ...updates])
  for (const one of same.filter((one) => !changing.has(one))) {
    settle(one.item, { kind: one.item.attempted ?? 'unchanged', putCode: one.stored.putCode })
  }
  return [...changing]
}

const notYours = () => new OrcidNotYoursError({
  cause: { statusCode: 0, errorCode: null, reason: 'the item with this put-code was added by somebody else' }
})

/** Of items that this client has not added, those to add. The others are settled. */
function findAdds ({ section }: Run, missing: readonly Tracked[], others: readonly StoredItem[]): Tracked[] {
  const putCodes = new Set(others.map(({ putCode }) => putCode))
  const byKey = section.ids === null ? indexByKey(others) : new Map<string, StoredItem[]>()
  return missing.filter((item) => {
    const [held] = item.keys.flatMap((key) => byKey.get(key) ?? [])
    if (item.putCode !== null && putCodes.has(item.putCode)) {
      settle(item, { kind: 'failed', putCode: item.putCode, error: notYours() })
    } else if (held !== undefined) settle(item, { kind: 'heldByOthers', putCode: held.putCode })
    return item.outcome === null
  })
}

async function makePlan (run: Run): Promise<Plan> {
  const stored = await readSection(run)
  const { matched, stale } = matchItems(run.tracked, stored.filter(({ isOwn }) => isOwn))
  const there = new Set(stored.map(({ putCode }) => putCode))
  for (const removal of run.removals.values()) if (!there.has(removal.putCode)) removal.outcome = 'removed'
  const missing = run.tracked.filter((item) => item.outcome === null && !matched.has(item))
  const adds = findAdds(run, missing, stored.filter(({ isOwn }) => !isOwn))
  const updates = await findUpdates(run, matched)
  run.tell()
  return { adds, updates, stale, claimed: new Set([...matched.values()].map(({ putCode }) => putCode)) }
}

/** ORCID knows better what is the same: the item is the one that it names, unless another one is. */
function noteAdded ({ claimed }: Plan, item: Tracked, { putCode, error }: OrcidAddResult): void {
  if (error === null) return settle(item, { kind: 'added', putCode })
  const named = error instanceof OrcidConflictError ? error.cause.putCode : null
  if (named !== null && !claimed.has(named)) {
    claimed.add(named)
    item.putCode = named
  }
  noteFailure(item, 'added', error)
}

async function addWorks (run: Run, plan: Plan, works: readonly Tracked[]): Promise<void> {
  const bodies = works.map(({ content }) => content as never)
  try {
    const results = await run.sender.write(() => run.record.addMany('works', bodies))
    for (const [place, item] of works.entries()) noteAdded(plan, item, results[place] as OrcidAddResult)
  } catch (error) {
    // ORCID refuses a bulk as a whole if it cannot read one of it.
    if (error instanceof OrcidValidationError && works.length > 1) {
      for (const half of chunk(works, Math.ceil(works.length / 2))) await addWorks(run, plan, half)
      return
    }
    for (const item of works) noteFailure(item, 'added', error)
  }
}

async function addItems (run: Run, plan: Plan): Promise<void> {
  const { section, sender, record } = run
  if (section.item === 'work') {
    return await forEach(run, chunk(plan.adds, MAX_BULK), (works) => addWorks(run, plan, works))
  }
  await forEach(run, plan.adds, async (item) => {
    const add = sender.write(() => record.add(section.item, item.content as never))
    const refused = (error: OrcidError): OrcidAddResult => ({ putCode: null, error })
    noteAdded(plan, item, await add.then((putCode) => ({ putCode, error: null }), refused))
  })
}

async function removeItems ({ removals, ...run }: Run, { stale, claimed }: Plan): Promise<void> {
  for (const { putCode } of stale.filter((one) => !claimed.has(one.putCode) && !removals.has(one.putCode))) {
    removals.set(putCode, { putCode, tries: 0, outcome: null })
  }
  const open = [...removals.values()].filter(({ outcome }) => outcome === null)
  await forEach({ removals, ...run }, open, async (removal) => {
    try {
      await run.sender.write(() => run.record.remove(run.section.item, removal.putCode))
      removal.outcome = 'removed'
    } catch (error) {
      if (!isToTryAgain(removal, error)) removal.outcome = error as OrcidError
    }
  })
}

async function updateItems (run: Run, { updates }: Plan): Promise<void> {
  const { section, sender, record } = run
  await forEach(run, updates, async ({ item, stored: { putCode } }) => {
    item.putCode = putCode
    try {
      await sender.write(() => record.update(section.item, putCode, item.content as never))
      settle(item, { kind: 'updated', putCode })
    } catch (error) {
      noteFailure(item, 'updated', error)
    }
  })
}

const isOpen = ({ outcome }: { readonly outcome: unknown }): boolean => outcome === null

/** What is added comes first, so that a crash loses nothing; what is gone makes room for what an update makes. */
export async function runRounds (run: Run): Promise<void> {
  do {
    const plan = await makePlan(run)
    await addItems(run, plan)
    await removeItems(run, plan)
    await updateItems(run, plan)
  } while (run.tracked.some(isOpen) || [...run.removals.values()].some(isOpen))
}
