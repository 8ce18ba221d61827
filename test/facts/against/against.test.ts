import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import t from 'tap'
import type { Test } from 'tap'
import { secretsIn } from '../../../mock-server/controls/journal/mask.ts'
import { startMockOrcid } from '../../../mock-server/index.ts'
import type { MockExchange, MockOrcid, MockOrcidBehaviour } from '../../../mock-server/index.ts'
import { freePort } from '../../support/free-port.ts'
import { pathOf } from '../../support/root.ts'
import { slow } from '../../support/slow.ts'
import { facts } from '../facts.ts'
import { compare, replay, startMock } from '../replay.ts'
import { readSettings } from './options.ts'
import { runFacts } from './run.ts'
import type { Proposal } from './run.ts'

const ROSALIND = '0000-0003-1527-0030'

/** A registry that the test does not tell from a live one: its clock stands, and goes on while the run waits. */
async function openLive (t: Test, behaviour: MockOrcidBehaviour = {}) {
  const orcid = await startMockOrcid({
    behaviour,
    researchers: {
      rosalind: {
        orcid: ROSALIND,
        givenNames: 'Rosalind',
        familyName: 'Elsie',
        emails: [{ email: 'rosalind@elsie.example', verified: true, primary: true }],
        keywords: [{ content: 'crystals' }]
      }
    }
  })
  t.teardown(async () => {
    // What the facts do wrong, they do on purpose.
    orcid.findings()
    await orcid.close()
  })
  orcid.clock.freeze()
  const redirectUri = `http://127.0.0.1:${await freePort()}/callback`
  const add = (type: 'public' | 'member') =>
    orcid.client({ type, clientSecret: `canary:of/${type}`, name: `A ${type} client`, redirectUris: [redirectUri, 'https://app.example'] })
  const [one, member] = [add('public'), add('member')]
  const env = {
    ORCID_CLIENT_ID: one.clientId,
    ORCID_CLIENT_SECRET: one.clientSecret,
    ORCID_CLIENT_NAME: 'A public client',
    ORCID_MEMBER_CLIENT_ID: member.clientId,
    ORCID_MEMBER_CLIENT_SECRET: member.clientSecret,
    ORCID_MEMBER_CLIENT_NAME: 'A member client'
  }
  return { orcid, redirectUri, env, out: t.testdir(), input: new PassThrough() }
}

type Live = Awaited<ReturnType<typeof openLive>>

/** Signs in and gives what allows or denies a link: the address that the browser ends at. */
async function signIn ({ issuer }: MockOrcid): Promise<(link: string, decision?: string) => Promise<string>> {
  const form = (fields: Record<string, string>, cookie = ''): RequestInit =>
    ({ method: 'POST', redirect: 'manual', headers: { cookie }, body: new URLSearchParams(fields) })
  const { headers } = await fetch(`${issuer}/signin`, form({ orcid: ROSALIND }))
  const cookie = headers.get('set-cookie')?.split(';', 1)[0]
  return async (link, decision = 'allow') =>
    (await fetch(link, form({ decision }, cookie))).headers.get('location') ?? ''
}

/** A person at a browser that stays open, goes where it is sent, and allows what is asked. */
async function stayAtBrowser (orcid: MockOrcid, next: string, decision = 'allow'): Promise<string> {
  const decide = await signIn(orcid)
  for (;;) {
    const answer = await fetch(next, { redirect: 'manual' })
    const link = answer.headers.get('location')
    if (link === null) return await answer.text()
    const page = await fetch(await decide(link, decision))
    if (!/url=\/next/.test(await page.text())) throw new Error('The page does not go on')
  }
}

interface Run {
  readonly exitCode: number
  readonly printed: string
  readonly proposal: Proposal
  /** What the registry was asked by the run, not by the browser. */
  readonly asked: readonly MockExchange[]
  readonly secrets: ReadonlySet<string>
}

const isOfBrowser = ({ url, method }: MockExchange): boolean => method === 'POST' && /^\/(?:signin|oauth\/authorize)/.test(url)

