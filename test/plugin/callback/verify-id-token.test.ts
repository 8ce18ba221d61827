import { createHmac, createPublicKey, createSign, generateKeyPairSync } from 'node:crypto'
import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import { exportJWK, exportSPKI, importJWK } from 'jose'
import t from 'tap'
import { rogueKey } from '../../fixtures/keys.ts'
import { CLIENT_ID, CLIENT_SECRET, SOFIA, logIn, publicKey, sign, startApp, startLyingProvider } from '../../support/lying-provider.ts'
import type { App, LyingProvider } from '../../support/lying-provider.ts'

const b64 = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
const now = () => Math.floor(Date.now() / 1000)
const claimsFor = (provider: LyingProvider) =>
  ({ iss: provider.issuer, aud: CLIENT_ID, sub: SOFIA, iat: now(), exp: now() + 3600, nonce: provider.nonce })

/** What becomes of a login with this id_token. */
async function verdict (app: App, provider: LyingProvider, idToken: () => unknown): Promise<string> {
  provider.token = async () => await provider.good({ id_token: await idToken() })
  const response = await logIn(app, provider)
  return response.statusCode === 303 ? 'in' : response.json().code.replace('ORCID_ERR_', '')
}

const refused = new Set(['ID_TOKEN', 'BAD_RESPONSE'])

t.test('SEC-I1: no spelling of `none` and no other algorithm is accepted, with or without a signature', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const algorithms = ['none', 'None', 'NONE', 'nOnE', '', ' RS256', 'rs256', 'RS256 ', 'RS384', 'RS512', 'PS256', 'ES256', 'ES256K', 'EdDSA', 'Ed25519',
    'HS256', 'HS384', 'HS512', 'RSA-OAEP', 'dir', 'RS1', 'RS256\0', null, 0, ['RS256'], { alg: 'RS256' }]
  for (const alg of algorithms) {
    const [, , signature] = (await sign(claimsFor(provider))).split('.')
    for (const end of ['', 'AA', signature]) {
      const said = await verdict(app, provider, () => `${b64({ alg, kid: 'stand-in' })}.${b64(claimsFor(provider))}.${end}`)
      t.ok(refused.has(said), `${JSON.stringify(alg)}: ${said}`)
    }
  }
  t.equal(app.logins.length, 0)
})

t.test('SEC-I2: an HMAC with the public key, in any form, or with our own secret, is no signature', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const jwk = await publicKey()
  const pem = await exportSPKI(await importJWK(jwk, 'RS256') as never)
  for (const secret of [pem, ` ${pem}`, pem.trim(), pem.replaceAll('\n', '\r\n'), JSON.stringify(jwk), JSON.stringify({ keys: [jwk] }), String(jwk.n), CLIENT_SECRET, CLIENT_ID, '']) {
    for (const alg of ['HS256', 'RS256']) {
      const said = await verdict(app, provider, () => {
        const signed = `${b64({ alg, kid: 'stand-in' })}.${b64(claimsFor(provider))}`
        return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
      })
      t.equal(said, 'ID_TOKEN')
    }
  }
})

t.test('SEC-I3: a signature holds for its own text alone', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const forgeries: Array<(token: string[]) => string[]> = [
    ([head, body, signature = '']) => [head!, body!, signature.slice(0, -2) + (signature.endsWith('AA') ? 'BB' : 'AA')],
    ([head, body, signature = '']) => [head!, body!, signature.slice(0, -4)],
    ([head, body]) => [head!, body!, Buffer.alloc(256).toString('base64url')],
    ([head, body]) => [head!, body!, Buffer.alloc(64).toString('base64url')],
    ([head, , signature]) => [head!, b64({ ...claimsFor(provider), sub: '0000-0002-1825-0097' }), signature!],
    ([, body, signature]) => [b64({ alg: 'RS256', kid: 'stand-in', typ: 'JWT' }), body!, signature!],
    ([head, body, signature]) => [head!, `${body}A`, signature!]
  ]
  for (const forge of forgeries) {
    t.equal(await verdict(app, provider, async () => forge((await sign(claimsFor(provider))).split('.')).join('.')), 'ID_TOKEN')
  }
  t.equal(await verdict(app, provider, async () => sign(claimsFor(provider), {}, true)), 'ID_TOKEN', 'signed with another key under our key\'s name')
  t.equal(await verdict(app, provider, async () => sign(claimsFor(provider))), 'in')
})

