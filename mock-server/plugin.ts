// The mock as a Fastify plugin: the three legs, the mark on every answer, and who may talk to it.
import formbody from '@fastify/formbody'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { hostnameIn, isLoopback } from './address.ts'
import { registerApi } from './orcid/api/route.ts'
import { registerAuthorize } from './orcid/authorize/route.ts'
import { isOfControl, sendAbsence } from './controls/http/answers.ts'
import { registerStage } from './controls/hooks.ts'
import { createStage } from './controls/stage.ts'
import type { Stage } from './controls/stage.ts'
import { html } from './orcid/web/html.ts'
import { registerInspector } from './inspector/route.ts'
import { judgePluginOptions } from './options/options.ts'
import type { MockOrcidPluginOptions } from './options/options.ts'
import { sendPage } from './orcid/web/layout.ts'
import { registerRecordPage } from './orcid/record-page/route.ts'
import { createRegistry } from './orcid/registry/registry.ts'
import type { Registry } from './orcid/registry/registry.ts'
import { refuseBody } from './orcid/web/servlet.ts'
import { registerToken } from './orcid/token/route.ts'

// A web page can point its own host name at 127.0.0.1, but not choose the Host header (DNS rebinding).
function isHostOurs (request: FastifyRequest, { issuer }: Registry, stage: Stage | null): boolean {
  const hostname = hostnameIn(request.headers.host)
  return isLoopback(hostname) || hostname === new URL(issuer).hostname || stage?.takenHosts.has(hostname) === true
}

function refuseHost (reply: FastifyReply, { issuer }: Registry): FastifyReply {
  return reply.code(421).type('text/plain; charset=utf-8').send(
    `This fake ORCID answers to loopback names and to ${new URL(issuer).host}. ` +
    'Start it with issuer if it is to be reached by another name.\n')
}

const ADDRESSES = [
  'GET /', 'GET /{iD}',
  'GET, POST /oauth/authorize', 'GET, POST /signin', 'GET /signout',
  'POST /oauth/token', 'POST /oauth/revoke',
  'GET /.well-known/openid-configuration', 'GET /oauth/jwks', 'GET, POST /oauth/userinfo',
  'GET /v3.0/{iD}/{section}', 'GET /pub/v3.0/{iD}/{section}', 'GET /api/v3.0/{iD}/{section}'
]

function sendNotFound (reply: FastifyReply, { issuer }: Registry): FastifyReply {
  const content = html`<p>These addresses exist, under <code>${issuer}</code>:</p>
<ul>
${ADDRESSES.map((address) => html`<li><code>${address}</code></li>
`)}</ul>`
  return sendPage(reply, { status: 404, title: 'There is nothing here', content })
}

/** How a mock is mounted. */
export interface Mount {
  /** Whether unknown paths get the mock's own 404 page. */
  readonly ownsNotFound: boolean
  /**
   * What stands behind the scenes of it, if anything does.
   *
   * @default null
   */
  readonly stage?: Stage | null
}

/** Mounts a mock that somebody else holds the registry of. */
export async function mountRegistry (app: FastifyInstance, registry: Registry,
  { ownsNotFound, stage = null }: Mount): Promise<void> {
  if (stage !== null) registerStage(app, stage)
  app.addHook('onRequest', async function guard (request, reply) {
    reply.header('x-fake-orcid', '1')
    if (!isHostOurs(request, registry, stage)) return refuseHost(reply, registry)
  })
  app.setErrorHandler(refuseBody)
  // The host's parsers may differ from ORCID's; these are for this plugin's own scope only.
  app.removeAllContentTypeParsers()
  await app.register(formbody)
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, _body, done) => { done(null, undefined) })
  registerAuthorize(app, registry)
  registerToken(app, registry)
  registerApi(app, registry)
  registerRecordPage(app, registry)
  if (ownsNotFound) {
    // In the handler there is, because a second one would cost every start a millisecond.
    app.setNotFoundHandler(async function notFound ({ url }, reply) {
      return isOfControl(url.slice(app.prefix.length)) ? sendAbsence(reply) : sendNotFound(reply, registry)
    })
  }
}

/**
 * The mock as a Fastify plugin, to be mounted in an app. It stays inside its own scope: no decorator, no hook
 * and no parser of it reaches the app around it. Mounted under a prefix it has its inspector there; without one it
 * leaves the root and unknown paths to the app.
 *
 * @example
 * ```ts
 * await app.register(mockOrcid, { issuer: 'http://127.0.0.1:3000/orcid', prefix: '/orcid' })
 * ```
 * Rejects with `MOCK_ORCID_ERR_OPTIONS` or `MOCK_ORCID_ERR_PRODUCTION`.
 */
export async function mockOrcid (app: FastifyInstance, options: MockOrcidPluginOptions): Promise<void> {
  judgePluginOptions(options, app.prefix)
  const registry = createRegistry(options, options.issuer)
  const stage = createStage(registry)
  const isBelow = app.prefix !== ''
  await app.register(async (scope) => mountRegistry(scope, registry, { ownsNotFound: isBelow, stage }))
  if (!isBelow) return
  registerInspector(app, stage, '')
  app.addHook('preClose', (done) => {
    stage.closing.abort()
    done()
  })
}
