import { inspect } from 'node:util'
import type { FastifyReply } from 'fastify'
import Fastify from 'fastify'
import t from 'tap'
import fastifyOrcid from '../../../plugin/index.ts'
import type { FastifyOrcidOptions, OrcidError } from '../../../plugin/index.ts'
import { SOFIA, startApp, startLyingProvider } from '../../support/lying-provider.ts'

const TOKEN = 'f5af9f51-07e6-4332-8f1a-c0c11c1e3728'
const UNCHECKED = `Invalid access token: Unable to obtain information from the authorization server: ${TOKEN}`

t.test('P7: an item that the public API does not show leads to the member API, not to a scope that was granted', async (t) => {
  const provider = await startLyingProvider(t)
  const { orcid } = await startApp(t, provider)
  provider.record = (_form, reply) => reply.code(403).send({ 'error-code': 9039, 'developer-message': '403 Forbidden: The item is not public and cannot be accessed with the Public API.' })
  for (const read of [orcid.record(TOKEN, SOFIA).read('biography'), orcid.record(TOKEN, SOFIA).read('work', { putCode: 1 })]) {
    const error = await read.then(() => null, (error: unknown) => error)
    t.match(error, { code: 'ORCID_ERR_NOT_YOURS', cause: { errorCode: 9039, reason: 'the item is not public: a member client reads it with { api: \'member\' } and the scope /read-limited' } })
    t.notOk('missing' in (error as { cause: object }).cause)
  }
})

t.test('P7: advice that cannot cure is given nowhere else', async (t) => {
  const provider = await startLyingProvider(t)
  const { orcid } = await startApp(t, provider)
  provider.record = (_form, reply) => reply.code(403).send({ error: 'forbidden', error_description: `Access Denied: ${TOKEN}` })
  await t.rejects(orcid.record(TOKEN, SOFIA, { api: 'member' }).read('person'), { code: 'ORCID_ERR_NOT_YOURS', cause: { reason: 'the client may not use this API' } },
    'a public client cannot ask for what the member API wants')
  provider.token = (_form, reply) => reply.code(400).send({ error: 'invalid_scope' })
  await t.rejects(orcid.refresh(TOKEN), { code: 'ORCID_ERR_SCOPE_MISSING', cause: { missing: [] } })
})

t.test('P8: a token that ORCID could not check is no dead token', async (t) => {
  const provider = await startLyingProvider(t)
  const { orcid } = await startApp(t, provider)
  const record = orcid.record(TOKEN, SOFIA)
  for (const status of [401, 403]) {
    const answer = (_form: unknown, reply: FastifyReply) =>
      reply.code(status).header('retry-after', '7').send({ error: 'invalid_token', error_description: UNCHECKED })
    Object.assign(provider, { record: answer, userinfo: answer })
    const unavailable = { code: 'ORCID_ERR_UNAVAILABLE', statusCode: 503, cause: { statusCode: status, retryAfterSeconds: 7 } }
    await t.rejects(orcid.userinfo(TOKEN), unavailable)
    if (status === 401) for (const call of [record.read('person'), record.remove('work', 1)]) await t.rejects(call as Promise<void>, unavailable)
  }
  const dead = (_form: unknown, reply: FastifyReply) =>
    reply.code(401).send({ error: 'invalid_token', error_description: `Invalid access token: ${TOKEN}` })
  Object.assign(provider, { record: dead, userinfo: dead })
  await t.rejects(record.read('person'), { code: 'ORCID_ERR_TOKEN_INVALID' })
  await t.rejects(orcid.userinfo(TOKEN), { code: 'ORCID_ERR_TOKEN_INVALID' })
})

t.test('the message says what ORCID\'s number means, and where its words are, but not the words', async (t) => {
  const provider = await startLyingProvider(t)
  const { orcid } = await startApp(t, provider)
  const record = orcid.record(TOKEN, SOFIA)
  const ofOrcid = "ORCID's words are in cause.orcidMessage. See "
  const said: Array<[status: number, body: object, message: string]> = [
    [400, { 'error-code': 9023, 'developer-message': 'canary' }, `ORCID does not accept this data: an external identifier is required. ${ofOrcid}`],
    [400, { 'error-code': 9023 }, 'ORCID does not accept this data: an external identifier is required. See '],
    [400, { 'error-code': 1, 'developer-message': 'canary' }, `ORCID does not accept this data. ${ofOrcid}`],
    [400, {}, 'ORCID does not accept this data. See '],
    [403, { 'error-code': 9010 }, 'This is not for this token to read or change: another client is the source of the item. See '],
    [404, { 'error-code': 9017, 'developer-message': 'a different record' }, `This is not for this token to read or change: the token is for another record. ${ofOrcid}`]
  ]
  for (const [status, body, message] of said) {
    provider.record = (_form, reply) => reply.code(status).send(body)
    const error = await record.add('keywords', { content: 'roses' }).then(() => null, (error: Error) => error) as OrcidError
    t.ok(error.message.startsWith(message), error.message)
    t.notMatch([error.message, error.publicMessage, error.stack], /canary/)
  }
})

