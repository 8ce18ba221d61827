// Clients that nobody here wrote sign somebody in at the fake ORCID, each in a process and a language of its own.
//
// `npm run compat`
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { startMockOrcid } from 'fastify-orcid/mock-server'

interface Client {
  /** Its file in `clients/`. */
  readonly file: string
  /** What runs it. */
  readonly command: readonly [string, ...string[]]
  /** A command that succeeds if the client is installed. */
  readonly probe: readonly [string, ...string[]]
  /** How it is installed. */
  readonly install: string
  /** Variables it needs besides the usual ones. */
  readonly env?: Readonly<Record<string, string>>
}

const folder = fileURLToPath(new URL('../../compat/clients/', import.meta.url))

const javascript = (file: string, name: string): Client => ({
  file,
  command: [process.execPath],
  probe: [process.execPath, '--input-type=module', '-e', `await import('${name}')`],
  install: 'npm install --prefix compat'
})

const python = (file: string, name: string, pack: string): Client => ({
  file,
  command: ['/usr/bin/python3'],
  probe: ['/usr/bin/python3', '-c', `import ${name}`],
  install: `apt-get install ${pack}`
})

const ruby = (file: string, name: string, pack: string): Client => ({
  file, command: ['ruby'], probe: ['ruby', '-e', `require '${name}'`], install: `apt-get install ${pack}`
})

const perl = (file: string, name: string, pack: string): Client => ({
  file, command: ['perl'], probe: ['perl', `-M${name}`, '-e', '1'], install: `apt-get install ${pack}`
})

const go = { GOPATH: '/usr/share/gocode', GO111MODULE: 'off', GOFLAGS: '' }

const clients: readonly Client[] = [
  javascript('openid-client.mjs', 'openid-client'),
  javascript('oauth4webapi.mjs', 'oauth4webapi'),
  javascript('auth-core.mjs', '@auth/core'),
  javascript('arctic.mjs', 'arctic'),
  javascript('simple-oauth2.mjs', 'simple-oauth2'),
  javascript('badgateway.mjs', '@badgateway/oauth2-client'),
  python('authlib_client.py', 'authlib', 'python3-authlib'),
  python('requests_oauthlib_client.py', 'requests_oauthlib', 'python3-requests-oauthlib'),
  python('social_auth_client.py', 'social_core', 'python3-social-auth-core'),
  ruby('oauth2.rb', 'oauth2', 'ruby-oauth2'),
  ruby('omniauth.rb', 'omniauth_openid_connect', 'ruby-omniauth-openid-connect'),
  {
    file: 'oauth2.go',
    command: ['go', 'run'],
    probe: ['go', 'list', 'golang.org/x/oauth2', 'github.com/coreos/go-oidc'],
    install: 'apt-get install golang-go golang-golang-x-oauth2-dev golang-github-coreos-go-oidc-dev',
    env: go
  },
  {
    file: 'mod_auth_openidc.mjs',
    command: [process.execPath],
    probe: ['test', '-f', '/usr/lib/apache2/modules/mod_auth_openidc.so'],
    install: 'apt-get install apache2 libapache2-mod-auth-openidc'
  },
  perl('lwp_authen_oauth2.pl', 'LWP::Authen::OAuth2', 'liblwp-authen-oauth2-perl'),
  perl('net_oauth2.pl', 'Net::OAuth2', 'libnet-oauth2-perl')
]

const redirectUri = 'http://127.0.0.1:3000/auth/callback/orcid'
const TIMEOUT_MS = 60_000

interface Outcome {
  readonly orcid: string
  readonly name: string
  readonly did: readonly string[]
}

async function signInWith ({ file, command, env = {} }: Client): Promise<Outcome> {
  await using orcid = await startMockOrcid()
  const { clientId, clientSecret } = orcid.client({ redirectUris: [redirectUri] })
  const [program, ...options] = command
  const told = { ISSUER: orcid.issuer, CLIENT_ID: clientId, CLIENT_SECRET: clientSecret, REDIRECT_URI: redirectUri }
  const child = spawn(program, [...options, folder + file], {
    cwd: folder, timeout: TIMEOUT_MS, env: { ...process.env, ...env, ...told }
  })
  const ended = once(child, 'close')
  const complaints: string[] = []
  child.stderr.on('data', (chunk: Buffer) => { complaints.push(String(chunk)) })
  let outcome: Outcome | undefined
  let isAsked = false
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      if (isAsked) outcome = JSON.parse(line) as Outcome
      else child.stdin.write(`${(await orcid.authorize(line, { as: orcid.researchers.sofia })).location}\n`)
      isAsked = true
    }
  } finally {
    // Whoever still waits for a line need not.
    child.stdin.end()
  }
  const [code] = await ended as [number]
  const refused = orcid.findings().filter(({ severity }) => severity === 'error')
  if (code !== 0 || outcome?.orcid !== orcid.researchers.sofia.orcid || outcome.name !== 'Sofia Garcia') {
    throw new Error(`ended with ${code} and ${JSON.stringify(outcome)}; ${JSON.stringify(refused)}\n${complaints.join('')}`)
  }
  if (refused.length > 0) throw new Error(`was refused: ${JSON.stringify(refused)}`)
  return outcome
}

function isInstalled ({ probe: [program, ...options], env = {} }: Client): boolean {
  return spawnSync(program, options, { cwd: folder, env: { ...process.env, ...env } }).status === 0
}

let [passed, failed, absent] = [0, 0, 0]
const wanted = process.argv.slice(2)
const chosen = clients.filter(({ file }) => wanted.length === 0 || wanted.some((name) => file.startsWith(name)))
for (const client of chosen) {
  if (!isInstalled(client)) {
    absent++
    console.log(`absent  ${client.file}: ${client.install}`)
    continue
  }
  try {
    const { did } = await signInWith(client)
    passed++
    console.log(`passed  ${client.file}: ${did.join(', ')}`)
  } catch (error) {
    failed++
    console.log(`FAILED  ${client.file}: ${(error as Error).message}`)
  }
}
console.log(`${passed} passed, ${failed} failed, ${absent} absent`)
process.exitCode = failed > 0 || passed === 0 ? 1 : 0
