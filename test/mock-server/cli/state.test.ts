import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import fs from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import type { Test } from 'tap'
import { main } from '../../../mock-server/cli/main.ts'
import { freePort } from '../../support/free-port.ts'
import { pathOf } from '../../support/root.ts'
import { slow } from '../../support/slow.ts'
import { signals } from '../../support/system.ts'

const CLI = pathOf('dist/mock-server/cli.js')

interface Ready {
  issuer: string
  environment: Record<'authorizationEndpoint' | 'tokenEndpoint' | 'memberApi', string>
  client: { clientId: string, clientSecret: string }
  clients: Array<{ clientId: string, type: string }>
  control: { url: string, token: string }
}

interface Served { readonly child: ChildProcess, readonly ready: Ready }

async function serve (t: Test, args: readonly string[]): Promise<Served> {
  const child = fork(CLI, [...args, '--control', '--json'], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  t.teardown(() => child.kill('SIGKILL'))
  const [line] = await once(child.stdout ?? child, 'data')
  return { child, ready: JSON.parse(String(line)) }
}

async function kill (child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  const ended = once(child, 'exit')
  child.kill(signal)
  await ended
}

/** Runs `serve` in this process until it has said something. */
async function run (args: string[], whileRunning: (stdout: string) => Promise<void> = async () => {}) {
  const stop = new AbortController()
  const said = { stdout: '', stderr: '' }
  const stdout = {
    write (text: string) {
      said.stdout += text
      void whileRunning(text).finally(() => { stop.abort() })
    }
  }
  const stderr = { write (text: string) { said.stderr += text } }
  return { exitCode: await main(args, { stdout, stderr, stop: stop.signal }), ...said }
}

async function call ({ control: { url, token } }: Ready, path: string, body: object) {
  const response = await fetch(url + path, {
    method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: JSON.stringify(body)
  })
  return await response.json() as Record<string, string>
}

type Tokens = Record<string, string>

async function record ({ environment }: Ready, { access_token: token, orcid }: Tokens, path: string, init = {}) {
  const headers = { accept: 'application/json', 'content-type': 'application/json', authorization: `Bearer ${token}` }
  return await fetch(`${environment.memberApi}/${orcid}/${path}`, { ...init, headers })
}

async function exchange ({ client, environment }: Ready, form: Record<string, string>) {
  const credentials = { client_id: client.clientId, client_secret: client.clientSecret }
  const body = new URLSearchParams({ ...credentials, ...form })
  const answer = await fetch(environment.tokenEndpoint, { method: 'POST', body })
  return { status: answer.status, body: await answer.json() as Record<string, string> }
}

t.test('what an app has stored still fits after kill -9 and a restart', signals, async t => {
  const dir = t.testdir({})
  const file = `${dir}/state.json`
  const redirectUri = 'http://127.0.0.1:3000/callback'
  const args = ['--port', String(await freePort()), '--state', file, '--type', 'member', '--redirect-uri', redirectUri]
  const one = await serve(t, args)
  await call(one.ready, '/researchers', { name: 'ada', givenNames: 'Ada', works: [{ title: 'Notes' }] })
  const query = new URLSearchParams({
    client_id: one.ready.client.clientId, response_type: 'code', redirect_uri: redirectUri, scope: '/read-limited /person/update'
  })
  const url = `${one.ready.environment.authorizationEndpoint}?${query}`
  const { location } = await call(one.ready, '/authorize', { url, as: 'ada' })
  const code = new URL(location ?? '').searchParams.get('code') ?? ''
  const { body: tokens } = await exchange(one.ready, { grant_type: 'authorization_code', code, redirect_uri: redirectUri })
  const created = await record(one.ready, tokens, 'keywords', { method: 'POST', body: JSON.stringify({ content: 'by the app' }) })
  const putCode = Number(created.headers.get('location')?.split('/').at(-1))
  await sleep(1500)
  await kill(one.child, 'SIGKILL')
  t.equal(statSync(file).mode & 0o777, 0o600)

  const { child, ready } = await serve(t, args)
  t.strictSame(ready.client, one.ready.client)
  t.equal(ready.clients.length, 1)
  const keyword = await (await record(ready, tokens, `keywords/${putCode}`)).json()
  t.match(keyword, { content: 'by the app', 'put-code': putCode })
  const works = await (await record(ready, tokens, 'works')).json() as { group: unknown[] }
  t.equal(works.group.length, 1)
  t.equal((await record(ready, tokens, `keywords/${putCode}`, { method: 'DELETE' })).status, 204)
  const refreshed = await exchange(ready, { grant_type: 'refresh_token', refresh_token: tokens['refresh_token'] ?? '' })
  t.match(refreshed, { status: 200, body: { orcid: tokens['orcid'] } })
  await kill(child, 'SIGTERM')

  const third = await serve(t, args)
  t.equal((await record(third.ready, refreshed.body, `keywords/${putCode}`)).status, 404, 'the last change is in the file')
  t.equal((await record(third.ready, tokens, 'works')).status, 401, 'and so is the end of a token')
  await kill(third.child, 'SIGTERM')
  t.strictSame(readdirSync(dir), ['state.json'])
})

t.test('whenever it is killed, the file is whole', { ...signals, ...slow }, async t => {
  const dir = t.testdir({ 'state.json.tmp': 'half of a sta' })
  const file = `${dir}/state.json`
  for (let round = 0; round < 4; round++) {
    const { child, ready } = await serve(t, ['--port', '0', '--state', file])
    const biography = { content: 'x'.repeat(500_000) }
    for (let person = 0; person < 4; person++) await call(ready, '/researchers', { givenNames: 'A', biography })
    await sleep(900 + round * 60)
    await kill(child, 'SIGKILL')
    t.match(JSON.parse(readFileSync(file, 'utf8')), { version: 1, clients: { length: 1 } })
  }
  const { child } = await serve(t, ['--port', '0', '--state', file])
  await kill(child, 'SIGTERM')
  t.strictSame(readdirSync(dir), ['state.json'], 'and no draft stays')
})

t.test('the state wins over seeds and options; a client that it lacks is registered', async t => {
  const seed = { clients: [{ clientId: 'APP-AAAAAAAAAAAAAAAA', name: 'Seed' }] }
  const dir = t.testdir({ 'seed.json': JSON.stringify(seed) })
  const args = ['--port', '0', '--json', '--state', `${dir}/state.json`]
  const ids = ({ stdout }: { stdout: string }) => (JSON.parse(stdout) as Ready).clients.map(({ clientId }) => clientId)
  const [first] = ids(await run(args))
  t.strictSame(ids(await run(args)), [first])
  t.strictSame(ids(await run([...args, '--seed', `${dir}/seed.json`])), [first, 'APP-AAAAAAAAAAAAAAAA'])
  const given = [...args, '--client-id', 'APP-BBBBBBBBBBBBBBBB']
  t.strictSame(ids(await run(given)), [first, 'APP-AAAAAAAAAAAAAAAA', 'APP-BBBBBBBBBBBBBBBB'])
  t.strictSame(ids(await run([...given, '--type', 'member'])), [first, 'APP-AAAAAAAAAAAAAAAA', 'APP-BBBBBBBBBBBBBBBB'])
})

t.test('a file that is no state is refused by name, and stays as it is', async t => {
  const kept = 'expected what --state has written; the file is as it was\n'
  const cases: Array<[text: string, complaint: RegExp]> = [
    ['{ "version": 1', /state\.json is no JSON; /],
    ['', /state\.json is no JSON; /],
    ['{ "version": 2 }', /state\.json: Wrong options for snapshot: version must be 1, and is 2; /],
    ['[]', /state\.json: Wrong options for snapshot: must be object; /],
    ['null', /state\.json: Wrong options for snapshot: must be object; /],
    ['{ "clients": [] }', /state\.json: Wrong options for snapshot: must have required properties version, people, /]
  ]
  for (const [text, complaint] of cases) {
    const dir = t.testdir({ 'state.json': text })
    const { exitCode, stdout, stderr } = await run(['--port', '0', '--state', `${dir}/state.json`])
    t.strictSame({ exitCode, stdout }, { exitCode: 2, stdout: '' })
    t.match(stderr, complaint)
    t.ok(stderr.endsWith(kept), stderr)
    t.equal(readFileSync(`${dir}/state.json`, 'utf8'), text)
    t.strictSame(readdirSync(dir), ['state.json'])
  }
  const dir = t.testdir({ folder: {} })
  t.match(await run(['--port', '0', '--state', `${dir}/folder`]),
    { exitCode: 2, stderr: `fastify-orcid: Cannot read ${dir}/folder: EISDIR; --state expects a file of its own\n` })
  t.match(await run(['--port', '0', '--state', `${dir}/nowhere/state.json`]),
    { exitCode: 2, stdout: '', stderr: `fastify-orcid: Cannot write ${dir}/nowhere/state.json: ENOENT\n` })
})

t.test('a write that fails later is told of, and the next one is tried', async t => {
  const dir = t.testdir({ place: {} })
  const file = `${dir}/place/state.json`
  const { exitCode, stderr } = await run(['--port', '0', '--state', file, '--json', '--control'], async line => {
    rmSync(`${dir}/place`, { recursive: true })
    await call(JSON.parse(line), '/researchers', { name: 'ada', givenNames: 'Ada' })
    await sleep(1300)
    mkdirSync(`${dir}/place`)
  })
  t.equal(exitCode, 0)
  t.equal(stderr, `fastify-orcid: Cannot write ${file}: ENOENT; what has changed since is kept in memory only\n`)
  t.match(JSON.parse(readFileSync(file, 'utf8')).people.at(-1), { name: 'ada' })
})

/** Has the file not be replaced so many times, as on Windows while somebody reads it. */
function hold (t: Test, times: number): void {
  const { rename } = fs
  const replaceRename = (changed: typeof rename): void => {
    fs.rename = changed
    syncBuiltinESMExports()
  }
  t.teardown(() => { replaceRename(rename) })
  replaceRename(async (from, to) => {
    if (times-- > 0) throw Object.assign(new Error('held'), { code: 'EPERM' })
    await rename(from, to)
  })
}

t.test('a file that cannot be replaced because somebody reads it is replaced when it is closed', async t => {
  const dir = t.testdir({})
  const args = ['--port', '0', '--json', '--state', `${dir}/state.json`]
  hold(t, 2)
  t.match(await run(args), { exitCode: 0, stderr: '' })
  t.match(JSON.parse(readFileSync(`${dir}/state.json`, 'utf8')), { version: 1 })
  hold(t, Infinity)
  rmSync(`${dir}/state.json`)
  t.match(await run(args), { exitCode: 2, stdout: '', stderr: `fastify-orcid: Cannot write ${dir}/state.json: EPERM\n` })
})