/** Runs the facts with a clock that goes on by what the run waits. */
async function run ({ orcid, env, out, redirectUri, input }: Live, ...more: readonly string[]): Promise<Run> {
  const [lines, seen] = [[] as string[], new Map<number, MockExchange>()]
  const look = (): void => { for (const entry of orcid.journal.entries()) seen.set(entry.number, entry) }
  orcid.journal.clear()
  const sleep = async (milliseconds: number): Promise<void> => {
    look()
    orcid.clock.advance(milliseconds / 1000)
  }
  let browser: Promise<string> | undefined
  const print = (line: string): void => {
    lines.push(line)
    const [link = ''] = /http\S+$/.exec(line) ?? []
    if (line.startsWith('Open this in')) browser = stayAtBrowser(orcid, link)
    if (line.startsWith('Open this,')) void signIn(orcid).then(async (decide) => { input.write(`${await decide(link)}\n`) })
  }
  const settings = readSettings(['--against', orcid.issuer, '--out', out, '--redirect-uri', redirectUri, ...more], env)
  const surroundings = { time: { now: orcid.clock.now, sleep }, print, input }
  const exitCode = await runFacts(settings as NonNullable<typeof settings>, surroundings)
  if (!/can be closed/.test(await browser ?? 'can be closed')) throw new Error('The browser is not told that it is over')
  look()
  const [file = ''] = readdirSync(out).filter((name) => name.startsWith('proposal'))
  const proposal = JSON.parse(readFileSync(`${out}/${file}`, 'utf8')) as Proposal
  const messages = [...seen.values()].flatMap(({ request, answer }) => [request.url, textOf(request), textOf(answer)])
  const asked = [...seen.values()].filter((entry) => !isOfBrowser(entry))
  return { exitCode, printed: lines.join('\n'), proposal, asked, secrets: new Set(messages.flatMap(secretsIn)) }
}

const textOf = ({ headers, body }: MockExchange['request'] | MockExchange['answer']): string =>
  [...headers.map(([name, value]) => `${name}: ${value}`), body].join('\n')

const differing = ({ proposal }: Run): string[] =>
  proposal.changes.filter(({ verdict }) => verdict === 'exact → differs').map(({ id }) => id).sort()

const askedIds = ({ proposal: { confirmed, changes } }: Run): Set<string> =>
  new Set([...confirmed, ...changes.map(({ id }) => id)])

t.test('a fake with the same settings differs in nothing, whoever consents, and is asked twice a second', slow, async (t) => {
  const live = await openLive(t)
  const told = await run(live, '--consent', '--write')
  t.equal(told.exitCode, 0, told.printed)
  t.strictSame(differing(told), [])
  t.ok(askedIds(told).size > 150, `${askedIds(told).size} are asked`)
  t.equal(askedIds(told).size + told.proposal.skipped.length, facts.length, 'the others are listed')
  const times = told.asked.map(({ at }) => at.getTime())
  t.ok(times.length > 200)
  const early = times.filter((time, index) => time - (times[index - 2] ?? -Infinity) < 1000)
  t.strictSame(early, [], 'the third comes a second after the first')
  for (const section of ['works', 'fundings', 'employments']) {
    const url = `${live.orcid.issuer}/pub/v3.0/${ROSALIND}/${section}`
    const answer = await fetch(url, { headers: { accept: 'application/json' } })
    t.match(await answer.text(), /"(?:affiliation-)?group":\[\]/, `what was added to ${section} is removed`)
  }
})

const SETTINGS: MockOrcidBehaviour = {
  tokenErrors: 'spring',
  tokenType: 'Bearer',
  codeReplay: 'refused',
  refreshedToken: 'lives',
  revokedType: 'absent',
  atHash: 'absent'
}

t.test('a fake with other settings differs in the facts of those settings, and nothing secret is told', slow, async (t) => {
  const live = await openLive(t, SETTINGS)
  const told = await run(live, '--consent')
  t.equal(told.exitCode, 1)
  const [other, ids] = [await startMock(SETTINGS as Readonly<Record<string, string>>), askedIds(told)]
  t.teardown(other.close)
  const expected: string[] = []
  for (const fact of facts.filter(({ id, verdict }) => ids.has(id) && verdict === 'exact')) {
    if (compare(fact.answer, await replay(other, fact)).length > 0) expected.push(fact.id)
  }
  t.strictSame(differing(told), expected.sort())
  for (const id of ['code-success', 'code-unknown', 'code-replay-revokes', 'refresh-ends-parent', 'revoke', 'id-token-claims']) {
    t.ok(expected.includes(id), id)
  }
  t.match(told.printed, /DIFFERS {4}code-unknown .*\n {2}mock {5}400 .*\n {2}table {4}400 .*\n {2}live {5}400 .*\n {2}because/)
  t.equal(told.asked.filter(({ url, method }) => /^\/api\/v/.test(url) && method !== 'GET' && method !== 'OPTIONS').length, 0, 'nothing is written')
  t.ok(told.proposal.skipped.some(({ reason }) => reason.endsWith('--write')))
  const files = readdirSync(live.out).map((name) => readFileSync(`${live.out}/${name}`, 'utf8'))
  const hidden = [...told.secrets].filter((secret) => secret.length > 12)
  t.ok(hidden.length > 100, `${hidden.length} secrets came by`)
  t.strictSame(hidden.filter((secret) => [told.printed, ...files].some((said) => said.includes(secret))), [])
  t.notMatch([told.printed, ...files].join(), /canary/)
})

