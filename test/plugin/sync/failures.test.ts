import t, { type Test } from 'tap'
import { createOrcid } from '../../../plugin/index.ts'
import type { OrcidRecord } from '../../../plugin/index.ts'
import { syncSection } from '../../../plugin/sync/sync.ts'
import { CLIENT_ID, SOFIA, startLyingProvider } from '../../support/lying-provider.ts'
import { FAST, itemOf, openSynced, workOf } from '../../support/synced.ts'

const PRIMARY = '0000-0002-1825-0097'

async function openLying (t: Test) {
  const provider = await startLyingProvider(t)
  const { redirectUri, ...options } = provider.options
  const app = createOrcid(options)
  t.teardown(() => app.close())
  const record = app.record('token', SOFIA)
  const methods = () => provider.requests.map(({ method }) => method)
  return { provider, record, methods }
}

const sync = (record: OrcidRecord, contents: readonly string[]) =>
  syncSection(record, 'keywords', contents.map((content) => ({ content })), { pace: FAST, concurrency: 1, onProgress () {} })

const own = (content: string, putCode: number) => ({
  content, 'put-code': putCode, source: { 'source-client-id': { path: CLIENT_ID }, 'source-orcid': null }
})

t.test('a request that may have been made is followed by a read, and counts for what it has done', async (t) => {
  const { mock, sync, requestsOf } = await openSynced(t)
  const lost = async (desired: string[]) => {
    mock.fail('record', 'reset-before-headers', { after: 1 })
    return await sync('keywords', desired.map((content) => ({ content })))
  }
  const requests = await requestsOf(async () => {
    t.match(await lost(['roses']), { added: [{ index: 0, item: { content: 'roses' } }] })
  })
  t.strictSame(requests, ['GET keywords', 'POST keywords', 'GET keywords'])
  t.match(await lost([]), { removed: [Number] })
  await sync('fundings', [itemOf.fundings('Grant')])
  mock.fail('record', 'reset-before-headers', { after: 1 })
  const { title, ...grant } = itemOf.fundings('Grant')
  t.match(await sync('fundings', [{ ...grant, title: { title: { value: 'New' } } }]), { updated: [{ index: 0 }] })
})

t.test('a change that always fails is tried a few times, and does not stop the others', async (t) => {
  const { provider, record, methods } = await openLying(t)
  const keyword = [own('stale', 1), own('fine', 2)]
  provider.record = ({ content }, reply) => {
    if (reply.request.method === 'GET') return { keyword }
    if (content !== 'good') return reply.code(500).send({ 'error-code': 9008, 'response-code': 500 })
    keyword.push(own('good', 3))
    return reply.code(201).header('location', '/3').send()
  }
  const report = await sync(record, ['bad', 'fine', 'good'])
  t.match(report, {
    added: [{ index: 2, putCode: 3 }],
    unchanged: [{ index: 1, putCode: 2 }],
    failed: [
      { index: 0, item: { content: 'bad' }, putCode: null, error: { code: 'ORCID_ERR_UNAVAILABLE' } },
      { index: null, item: null, putCode: 1, error: { code: 'ORCID_ERR_UNAVAILABLE' } }
    ]
  })
  t.equal(methods().filter((one) => one === 'DELETE').length, 5)
})

t.test('an update that always fails has failed, and its item stays', async (t) => {
  const { provider, record, methods } = await openLying(t)
  provider.record = (_form, reply) => reply.request.method === 'GET'
    ? { 'researcher-url': [{ ...own('', 1), 'url-name': 'Old', url: { value: 'https://a.example' } }] }
    : reply.code(404).send({ 'error-code': 9016, 'response-code': 404 })
  const desired = [{ 'url-name': 'New', url: { value: 'https://a.example' } }]
  t.match(await syncSection(record, 'researcher-urls', desired, { pace: FAST }),
    { failed: [{ index: 0, putCode: 1, error: { code: 'ORCID_ERR_NOT_FOUND' } }] })
  t.notOk(methods().includes('DELETE'))
})

