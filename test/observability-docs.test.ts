import { readFile } from 'node:fs/promises'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { SpanStatusCode, trace } from '@opentelemetry/api'
import Fastify from 'fastify'
import { register } from 'prom-client'
import t from 'tap'
import '../examples/opentelemetry.ts'
import '../examples/prometheus.ts'
import { startMockOrcid } from '../mock-server/index.ts'
import fastifyOrcid, * as plugin from '../plugin/index.ts'
import { ROOT } from './support/root.ts'

const read = (path: string) => readFile(new URL(path, ROOT), 'utf8')

t.test('the blocks of docs/observability.md are examples', async (t) => {
  const page = await read('docs/observability.md')
  const blocks = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, block]) => block)
  t.strictSame(blocks, await Promise.all(['opentelemetry', 'prometheus'].map((name) => read(`examples/${name}.ts`))))
})

t.test('the examples make spans and metrics of a login, and of one that ORCID refuses', async (t) => {
  const exporter = new InMemorySpanExporter()
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }))
  await using mock = await startMockOrcid()
  const app = Fastify()
  await app.register(fastifyOrcid, {
    environment: mock.environment,
    ...mock.client(),
    redirectUri: 'http://127.0.0.1:3000/login/orcid/callback',
    onLogin: async () => ({})
  })
  const { sofia } = mock.researchers
  const signIn = () => mock.signIn(app, { path: '/login/orcid', as: sofia })
  await signIn()
  mock.fail('token', '503')
  await signIn()
  mock.fail('token', 'reset-before-headers')
  await signIn()

  const spans = exporter.getFinishedSpans().map(({ name, status, attributes }) => [name, status.code, attributes])
  const token = `${mock.issuer}/oauth/token`
  const { ERROR, UNSET } = SpanStatusCode
  t.strictSame(spans, [
    [`GET ${mock.issuer}/oauth/jwks`, UNSET,
      { 'http.request.method': 'GET', 'url.template': `${mock.issuer}/oauth/jwks`, 'http.response.status_code': 200 }],
    ...[[200, UNSET, {}], [503, ERROR, { 'error.type': 'ORCID_ERR_UNAVAILABLE' }]].flatMap(([status, code, error]) => [
      [`POST ${token}`, UNSET, { 'http.request.method': 'POST', 'url.template': token, 'http.response.status_code': status }],
      ['ORCID login', code, error]
    ]),
    [`POST ${token}`, ERROR, { 'http.request.method': 'POST', 'url.template': token, 'error.type': 'ORCID_ERR_OUTCOME_UNKNOWN' }],
    ['ORCID login', ERROR, { 'error.type': 'ORCID_ERR_OUTCOME_UNKNOWN' }]
  ])

  const metrics = await register.metrics()
  for (const line of [
    'orcid_logins_total{outcome="signed in"} 1',
    'orcid_logins_total{outcome="ORCID_ERR_UNAVAILABLE"} 1',
    `orcid_request_seconds_count{method="POST",url="${token}",outcome="503"} 1`,
    `orcid_request_seconds_count{method="POST",url="${token}",outcome="ORCID_ERR_OUTCOME_UNKNOWN"} 1`
  ]) t.ok(metrics.includes(line), line)
})

t.test('the table of alerts has every code that is logged as an error, at the level that it is logged at', async (t) => {
  const page = await read('docs/observability.md')
  const rows = [...page.matchAll(/^\| (`[A-Z_`, ]+`) \| (\w+) \|/gm)]
  const levelOf = new Map(rows.flatMap(([, names = '', level = '']) =>
    [...names.matchAll(/\w+/g)].map(([name]) => [`ORCID_ERR_${name}`, level] as const)))
  const classes = Object.values(plugin)
    .filter((value) => typeof value === 'function' && 'prototype' in value && value.prototype instanceof Error)
  const errors = classes.map((Class) => new (Class as new (...args: unknown[]) => plugin.OrcidError)('', { cause: {} }))
    .filter(({ code }) => String(code) !== 'ORCID_ERR')
  t.ok(errors.length > 40)
  for (const { code, statusCode } of errors) {
    const isError = statusCode >= 500 || code === 'ORCID_ERR_VALIDATION'
    if (isError || levelOf.has(code)) {
      t.equal(levelOf.get(code), isError ? 'error' : code === 'ORCID_ERR_AUTHORIZATION' ? 'warn' : 'info', code)
    }
  }
})

t.test('a start does not need ORCID, a login neither, and a callback says what is missing', async (t) => {
  const lines: Array<{ level: number, code?: string, cause?: { statusCode?: number } }> = []
  const logger = { stream: { write: (line: string) => { lines.push(JSON.parse(line)) } } }
  await using mock = await startMockOrcid()
  const app = Fastify({ logger })
  t.teardown(() => app.close())
  const down = mock.fail('jwks', '503', { times: Infinity })
  await app.register(fastifyOrcid, {
    environment: mock.environment,
    ...mock.client(),
    redirectUri: 'http://127.0.0.1:3000/login/orcid/callback',
    onLogin: async () => ({})
  })
  await app.ready()
  t.equal((await app.inject({ url: '/login/orcid', headers: { host: '127.0.0.1:3000' } })).statusCode, 302)
  const failedAt = async () => {
    const { response } = await mock.signIn(app, { path: '/login/orcid', as: 'sofia', headers: { accept: 'text/html' } })
    const { level, code, cause } = lines.findLast((line) => line.level === 50) ?? { level: 0 }
    return [response.statusCode, level, code, cause?.statusCode]
  }
  t.strictSame(await failedAt(), [503, 50, 'ORCID_ERR_KEYS_UNAVAILABLE', undefined])
  down()
  mock.fail('token', '429')
  t.strictSame(await failedAt(), [503, 50, 'ORCID_ERR_UNAVAILABLE', 429], 'the quota of the client')
  mock.findings()
})
