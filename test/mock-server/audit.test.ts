import Fastify from 'fastify'
import t from 'tap'
import type { Test } from 'tap'

import type { AuditReport } from '../../mock-server/audit/audit.ts'
import { startMockOrcid } from '../../mock-server/start.ts'
import fastifyOrcid from '../../plugin/index.ts'

const REDIRECT_URI = 'https://app.example.org/login/orcid/callback'

async function start (t: Test) {
  const orcid = await startMockOrcid()
  t.teardown(orcid.close)
  return orcid
}

const failed = (report: AuditReport) => report.checks.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id)

t.test('the plugin passes', async t => {
  const orcid = await start(t)
  const app = Fastify()
  await app.register(fastifyOrcid, {
    environment: orcid.environment,
    ...orcid.client({ redirectUris: [REDIRECT_URI] }),
    redirectUri: REDIRECT_URI,
    timeoutMs: 1000,
    onLogin: async (_request, reply, login) => reply.header('cache-control', 'no-store').send({ hello: login.name })
  })
  const report = await orcid.audit(app)
  t.strictSame(failed(report), [], String(report))
})
