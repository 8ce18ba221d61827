import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { mockForgeries, startMockOrcid } from '../../mock-server/index.ts'
import type { MockForgeryName, MockOrcid } from '../../mock-server/index.ts'
import fastifyOrcid from '../../plugin/index.ts'
import type { FastifyOrcidOptions, OrcidLogin } from '../../plugin/index.ts'
import { sample } from '../support/slow.ts'

/** What becomes of a login: `in`, or the code it failed with, less its beginning. */
type Verdict = string
interface World {
  readonly orcid: MockOrcid
  readonly app: FastifyInstance
  readonly logins: OrcidLogin[]
  /** Signs Sofia in, by a callback that `change` may rewrite first. */
  readonly signIn: (change?: (callback: URL) => void) => Promise<Verdict>
}

async function startWorld (t: { teardown: (close: () => unknown) => void }): Promise<World> {
  const orcid = await startMockOrcid()
  const app: FastifyInstance = Fastify()
  const logins: OrcidLogin[] = []
  t.teardown(async () => {
    orcid.findings() // What goes wrong here goes wrong on purpose.
    await app.close()
    await orcid.close()
  })
  await app.register(fastifyOrcid, {
    environment: orcid.environment,
    ...orcid.client({ type: 'member' }),
    redirectUri: 'http://127.0.0.1:3000/login/orcid/callback',
    scope: '/read-limited',
    onLogin: (_request, _reply, login) => { logins.push(login) }
  } as FastifyOrcidOptions)
  const { sofia } = orcid.researchers
  const signIn: World['signIn'] = async (change = () => {}) => {
    const left = await app.inject('/login/orcid')
    const { location } = await orcid.authorize(String(left.headers.location), { as: sofia })
    const callback = new URL(location)
    change(callback)
    const cookie = [left.headers['set-cookie']].flat().map((line) => String(line).split(';')[0]).join('; ')
    const response = await app.inject({ url: callback.pathname + callback.search, headers: { cookie } })
    return response.statusCode === 303 ? 'in' : response.json().code.replace('ORCID_ERR_', '')
  }
  return { orcid, app, logins, signIn }
}

/** What becomes of a login to which ORCID lies. Every lie the mock knows has a row: the compiler sees to it. */
const VERDICTS: Record<MockForgeryName, Verdict> = {
  'invalid-iss': 'ID_TOKEN',
  'missing-iss': 'ID_TOKEN',
  'invalid-aud': 'ID_TOKEN',
  'missing-aud': 'ID_TOKEN',
  'invalid-secondary-aud': 'ID_TOKEN',
  'valid-aud-as-array': 'in',
  'missing-sub': 'ID_TOKEN',
  'missing-iat': 'ID_TOKEN',
  'iat-is-week-in-past': 'ID_TOKEN',
  'iat-in-future': 'ID_TOKEN',
  'invalid-expired-exp': 'ID_TOKEN',
  'missing-exp': 'ID_TOKEN',
  'not-yet-valid': 'ID_TOKEN',
  'nonce-invalid': 'NONCE_MISMATCH',
  'missing-nonce': 'NONCE_MISMATCH',
  'invalid-athash': 'ID_TOKEN',
  'missing-athash': 'in',
  'invalid-azp': 'ID_TOKEN',
  'idtoken-sig-none': 'BAD_RESPONSE',
  'invalid-null-alg': 'BAD_RESPONSE',
  'invalid-sig-rs256': 'ID_TOKEN',
  'rogue-key': 'ID_TOKEN',
  'unknown-kid': 'ID_TOKEN',
  'embedded-key': 'ID_TOKEN',
  'invalid-sig-hs256': 'ID_TOKEN',
  'client-secret-hs256': 'ID_TOKEN',
  'invalid-sig-es256': 'ID_TOKEN',
  'invalid-alternate-alg': 'ID_TOKEN',
  'unknown-crit': 'ID_TOKEN',
  'other-claims': 'in',
  'malformed-id-token': 'ID_TOKEN',
  'sub-not-orcid': 'IDENTITY',
  'kid-absent-single-jwks': 'in',
  'kid-absent-multiple-jwks': 'in',
  'signing-key-rotation-just-before-signing': 'in',
  'discovery-issuer-mismatch': 'in', // Discovery is not asked: ORCID's addresses are known.
  'missing-id-token': 'ID_TOKEN',
  'missing-access-token': 'BAD_RESPONSE',
  'token-type-case-insensitivity': 'in',
  'token-type-unknown': 'BAD_RESPONSE',
  'token-endpoint-response-without-expires_in': 'in',
  'no-scope-in-token-endpoint-response': 'in',
  'scope-narrowed': 'in',
  'orcid-missing': 'BAD_RESPONSE',
  'orcid-null': 'BAD_RESPONSE',
  'orcid-empty': 'IDENTITY',
  'orcid-number': 'BAD_RESPONSE',
  'orcid-not-sub': 'IDENTITY',
  'orcid-bad-check-digit': 'IDENTITY',
  'orcid-lower-case-x': 'IDENTITY',
  'orcid-uri': 'IDENTITY',
  'name-null': 'in',
  'name-missing': 'in',
  'name-empty': 'in',
  'name-hostile': 'in',
  'userinfo-invalid-sub': 'in', // A login does not ask userinfo.
  'userinfo-missing-sub': 'in'
}