t.test('a change of the table says what is now known, when and where', async (t) => {
  const live = await openLive(t)
  live.orcid.clock.set('2026-11-26T12:00:00Z')
  const { proposal } = await run(live, '--only', 'userinfo-own-token', '--only', 'userinfo-none', '--only', 'revoke-no-token')
  const { host } = new URL(live.orcid.issuer)
  t.strictSame(proposal.confirmed, ['userinfo-none'])
  t.match(proposal.changes, [
    { id: 'revoke-no-token', sure: 'inferred → observed', verdict: 'differs → exact' },
    { id: 'userinfo-own-token', sure: 'source → observed', verdict: 'exact', source: `; ${host}, 2026-11-26`, live: /^403 \|/ }
  ])
})

t.test('a 429 ends the run, and the same command goes on from there', async (t) => {
  const live = await openLive(t)
  live.orcid.fail('token', '429-retry-after', { after: 8 })
  const first = await run(live, '--only', 'token-')
  t.equal(first.exitCode, 3)
  t.match(first.printed, /Stopped: 127\.0\.0\.1:\d+ has had enough requests: 429, Retry-After: 2\n/)
  t.match(first.printed, /\d+ still to be asked: run the same command again/)
  t.equal(first.asked.at(-1)?.status, 429, 'nothing is asked any more')
  const second = await run(live, '--only', 'token-')
  t.equal(second.exitCode, 0)
  t.equal(second.printed.match(/told before/g)?.length, askedIds(first).size)
  t.ok(second.asked.length < first.asked.length, 'what was told is not asked again')
  const third = await run(live, '--only', 'token-json')
  t.notMatch(third.printed, /told before/, 'a run that came to its end is forgotten')
})

t.test('three answers of 5xx end the run, and fewer are asked again', async (t) => {
  const live = await openLive(t)
  const undo = live.orcid.fail('userinfo', '503', { times: 2 })
  const first = await run(live, '--only', 'userinfo-none', '--only', 'userinfo-wrong', '--only', 'token-json')
  undo()
  t.equal(first.exitCode, 3)
  t.match(first.printed, /userinfo-none: no answer/)
  t.match(first.printed, /2 still to be asked/)
  live.orcid.fail('userinfo', '503', { times: 3 })
  const second = await run(live, '--only', 'userinfo-')
  t.match(second.printed, /Stopped: 127\.0\.0\.1:\d+ fails: 3 answers in a row like 503/)
  t.equal((await run(live, '--only', 'userinfo-', '--again')).exitCode, 0)
})

t.test('what a stopped run has left on the record is removed by the next one', async (t) => {
  const live = await openLive(t)
  live.orcid.fail('record', '429', { after: 2 })
  const first = await run(live, '--consent', '--write', '--only', 'api-add')
  t.equal(first.exitCode, 3)
  t.match(first.printed, /Still on the record: \/api\/v3\.0\/.*\/work\/\d+/)
  const second = await run(live, '--consent', '--write', '--only', 'api-add')
  t.equal(second.exitCode, 0, second.printed)
  t.notMatch(second.printed, /Still on the record/)
  t.equal(second.asked.find(({ method }) => method === 'DELETE')?.status, 204)
})

t.test('codes are pasted where the redirect URI is not a loopback address', async (t) => {
  const live = { ...await openLive(t), redirectUri: 'https://app.example/callback' }
  const told = await run(live, '--consent', '--only', 'userinfo-no-scheme', '--only', 'userinfo-post')
  t.equal(told.exitCode, 0, told.printed)
  t.equal(told.printed.match(/^Open this,/gm)?.length, 1, 'what is only shown is shared')
})