t.test('SEC-I4, SEC-T24: no key and no address in a token is used: nothing is fetched because a token names it', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const side: FastifyInstance = Fastify()
  let asked = 0
  side.all('*', async () => {
    asked++
    return { keys: [await publicKey()] }
  })
  t.teardown(() => side.close())
  const evil = await side.listen({ host: '127.0.0.1', port: 0 })
  const jwk = createPublicKey(rogueKey).export({ format: 'jwk' })
  const { SignJWT } = await import('jose')
  for (const header of [{ jwk }, { jku: `${evil}/jwks` }, { x5u: `${evil}/cert` }, { x5c: ['AAAA'] }, { jwk, kid: 'stand-in' }, { kid: `${evil}/jwks` }, { jku: `${evil}/jwks`, kid: undefined }]) {
    const said = await verdict(app, provider, async () =>
      await new SignJWT(claimsFor(provider)).setProtectedHeader({ alg: 'RS256', ...header as object }).sign(rogueKey))
    t.equal(said, 'ID_TOKEN', Object.keys(header).join())
  }
  t.equal(await verdict(app, provider, async () => sign({ ...claimsFor(provider), iss: evil })), 'ID_TOKEN')
  t.equal(asked, 0)
  t.notOk(provider.requests.some(({ url }) => /well-known/.test(url)))
})

t.test('SEC-I5, SEC-I6, SEC-I8: strange key ids, critical extensions and other kinds of token are refused', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const raw = (header: object) => async () => {
    const [, body, signature] = (await sign(claimsFor(provider))).split('.')
    return `${b64({ alg: 'RS256', kid: 'stand-in', ...header })}.${body}.${signature}`
  }
  for (const kid of ['../../etc/passwd', '\' OR 1=1', 'x'.repeat(257), 7, ['stand-in'], { toString: 'stand-in' }, null, '__proto__', 'constructor', '']) {
    t.equal(await verdict(app, provider, raw({ kid })), 'ID_TOKEN', `kid ${JSON.stringify(kid).slice(0, 20)}`)
  }
  for (const header of [{ crit: ['exp2'], exp2: 1 }, { crit: ['b64'], b64: false }, { b64: false }, { crit: [] }, { crit: 'exp' }, { zip: 'DEF' },
    { typ: 'at+jwt' }, { typ: 'logout+jwt' }, { typ: 'application/at+jwt' }, { typ: 7 }, { cty: 'JWT' }]) {
    t.equal(await verdict(app, provider, raw(header)), 'ID_TOKEN', JSON.stringify(header))
  }
  t.equal(await verdict(app, provider, async () => sign(claimsFor(provider), { typ: 'JWT' })), 'in')
})

t.test('SEC-I3, SEC-I6, SEC-I7, SEC-I8: a header that is signed, too, and each text that is one token in two spellings', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const { privateKey, publicKey: key } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  provider.jwks = async () => ({ keys: [{ ...await exportJWK(key), kid: 'own' }] })
  const own = (header: string, payload: string) => {
    const signed = `${b64(header)}.${b64(payload)}`
    return `${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey, 'base64url')}`
  }
  const header = { alg: 'RS256', kid: 'own' }
  const claims = () => JSON.stringify(claimsFor(provider))
  t.equal(await verdict(app, provider, () => own(JSON.stringify(header), claims())), 'in', 'such a token is one')
  for (const wrong of [{ crit: ['exp2'], exp2: 1 }, { crit: ['b64'], b64: false }, { crit: [] }, { crit: 'exp' }, { crit: null },
    { typ: 'at+jwt' }, { typ: 'jwt' }, { typ: null }, { kid: 7 }, { kid: null }, { alg: 'RS512' }, { alg: 'none' }]) {
    t.equal(await verdict(app, provider, () => own(JSON.stringify({ ...header, ...wrong }), claims())), 'ID_TOKEN', JSON.stringify(wrong))
  }
  const ada = '"sub":"0000-0002-1694-233X"'
  const texts: Array<[name: string, header: () => string, payload: () => string]> = [
    ['a claim twice', () => JSON.stringify(header), () => claims().replace('{', `{${ada},`)],
    ['a parameter twice', () => '{"alg":"none","alg":"RS256","kid":"own"}', claims],
    ['no object', () => JSON.stringify(header), () => '["sub"]'],
    ['no JSON', () => JSON.stringify(header), () => 'sub'],
    ['a header that is none', () => 'null', claims]
  ]
  for (const [name, head, payload] of texts) t.equal(await verdict(app, provider, () => own(head(), payload())), 'ID_TOKEN', name)
  const notUtf8 = () => {
    const signed = `${b64(JSON.stringify(header))}.${Buffer.concat([Buffer.from(claims().slice(0, -1) + ',"name":"'), Buffer.of(0xff), Buffer.from('"}')]).toString('base64url')}`
    return `${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey, 'base64url')}`
  }
  t.equal(await verdict(app, provider, notUtf8), 'ID_TOKEN', 'not UTF-8')
  const other = () => own(JSON.stringify(header), claims()).replace(/.$/, (last) => String.fromCharCode(last.charCodeAt(0) + 1))
  t.equal(await verdict(app, provider, other), 'ID_TOKEN', 'bits behind the signature')
})

