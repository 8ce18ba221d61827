import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import Fastify from 'fastify'
import t from 'tap'

import { forgeries } from '../../../mock-server/controls/forgeries/catalogue.ts'
import fastifyOrcid from '../../../plugin/index.ts'
import { main } from '../../../mock-server/cli/main.ts'
import { freePort } from '../../support/free-port.ts'
import { pathOf } from '../../support/root.ts'
import { sample, slow } from '../../support/slow.ts'
import { signals } from '../../support/system.ts'

const CLI = pathOf('dist/mock-server/cli.js')

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
    t.match(ready.researchers[0], { as: 'sofia', name: 'Sofia Garcia', orcid: '0000-0001-2345-6789' })
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
    /^ {2}inspector {6}http:\/\/127\.0\.0\.1:\d+\/$/m,
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

t.test('D17: serve refuses what a proxy has passed on, unless --behind-proxy asks for it', async t => {
  for (const [args, status] of [[[], 421], [['--behind-proxy'], 200]] as Array<[string[], number]>) {
    await run(['--port', '0', '--json', ...args], async stdout => {
      const { discovery }: Ready = JSON.parse(stdout)
      t.equal((await fetch(discovery, { headers: { 'x-forwarded-for': '192.0.2.1' } })).status, status)
    })
  }
})