interface Scenario {
  /** The lie of the mock that drives it. */
  readonly forge?: MockForgeryName
  /** What drives it, when no lie does. */
  readonly drive?: (world: World) => Promise<Verdict>
  readonly expect: Verdict
}

const forged = (forge: MockForgeryName): Scenario => ({ forge, expect: VERDICTS[forge] })
const altered = (expect: Verdict, change: (callback: URL) => void): Scenario =>
  ({ drive: ({ signIn }) => signIn(change), expect })
const truth: Scenario = { drive: ({ signIn }) => signIn(), expect: 'in' }
const keysAsked = ({ orcid }: World) => orcid.journal.count({ endpoint: 'jwks' })
const codeOf = (error: { code?: string }) => String(error.code).replace('ORCID_ERR_', '')

const noDiscovery: Scenario = {
  expect: 'in',
  async drive ({ orcid, signIn }) {
    using lie = orcid.forge('discovery-issuer-mismatch')
    const verdict = await signIn()
    return lie.fired + orcid.journal.count({ endpoint: 'discovery' }) === 0 ? verdict : 'discovery was asked'
  }
}
const bearerHeader: Scenario = {
  expect: 'in',
  async drive ({ orcid, app, logins, signIn }) {
    const verdict = await signIn()
    await app.orcid.userinfo(logins[0]!.tokens.accessToken, { orcid: logins[0]!.orcid })
    const [asked] = orcid.journal.entries({ endpoint: 'userinfo' })
    return asked !== undefined && !JSON.stringify(asked).includes('access_token=') ? verdict : 'not in the header'
  }
}
const refreshed: Scenario = {
  expect: 'in',
  async drive ({ app, logins, signIn }) {
    const verdict = await signIn()
    const { tokens, orcid } = logins[0]!
    const next = await app.orcid.refresh(String(tokens.refreshToken), { orcid })
    return next.accessToken !== tokens.accessToken && next.orcid === orcid ? verdict : 'the same token'
  }
}