t.test('SEC-I7: only three parts of base64url, and no more than sixteen kilobytes of them, are a token', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const good = await sign(claimsFor(provider))
  for (const token of ['', '.', '..', 'a.b', 'a.b.c.d.e', `${good}.`, `.${good}`, ` ${good}`, `${good}\n`, good.replace('.', '..'), `${good}=`, good.replace(/-|_/g, '+'),
    `${b64({ alg: 'RS256' })}.${'A'.repeat(17_000)}.AAAA`, 'A'.repeat(60_000), `${b64({ alg: 'RSA-OAEP', enc: 'A256GCM', zip: 'DEF' })}.a.b.c.d`, null, 7, [good], { token: good }, true]) {
    const said = await verdict(app, provider, () => token)
    t.ok(refused.has(said), `${JSON.stringify(token).slice(0, 30)}: ${said}`)
  }
})

t.test('SEC-I9, SEC-I10, SEC-I11, SEC-I12, SEC-I13, SEC-I14, SEC-I15, SEC-I16: each claim is what it must be, to the letter and in its type', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider, { transactionTtlSeconds: 900, clockToleranceSeconds: 60 })
  // Made anew for each login, because a second counts.
  const wrong = (): Record<string, unknown[]> => ({
    iss: [`${provider.issuer}/`, provider.issuer.replace('http:', 'https:'), provider.issuer.toUpperCase(), `${provider.issuer}1`, [provider.issuer], '', null, 7, 'https://sandbox.orcid.org'],
    aud: [undefined, 'APP-FEDCBA9876543210', CLIENT_ID.slice(0, -1), `${CLIENT_ID}1`, CLIENT_ID.toLowerCase(), [], [CLIENT_ID, 'x'], ['x'], { 0: CLIENT_ID }, null, 7, [[CLIENT_ID]], ''],
    azp: ['APP-FEDCBA9876543210', '', null, [CLIENT_ID], `${CLIENT_ID} `],
    exp: [undefined, now() - 360, now() - 61, 'never', `${now() + 3600}`, null, true, [], 1e20, -1, now() + 400 * 86_400],
    iat: [undefined, now() + 62, now() + 3600, now() - 7 * 86_400, now() - 961, `${now()}`, null, 1e20, -1],
    nbf: [now() + 62, 'later', null],
    sub: [undefined, '', null, 7, [SOFIA], ` ${SOFIA}`, `${SOFIA}\u200b`, SOFIA.replace('-', '–'), SOFIA.replace('0', '٠'), SOFIA.replace('1', '１'), `https://orcid.org/${SOFIA}`, { id: SOFIA }],
    at_hash: ['', 'AAAAAAAAAAAAAAAAAAAAAA', 7, null, ['x']],
    nonce: [undefined, '', null, 7, 'x']
  })
  for (const [claim, { length }] of Object.entries(wrong())) {
    for (let index = 0; index < length; index++) {
      const value = wrong()[claim]?.[index]
      const said = await verdict(app, provider, async () => sign({ ...claimsFor(provider), [claim]: value }))
      t.ok(['ID_TOKEN', 'IDENTITY', 'NONCE_MISMATCH'].includes(said), `${claim} ${JSON.stringify(value)}: ${said}`)
      if (claim === 'nonce') t.equal(said, 'NONCE_MISMATCH')
    }
  }
  for (const near of ['1', ' ', '\0']) t.equal(await verdict(app, provider, async () => sign({ ...claimsFor(provider), nonce: provider.nonce + near })), 'NONCE_MISMATCH')
  t.equal(await verdict(app, provider, async () => sign({ ...claimsFor(provider), nonce: [provider.nonce] })), 'NONCE_MISMATCH')
  const fine: Array<() => object> = [
    () => ({ exp: now() - 30 }), () => ({ iat: now() + 50 }), () => ({ iat: now() - 900 }), () => ({ nbf: now() + 30 }),
    () => ({ aud: [CLIENT_ID] }), () => ({ azp: CLIENT_ID }), () => ({ nbf: 0 })
  ]
  for (const changes of fine) {
    t.equal(await verdict(app, provider, async () => sign({ ...claimsFor(provider), iat: now() - 40, ...changes() })), 'in', JSON.stringify(changes()))
  }
})

