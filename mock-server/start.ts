// startMockOrcid(): a mock that listens by itself, and the handle a test holds.
import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import { STATUS_CODES, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { environmentOf, hostnameIn, type MockOrcidEnvironment } from './network/address.ts'
import type { Tls } from './network/tls.ts'
import { orcidEnvironmentOf, orcidHostsOf, pathBehind } from './network/orcid-hosts.ts'
import type { AuditReport } from './audit/report.ts'
import type { AuditOptions } from './audit/types.ts'
import { createControls, createHandle, type Controls, type MockHandle } from './controls/controls.ts'
import type { Controlled } from './controls/http/routes.ts'
import type { ControlAccess, MockControl } from './controls/http/server.ts'
import { makeToken } from './controls/http/token.ts'
import type { MockResearcher } from './controls/people.ts'
import { resolveStartOptions, type MockOrcidOptions, type StartSettings } from './options/options.ts'
import type { PersonName } from './orcid/registry/people.ts'
import { createRegistry } from './orcid/registry/registry.ts'
import { loadRegistry } from './orcid/registry/snapshot.ts'
import { mountOrcid, refuseForwarded, registerOwn } from './plugin.ts'
import type { AuthorizePlan, SignInPlan, VisitedMock, VisitTarget } from './browser/sign-in.ts'
import type { Visit } from './browser/result.ts'
import type { Transport } from './browser/transport.ts'

/** A mock that is listening. */
export interface MockOrcid<Name extends string = PersonName> extends MockHandle {
  /** Its address: `http://127.0.0.1:40123`, or what the option `issuer` or `as` says. */
  readonly issuer: string
  /** The address it listens on, by plain HTTP and a name of this machine: `http://127.0.0.1:40123`. */
  readonly address: string
  /** With `tls: true`, the certificate in PEM of the authority that clients have to trust; null otherwise. */
  readonly ca: string | null
  /** Its endpoints, as the plugin takes them. Frozen. */
  readonly environment: MockOrcidEnvironment
  /** The people to sign in as, by name: the built-in ones and those of the options. */
  readonly researchers: Readonly<Record<Name, MockResearcher>>
  /** Signs a person in to an app as a browser would: login, sign-in page, consent, callback. */
  readonly signIn: (app: VisitTarget, plan: SignInPlan) => Promise<Visit>
  /** Answers an authorize URL as a person would, for clients that have no app to walk. */
  readonly authorize: (url: string | URL, plan: AuthorizePlan) => Promise<{ location: string, visit: Visit }>
  /**
   * Walks an app's login through everything that can happen to it, and reports what the app does. It resets the mock
   * again and again, so it wants one of its own. Rejects with `MOCK_ORCID_ERR_VISIT` when the mock knows nobody.
   */
  readonly audit: (app: VisitTarget, options?: AuditOptions) => Promise<AuditReport>
  /** Where the control API is and what it asks for, or null without the option `control`. */
  readonly control: MockControl | null
  /**
   * Stops listening; connections that are still open are cut. May be called twice. If ORCID would have refused what a
   * client did and nobody looked at `findings()` or called `assertClean()`, the process warns of it.
   */
  readonly close: () => Promise<void>
  /** The same, for `await using`. */
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

function prefixOf ({ issuer }: StartSettings): string {
  return new URL(issuer ?? 'http://127.0.0.1').pathname.replace(/\/$/, '')
}

const STATUS_BY_CODE: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431, HPE_CHUNK_EXTENSIONS_OVERFLOW: 413, ERR_HTTP_REQUEST_TIMEOUT: 408
}

/** Answers what is no HTTP, with the statuses of Node.js, which does not write into an answer that has begun either. */
export function answerClientError ({ code, message }: NodeJS.ErrnoException, socket: Socket): void {
  const { _httpMessage: answer } = socket as Socket & { readonly _httpMessage?: ServerResponse }
  if (socket.writable && answer?.headersSent !== true) {
    const status = STATUS_BY_CODE[String(code)] ?? 400
    const sentence = `This fake ORCID cannot read the request as HTTP: ${message}.\n`
    socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nx-fake-orcid: 1\r\nconnection: close\r\n` +
      `content-type: text/plain; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(sentence)}\r\n\r\n${sentence}`)
  }
  socket.destroySoon()
}

/** What makes the port answer https. Loaded here, because few mocks have it. */
async function prepareTls (settings: StartSettings, { signal }: AbortController): Promise<Tls> {
  const { tls, as, host, hosts = [], issuer } = settings
  if (tls === false) return { ca: null }
  const { createTls } = await import('./network/tls.ts')
  const named = [host, ...hosts.map(hostnameIn), ...(as === null ? [] : orcidHostsOf(as).keys())]
  return createTls(tls, issuer === null ? named : [...named, new URL(issuer).hostname], signal)
}

/** In place of the compilers of schemas, which take as long to load as the rest of Fastify: no route has a schema. */
export function refuseSchema (): never {
  throw new Error('The routes of this fake ORCID have no schema.')
}

function createApp (settings: StartSettings, controls: Controls, { serverFactory }: Tls): FastifyInstance {
  return Fastify({
    logger: settings.logger,
    // Behind a proxy, X-Forwarded-Proto tells the scheme by which a further name was asked.
    trustProxy: settings.behindProxy === true,
    ...(serverFactory !== undefined && { serverFactory }),
    schemaController: { compilersFactory: { buildValidator: refuseSchema, buildSerializer: refuseSchema } },
    // An idle keep-alive connection would hold close() up for more than a minute.
    forceCloseConnections: true,
    rewriteUrl ({ url = '', headers }) {
      const hostname = hostnameIn(headers.host)
      return controls.intercepted.has(hostname) ? prefixOf(settings) + pathBehind(hostname, url) : url
    },
    clientErrorHandler: answerClientError,
    frameworkErrors ({ message }, _request, reply) {
      void import('./orcid/web/not-found.ts').then(({ sendMalformed }) => { sendMalformed(reply, message) })
    }
  })
}

// An address that stands for all interfaces is none that a browser can go to.
function socketOf (app: FastifyInstance, { host }: StartSettings): { readonly host: string, readonly port: number } {
  const { port } = app.server.address() as AddressInfo
  return { host: ['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host, port }
}

function addressOf (app: FastifyInstance, settings: StartSettings, protocol: 'http' | 'https' = 'http'): string {
  const { host, port } = socketOf(app, settings)
  return new URL(`${protocol}://${host.includes(':') ? `[${host}]` : host}:${port}`).origin
}

/** Lets a test that forgot `close()` end. */
function unref ({ server }: FastifyInstance): void {
  server.unref().on('connection', (socket) => { socket.unref() })
}

/** How the robot reaches a mock with TLS: it need not trust the authority, nor look up a name of ORCID's. */
async function transportTo (app: FastifyInstance, settings: StartSettings): Promise<Transport | undefined> {
  if (settings.tls === false) return undefined
  const { directTransport } = await import('./browser/transport.ts')
  return directTransport(() => socketOf(app, settings))
}

/** What a person at a browser does with this mock. It is loaded when it is used, one module after another. */
function createBrowser ({ registry, findings }: Controls, handle: MockHandle, transport: Transport | undefined) {
  const visited = (): VisitedMock => ({
    issuer: registry.issuer, transport, clock: handle.clock, known: registry, findings: findings.all
  })
  return {
    signIn: async (app: VisitTarget, plan: SignInPlan): Promise<Visit> => {
      const { signIn } = await import('./browser/sign-in.ts')
      const { scenarioRow } = await import('./browser/scenarios.ts')
      const walk = (): Promise<Visit> => signIn(visited(), app, plan)
      return scenarioRow(plan?.scenario)?.inventsCode === true ? await findings.whileTampering(walk) : await walk()
    },
    authorize: async (url: string | URL, plan: AuthorizePlan) => {
      const { authorize } = await import('./browser/sign-in.ts')
      return await authorize(visited(), url, plan)
    },
    audit: async (app: VisitTarget, options?: AuditOptions): Promise<AuditReport> => {
      const { audit } = await import('./audit/audit.ts')
      return await audit({ ...visited(), control: handle }, app, options)
    }
  }
}

async function addControl (app: FastifyInstance, { prefix, ...access }: ControlAccess & { readonly prefix: string },
  controlled: Controlled): Promise<void> {
  const { registerControl } = await import('./controls/http/server.ts')
  await app.register(async (scope) => registerControl(scope, access, controlled), { prefix })
}

/**
 * Starts a fake ORCID on this machine.
 * Rejects with `MOCK_ORCID_ERR_OPTIONS` for a wrong option, `MOCK_ORCID_ERR_PRODUCTION` under
 * `NODE_ENV=production`, `MOCK_ORCID_ERR_EXPOSED` for a host that other machines can reach, and `EADDRINUSE`
 * for a port that is taken.
 */
export async function startMockOrcid<Name extends string = never> (options: MockOrcidOptions<Name> = {}):
Promise<MockOrcid<Name | PersonName>> {
  const settings = resolveStartOptions(options)
  const registry = createRegistry(settings, '')
  if (settings.snapshot !== undefined) loadRegistry(registry, settings.snapshot)
  const controls = createControls(registry)
  if (settings.as !== null) controls.intercepted = orcidHostsOf(settings.as)
  const tls = await prepareTls(settings, controls.closing)
  const app = createApp(settings, controls, tls)
  const handle = createHandle(controls, () => socketOf(app, settings))
  const browser = createBrowser(controls, handle, await transportTo(app, settings))
  const prefix = prefixOf(settings)
  const token = settings.control ? settings.controlToken ?? makeToken() : null
  if (settings.controlFromAnywhere === true) controls.outsideToken = token
  if (options.behindProxy !== true) refuseForwarded(app)
  await app.register(async (scope) => mountOrcid(scope, controls, { ownsNotFound: true }), { prefix })
  registerOwn(app, controls, prefix)
  if (token !== null) {
    const access = { token, isOpen: controls.outsideToken !== null, prefix: `${prefix}/control` }
    // What arrives over HTTP is a plan only when sign-in has validated it.
    await addControl(app, access, { handle, registry, browser: browser as Controlled['browser'] })
  }
  // As many may come at once as the system lets wait; Node.js would turn the 512th away.
  await app.listen({ port: settings.port, host: settings.host, backlog: 4096 })
  if (options.port === undefined && !settings.control) unref(app)
  const address = addressOf(app, settings)
  const issuer = settings.issuer ?? addressOf(app, settings, settings.tls === false ? 'http' : 'https')
  registry.issuer = issuer
  const close = async (): Promise<void> => {
    controls.closing.abort()
    controls.findings.warnOfUnseen()
    await app.close()
  }
  return Object.freeze({
    ...handle,
    issuer,
    address,
    ca: tls.ca,
    environment: settings.as === null ? environmentOf(issuer) : orcidEnvironmentOf(settings.as),
    researchers: controls.people.byName() as Record<Name | PersonName, MockResearcher>,
    ...browser,
    control: token === null ? null : Object.freeze({ url: `${address}${prefix}/control`, token }),
    close,
    [Symbol.asyncDispose]: close
  })
}
