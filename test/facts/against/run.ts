// Asks a live registry every fact that it can be asked, one after the other, and says what differs.
import { writeFileSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { facts } from '../facts.ts'
import type { Fact } from '../fact.ts'
import { replay, replayWith, startMock } from '../replay.ts'
import type { RunningMock } from '../replay.ts'
import { createAsk, createPace, Stopped } from './ask.ts'
import type { Ask, Time } from './ask.ts'
import { openConsent } from './consent.ts'
import { fitOf } from './fit.ts'
import type { Tier } from './fit.ts'
import { changeOf, cut, judge, showReply } from './judge.ts'
import type { Change, Told } from './judge.ts'
import { localise } from './localise.ts'
import { UsageError } from './options.ts'
import type { Settings } from './options.ts'
import { fileOf, openProgress } from './progress.ts'
import type { Progress } from './progress.ts'
import { showDifference, showSummary } from './report.ts'
import { createRemover } from './remove.ts'
import { createSecrets } from './secrets.ts'
import type { Secrets } from './secrets.ts'
import { createValues } from './values.ts'
import type { LiveValues } from './values.ts'

/** What a run has of the process around it. */
export interface Surroundings { readonly time: Time, readonly print: (line: string) => void, readonly input: Readable }

/** A fact as the rows have it, and in the live registry's own names. */
interface Asked { readonly row: Fact, readonly live: Fact, readonly tier: Tier }

export interface Skipped { readonly id: string, readonly reason: string }

/** What a run leaves behind for whoever keeps the table. */
export interface Proposal {
  readonly against: string
  readonly date: string
  /** Rows that say all of it already. */
  readonly confirmed: readonly string[]
  readonly changes: readonly Change[]
  readonly skipped: readonly Skipped[]
}

function plan (settings: Settings): { asked: Asked[], skipped: Skipped[] } {
  const { only } = settings
  const wanted = facts.filter(({ id }) => only.length === 0 || only.some((text) => id.startsWith(text)))
  if (wanted.length === 0) throw new UsageError(`No fact's name begins with ${only.join(' or ')}`)
  const [asked, skipped] = [[] as Asked[], [] as Skipped[]]
  for (const row of wanted) {
    const live = localise(row)
    const fit = fitOf(live, settings)
    if ('reason' in fit) skipped.push({ id: row.id, reason: fit.reason })
    else asked.push({ row, live, tier: fit.tier })
  }
  return { asked: asked.sort((a, b) => a.tier.localeCompare(b.tier)), skipped }
}

async function checkRegistry ({ hosts: { issuer } }: Settings, ask: Ask): Promise<void> {
  const { status, body } = await ask({ path: '/.well-known/openid-configuration' })
  const says = /"issuer"\s*:\s*"([^"]*)"/.exec(body)?.[1]
  if (status === 200 && says === issuer) return
  const instead = status === 200 ? `its issuer is ${says ?? 'not named'}` : `its discovery document answers ${status}`
  throw new UsageError(`${issuer} is no ORCID registry: ${instead}`)
}

const CLEANING: Fact = {
  id: 'cleaning',
  room: '',
  about: '',
  sure: 'our choice',
  verdict: 'exact',
  source: '',
  given: { client: 'member', scope: '/activities/update /person/update' },
  request: { path: '/', headers: { Authorization: '{accessToken}' } },
  answer: { status: 0 }
}

