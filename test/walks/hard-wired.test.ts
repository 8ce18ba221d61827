// Clients of other processes, whose ORCID addresses nobody can change.
import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { startMockOrcid } from '../../mock-server/index.ts'
import type { MockOrcid, MockOrcidOptions } from '../../mock-server/index.ts'
import { send } from '../support/mock.ts'
import { canIsolate, isolated } from '../support/namespace.ts'
import { pathOf } from '../support/root.ts'
import { slow } from '../support/slow.ts'

const run = promisify(execFile)
const NODE_CLIENT = pathOf('dist/test/support/hard-wired-client.js')
const PYTHON_CLIENT = pathOf('test/fixtures/hard_wired_client.py')
const SOFIA = '0000-0001-2345-6789'
const SIGNED_IN = { iss: 'https://sandbox.orcid.org', sub: SOFIA, pub: 200, api: 200 }

const hasRequests = await run('python3', ['-c', 'import requests']).then(() => true, () => false)
const python = hasRequests ? {} : { skip: 'left out: this machine has no python3 with requests' }

const page = await readFile(pathOf('docs/hardwired.md'), 'utf8')

const hasJava = await run('keytool', ['-help']).then(async () => await run('java', ['-version'])).then(() => true, () => false)
const java = hasJava ? { ...canIsolate, ...slow } : { skip: 'left out: this machine has no Java' }

/** The environment of a client process. */
async function clientOf (t: Test, orcid: MockOrcid): Promise<NodeJS.ProcessEnv> {
  const { clientId, clientSecret } = orcid.client({ type: 'member', redirectUris: ['http://127.0.0.1:3000/callback'] })
  const caFile = `${t.testdir({})}/ca.pem`
  await writeFile(caFile, String(orcid.ca))
  return {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    CLIENT: clientId,
    SECRET: clientSecret,
    CONTROL: orcid.control?.url,
    TOKEN: orcid.control?.token,
    CONNECT_TO: new URL(orcid.address).port,
    NODE_EXTRA_CA_CERTS: caFile,
    REQUESTS_CA_BUNDLE: caFile
  }
}

t.test('openid-client in another process finds the mock at ORCID\'s own addresses, and verifies all', async (t) => {
  const orcid = await startMockOrcid({ as: 'sandbox', control: true })
  t.teardown(orcid.close)
  const env = await clientOf(t, orcid)
  const { stdout } = await run(process.execPath, [NODE_CLIENT], { env })
  t.strictSame(JSON.parse(stdout), { authorize: 'https://sandbox.orcid.org', ...SIGNED_IN })
  await t.rejects(run(process.execPath, [NODE_CLIENT], { env: { ...env, NODE_EXTRA_CA_CERTS: '' } }), 'trust is needed')
  orcid.assertClean()
})

t.test('a Python client finds it as well', python, async (t) => {
  const orcid = await startMockOrcid({ as: 'sandbox', control: true })
  t.teardown(orcid.close)
  const env = await clientOf(t, orcid)
  const { stdout } = await run('python3', [PYTHON_CLIENT], { env })
  t.strictSame(JSON.parse(stdout), SIGNED_IN)
  await t.rejects(run('python3', [PYTHON_CLIENT], { env: { ...env, REQUESTS_CA_BUNDLE: '' } }), 'trust is needed')
})