t.test('P15: ORCID\'s words are in the cause, without a token', async (t) => {
  const provider = await startLyingProvider(t)
  const { orcid } = await startApp(t, provider)
  const record = orcid.record('opaque.token-canary', SOFIA)
  const messageOf = async (call: Promise<unknown>) =>
    await call.then(() => null, ({ cause }: { cause: { orcidMessage?: string } }) => cause.orcidMessage)
  const words = '400 Bad Request: Full validation error: cvc-complex-type: Invalid content starting with element \'titel\'.'
  const model = 'org.orcid.jaxb.model.v3.release'
  const chain = `${model}.record.WorkTitle["translated-title"]->${model}.common.TranslatedTitle["language-code"])`
  const list = `${model}.record.ExternalIDs["external-id"]->java.util.ArrayList[0]`
  const inList = `${model}.record.Work["external-ids"]->${list}->${model}.record.ExternalID["external-id-relationship"])`
  const said: Array<[body: object, message: string | undefined]> = [
    [{ 'developer-message': `wrong (through reference chain: ${inList}` }, `wrong (through reference chain: ${inList}`],
    [{ 'developer-message': `${list}->java.util.ArrayList[${'1'.repeat(36)}]` }, '[redacted]'],
    [{ 'developer-message': `${list}->java.util.ArrayList["${'x'.repeat(36)}"]` }, '[redacted]'],
    [{ 'developer-message': `${list}->java.util.Map["opaque"]` }, '[redacted]'],
    [{ 'developer-message': `${list}->${'x'.repeat(40)}->${list}` }, '[redacted]'],
    [{ 'developer-message': `${list}->${model}.record.Work["opaque.token-canary"]` }, '[redacted]'],
    [{ 'error-code': 9047, 'developer-message': words, 'user-message': 'no' }, words],
    [{ 'developer-message': `wrong (through reference chain: ${chain}` }, `wrong (through reference chain: ${chain}`],
    [{ 'developer-message': `${chain}.${'x'.repeat(40)}` }, '[redacted]'],
    [{ 'developer-message': `${chain}->${model}.x.Y["${TOKEN}"]` }, '[redacted]'],
    [{ 'developer-message': `org.orcid.${'x'.repeat(90)}["y"]` }, '[redacted]'],
    [{ 'error-code': 9023, 'user-message': 'no' }, 'no'],
    [{ error: 'invalid_token', error_description: 'Invalid access token: opaque.token-canary' }, 'Invalid access token: [redacted]'],
    [{ 'developer-message': 'not opaque.token-canary, but opaque.token-canary' }, 'not [redacted], but [redacted]'],
    [{ 'developer-message': `of another: ${TOKEN.toUpperCase()}; token=opaque` }, 'of another: [redacted]; token=[redacted]'],
    [{ 'developer-message': `${'x'.repeat(50_000)}opaque.token-canary` }, '[redacted]'],
    [{ 'developer-message': 'word '.repeat(5000) }, 'word '.repeat(100)],
    [{ 'developer-message': { toString: 1 }, 'error-code': 9047 }, undefined]
  ]
  for (const [body, message] of said) {
    const answer = (_form: unknown, reply: FastifyReply) => reply.code(400).send(body)
    Object.assign(provider, { record: answer })
    t.equal(await messageOf(record.add('keywords', { content: 'roses' })), message)
    t.equal(await messageOf(record.read('person')), message)
  }
  const bulk = [{ error: { 'response-code': 400, 'error-code': 9022, 'developer-message': 'a title, opaque.token-canary' } }]
  provider.record = () => ({ bulk })
  const [added] = await record.addMany('works', [{ title: null, type: 'book' }])
  t.match(added?.error, { cause: { orcidMessage: 'a title, [redacted]' } })
  const { clientSecret } = provider.options
  provider.token = (_form, reply) => reply.code(401).send({ error: 'invalid_client', error_description: `Client authentication failed: ${clientSecret} refresh.canary` })
  provider.revoke = provider.token
  t.equal(await messageOf(orcid.refresh('refresh.canary')), 'Client authentication failed: [redacted] [redacted]')
  t.equal(await messageOf(orcid.revoke('refresh.canary')), 'Client authentication failed: [redacted] [redacted]')
  provider.userinfo = (_form, reply) => reply.code(403).send({ error: 'access_denied', 'error-description': 'access_token is invalid' })
  t.equal(await messageOf(orcid.userinfo('opaque.token-canary')), 'access_token is invalid')
})

t.test('P15: the developer reads ORCID\'s words in the log, the visitor does not', async (t) => {
  const provider = await startLyingProvider(t)
  const lines: string[] = []
  const app = Fastify({ logger: { stream: { write: (line: string) => { lines.push(line) } } } })
  t.teardown(() => app.close())
  await app.register(fastifyOrcid, { ...provider.options, routes: false } as FastifyOrcidOptions)
  app.get('/', async () => await app.orcid.record(TOKEN, SOFIA).read('person').catch((error: Error) => {
    app.log.error(inspect(error))
    throw error
  }))
  provider.record = (_form, reply) => reply.code(400).send({ 'error-code': 9047, 'developer-message': `the field <b>titel</b> ${TOKEN}` })
  const { body, headers } = await app.inject('/')
  t.notMatch(body + JSON.stringify(headers), /titel/)
  t.match(lines.join(''), /the field <b>titel<.b> \[redacted\]/)
  t.notMatch(lines.join(''), TOKEN)
})
