import fc from 'fast-check'
import t from 'tap'
import type { MockOrcidBehaviour } from '../../../../mock-server/options/behaviour.ts'
import { CAPACITY } from '../../../../mock-server/orcid/registry/bounded-map.ts'
import { registerClient } from '../../../../mock-server/orcid/registry/clients.ts'
import { codePoint } from '../../../support/code-point.ts'
import { settings } from '../../../support/behaviour-table.ts'
import { credentials, ISSUER, openInjectedMock, REDIRECT_URI } from '../../../support/mock.ts'
import { runs } from '../../../support/slow.ts'

const SEED = 20261001

const fake = await openInjectedMock()
const { app, registry, get, post } = fake
const client = fake.client('premium')
const cookie = await fake.cookie()

const NASTY = ['', '%', '%zz', '%00', '%0d%0aset-cookie:%20a=b', '..', '%2e%2e%2f', '__proto__', 'constructor', '[]', '{}',
  'null', '-1', '1e999', '%f0%9f%92%a9', '%ed%a0%80', '%ff%fe', '%3Cscript%3E', '%22', '%E2%80%AE', '//evil.example',
  'https%3A%2F%2Fevil.example', 'javascript:alert(1)', '&&=', '?', '#', ';', '+', '\u0000', '\ud800', 'a'.repeat(9000)]

const value = fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: codePoint, maxLength: 40 }).map(encodeSafely),
  fc.webUrl().map(encodeURIComponent))

const NAMES = ['client_id', 'client_secret', 'response_type', 'scope', 'redirect_uri', 'state', 'nonce', 'prompt', 'max_age',
  'email', 'orcid', 'lang', 'show_login', 'given_names', 'family_names', 'code_challenge', 'grant_type', 'code',
  'refresh_token', 'token', 'subject_token', 'access_token', 'decision', 'logUserOut', 'search', '__proto__', 'a[b]', '']

const pairs = fc.array(fc.tuple(fc.constantFrom(...NAMES), value), { maxLength: 5 })

function encodeSafely (text: string): string {
  return [...text].map((one) => /[\ud800-\udfff]/.test(one) && one.length === 1 ? '%ed%a0%80' : encodeURIComponent(one)).join('')
}

/** The usual pairs with others put over or added to them. */
function mixed (usual: Readonly<Record<string, string>>, changes: Array<[string, string]>): string {
  const kept = Object.entries(usual).filter(([name]) => !changes.some(([changed]) => changed === name))
  return [...kept.map(([name, text]) => `${name}=${encodeURIComponent(text)}`),
    ...changes.map(([name, text]) => `${name}=${text}`)].join('&')
}

const ASKED = {
  client_id: client.clientId, response_type: 'code', scope: 'openid', redirect_uri: REDIRECT_URI, state: 'S'
}

function isAtHome (location: unknown): boolean {
  if (location === undefined) return true
  const { origin, pathname } = new URL(String(location))
  return origin === ISSUER || (origin === 'https://app.example.org' && pathname.startsWith('/callback'))
}

function judge ({ statusCode, headers }: { statusCode: number, headers: Record<string, unknown> }): void {
  if (statusCode >= 500) throw new Error(`answered ${statusCode}`)
  if (!isAtHome(headers['location'])) throw new Error(`led to ${String(headers['location'])}`)
}

t.test('no query and no form of leg one crashes it or leads away', async (t) => {
  await fc.assert(fc.asyncProperty(pairs, pairs, fc.boolean(), async (query, form, isSignedIn) => {
    const headers = isSignedIn ? { cookie } : { cookie: form.join() }
    const asked = mixed(ASKED, query)
    const decision = mixed({ decision: 'allow' }, form)
    judge(await get(`/oauth/authorize?${asked}`, headers))
    judge(await post(`/oauth/authorize?${asked}`, decision, headers))
    for (const path of ['/signin', '/register', '/userStatus.json', '/signout']) {
      judge(await get(`${path}?${asked}`, headers))
      judge(await post(`${path}?${asked}`, decision, headers))
    }
  }), { seed: SEED, numRuns: runs(120) })
  t.pass('every answer stayed below 500 and at home')
})

t.test('no redirect URI that a browser would take elsewhere is followed', async (t) => {
  const piece = fc.constantFrom('/', '\\', '@', ':', '?', '#', '.', '..', '%2e', '%2F', '%5c', '//', 'evil.example', ' ', '\t',
    '443', ';', '&', '[', ']', '%00', 'callback', 'app.example.org', 'https:')
  const parts = ['https:', '//', 'app.example.org', '/callback']
  const uri = fc.array(fc.tuple(fc.nat(parts.length), piece), { maxLength: 4 }).map((insertions) => {
    const made = [...parts]
    for (const [place, inserted] of insertions) made.splice(place, 0, inserted)
    return made.join('')
  })
  let followed = 0
  await fc.assert(fc.asyncProperty(uri, async (redirectUri) => {
    const { headers } = await get(fake.authorizePath(client, { redirect_uri: redirectUri, prompt: 'none' }))
    if (headers.location !== undefined) followed++
    judge({ statusCode: 302, headers })
  }), { seed: SEED, numRuns: runs(800) })
  t.ok(followed > 0, `${followed} were the client's own`)
})

