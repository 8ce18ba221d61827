// Counts logins and requests to ORCID for Prometheus. Import it once, before the app starts.
import { subscribe } from 'node:diagnostics_channel'
import type { OrcidLoginTrace, OrcidRequestTrace } from 'fastify-orcid'
import { Counter, Histogram } from 'prom-client'

const logins = new Counter({
  name: 'orcid_logins_total', help: 'Sign-ins that came back from ORCID.', labelNames: ['outcome']
})
const requests = new Histogram({
  name: 'orcid_request_seconds', help: 'Requests to ORCID.', labelNames: ['method', 'url', 'outcome']
})

subscribe('tracing:fastify-orcid.login:asyncEnd', (message) => {
  const { errorCode } = message as OrcidLoginTrace
  logins.inc({ outcome: errorCode ?? 'signed in' })
})
subscribe('tracing:fastify-orcid.request:asyncEnd', (message) => {
  const { method, url, statusCode, errorCode, durationMs } = message as OrcidRequestTrace
  requests.observe({ method, url, outcome: errorCode ?? String(statusCode) }, Number(durationMs) / 1000)
})