// A network and an /etc/hosts of its own, as a container has: nothing of the client is changed.
t.test('as docs/hardwired.md says, clients as they are reach `--as sandbox`', { ...canIsolate, ...slow }, async (t) => {
  const [start = '', trust = '', ask = ''] = [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block)
  const [, line = ''] = /^```text\n(.*?)^```$/ms.exec(page) ?? []
  const dir = t.testdir({ hosts: `127.0.0.1 localhost\n${line}` })
  const redirect = '--redirect-uri http://127.0.0.1:3000/callback --type member'
  const serve = start.trim().replace('npx fastify-orcid', `"$NODE" ${pathOf('dist/mock-server/cli.js')} --control --json ${redirect}`)
  const script = `
    mount --bind ${dir}/hosts /etc/hosts
    ip link set lo up
    cd ${dir}
    ${serve} > ${dir}/ready &
    mock=$!
    trap 'kill $mock; wait $mock' EXIT
    while ! test -s ${dir}/ready; do kill -0 $mock && sleep 0.1; done
    field () { "$NODE" -p "JSON.parse(fs.readFileSync('${dir}/ready'))$1"; }
    export CLIENT=$(field .client.clientId) SECRET=$(field .client.clientSecret)
    export CONTROL=$(field .control.url) TOKEN=$(field .control.token)
    ${trust}
    "$NODE" ${NODE_CLIENT}
    ${hasRequests ? `python3 ${PYTHON_CLIENT}` : 'echo left out: python3 with requests'}
    { ${ask} } | grep -oE '"(issuer|given-names)"' | xargs echo
  `
  const lines = (await isolated(script)).trim().split('\n')
  t.strictSame(JSON.parse(String(lines[0])), { authorize: 'https://sandbox.orcid.org', ...SIGNED_IN })
  if (hasRequests) t.strictSame(JSON.parse(String(lines[1])), SIGNED_IN)
  t.equal(lines[2], 'issuer given-names', 'what the page has curl ask')
})

t.test('a Java client finds it by the trust store of docs/hardwired.md', java, async (t) => {
  const [, keytool = '', command = ''] = /`(keytool [^`]+)`, then `(java [^`]+)`/.exec(page) ?? []
  const dir = t.testdir({ hosts: '127.0.0.1 localhost sandbox.orcid.org\n' })
  const stdout = await isolated(`
    mount --bind ${dir}/hosts /etc/hosts
    ip link set lo up
    cd ${dir}
    "$NODE" ${pathOf('dist/mock-server/cli.js')} --as sandbox --json --ca-file orcid-ca.pem > ready & mock=$!
    trap 'kill $mock; wait $mock' EXIT
    while ! test -s ready; do kill -0 $mock && sleep 0.1; done
    ${keytool} > imported 2>&1
    ${command} ${pathOf('test/fixtures/Ask.java')}`)
  t.equal(stdout.trim(), '200 true')
})

t.test('a mock that stands in for one ORCID is not the other, and is nobody else either', async (t) => {
  const orcid = await startMockOrcid({ as: 'production' })
  t.teardown(orcid.close)
  t.match(orcid.environment, {
    issuer: 'https://orcid.org',
    tokenEndpoint: 'https://orcid.org/oauth/token',
    publicApi: 'https://pub.orcid.org/v3.0',
    memberApi: 'https://api.orcid.org/v3.0'
  })
  const statusOf = async (host: string, path = '/oauth/jwks'): Promise<number> =>
    (await send(orcid.address + path, { headers: { host, accept: 'application/json' } })).status
  for (const host of ['orcid.org', 'www.orcid.org', 'pub.orcid.org', 'API.orcid.org', 'localhost']) {
    t.equal(await statusOf(host), 200, host)
  }
  for (const host of ['sandbox.orcid.org', 'info.orcid.org', 'orcid.org.evil.example', 'evil.example']) {
    t.equal(await statusOf(host), 421, host)
  }
  t.equal(await statusOf('pub.orcid.org', `/v3.0/${SOFIA}/person`), 200)
  const intercepted = await orcid.intercept('sandbox')
  t.equal((await fetch('https://sandbox.orcid.org/oauth/jwks')).status, 200)
  intercepted.undo()
  t.equal(await statusOf('sandbox.orcid.org'), 421)
  t.equal(await statusOf('pub.orcid.org', `/v3.0/${SOFIA}/person`), 200, 'as before')
})

t.test('who the mock stands in for is said once, and with sense', async (t) => {
  for (const [options, message] of [
    [{ as: 'qa' }, /as must be one of production, sandbox/],
    [{ as: 'sandbox', issuer: 'http://127.0.0.1' }, /^Wrong options: as sets the issuer: leave issuer out\.$/],
    [{ as: 'sandbox', tls: false }, /^Wrong options: as needs tls/]
  ] as Array<[MockOrcidOptions, RegExp]>) {
    await t.rejects(startMockOrcid(options), { code: 'MOCK_ORCID_ERR_OPTIONS', message })
  }
})
