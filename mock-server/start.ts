// startMockOrcid(): a mock that listens by itself, and the handle a test holds.
import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import { STATUS_CODES, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { environmentOf, hostnameIn, type MockOrcidEnvironment } from './address.ts'
import type { AuditReport } from './audit/report.ts'
import type { AuditOptions } from './audit/types.ts'
import { createControls, createHandle, type Controls, type MockHandle } from './controls/controls.ts'
import type { MockControl } from './controls/http/server.ts'
import { registerInspector } from './inspector/route.ts'
import { resolveStartOptions, type MockOrcidOptions, type StartSettings } from './options/options.ts'
import type { PersonName } from './orcid/registry/people.ts'
import { createRegistry } from './orcid/registry/registry.ts'
import type { Researcher } from './orcid/registry/researchers.ts'
import { mountOrcid, refuseForwarded } from './plugin.ts'
import type { AuthorizePlan, SignInPlan, VisitedMock, VisitTarget } from './browser/sign-in.ts'
import type { Visit } from './browser/result.ts'

/** A mock that is listening. */
export interface MockOrcid<Name extends string = PersonName> extends MockHandle {
  /** Its address: `http://127.0.0.1:40123`. */
  readonly issuer: string
  /** Its endpoints, as the plugin takes them. Frozen. */
  readonly environment: MockOrcidEnvironment
  /** The people to sign in as, by name: the built-in ones and those the options added. */
  readonly researchers: Readonly<Record<Name, Researcher>>
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

/** In place of the compilers of schemas, which take as long to load as the rest of Fastify: no route has a schema. */
export function refuseSchema (): never {
  throw new Error('The routes of this fake ORCID have no schema.')
}

function createApp (settings: StartSettings, controls: Controls): FastifyInstance {
  return Fastify({
    logger: settings.logger,
    schemaController: { compilersFactory: { buildValidator: refuseSchema, buildSerializer: refuseSchema } },
    // An idle keep-alive connection would hold close() up for more than a minute.
    forceCloseConnections: true,
    rewriteUrl ({ url = '', headers }) {
      const base = controls.intercepted.get(hostnameIn(headers.host))
      if (base === undefined) return url
      // ORCID's API hosts have a token endpoint too.
      return prefixOf(settings) + (url.startsWith('/oauth/') ? url : base + url)
    },
    clientErrorHandler: answerClientError,
    frameworkErrors ({ message }, _request, reply) {
      void import('./orcid/web/not-found.ts').then(({ sendMalformed }) => { sendMalformed(reply, message) })
    }
  })
}

// An address that stands for all interfaces is none that a browser can go to.
function addressOf (app: FastifyInstance, { host }: StartSettings): string {
  const { port } = app.server.address() as AddressInfo
  const hostname = ['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host
  return new URL(`http://${hostname.includes(':') ? `[${hostname}]` : hostname}:${port}`).origin
}

/** Lets a test that forgot `close()` end. */
function unref ({ server }: FastifyInstance): void {
  server.unref().on('connection', (socket) => { socket.unref() })
}

/** What a person at a browser does with this mock. It is loaded when it is used. */
function createBrowser ({ registry, findings }: Controls, handle: MockHandle) {
  const visited = (): VisitedMock => ({
    issuer: registry.issuer, clock: handle.clock, known: registry, findings: findings.all
  })
  return {
    signIn: async (app: VisitTarget, plan: SignInPlan): Promise<Visit> => {
      const [{ signIn }, { scenarioRow }] =
        await Promise.all([import('./browser/sign-in.ts'), import('./browser/scenarios.ts')])
      const walk = (): Promise<Visit> => signIn(visited(), app, plan)
      return scenarioRow(plan?.scenario)?.inventsCode === true ? await findings.whileTampering(walk) : await walk()
    },
    authorize: async (url: string | URL, plan: AuthorizePlan) => {
      const { authorize } = await import('./browser/sign-in.ts')
      return await authorize(visited(), url, plan)
    },
    audit: async (app: VisitTarget, options?: AuditOptions): Promise<AuditReport> => {
      const [{ audit }, { localMock }] = await Promise.all([import('./audit/audit.ts'), import('./audit/mock.ts')])
      return await audit(localMock(handle, registry.issuer), app, options)
    }
  }
}

type Browser = ReturnType<typeof createBrowser>

/** Mounts the control API, and returns the token that it asks for. */
async function addControl (app: FastifyInstance, prefix: string,
  { handle, registry, browser }: Pick<Controls, 'registry'> & { readonly handle: MockHandle, readonly browser: Browser }):
  Promise<string> {
  const { makeControlToken, registerControl } = await import('./controls/http/server.ts')
  const token = makeControlToken()
  // What arrives over HTTP is a plan only when sign-in has validated it.
  const remote = {
    signIn: (target: string, plan: object) => browser.signIn(target, plan as SignInPlan),
    authorize: (url: string, plan: object) => browser.authorize(url, plan as AuthorizePlan)
  }
  await app.register(async (scope) => registerControl(scope, token, { handle, registry, browser: remote }),
    { prefix: `${prefix}/control` })
  return token
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
  const controls = createControls(registry)
  const app = createApp(settings, controls)
  const handle = createHandle(controls, () => addressOf(app, settings))
  const browser = createBrowser(controls, handle)
  const prefix = prefixOf(settings)
  if (options.behindProxy !== true) refuseForwarded(app)
  await app.register(async (scope) => mountOrcid(scope, controls, { ownsNotFound: true }), { prefix })
  registerInspector(app, controls, prefix)
  const token = settings.control ? await addControl(app, prefix, { handle, registry, browser }) : null
  // As many may come at once as the system lets wait; Node.js would turn the 512th away.
  await app.listen({ port: settings.port, host: settings.host, backlog: 4096 })
  if (options.port === undefined && !settings.control) unref(app)
  registry.issuer = settings.issuer ?? addressOf(app, settings)
  const { issuer } = registry
  const close = async (): Promise<void> => {
    controls.closing.abort()
    controls.findings.warnOfUnseen()
    await app.close()
  }
  return Object.freeze({
    ...handle,
    issuer,
    environment: environmentOf(issuer),
    researchers: Object.freeze(Object.fromEntries(registry.people)) as Record<Name | PersonName, Researcher>,
    ...browser,
    control: token === null ? null : Object.freeze({ url: `${addressOf(app, settings)}${prefix}/control`, token }),
    close,
    [Symbol.asyncDispose]: close
  })
}
