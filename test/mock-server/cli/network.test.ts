import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import t from 'tap'
import { main } from '../../../mock-server/cli/main.ts'
import { SELF_SIGNED } from '../../fixtures/self-signed.ts'
import { pathOf } from '../../support/root.ts'
import { send } from '../../support/mock.ts'
import { signals } from '../../support/system.ts'

const CLI = pathOf('dist/mock-server/cli.js')

interface Ready {
  readonly issuer: string
  readonly address: string
  readonly caFile: string | null
  readonly client: { readonly clientId: string }
  readonly control: { readonly url: string, readonly token: string } | null
}

/** Runs `serve`, which is stopped once a test has looked at the first thing it says. */
async function serve (args: string[], look: (stdout: string) => Promise<void> = async () => {}) {
  const stop = new AbortController()
  const said: string[] = []
  const errors: string[] = []
  let looked = Promise.resolve()
  const stdout = {
    write (text: string) {
      if (said.push(text) === 1) looked = look(text).finally(() => { stop.abort() })
    }
  }
  const exitCode = await main(['--port', '0', ...args], { stdout, stderr: { write: (text) => errors.push(text) }, stop: stop.signal })
  await looked
  return { exitCode, stdout: said.join(''), stderr: errors.join('') }
}

t.test('--also-host is a further name', async (t) => {
  await serve(['--json', '--also-host', 'orcid.test', '--also-host', 'other.test:9797'], async (stdout) => {
    const { address }: Ready = JSON.parse(stdout)
    for (const [host, status] of [['orcid.test:1', 200], ['other.test', 200], ['third.test', 421]] as const) {
      t.equal((await send(`${address}/health`, { headers: { host } })).status, status, host)
    }
  })
})

t.test('--tls says where its authority is, and takes the file away at the end', async (t) => {
  let file = ''
  await serve(['--json', '--tls'], async (stdout) => {
    const { issuer, caFile }: Ready = JSON.parse(stdout)
    t.match(issuer, /^https:/)
    file = String(caFile)
    t.match(readFileSync(file, 'utf8'), '-----BEGIN CERTIFICATE-----')
  })
  t.notOk(existsSync(file))
  const named = `${t.testdir({})}/ca.pem`
  const { stdout } = await serve(['--tls', '--ca-file', named], async () => { t.ok(existsSync(named)) })
  t.match(stdout, `NODE_EXTRA_CA_CERTS=${named}\n`)
  t.notOk(existsSync(named))
  t.notMatch(stdout, 'etc/hosts')
})

t.test('--tls-cert and --tls-key are files', async (t) => {
  const dir = t.testdir({ 'cert.pem': SELF_SIGNED.cert, 'key.pem': SELF_SIGNED.key })
  await serve(['--json', '--tls-cert', `${dir}/cert.pem`, '--tls-key', `${dir}/key.pem`], async (stdout) => {
    t.match(JSON.parse(stdout), { issuer: /^https:/, caFile: null })
  })
  t.match(await serve(['--tls-cert', `${dir}/cert.pem`]), { exitCode: 2, stderr: /--tls-cert and --tls-key; expected two files/ })
  t.match(await serve(['--tls-cert', '/nowhere', '--tls-key', '/nowhere']), {
    exitCode: 2, stderr: 'fastify-orcid: Cannot read /nowhere: ENOENT; --tls-cert expects a file in PEM\n'
  })
})

t.test('--as tells the lines of /etc/hosts, and an inspector that this machine reaches', async (t) => {
  const { stdout } = await serve(['--as', 'sandbox'])
  t.match(stdout, /^A fake ORCID for tests is listening at https:\/\/sandbox\.orcid\.org$/m)
  t.match(stdout, /^ {2}inspector {6}http:\/\/127\.0\.0\.1:\d+\/$/m)
  t.match(stdout, '127.0.0.1 sandbox.orcid.org www.sandbox.orcid.org pub.sandbox.orcid.org api.sandbox.orcid.org\n')
  t.match(await serve(['--as', 'qa']), { exitCode: 2, stderr: 'fastify-orcid: Wrong value for --as; expected production or sandbox\n' })
  t.match(await serve(['--issuer', 'https://127.0.0.1:9809']), { exitCode: 2, stderr: /nobody serves.*--tls.*--behind-proxy/ })
})