t.test('a person who says no ends the run', async (t) => {
  const live = await openLive(t)
  const { env, orcid, out, redirectUri } = live
  const settings = readSettings(['--against', orcid.issuer, '--out', out, '--redirect-uri', redirectUri, '--consent',
    '--only', 'code-success'], env)
  const lines: string[] = []
  let browser: Promise<unknown> | undefined
  const print = (line: string): void => {
    lines.push(line)
    if (!line.startsWith('Open this')) return
    // The run may be over before the browser comes back for more.
    browser = stayAtBrowser(orcid, /http\S+$/.exec(line)?.[0] ?? '', 'deny').catch(() => {})
  }
  const time = { now: orcid.clock.now, sleep: async () => {} }
  t.equal(await runFacts(settings as NonNullable<typeof settings>, { time, print, input: live.input }), 3)
  await browser
  t.match(lines.join('\n'), /Stopped: The person or ORCID said no: access_denied/)
})

async function command (args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [pathOf('dist/test/facts/against/main.js'), ...args], { env: { ...process.env, ...env } })
  const [stdout, stderr, [exitCode]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return { stdout, stderr, exitCode: exitCode as number }
}

t.test('the command says how it is used, and runs', slow, async (t) => {
  const { stdout, exitCode } = await command(['--help'])
  t.match(stdout, /--against <registry>/)
  t.equal(exitCode, 0)
  const { orcid } = await openLive(t)
  const told = await command(['--against', orcid.issuer, '--out', t.testdir(), '--only', 'token-json', '--only', 'jwks'])
  t.match(told, { exitCode: 0, stderr: '' })
  t.match(told.stdout, /3\/3 a .*: agrees\n/)
})

const REFUSED: ReadonlyArray<readonly [args: readonly string[], env: NodeJS.ProcessEnv, says: RegExp]> = [
  [[], {}, /--against is missing: the registry, such as https:\/\/sandbox\.orcid\.org/],
  [['--against', 'sandbox.orcid.org'], {}, /--against must be an address like/],
  [['--against', 'https://sandbox.orcid.org/oauth'], {}, /without a query and a path/],
  [['--against', 'https://user:pass@sandbox.orcid.org'], {}, /--against must be an address like/],
  [['--against', 'http://sandbox.orcid.org'], {}, /--against must be https, unless it is a loopback address/],
  [['--against', 'https://pub.sandbox.orcid.org'], {}, /must name the registry: https:\/\/sandbox\.orcid\.org, not its host pub\./],
  [['--against', 'https://sandbox.orcid.org', '--pub', 'nonsense'], {}, /--pub must be an address/],
  [['--against', 'https://sandbox.orcid.org', '--orcid', '1'], {}, /--orcid must be an ORCID iD/],
  [['--against', 'https://orcid.org', '--write'], {}, /--write is not for orcid\.org/],
  [['--against', 'https://sandbox.orcid.org', '--consent'], {}, /--consent needs a client: set ORCID_CLIENT_ID/],
  [['--against', 'https://sandbox.orcid.org'], { ORCID_CLIENT_ID: 'APP-0123456789ABCDEF' }, /ORCID_CLIENT_ID and ORCID_CLIENT_SECRET must both be set/],
  [['--client-secret', 'canary-1'], {}, /Credentials are taken from the environment/],
  [['--against', 'https://sandbox.orcid.org', 'canary-2'], {}, /Wrong arguments; expected --against, --pub/]
]

t.test('what makes no sense is refused before anything is asked', async (t) => {
  for (const [args, env, says] of REFUSED) {
    try {
      readSettings(args, env)
      t.fail(args.join(' '))
    } catch (error) {
      t.match(String(error), says, args.join(' '))
      t.notMatch(String(error), /canary|pass@/)
    }
  }
  const { stderr, exitCode } = await command(['--against', 'https://sandbox.orcid.org', '--only', 'nonsense', '--out', t.testdir()])
  t.match(stderr, /^npm run facts: No fact's name begins with nonsense\n$/)
  t.equal(exitCode, 2)
})

t.test('what is no ORCID, or not there, is said', slow, async (t) => {
  const { orcid } = await openLive(t)
  const misled = new URL(orcid.issuer)
  misled.hostname = 'localhost'
  const answers = await command(['--against', misled.origin, '--out', t.testdir()])
  t.match(answers, { exitCode: 2, stderr: /is no ORCID registry: its discovery document answers|is no ORCID registry: its issuer is/ })
  const nobody = await command(['--against', `http://127.0.0.1:${await freePort()}`, '--out', t.testdir()])
  t.match(nobody, { exitCode: 3, stderr: /does not answer: ECONNREFUSED/ })
})