t.test('an item that is gone when it is read in full is added again', async (t) => {
  const { provider, record, methods } = await openLying(t)
  const { title, ...funding } = itemOf.fundings('Grant')
  let isThere = true
  provider.record = (_form, reply) => {
    const { method, url } = reply.request
    if (method === 'POST') return reply.code(201).header('location', '/2').send()
    if (!url.endsWith('fundings')) {
      isThere = false
      return reply.code(404).send({ 'error-code': 9016, 'response-code': 404 })
    }
    return { group: isThere ? [{ 'funding-summary': [{ ...own('', 1), title, ...funding }] }] : [] }
  }
  const desired = [{ ...funding, title, 'short-description': 'Short.' }]
  t.match(await syncSection(record, 'fundings', desired, { pace: FAST }), { added: [{ putCode: 2 }] })
  t.strictSame(methods(), ['GET', 'GET', 'PUT', 'GET', 'POST'])
  provider.record = (_form, reply) => reply.request.url.endsWith('fundings')
    ? { group: [{ 'funding-summary': [{ ...own('', 1), title, ...funding }] }] }
    : reply.code(401).send({ error: 'invalid_token' })
  await t.rejects(syncSection(record, 'fundings', desired, { pace: FAST }), { code: 'ORCID_ERR_TOKEN_INVALID' })
})

t.test('what concerns the whole record ends it, and nothing more is sent', async (t) => {
  const { provider, record, methods } = await openLying(t)
  provider.record = (_form, reply) => reply.request.method === 'GET'
    ? { keyword: [] }
    : reply.code(409).send({ 'error-code': 9018, 'response-code': 409 })
  await t.rejects(sync(record, ['a', 'b', 'c']), { code: 'ORCID_ERR_LOCKED' })
  t.strictSame(methods(), ['GET', 'POST'])
  provider.record = (_form, reply) => reply.request.url.includes(SOFIA)
    ? reply.code(301).header('location', `/v3.0/member/${PRIMARY}/keywords`).send()
    : { keyword: [], path: `/${PRIMARY}/keywords` }
  await t.rejects(sync(record, ['a']), { code: 'ORCID_ERR_DEPRECATED', cause: { movedTo: PRIMARY } })
})

t.test('ORCID is asked again as often as it makes sense', async (t) => {
  const { provider, record, methods } = await openLying(t)
  const busy = (headers: Record<string, string>): typeof provider.record => (_form, reply) =>
    reply.code(503).headers(headers).send()
  provider.record = busy({})
  await t.rejects(sync(record, ['a']), { code: 'ORCID_ERR_UNAVAILABLE' })
  t.equal(methods().length, 5)
  provider.record = busy({ 'retry-after': '301' })
  const refused = syncSection(record, 'keywords', [], { pace: { ...FAST, burst: 99 } })
  await t.rejects(refused, { code: 'ORCID_ERR_UNAVAILABLE', cause: { retryAfterSeconds: 301 } })
  t.equal(methods().length, 6, 'more than five minutes are left to the caller')
})

t.test('a signal ends it between two requests, also while it waits', async (t) => {
  const { mock, sync, requestsOf } = await openSynced(t)
  const reason = new Error('enough')
  const requests = await requestsOf(async () => {
    await t.rejects(sync('keywords', [{ content: 'a' }], { signal: AbortSignal.abort(reason) }), reason)
  })
  t.strictSame(requests, [])
  const controller = new AbortController()
  const told: number[] = []
  const desired = ['a', 'b', 'c'].map((content) => ({ content }))
  await t.rejects(sync('keywords', desired, {
    concurrency: 1,
    signal: controller.signal,
    onProgress ({ added, remaining }) {
      told.push(remaining)
      if (added === 2) controller.abort(reason)
    }
  }), reason)
  t.strictSame(told, [3, 2, 1])
  t.match(await sync('keywords', desired), { added: [{ index: 2 }], unchanged: [{ index: 0 }, { index: 1 }] })

  mock.fail('record', '503-retry-after')
  const pace = { perSecond: 30_000, burst: 100 }
  const signal = AbortSignal.timeout(100)
  await t.rejects(sync('keywords', desired, { pace, signal }), { name: 'TimeoutError' })
})

t.test('an error of the app\'s own onProgress ends it', async (t) => {
  const { sync } = await openSynced(t)
  const reason = new Error('no')
  await t.rejects(sync('works', [workOf('10.5555/1')], { onProgress () { throw reason } }), reason)
})