t.test('--control-token is the token, and --control-from-anywhere makes it guard enough', async (t) => {
  const token = 'a-token-of-my-own-choice'
  await serve(['--json', '--control-token', token], async (stdout) => {
    const { control }: Ready = JSON.parse(stdout)
    t.equal(control?.token, token)
    const headers = { authorization: `Bearer ${token}`, host: 'orcid.test' }
    const { status, body } = await send(`${control?.url}/findings`, { headers })
    t.match([status, body], [421, /--control-from-anywhere/])
  })
  await serve(['--json', '--control-token', token, '--control-from-anywhere'], async (stdout) => {
    const { address, control }: Ready = JSON.parse(stdout)
    const basic = (password: string): string => `Basic ${Buffer.from(`me:${password}`).toString('base64')}`
    for (const [authorization, status] of [
      [`Bearer ${token}`, 200], [basic(token), 200], [basic('wrong'), 401], [basic(`x:${token}`), 401], ['Bearer wrong', 401], ['', 401]
    ] as Array<[string, number]>) {
      const headers = { authorization, host: 'orcid.test' }
      const isPassword = authorization.startsWith('Basic')
      t.equal((await send(`${control?.url}/findings`, { headers })).status, isPassword ? 401 : status, authorization)
      const inspector = await send(`${address}/`, { headers })
      t.equal(inspector.status, status, `inspector ${authorization}`)
      if (status === 401) t.match(inspector.headers['www-authenticate'], /^Basic realm="/)
    }
    // A browser sends the password that it keeps for the inspector with the form of any other site as well.
    const forged = { authorization: basic(token), host: 'orcid.test', 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }
    for (const path of ['reset', 'keys/rogue']) {
      t.equal((await send(`${control?.url}/${path}`, { method: 'POST', headers: forged })).status, 401, `cross-site ${path}`)
    }
    t.equal((await send(`${address}/`, { method: 'POST', headers: forged })).status, 403)
    t.equal((await send(`${address}/`)).status, 200, 'this machine needs no token for the inspector')
    t.equal((await send(`${control?.url}/findings`)).status, 401)
  })
  t.match(await serve(['--control-token', 'short']), { exitCode: 2, stderr: /controlToken must be 16 characters or more/ })
})

t.test('--log prints a line for each request, with --json in JSON', async (t) => {
  for (const [args, line] of [[[], /^\S+ GET \/oauth\/jwks 200 \d+ ms$/m], [['--json'], /^\{"request":\{.*"url":"\/oauth\/jwks".*\}\}$/m]] as const) {
    const { stdout } = await serve(['--log', '--client-id', 'APP-0123456789ABCDEF', ...args], async (stdout) => {
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(stdout)?.[0] ?? ''
      await send(`${address}/oauth/jwks`)
      await send(`${address}/health`)
    })
    t.match(stdout, line)
    t.notMatch(stdout, '/health')
  }
  t.notMatch((await serve([], async (stdout) => {
    await send(`${/http:\/\/127\.0\.0\.1:\d+/.exec(stdout)?.[0]}/oauth/jwks`)
  })).stdout, 'GET /oauth/jwks')
})

t.test('health tells by its exit code', async (t) => {
  const ask = async (...args: string[]) => {
    const said = { stdout: '', stderr: '' }
    const write = (name: 'stdout' | 'stderr') => ({ write: (text: string) => { said[name] += text } })
    const terminal = { stdout: write('stdout'), stderr: write('stderr'), stop: AbortSignal.abort() }
    return { exitCode: await main(['health', ...args], terminal), ...said }
  }
  await serve(['--json'], async (stdout) => {
    const { address, issuer }: Ready = JSON.parse(stdout)
    t.strictSame(await ask(address), { exitCode: 0, stdout: `A fake ORCID answers at ${address}; its issuer is ${issuer}\n`, stderr: '' })
  })
  t.match(await ask('http://127.0.0.1:1'), { exitCode: 1, stdout: '', stderr: /^fastify-orcid: Nobody answers at / })
  for (const args of [['localhost:9797'], ['http://a', 'http://b']]) {
    t.match(await ask(...args), { exitCode: 2, stderr: 'fastify-orcid: Wrong value for health; expected one URL, that of the mock\n' })
  }
  t.match((await ask('--port', '1')).stderr, /^fastify-orcid: Unknown option '--port'/)
  const [first] = await Promise.all([ask()])
  t.match(first.stdout + first.stderr, 'http://127.0.0.1:9797')
})

/** What npx leaves to its shell: a process that starts the server, and tells it nothing. */
const shellOf = (args: readonly string[]): string => `require('node:child_process')
  .spawn(process.execPath, ${JSON.stringify([...args, CLI, '--port', '0', '--json'])}, { stdio: 'inherit', detached: true, windowsHide: true })`

const BY_NPM = { ...process.env, npm_command: 'exec' }
/** On Windows a process keeps the number of a parent that has ended. */
const KEEP_PARENT = `data:text/javascript,${encodeURIComponent('const { ppid } = process; Object.defineProperty(process, "ppid", { get: () => ppid })')}`

for (const [where, args] of [['on this system', []], ['on Windows', ['--import', KEEP_PARENT]]] as const) {
  t.test(`started by npx, the server ends when npx and its shell have ended: ${where}`, async (t) => {
    const shell = spawn(process.execPath, ['-e', shellOf(args)], { env: BY_NPM, stdio: ['ignore', 'pipe', 'inherit'] })
    const lines = createInterface({ input: shell.stdout })
    const [line] = await once(lines, 'line')
    const { issuer }: Ready = JSON.parse(String(line))
    t.equal((await send(`${issuer}/health`)).status, 200)
    // Only the shell: its child has the other end of the pipe, which closes when the child ends.
    const closed = once(lines, 'close')
    shell.kill('SIGKILL')
    await closed
    await t.rejects(send(`${issuer}/health`), { code: 'ECONNREFUSED' })
  })
}

t.test('what npm has started and nobody ends goes on, until it is told to end', signals, async (t) => {
  const child = fork(CLI, ['--port', '0', '--json'], { env: BY_NPM, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
  const [ready] = await once(createInterface({ input: child.stdout as NodeJS.ReadableStream }), 'line')
  t.equal((await send(`${(JSON.parse(String(ready)) as Ready).issuer}/health`)).status, 200)
  child.kill('SIGTERM')
  t.strictSame(await once(child, 'exit'), [0, null])
})
