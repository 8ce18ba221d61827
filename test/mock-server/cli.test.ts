import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'

import t from 'tap'

import { main } from '../../mock-server/cli/main.ts'

const CLI = fileURLToPath(new URL('../../mock-server/cli.ts', import.meta.url))

interface Ready {
  issuer: string
  discovery: string
  environment: { authorizationEndpoint: string }
  client: { clientId: string, clientSecret: string }
  researchers: Array<{ name: string, orcid: string }>
}

/** Runs the command line in this process; `serve` is stopped once a test has looked at what it says. */
async function run (args: string[], whileRunning: (stdout: string) => Promise<void> = async () => {}) {
  const stop = new AbortController()
  const said = { stdout: '', stderr: '' }
  let checked = Promise.resolve()
  const stdout = {
    write (text: string) {
      said.stdout += text
      checked = whileRunning(text).finally(() => stop.abort())
    }
  }
  const stderr = { write (text: string) { said.stderr += text } }
  const exitCode = await main(args, { stdout, stderr, stop: stop.signal })
  await checked
  return { exitCode, ...said }
}

t.test('serve answers while it runs and is gone when it is stopped', async t => {
  let issuer = ''
  const { exitCode, stderr } = await run(['--port', '0', '--json'], async stdout => {
    const ready: Ready = JSON.parse(stdout)
    issuer = ready.issuer
    t.equal(stdout.split('\n').length, 2, 'one line')
    t.match(ready.client, { clientId: /^APP-[0-9A-Z]{16}$/, clientSecret: /^[0-9a-f-]{36}$/ })
    t.match(ready.researchers[0], { name: 'Sofia Garcia', orcid: '0000-0001-2345-6789' })
    const discovery = await fetch(ready.discovery)
    t.match(await discovery.json(), { authorization_endpoint: ready.environment.authorizationEndpoint })
  })
  t.strictSame({ exitCode, stderr }, { exitCode: 0, stderr: '' })
  await t.rejects(fetch(issuer))
})

t.test('serve tells a person the addresses, the client, the people and what to do next', async t => {
  const { exitCode, stdout } = await run(['serve', '--port=0'])
  t.equal(exitCode, 0)
  for (const line of [
    /^A fake ORCID for tests is listening at http:\/\/127\.0\.0\.1:\d+$/m,
    /^ {2}authorize {6}http:\/\/127.*\/oauth\/authorize$/m,
    /^ {2}token {10}http:\/\/127.*\/oauth\/token$/m,
    /^Client \(public\)\n {2}client id {6}APP-[0-9A-Z]{16}\n {2}client secret {2}[0-9a-f-]{36}$/m,
    /^ {2}redirect URI {3}the first loopback one it is used with$/m,
    /^ {2}Sofia Garcia +0000-0001-2345-6789$/m,
    /^ {2}curl http:\/\/127.*\/\.well-known\/openid-configuration\n$/m
  ]) t.match(stdout, line)
})

t.test('serve takes the client it is given', async t => {
  const client = { clientId: 'APP-0123456789ABCDEF', clientSecret: 'secret & more' }
  const uris = ['https://app.example.org/cb', 'http://127.0.0.1:3000/']
  const given = ['--client-id', client.clientId, '--client-secret', client.clientSecret, '--type', 'member']
  const args = ['--port', '0', ...given, ...uris.flatMap(uri => ['--redirect-uri', uri])]
  t.strictSame(JSON.parse((await run([...args, '--json'])).stdout).client, client)

  const { stdout } = await run(args, async stdout => {
    const link = /(?<=^Next, open in a browser:\n {2})http.*$/m.exec(stdout)?.[0] ?? ''
    t.equal(new URL(link).searchParams.get('redirect_uri'), uris[0])
    const { status, url } = await fetch(link)
    t.strictSame([status, new URL(url).pathname], [200, '/signin'], 'the link leads to the sign-in page')
  })
  t.match(stdout, /^Client \(member\)$/m)
  for (const uri of uris) t.ok(stdout.includes(`\n  redirect URI   ${uri}\n`))
})

t.test('serve names the address it is reached at, not the one it listens on', async t => {
  const { stdout } = await run(['--port', '0', '--issuer', 'http://orcid.localhost:9797', '--json'])
  t.match(JSON.parse(stdout), { issuer: 'http://orcid.localhost:9797', environment: { pkce: false } })
})

t.test('a Ctrl-C that comes while the mock starts is not lost', async t => {
  const said: string[] = []
  const output = { write: (text: string) => said.push(text) }
  const terminal = { stdout: output, stderr: output, stop: AbortSignal.abort() }
  t.equal(await main(['--port', '0', '--json'], terminal), 0)
  t.equal(said.length, 1)
})

t.test('a taken port is one line and exit code 1', async t => {
  const server = createServer()
  t.teardown(() => server.close())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  t.strictSame(await run(['--port', String(port)]), {
    exitCode: 1,
    stdout: '',
    stderr: `fastify-orcid: Port ${port} on 127.0.0.1 is taken; ` +
      'choose another with --port, or any with --port 0\n'
  })
})