t.test('an argument that makes no sense is one line and exit code 2', async t => {
  const cases: Array<[string[], RegExp | string]> = [
    [['--prot', '1'], 'Unknown option \'--prot\'; did you mean --port?'],
    [['--banana', '1'], /^Unknown option '--banana'; expected --port, --host, .*--json$/],
    [['--port'], /^Option '--port <value>' argument missing; expected --port/],
    [['--json=1'], /^Option '--json' does not take an argument; expected/],
    [['start'], 'Unknown command "start"; expected serve, audit, demo, health or id'],
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

t.test('Ctrl-C and SIGTERM end the process cleanly', signals, async t => {
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

t.test('serve takes clients and people from a file', async t => {
  const seed = {
    clients: [
      { clientId: 'APP-AAAAAAAAAAAAAAAA', clientSecret: 'first', type: 'member', redirectUris: ['https://a.example/cb'] },
      { clientId: 'APP-BBBBBBBBBBBBBBBB' }
    ],
    researchers: { ada: { orcid: '0000-0002-1694-233X', givenNames: 'Ada', familyName: 'Lovelace' } }
  }
  const file = `${t.testdir({ 'seed.json': JSON.stringify(seed) })}/seed.json`
  const { stdout } = await run(['--port', '0', '--seed', file, '--json'])
  t.match(JSON.parse(stdout), {
    client: { clientId: 'APP-AAAAAAAAAAAAAAAA', clientSecret: 'first' },
    clients: [{ type: 'member', redirectUris: ['https://a.example/cb'] }, { clientId: 'APP-BBBBBBBBBBBBBBBB' }],
    control: null
  })
  t.ok(JSON.parse(stdout).researchers.some(({ name }: { name: string }) => name === 'Ada Lovelace'))
  const page = (await run(['--port', '0', '--seed', file, '--client-id', 'APP-CCCCCCCCCCCCCCCC'])).stdout
  t.strictSame(page.match(/APP-[A-C]{16}$/gm), ['APP-AAAAAAAAAAAAAAAA', 'APP-BBBBBBBBBBBBBBBB', 'APP-CCCCCCCCCCCCCCCC'])
  t.match(page, /^ {2}Ada Lovelace +0000-0002-1694-233X$/m)
})

t.test('a file of seeds is refused with the line that is wrong', async t => {
  const cases: Array<[string, RegExp]> = [
    ['{\n  "clients": [\n    {},\n    { "type": "gold" }\n  ]\n}', /:4: clients\.1\.type must be one of public, member/],
    ['{ "people": {} }', /:1: people is not known$/],
    ['{ "clients": [\n{ "redirectUri": "https://a.example/" }] }', /:2: clients\.0\.redirectUri is not known \(did you mean redirectUris\?\)$/],
    ['[]', /:1: must be object$/],
    ['{\n "researchers": {\n "a/b~": { "familyName": "\\"x\\", y" },\n "c": { "givenNames": 1 } } }', /:3: researchers\./],
    ['{\n\n "researchers": [] }', /:3: researchers must be object$/],
    ['{\n "clients": 1,\n}', /:3: no JSON: Expected double-quoted property name in JSON at position 17$/],
    ['{\n\n', /:3: no JSON: /],
    ['', /:1: no JSON: Unexpected end of JSON input$/],
    ['{ "researchers": {\n "ada": {\n "givenNames": "Ada",\n "orcid": "0000-0002-1694-2330" } } }',
      /:4: researchers\.ada\.orcid is no ORCID iD: wrong check digit: 0, expected X$/],
    ['{ "researchers": { "ada": { "givenNames": "Ada",\n "primaryRecord": "x" } } }', /:2: .*ada\.primaryRecord is no ORCID iD: wrong length: 1 /],
    ['{ "clients": [{ "clientId": "APP-AAAAAAAAAAAAAAAA" }, { "clientId": "APP-AAAAAAAAAAAAAAAA" }] }', /:1: .*(?:APP-A|clientId)/]
  ]
  for (const [text, complaint] of cases) {
    const file = `${t.testdir({ 'seed.json': text })}/seed.json`
    const { exitCode, stdout, stderr } = await run(['--port', '0', '--seed', file])
    t.strictSame({ exitCode, stdout }, { exitCode: 2, stdout: '' }, text)
    t.match(stderr.trim().replace(`fastify-orcid: ${file}`, ''), complaint)
  }
  t.match(await run(['--seed', '/nowhere.json']), {
    exitCode: 2, stderr: 'fastify-orcid: Cannot read /nowhere.json: ENOENT; --seed expects a JSON file\n'
  })
})

t.test('with --until-stdin-ends it ends with a parent that is killed, and before it by a signal', signals, async t => {
  const args = JSON.stringify([CLI, '--port', '0', '--json', '--until-stdin-ends'])
  const script = `const { spawn } = require('node:child_process')
    const child = spawn(process.execPath, ${args}, { stdio: ['pipe', 'pipe', 'inherit'] })
    child.stdout.pipe(process.stdout)
    process.on('SIGTERM', () => { child.kill() })
    child.on('exit', (code) => { process.exit(code) })`
  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = await once(parent.stdout, 'data')
    const { issuer } = JSON.parse(String(line)) as Ready
    t.equal((await fetch(issuer)).status, 200)
    // The mock holds the other end of the pipe.
    const ended = Promise.all([once(parent, 'exit'), once(parent.stdout.resume(), 'close')])
    parent.kill(signal)
    t.strictSame((await ended)[0], signal === 'SIGTERM' ? [0, null] : [null, 'SIGKILL'])
    await t.rejects(fetch(issuer), signal)
  }
  const file = await open(CLI)
  const child = spawn(process.execPath, [CLI, '--port', '0', '--until-stdin-ends'], { stdio: [file.fd, 'ignore', 'inherit'] })
  t.strictSame(await once(child, 'exit'), [0, null], 'a file ends at once')
  await file.close()
})

t.test('audit walks an app that listens, and writes what it found', slow, async t => {
  const dir = t.testdir({})
  await run(['--port', '0', '--control', '--json'], async stdout => {
    const { client, control, environment } = JSON.parse(stdout)
    t.match(control.token, /^[0-9a-f]{64}$/, 'as the value of an option it is taken for no option')
    const port = await freePort()
    const app = Fastify({ forceCloseConnections: true })
    t.teardown(() => app.close())
    await app.register(fastifyOrcid, {
      environment,
      ...client,
      redirectUri: `http://127.0.0.1:${port}/login/orcid/callback`,
      onLogin: async (_request, _reply, login) => ({ hello: login.name })
    })
    app.post('/start', ({ body }, reply) => body === 'csrf=a%3Db'
      ? reply.header('cache-control', 'no-store').redirect('/login/orcid')
      : reply.code(403).send())
    app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => done(null, body))
    await app.listen({ host: '127.0.0.1', port })
    const login = `http://127.0.0.1:${port}/login/orcid`
    const files = ['--markdown', `${dir}/audit.md`, '--junit', `${dir}/audit.xml`]
    const others = Object.keys(forgeries).filter(name => name !== 'invalid-aud')
    const tried = sample('further forgeries of an audit from the command line', others)
    const skip = ['faults/', ...others.filter(name => !tried.includes(name)).map(name => `forgeries/${name}/`)]
    const good = await run(['audit', login, '--control-token', control.token, ...skip.flatMap(id => ['--skip', id]), ...files])
    t.match(good, { exitCode: 0, stderr: '' }, good.stdout)
    t.match(good.stdout, /^Auditing http.*\n\nThe straight way\n✓ sign-in\/allow +200; signed in; token requests: 1\n[^]*0 failed, /)
    t.match(good.stdout, /\n\nORCID's integration checklist\n\? checklist\/button +A sign-in option or a button .* no frame\.\n/)
    t.match(good.stdout, /^✓ forgeries\/invalid-aud /m)
    t.match(await readFile(`${dir}/audit.md`, 'utf8'), /^# Audit of an ORCID login\n/)
    t.match(await readFile(`${dir}/audit.xml`, 'utf8'), /^<\?xml /)
    const bad = await run(['audit', login.replace('/orcid', '/nowhere'), '--as', '0000-0001-2345-6789'])
    t.match(bad, { exitCode: 1, stdout: '', stderr: /^fastify-orcid: http.*\/login\/nowhere answers 404 and does/ })
    const postedNowhere = await run(['audit', login.replace('/orcid', '/nowhere'), '--login-method', 'POST'])
    t.match(postedNowhere, { exitCode: 1, stderr: /\/login\/nowhere answers 404 and does not lead to ORCID\n$/ })
    const form = `http://127.0.0.1:${port}/start`
    t.match(await run(['audit', form]), { exitCode: 1, stderr: /\/start answers 404 .*\. If a form starts the login, add --login-method POST\n$/ })
    const posted = ['--login-field', 'csrf=a=b', '--skip', 'walks/', '--skip', 'tampering/']
    t.match(await run(['audit', form, ...posted]), { exitCode: 0, stdout: /^✓ sign-in\/allow +200; signed in/m })
    const impatient = await run(['audit', login, '--as', '0000-0000-0000-0001', '--patience', '5'])
    t.match(impatient, { exitCode: 1, stdout: /^✗ sign-in\/allow +ORCID does not let 0000-0000-0000-0001 sign in/m })
    t.match(impatient.stdout, /^Without --control-token ORCID always behaves/m)
  })
})

t.test('audit refuses what makes no sense, and other machines', async t => {
  const cases: Array<[string[], RegExp | string]> = [
    [[], 'Wrong value for audit; expected the URL of the app\'s login route'],
    [['localhost:3000'], 'Wrong value for audit; expected the URL of the app\'s login route'],
    [['http://localhost/a', 'http://localhost/b'], /^Wrong value for audit; expected one URL/],
    [['http://localhost/a', '--patience', '0'], 'Wrong value for --patience; expected a number of seconds from 1 to 9999'],
    [['http://localhost/a', '--as', 'sofia'], 'Wrong value for --as; expected a bare ORCID iD'],
    [['http://localhost/a', '--login-field', 'csrf'], 'Wrong value for --login-field; expected name=value'],
    [['http://localhost/a', '--login-method', 'PUT'], 'Wrong value for --login-method; expected POST, or GET without --login-field'],
    [['http://localhost/a', '--login-method', 'GET', '--login-field', 'a=b'], /^Wrong value for --login-method; expected POST/],
    [['http://localhost/a', '--mark-down', 'a.md'], 'Unknown option \'--mark-down\'; did you mean --markdown?'],
    [['http://localhost/a', '--fast'], /^Unknown option '--fast'; expected --as, --control-token, --junit, /],
    [['https://app.example.org/login'], /^app\.example\.org is not this machine; an audit attacks the app/]
  ]
  for (const [args, complaint] of cases) {
    const { exitCode, stdout, stderr } = await run(['audit', ...args])
    t.strictSame({ exitCode, stdout }, { exitCode: 2, stdout: '' }, args.join(' '))
    t.match(stderr.replace(/^fastify-orcid: (.*)\n$/, '$1'), complaint)
  }
})

t.test('serve prints the control API\'s address and token when it is asked for', async t => {
  const { stdout } = await run(['--port', '0', '--control'])
  t.match(stdout, /^Control API, for this machine only\n {2}address {8}http:\/\/127.*\/control\n {2}token {10}[0-9a-f]{64}$/m)
})

t.test('demo runs a journal and a fake ORCID, and neither is left when it is stopped', async t => {
  const port = String(await freePort())
  let issuer = ''
  const good = await run(['demo', '--port', port], async stdout => {
    t.match(await fetch(`http://127.0.0.1:${port}/`).then(response => response.text()), 'Reproducible Gardens')
    issuer = /^The fake ORCID: (\S+)/m.exec(stdout)?.[1] ?? ''
    t.equal((await fetch(issuer)).status, 200)
  })
  t.match(good, { exitCode: 0, stderr: '', stdout: `http://127.0.0.1:${port} ` })
  for (const address of [issuer, `http://127.0.0.1:${port}`]) await t.rejects(fetch(address), address)
})

t.test('demo says on one line what is wrong, and can be stopped before it has begun', async t => {
  const server = createServer()
  t.teardown(() => server.close())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  t.strictSame(await run(['demo', '--port', String(port)]), {
    exitCode: 1, stdout: '', stderr: `Port ${port} is taken. Choose another one with --port.\n`
  })
  for (const [args, complaint] of [
    [['--prot', '1'], 'Unknown option \'--prot\'; did you mean --port?'],
    [['--port', '0'], 'Wrong value for --port; expected a number from 1 to 65535'],
    [['--port', '65536'], 'Wrong value for --port; expected a number from 1 to 65535'],
    [['journal'], 'Wrong value for demo; expected no argument but --port']
  ] as const) t.match(await run(['demo', ...args]), { exitCode: 2, stdout: '', stderr: `fastify-orcid: ${complaint}\n` })

  const said: string[] = []
  const output = { write: (text: string) => said.push(text) }
  const stop = new AbortController()
  const ended = main(['demo'], { stdout: output, stderr: output, stop: stop.signal })
  stop.abort()
  t.equal(await ended, 0, 'while its process starts')
  t.equal(await main(['demo'], { stdout: output, stderr: output, stop: stop.signal }), 0, 'before')
  t.strictSame(said, [])
})