/** One run: its facts are asked, and what they say is kept. */
function createRun (settings: Settings, { ask, values, progress, secrets, print }: {
  readonly ask: Ask, readonly values: LiveValues, readonly progress: Progress, readonly secrets: Secrets, print: Surroundings['print']
}) {
  const remover = createRemover(ask, progress)
  const noWait = (): never => { throw new Error('A live clock is not turned') }
  let mock: RunningMock | null = null
  const sayHere = async (row: Fact): Promise<string> => {
    mock ??= await startMock(undefined)
    return cut(showReply(row, (await replay(mock, row)).reply), secrets.mask)
  }
  return {
    /** What an earlier run has added and could not remove any more. */
    removeLeftOver: async (): Promise<void> => {
      if (progress.added.size === 0 || !settings.hasConsent || settings.clients.member === undefined) return
      const authorization = `Bearer ${(await values.of(CLEANING)).get('accessToken')}`
      for (const path of [...progress.added]) await remover.removeOne(path, authorization)
    },
    askOne: async ({ row, live }: Asked): Promise<Told | null> => {
      const filled = await values.of(live)
      const replayed = await replayWith(filled, live, { ask: remover.ask, wait: noWait, person: noWait })
      for (const path of await remover.remove()) print(`           ${path} could not be removed`)
      // The edge answers so, not ORCID.
      if ([502, 503, 504].includes(replayed.reply.status) && row.answer.status !== replayed.reply.status) return null
      const told = judge(live, replayed, secrets.mask)
      progress.add(row, told)
      if (told.outcome === 'differs') print(showDifference(row, told, await sayHere(row)))
      return told
    },
    close: async (): Promise<void> => { await mock?.close() }
  }
}

async function askAll (asked: readonly Asked[], progress: Progress, { run, print }:
{ run: ReturnType<typeof createRun>, print: Surroundings['print'] }): Promise<Map<Fact, Told>> {
  const told = new Map<Fact, Told>()
  const width = String(asked.length).length
  try {
    await run.removeLeftOver()
    for (const [index, item] of asked.entries()) {
      const known = progress.of(item.row)
      const now = known ?? await run.askOne(item)
      print(`${String(index + 1).padStart(width)}/${asked.length} ${item.tier} ${item.row.id}: ${now?.outcome ?? 'no answer'}` +
        (known === undefined ? '' : ' (told before)'))
      if (now !== null) told.set(item.row, now)
    }
  } catch (error) {
    if (!(error instanceof Stopped)) throw error
    print(`Stopped: ${error.message}`)
  } finally {
    await run.close()
  }
  return told
}

function writeProposal (settings: Settings, told: ReadonlyMap<Fact, Told>, { skipped, now }: {
  readonly skipped: readonly Skipped[], readonly now: number
}): string {
  const date = new Date(now).toISOString().slice(0, 10)
  const { host } = new URL(settings.hosts.issuer)
  const changes = [...told].map(([row, what]) => [row.id, changeOf(row, what, `${host}, ${date}`)] as const)
  const proposal: Proposal = {
    against: settings.hosts.issuer,
    date,
    confirmed: changes.filter(([, change]) => change === null).map(([id]) => id),
    changes: changes.flatMap(([, change]) => change ?? []),
    skipped
  }
  const file = fileOf(settings, 'proposal')
  writeFileSync(file, `${JSON.stringify(proposal, null, 2)}\n`)
  return file
}

/** @returns the exit code: 0 if nothing differs, 1 if something does, 3 if the run stopped before its end */
export async function runFacts (settings: Settings, { time, print: printLine, input }: Surroundings): Promise<number> {
  const secrets = createSecrets()
  const print = (line: string): void => { printLine(secrets.mask(line)) }
  secrets.keep(...Object.values(settings.clients).map(({ clientSecret }) => clientSecret))
  const { asked, skipped } = plan(settings)
  const ask = createAsk(settings.hosts, createPace(time), secrets)
  await checkRegistry(settings, ask)
  const { hosts: { issuer }, redirectUri } = settings
  const { keep } = secrets
  const consent = settings.hasConsent ? await openConsent({ issuer, redirectUri, input, print: printLine, keep }) : null
  try {
    const progress = openProgress(settings)
    const values = createValues({ settings, ask, consent, keep })
    const run = createRun(settings, { ask, values, progress, secrets, print })
    const told = await askAll(asked, progress, { run, print })
    const file = writeProposal(settings, told, { skipped, now: time.now() })
    const isWhole = told.size === asked.length
    if (isWhole) progress.finish()
    const left = asked.length - told.size
    print(showSummary({ told: [...told.values()], skipped, left, file, added: [...progress.added] }))
    if (!isWhole) return 3
    return [...told.values()].some(({ outcome }) => outcome === 'differs') ? 1 : 0
  } finally {
    await consent?.close()
  }
}