const BASIC = 'oidcc-client-test'
const FAPI = 'fapi2-security-profile-final-client-test'
const SCENARIOS: Record<string, Scenario> = {
  [BASIC]: truth,
  [`${BASIC}-invalid-iss`]: forged('invalid-iss'),
  [`${BASIC}-missing-sub`]: forged('missing-sub'),
  [`${BASIC}-invalid-aud`]: forged('invalid-aud'),
  [`${BASIC}-missing-iat`]: forged('missing-iat'),
  [`${BASIC}-kid-absent-single-jwks`]: forged('kid-absent-single-jwks'),
  [`${BASIC}-kid-absent-multiple-jwks`]: forged('kid-absent-multiple-jwks'),
  [`${BASIC}-idtoken-sig-rs256`]: truth,
  [`${BASIC}-idtoken-sig-none`]: forged('idtoken-sig-none'),
  [`${BASIC}-invalid-sig-rs256`]: forged('invalid-sig-rs256'),
  [`${BASIC}-userinfo-invalid-sub`]: {
    expect: 'IDENTITY',
    async drive ({ orcid, app, logins, signIn }) {
      await signIn()
      using lie = orcid.forge('userinfo-invalid-sub')
      const { tokens, orcid: iD } = logins[0]!
      return await app.orcid.userinfo(tokens.accessToken, { orcid: iD }).then(() => `believed a lie told ${lie.fired} times`, codeOf)
    }
  },
  [`${BASIC}-nonce-invalid`]: forged('nonce-invalid'),
  [`${BASIC}-scope-userinfo-claims`]: {
    expect: 'in',
    async drive ({ app, logins, signIn }) {
      const verdict = await signIn()
      const { name, givenName } = await app.orcid.userinfo(logins[0]!.tokens.accessToken)
      return (name ?? givenName) === null ? 'nobody' : verdict
    }
  },
  [`${BASIC}-missing-aud`]: forged('missing-aud'),
  [`${BASIC}-invalid-athash`]: forged('invalid-athash'),
  [`${BASIC}-userinfo-bearer-header`]: bearerHeader,
  [`${BASIC}-userinfo-bearer-body`]: bearerHeader,
  [`${BASIC}-invalid-sig-hs256`]: forged('invalid-sig-hs256'),
  [`${BASIC}-invalid-sig-es256`]: forged('invalid-sig-es256'),
  [`${BASIC}-discovery-openid-config`]: noDiscovery,
  [`${BASIC}-discovery-jwks-uri-keys`]: noDiscovery,
  [`${BASIC}-discovery-issuer-mismatch`]: noDiscovery,
  [`${BASIC}-signing-key-rotation`]: {
    expect: 'in',
    async drive (world) {
      await world.signIn()
      world.orcid.keys.rotate()
      const verdict = await world.signIn()
      return keysAsked(world) === 2 ? verdict : `${keysAsked(world)} requests for keys`
    }
  },
  [`${BASIC}-signing-key-rotation-just-before-signing`]: {
    expect: 'in',
    async drive (world) {
      await world.signIn()
      world.orcid.forge('signing-key-rotation-just-before-signing')
      const verdict = await world.signIn()
      return keysAsked(world) === 2 ? verdict : `${keysAsked(world)} requests for keys`
    }
  },
  [`${BASIC}-idtoken-sig-none (config)`]: forged('idtoken-sig-none'),
  [`${BASIC}-refresh-token`]: refreshed,
  [`${BASIC}-refresh-token-invalid-sub`]: {
    expect: 'IDENTITY',
    async drive ({ app, logins, signIn }) {
      await signIn()
      return await app.orcid.refresh(String(logins[0]!.tokens.refreshToken), { orcid: '0000-0002-1825-0097' }).then(() => 'believed', codeOf)
    }
  },
  [`${FAPI}-ensure-authorization-response-with-invalid-state-fails`]: altered('STATE', ({ searchParams }) => { searchParams.set('state', `${searchParams.get('state')}1`) }),
  [`${FAPI}-ensure-authorization-response-with-invalid-missing-state-fails`]: altered('STATE', ({ searchParams }) => { searchParams.delete('state') }),
  [`${FAPI}-invalid-authorization-response-iss`]: altered('ISSUER_MISMATCH', ({ searchParams }) => { searchParams.set('iss', 'http://127.0.0.1:1') }),
  // ORCID announces no `iss` in its answers (RFC 9207 §3), so one without it is as good as it was.
  [`${FAPI}-remove-authorization-response-iss`]: altered('in', ({ searchParams }) => { searchParams.delete('iss') }),
  [`${FAPI}-invalid-aud`]: forged('invalid-aud'),
  [`${FAPI}-invalid-missing-aud`]: forged('missing-aud'),
  [`${FAPI}-invalid-secondary-aud`]: forged('invalid-secondary-aud'),
  [`${FAPI}-valid-aud-as-array`]: forged('valid-aud-as-array'),
  [`${FAPI}-invalid-iss`]: forged('invalid-iss'),
  [`${FAPI}-invalid-missing-iss`]: forged('missing-iss'),
  [`${FAPI}-invalid-expired-exp`]: forged('invalid-expired-exp'),
  [`${FAPI}-invalid-missing-exp`]: forged('missing-exp'),
  [`${FAPI}-invalid-nonce`]: forged('nonce-invalid'),
  [`${FAPI}-invalid-missing-nonce`]: forged('missing-nonce'),
  [`${FAPI}-invalid-null-alg`]: forged('invalid-null-alg'),
  [`${FAPI}-invalid-alternate-alg`]: forged('invalid-alternate-alg'),
  [`${FAPI}-token-type-case-insensitivity`]: forged('token-type-case-insensitivity'),
  [`${FAPI}-token-endpoint-response-without-expires_in`]: forged('token-endpoint-response-without-expires_in'),
  [`${FAPI}-discovery-issuer-mismatch`]: noDiscovery,
  [`${FAPI}-refresh-token-test`]: refreshed,
  [`${FAPI}-happy-path`]: truth,
  'fapi1-advanced-final-client-test-iat-is-week-in-past': forged('iat-is-week-in-past'),
  'fapi1-advanced-final-client-test-no-scope-in-token-endpoint-response': forged('no-scope-in-token-endpoint-response')
}

