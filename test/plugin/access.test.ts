import t from 'tap'
import { CLIENT_ID, SOFIA, startApp, startStandIn } from '../support/stand-in.ts'

const TOKEN = 'f5af9f51-07e6-4332-8f1a-c0c11c1e3728'

t.test('a person is read with one request, from the API that was asked for', async (t) => {
  const standIn = await startStandIn(t)
  const { orcid } = await startApp(t, standIn)
  const sent = { name: { 'given-names': { value: 'Sofia' }, 'family-name': null, kept: 1 }, emails: { email: [] }, unknown: [1] }
  standIn.record = () => sent
  t.strictSame(await orcid.record(TOKEN, SOFIA).read('person'), sent, 'unknown fields are kept')
  await orcid.record(TOKEN, SOFIA, { api: 'member' }).read('person')
  t.strictSame(standIn.requests.map(({ url }) => url), [`/v3.0/${SOFIA}/person`, `/v3.0/member/${SOFIA}/person`])
  t.equal(standIn.requests[0]?.headers['authorization'], `Bearer ${TOKEN}`)
  t.notMatch(standIn.requests[0]?.url, TOKEN)
})

t.test('a path is never made of what is not an iD', async (t) => {
  const standIn = await startStandIn(t)
  const { orcid } = await startApp(t, standIn)
  for (const id of ['../../oauth/token?', '', '0000-0001-2345-6780', `${SOFIA}/../x`]) {
    t.throws(() => orcid.record(TOKEN, id), new Error('ORCID sent an iD that cannot be trusted.'))
  }
  t.equal(standIn.requests.length, 0)
})

t.test('what the record API refuses is told apart, and the token it repeats is not', async (t) => {
  const standIn = await startStandIn(t)
  const { orcid } = await startApp(t, standIn)
  interface Refused { code: string, statusCode?: number, cause?: object }
  const refusals: Array<[status: number, body: unknown, error: Refused]> = [
    [401, { error: 'invalid_token', error_description: `Invalid access token: ${TOKEN}` }, { code: 'ORCID_ERR_TOKEN_INVALID', statusCode: 401 }],
    [401, { 'response-code': 401, 'error-code': 9017 }, { code: 'ORCID_ERR_API', cause: { statusCode: 401, errorCode: 9017 } }],
    [404, { 'error-code': '9016' }, { code: 'ORCID_ERR_API', cause: { statusCode: 404, errorCode: null } }],
    [429, 'Too Many Requests.', { code: 'ORCID_ERR_UNAVAILABLE', cause: { statusCode: 429, retryAfterSeconds: null } }],
    [200, { name: null }, { code: 'ORCID_ERR_BAD_RESPONSE' }],
    [200, '<h1>Just a moment</h1>', { code: 'ORCID_ERR_BAD_RESPONSE' }]
  ]
  for (const [status, body, error] of refusals) {
    standIn.record = (_form, reply) => reply.code(status).send(body)
    await t.rejects(orcid.record(TOKEN, SOFIA).read('person'), error)
    await orcid.record(TOKEN, SOFIA).read('person').catch((error: Error) => {
      t.notMatch(JSON.stringify([error, error.message, error.stack]), TOKEN)
    })
  }
})

t.test('userinfo says who a token belongs to', async (t) => {
  const standIn = await startStandIn(t)
  const { orcid } = await startApp(t, standIn)
  t.strictSame({ ...await orcid.userinfo(TOKEN) }, { orcid: SOFIA, name: null, givenName: 'Sofia', familyName: 'Garcia' })
  standIn.userinfo = () => ({ sub: SOFIA, name: 'S. Garcia', family_name: null })
  t.strictSame({ ...await orcid.userinfo(TOKEN) }, { orcid: SOFIA, name: 'S. Garcia', givenName: null, familyName: null })
  const refusals: Array<[status: number, body: unknown, code: string]> = [
    [403, { error: 'access_denied', 'error-description': 'access_token is invalid' }, 'TOKEN_INVALID'],
    [401, {}, 'TOKEN_INVALID'],
    [503, 'down', 'UNAVAILABLE'],
    [200, { sub: null }, 'BAD_RESPONSE'],
    [200, { sub: '0000-0001-2345-6780' }, 'IDENTITY']
  ]
  for (const [status, body, code] of refusals) {
    standIn.userinfo = (_form, reply) => reply.code(status).send(body)
    await t.rejects(orcid.userinfo(TOKEN), { code: `ORCID_ERR_${code}` })
  }
})

t.test('what happens to the connection has its own error', async (t) => {
  const standIn = await startStandIn(t)
  const patient = await startApp(t, standIn)
  const hasty = await startApp(t, standIn, { timeoutMs: 100 })
  standIn.userinfo = () => new Promise(() => {})
  await t.rejects(hasty.orcid.userinfo(TOKEN), { code: 'ORCID_ERR_TIMEOUT', cause: { name: 'TimeoutError' } })
  standIn.userinfo = (_form, reply) => reply.hijack().raw.socket?.resetAndDestroy()
  await t.rejects(patient.orcid.userinfo(TOKEN), { code: 'ORCID_ERR_OUTCOME_UNKNOWN' })
  standIn.userinfo = (_form, reply) => reply.hijack().raw.socket?.end('no HTTP at all\r\n\r\n')
  await t.rejects(patient.orcid.userinfo(TOKEN), { code: 'ORCID_ERR_BAD_RESPONSE' })
  const closed = await startApp(t, standIn, { environment: { ...patient.orcid.environment, userinfoEndpoint: 'http://127.0.0.1:1/' } })
  await t.rejects(closed.orcid.userinfo(TOKEN), { code: 'ORCID_ERR_UNREACHABLE', cause: { code: 'ECONNREFUSED' } })
  const tls = await startApp(t, standIn, { environment: { ...patient.orcid.environment, userinfoEndpoint: standIn.issuer.replace('http', 'https') } })
  await t.rejects(tls.orcid.userinfo(TOKEN), { code: 'ORCID_ERR_UNREACHABLE' })
})

t.test('a dispatcher of the app\'s own carries every request, and its own mistakes stay visible', async (t) => {
  const standIn = await startStandIn(t)
  const dispatcher = { dispatch () { throw new RangeError('mine') } } as never
  const { orcid } = await startApp(t, standIn, { dispatcher, clientId: CLIENT_ID })
  await t.rejects(orcid.userinfo(TOKEN), { name: 'RangeError', message: 'mine' })
})
