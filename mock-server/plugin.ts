// The mock as a Fastify plugin: the three legs, the mark on every answer, and who may talk to it.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { forwardingHeader, hostnameIn, isLoopback } from './network/address.ts'
import { registerApi } from './orcid/api/route.ts'
import { registerAuthorize } from './orcid/authorize/route.ts'
import { createControls, type Controls } from './controls/controls.ts'
import { registerControls } from './controls/hooks.ts'
import { registerInspector } from './inspector/route.ts'
import { validatePluginOptions, type MockOrcidPluginOptions } from './options/options.ts'
import { createRegistry, type Registry } from './orcid/registry/registry.ts'
import { loadRegistry } from './orcid/registry/snapshot.ts'
import { lazily } from './orcid/web/lazily.ts'
import { parseForm } from './orcid/web/parameters.ts'
import { refuseBody } from './orcid/web/servlet.ts'
import { registerToken } from './orcid/token/route.ts'

// A web page can point its own host name at 127.0.0.1, but not choose the Host header (DNS rebinding).
function isOwnHost (request: FastifyRequest, { registry: { issuer, hosts }, intercepted }: Controls): boolean {
  const hostname = hostnameIn(request.headers.host)
  const isNamed = hostname === new URL(issuer).hostname || hosts.has(hostname) || intercepted.has(hostname)
  return isNamed || isLoopback(hostname)
}

function refuseHost (reply: FastifyReply, { issuer, hosts }: Registry): FastifyReply {
  return reply.code(421).type('text/plain; charset=utf-8').send(
    `This fake ORCID answers to loopback names and to ${[new URL(issuer).host, ...hosts].join(', ')}. ` +
    'Start it with hosts, or --also-host, if it is to be reached by another name as well.\n')
}

function guardNames (controls: Controls) {
  return async function guard (request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    reply.header('x-fake-orcid', '1')
    return isOwnHost(request, controls) ? undefined : refuseHost(reply, controls.registry)
  }
}

/** What is the mock's own and no part of ORCID. The journal does not record it. */
export function registerOwn (app: FastifyInstance, controls: Controls, path: string): void {
  registerInspector(app, controls, path)
  app.get(`${path}/health`, { onRequest: guardNames(controls) }, async function tellHealth (_request, reply) {
    reply.header('cache-control', 'no-store')
    return { status: 'ok', issuer: controls.registry.issuer }
  })
}

/**
 * Refuses what a proxy has passed on. Behind a proxy that rewrites Host, every request looks as if it came from this
 * machine. The hook covers whatever is registered after it.
 */
export function refuseForwarded (app: FastifyInstance): void {
  app.addHook('onRequest', async function refuseForwardedRequest ({ headers }, reply) {
    const header = forwardingHeader(headers)
    if (header === undefined) return undefined
    return reply.code(421).headers({ 'x-fake-orcid': '1' }).type('text/plain; charset=utf-8').send(
      `A proxy has passed this request on, as its header ${header} says, so it may come from another machine. Start this ` +
      'fake ORCID with behindProxy: true, or --behind-proxy, if everybody the proxy lets in may sign in as anybody.\n')
  })
}

/** @param ownsNotFound whether unknown paths are the mock's, with a 404 page of its own */
export async function mountOrcid (app: FastifyInstance, controls: Controls,
  { ownsNotFound }: { readonly ownsNotFound: boolean }): Promise<void> {
  const { registry } = controls
  registerControls(app, controls)
  app.addHook('onRequest', guardNames(controls))
  app.setErrorHandler(refuseBody(registry))
  // The host's parsers may differ from ORCID's; these are for this plugin's own scope only.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, parseForm)
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => { done(null, body) })
  registerAuthorize(app, registry)
  registerToken(app, registry)
  registerApi(app, registry, ownsNotFound)
  app.get('/:orcid(^\\d{4}-\\d{4}-\\d{4}-\\d{3}[\\dXx]$)',
    lazily(registry, async () => (await import('./orcid/record-page.ts')).showRecord))
  app.get('/:orcid(^\\d{4}-\\d{4}-\\d{4}-\\d{3}[\\dX]$)/summary.json',
    lazily(registry, async () => (await import('./orcid/api/summary-page.ts')).showSummary))
  if (ownsNotFound) {
    // In the handler there is, because a second one would cost every start a millisecond.
    app.setNotFoundHandler(async function notFound ({ url }, reply) {
      const { sendNotFound } = await import('./orcid/web/not-found.ts')
      return sendNotFound(registry, reply, url.slice(app.prefix.length))
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
  validatePluginOptions(options, app.prefix)
  const registry = createRegistry(options, options.issuer)
  if (options.snapshot !== undefined) loadRegistry(registry, options.snapshot)
  const controls = createControls(registry)
  const isBelow = app.prefix !== ''
  if (options.behindProxy !== true) refuseForwarded(app)
  await app.register(async (scope) => mountOrcid(scope, controls, { ownsNotFound: isBelow }))
  if (!isBelow) return
  registerOwn(app, controls, '')
  app.addHook('preClose', (done) => {
    controls.closing.abort()
    done()
  })
}