t.test('no request to leg two crashes it', async (t) => {
  const usual = { ...credentials(client), grant_type: 'authorization_code', code: 'abc123', token: 'x', refresh_token: 'x' }
  const grants = ['authorization_code', 'refresh_token', 'client_credentials',
    'urn:ietf:params:oauth:grant-type:token-exchange', '']
  const header = fc.string({ maxLength: 60 }).map((text) => text.replace(/[^\t\x20-\x7e]/g, '?'))
  const type = fc.oneof(fc.constant('application/x-www-form-urlencoded'), header)
  const request = fc.record({
    method: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'),
    path: fc.constantFrom('/oauth/token', '/oauth/revoke', '/oauth/userinfo', '/api/oauth/token', '/pub/oauth/token',
      '/oauth/jwks', '/.well-known/openid-configuration'),
    authorization: fc.oneof(fc.constant(''), header, header.map((text) => `Basic ${text}`),
      header.map((text) => `Basic ${Buffer.from(text).toString('base64')}`), header.map((text) => `Bearer ${text}`)),
    type,
    grant: fc.constantFrom(...grants),
    changes: pairs,
    query: pairs
  })
  await fc.assert(fc.asyncProperty(request, async ({ method, path, authorization, type, grant, changes, query }) => {
    const answer = await app.inject({
      method: method as 'POST',
      url: `${path}?${mixed({}, query)}`,
      headers: { 'content-type': type, ...(authorization !== '' && { authorization }) },
      payload: mixed({ ...usual, grant_type: grant }, changes)
    })
    judge(answer)
    if (/^application\/json/.test(String(answer.headers['content-type'])) && answer.body !== '') answer.json()
  }), { seed: SEED, numRuns: runs(800) })
  t.pass('every answer stayed below 500, and JSON was JSON')
})

t.test('a code brings tokens once at most, whoever comes in whatever order', async (t) => {
  const others = [client, fake.client(), registerClient(registry.clients, { redirectUris: [REDIRECT_URI] })]
  const step = fc.record({
    code: fc.nat(2),
    by: fc.constantFrom(0, 0, 0, 1, 2),
    redirectUri: fc.constantFrom(REDIRECT_URI, REDIRECT_URI, '', `${REDIRECT_URI}/x`),
    secret: fc.constantFrom('right', 'right', 'wrong'),
    seconds: fc.constantFrom(0, 0, 1, 599, 600)
  })
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
    const codes = [await fake.code(client), await fake.code(client), await fake.code(client)]
    const taken = new Set<string>()
    const exchanges = steps.map(({ code, by, redirectUri, secret, seconds }) => {
      fake.wait(seconds)
      const known = credentials(others[by] ?? client)
      const form = {
        ...known,
        ...(secret === 'wrong' && { client_secret: secret }),
        grant_type: 'authorization_code',
        code: codes[code] ?? '',
        redirect_uri: redirectUri
      }
      return { code: codes[code] ?? '', answer: post('/oauth/token', form) }
    })
    for (const { code, answer } of exchanges) {
      const { statusCode } = await answer
      if (statusCode === 200 && taken.has(code)) throw new Error(`${code} was accepted twice`)
      if (statusCode === 200) taken.add(code)
      judge(await answer)
    }
  }), { seed: SEED, numRuns: runs(100) })
  t.pass('no code was accepted twice')
})

t.test('a megabyte is refused or read, and never fatal', async (t) => {
  const large = 'x'.repeat(1_048_577)
  for (const path of ['/oauth/token', '/oauth/revoke', '/oauth/userinfo', '/signin', '/register', '/userStatus.json',
    fake.authorizePath(client)]) {
    for (const type of ['application/x-www-form-urlencoded', 'application/json', 'text/plain']) {
      const { statusCode } = await post(path, `token=${large}`, { 'content-type': type })
      t.ok(statusCode < 500, `${path} as ${type}: ${statusCode}`)
    }
    t.ok((await post(path, '&'.repeat(1_000_000))).statusCode < 500, `${path} with a million empty pairs`)
  }
})

t.test('whatever the settings, a login works or is refused in order', async (t) => {
  const behaviour = fc.record(Object.fromEntries(settings.map(([name, { values }]) =>
    [name, fc.constantFrom(...Object.keys(values))]))) as fc.Arbitrary<MockOrcidBehaviour>
  await fc.assert(fc.asyncProperty(behaviour, async (chosen) => {
    const one = await openInjectedMock({}, chosen)
    const own = one.client('member')
    const tokens = await one.tokens(own, 'openid /read-limited')
    const isRefused = chosen.exchangeRedirectUri === 'required'
    if (isRefused !== ('error' in tokens)) throw new Error(JSON.stringify(tokens))
    const replay = await one.post('/oauth/token', { ...credentials(own), grant_type: 'authorization_code', code: 'x' })
    if (replay.statusCode === 200) throw new Error('a code out of thin air')
    await one.app.close()
  }), { seed: SEED, numRuns: runs(60) })
  t.pass('every mixture of settings held')
})

t.test('no more people can register than the mock remembers, and a reset forgets them', async (t) => {
  const one = await openInjectedMock()
  const register = (name: string) => one.post('/register', { given_names: name, email: `${name}@a.example` })
  for (let number = 0; number < CAPACITY; number++) one.registry.newcomers.add(`${number}`)
  t.equal((await register('late')).statusCode, 400)
  one.registry.newcomers.clear()
  t.equal((await register('early')).statusCode, 303)
})