t.test('in production it refuses to start, on one line', async t => {
  t.intercept(process, 'env', { value: { ...process.env, NODE_ENV: 'production' } })
  const { exitCode, stdout, stderr } = await run(['--port', '0'])
  t.strictSame({ exitCode, stdout }, { exitCode: 1, stdout: '' })
  t.match(stderr, /^fastify-orcid: [^\n]*production[^\n]*\n$/)
})

t.test('an argument that makes no sense is one line and exit code 2', async t => {
  const cases: Array<[string[], RegExp | string]> = [
    [['--prot', '1'], /^Unknown option '--prot'; expected --port, --host, .*--json$/],
    [['--port'], /^Option '--port <value>' argument missing; expected --port/],
    [['--json=1'], /^Option '--json' does not take an argument; expected/],
    [['start'], 'Unknown command "start"; expected serve, audit or id'],
    [['serve', '--port', '65536'], 'Wrong value for --port; expected a number from 0 to 65535'],
    [['--port', '1e3'], 'Wrong value for --port; expected a number from 0 to 65535'],
    [['--host', ''], 'Wrong value for --host; expected a host name or address'],
    [['--host', '0.0.0.0', '--port', '0'], /^Other machines can reach 0\.0\.0\.0; add --allow-non-loopback/],
    [['--issuer', 'https://orcid.org', '--port', '0'], /^Wrong options: issuer is on orcid\.org/],
    [['--client-id', 'app'], 'Wrong value for --client-id; expected APP- and 16 of 0-9 A-Z'],
    [['--client-secret', ''], 'Wrong value for --client-secret; expected 1 to 100 characters'],
    [['--redirect-uri', 'localhost:3000'], /^Wrong value for --redirect-uri; expected an absolute URL/],
    [['--redirect-uri', 'http://'], /^Wrong value for --redirect-uri; expected an absolute URL/],
    [['--type', 'gold'], 'Wrong value for --type; expected public, member, premium'],
    [['id', '--all'], 'Unknown option "--all"; expected ORCID iDs, or nothing to make one']
  ]
  for (const [args, complaint] of cases) {
    const { exitCode, stdout, stderr } = await run(args)
    t.strictSame({ exitCode, stdout }, { exitCode: 2, stdout: '' }, args.join(' '))
    t.match(stderr.replace(/^fastify-orcid: (.*)\n$/, '$1'), complaint)
  }
})

t.test('--help and --version answer and do nothing else', async t => {
  const help = await run(['serve', '--port', '1', '--help'])
  t.match(help, { exitCode: 0, stdout: /^fastify-orcid: a fake ORCID[^]*--redirect-uri <url>/, stderr: '' })
  t.match(await run(['--version']), { exitCode: 0, stdout: /^\d+\.\d+\.\d+\S*\n$/, stderr: '' })
})

t.test('id says what is wrong with each iD', async t => {
  const verdicts = [
    ['0000-0001-2345-6789', 'right'],
    ['https://orcid.org/0000-0002-1694-233X', 'right'],
    ['http://sandbox.orcid.org/0009-9999-9999-9992', 'right'],
    ['0000-0001-2345-6780', 'wrong check digit: 0, expected 9'],
    ['0009-0000-1234-5678', 'wrong check digit: 8, expected X'],
    ['0000-0001-2345', 'wrong length: 12 characters without the hyphens, expected 16'],
    ['0000-0002-1694-233x', 'wrong character: "x" at position 16 of 16, expected a digit or a capital X'],
    ['0000-0002-X694-2330', 'wrong character: "X" at position 9 of 16, expected a digit'],
    ['000000012345-6789', 'wrong hyphens: expected 0000-0001-2345-6789']
  ]
  const { exitCode, stdout } = await run(['id', ...verdicts.map(([id = '']) => id)])
  t.equal(exitCode, 1)
  t.strictSame(stdout.trimEnd().split('\n'), verdicts.map(([id, verdict]) => `${id}: ${verdict}`))
  t.equal((await run(['id', '0000-0001-2345-6789'])).exitCode, 0)
})

t.test('id without an iD makes one that is right', async t => {
  const { exitCode, stdout } = await run(['id'])
  t.equal(exitCode, 0)
  t.match(stdout, /^0009-00(?:0\d|10)-\d{4}-\d{3}[\dX]\n$/)
  t.match(await run(['id', stdout.trim()]), { exitCode: 0, stdout: `${stdout.trim()}: right\n` })
})

t.test('Ctrl-C and SIGTERM end the process cleanly', async t => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    const child = fork(CLI, ['--port', '0', '--json'], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
    t.teardown(() => child.kill('SIGKILL'))
    let complaints = ''
    child.stderr?.on('data', chunk => { complaints += String(chunk) })
    const [line] = await once(child.stdout ?? child, 'data')
    t.match(JSON.parse(String(line)), { issuer: /^http:\/\/127\.0\.0\.1:\d+$/ })
    child.kill(signal)
    t.strictSame(await once(child, 'exit'), [0, null], signal)
    t.equal(complaints, '')
  }
})