/** What of the suite cannot be asked of this plugin, and why. */
export const NOT_APPLICABLE: Record<string, string> = {
  [`${BASIC}-client-secret-basic`]: 'the secret goes in the body, as ORCID documents; both at once would be wrong (RFC 6749 §2.3.1)',
  [`${BASIC}-refresh-token-invalid-issuer`]: 'a refresh asks for no id_token and believes none; whose it is says `orcid`'
}

t.test('the suite\'s 52 scenarios are all here: fifty are driven, two do not apply and say why', async (t) => {
  t.equal(Object.keys(SCENARIOS).length, 50)
  t.equal(Object.keys(NOT_APPLICABLE).length, 2)
})

const driven = Object.entries(SCENARIOS).filter(([, { forge }]) => forge === undefined)
const told = Object.entries(SCENARIOS).filter(([, { forge }]) => forge !== undefined)

// Each lie has its verdict below, whatever the suite calls the scenario.
for (const [name, { forge, drive, expect }] of [...driven, ...sample('scenarios of the OpenID suite that are lies of the mock', told, 5)]) {
  t.test(`OIDF ${name}: ${expect === 'in' ? 'signs in' : `ends with ORCID_ERR_${expect}`}`, async (t) => {
    const world = await startWorld(t)
    const lie = forge === undefined ? undefined : world.orcid.forge(forge)
    t.equal(await (drive ?? truth.drive!)(world), expect)
    if (lie !== undefined) t.ok(lie.fired > 0, 'the lie was told')
    lie?.()
    if (expect !== 'in') t.equal(await world.signIn(), 'in', 'and the next login is as good as ever')
  })
}

t.test('every lie the mock can tell has its verdict, and a lie costs one code and no more', async (t) => {
  for (const [name, expected] of sample('lies of the mock', Object.entries(VERDICTS) as Array<[MockForgeryName, Verdict]>, 3)) {
    const { orcid, logins, signIn } = await startWorld(t)
    orcid.forge(name)
    t.equal(await signIn(), expected, `${name}: ${mockForgeries[name].does}`)
    t.equal(orcid.journal.count({ endpoint: 'token' }), 1)
    t.equal(logins.length, expected === 'in' ? 1 : 0)
    const should = mockForgeries[name].client
    if (should === 'refuses' && !/^(?:discovery|userinfo)/.test(name)) t.not(expected, 'in')
    if (should === 'accepts') t.equal(expected, 'in')
  }
})
