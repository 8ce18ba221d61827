// A span of OpenTelemetry for every login and every request to ORCID. Import it once, before the app starts.
import { subscribe } from 'node:diagnostics_channel'
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import type { Span } from '@opentelemetry/api'
import type { OrcidLoginTrace, OrcidRequestTrace } from 'fastify-orcid'

const tracer = trace.getTracer('my-app')
const spans = new WeakMap<object, Span>()

function end (traced: OrcidLoginTrace | OrcidRequestTrace): void {
  const span = spans.get(traced)
  if (traced.errorCode !== null) span?.setStatus({ code: SpanStatusCode.ERROR }).setAttribute('error.type', traced.errorCode)
  span?.end()
}

subscribe('tracing:fastify-orcid.login:start', (message) => {
  spans.set(message as OrcidLoginTrace, tracer.startSpan('ORCID login'))
})
subscribe('tracing:fastify-orcid.login:asyncEnd', (message) => { end(message as OrcidLoginTrace) })

subscribe('tracing:fastify-orcid.request:start', (message) => {
  const traced = message as OrcidRequestTrace
  const attributes = { 'http.request.method': traced.method, 'url.template': traced.url }
  spans.set(traced, tracer.startSpan(`${traced.method} ${traced.url}`, { kind: SpanKind.CLIENT, attributes }))
})
subscribe('tracing:fastify-orcid.request:asyncEnd', (message) => {
  const traced = message as OrcidRequestTrace
  if (traced.statusCode !== null) spans.get(traced)?.setAttribute('http.response.status_code', traced.statusCode)
  end(traced)
})