t.test('SEC-I17, SEC-I21: without an id_token the token answer is not believed; `amr` comes as ORCID writes it', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  t.equal(await verdict(app, provider, () => undefined), 'ID_TOKEN')
  t.notOk(provider.requests.some(({ url }) => url === '/oauth/userinfo'))
  for (const amr of ['mfa', ['pwd', 'mfa']]) {
    t.equal(await verdict(app, provider, async () => sign({ ...claimsFor(provider), amr })), 'in')
    t.strictSame(app.logins.at(-1)?.claims?.amr, amr)
  }
})

t.test('SEC-I19: no key that is symmetric, private, small, for encryption or one of ten thousand verifies anything', async (t) => {
  // The pause before keys are asked for again.
  const { random } = Math
  Math.random = () => 0
  t.teardown(() => { Math.random = random })
  const provider = await startLyingProvider(t)
  const good = await publicKey()
  const { publicKey: small } = generateKeyPairSync('rsa', { modulusLength: 1024 })
  const sets: unknown[] = [
    { keys: [{ kty: 'oct', k: good.n, kid: 'stand-in' }] },
    { keys: [{ ...good, d: 'AAAA' }] },
    { keys: [{ ...good, use: 'enc' }] },
    { keys: [{ ...good, key_ops: ['encrypt', 'wrapKey'] }] },
    { keys: [{ ...good, key_ops: 'verify' }] },
    { keys: [{ ...good, alg: 'RS512' }] },
    { keys: [{ ...good, alg: 'none' }] },
    { keys: [{ ...await exportJWK(small), kid: 'stand-in' }] },
    { keys: [{ ...good, n: 'A'.repeat(300) + String((await exportJWK(small)).n) }] },
    { keys: [{ ...good, e: 'AQ' }] },
    { keys: [{ ...good, e: 'AAAB' }] },
    { keys: [{ ...good, e: 'AAAA' }] },
    { keys: Array.from({ length: 10_000 }, () => ({ kty: 'RSA' })) },
    { keys: Array.from({ length: 51 }, () => good) },
    { keys: [] }, { keys: good }, good, [good], null, 'keys', {}
  ]
  for (const set of sets) {
    const app = await startApp(t, provider)
    provider.jwks = (_form, reply) => reply.type('application/json').send(JSON.stringify(set))
    const said = await verdict(app, provider, async () => sign(claimsFor(provider)))
    t.ok(['KEYS_UNAVAILABLE', 'ID_TOKEN'].includes(said), `${JSON.stringify(set).slice(0, 40)}: ${said}`)
  }
  for (const [jwks, name] of [[(_f: unknown, reply: { code: (n: number) => { send: (b: object) => unknown } }) => reply.code(500).send({ keys: [good] }), 'a key set with status 500']] as const) {
    const app = await startApp(t, provider)
    provider.jwks = jwks as typeof provider.jwks
    t.equal(await verdict(app, provider, async () => sign(claimsFor(provider))), 'KEYS_UNAVAILABLE', name)
  }
})

t.test('SEC-I20, SEC-F40: a storm of unknown key ids costs ORCID two requests, not one each', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  for (let i = 0; i < 50; i++) t.equal(await verdict(app, provider, async () => sign(claimsFor(provider), { kid: `unknown-${i}` })), 'ID_TOKEN')
  t.ok(provider.requests.filter(({ url }) => url === '/oauth/jwks').length <= 2)
  t.equal(await verdict(app, provider, async () => sign(claimsFor(provider))), 'in', 'and the right one still works')
})

t.test('SEC-F36: keys that are a day old are not used, not even in the minute after a fetch that failed', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider)
  const good = () => verdict(app, provider, async () => sign(claimsFor(provider)))
  t.equal(await good(), 'in')
  const clock = performance.now.bind(performance)
  t.teardown(() => { performance.now = clock })
  provider.jwks = (_form, reply) => reply.code(503).send('')
  performance.now = () => clock() + 3_600_000
  t.equal(await good(), 'in', 'an outage of an hour is survived')
  performance.now = () => clock() + 25 * 3_600_000
  t.strictSame([await good(), await good()], ['KEYS_UNAVAILABLE', 'KEYS_UNAVAILABLE'])
})
