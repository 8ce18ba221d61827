// Once, at registration: settings, cookies, the decorator, and the two routes.
import fastifyCookie from '@fastify/cookie'
import type { FastifyInstance, RouteOptions } from 'fastify'
import { createRecord } from './access/record.ts'
import type { OpenRecord } from './access/record.ts'
import { createRefresh } from './access/refresh.ts'
import type { Refresh } from './access/refresh.ts'
import { createRevoke } from './access/revoke.ts'
import type { Revoke } from './access/revoke.ts'
import { createUserinfo } from './access/userinfo.ts'
import type { Userinfo } from './access/userinfo.ts'
import { createBackChannel } from './back-channel/http.ts'
import { createKeySource } from './back-channel/jwks.ts'
import { createCallback, createCallbackRoute } from './callback/route.ts'
import type { Callback } from './callback/route.ts'
import type { OrcidEnvironment } from './environments.ts'
import { OrcidOptionsError } from './errors.ts'
import { createAuthorizationUrl } from './login/authorization-url.ts'
import type { AuthorizationUrl } from './login/authorization-url.ts'
import { createLoginRoute } from './login/route.ts'
import type { FastifyOrcidOptions, OrcidRouteSettings } from './options.ts'
import type { CookieTools, Registration } from './registration.ts'
import { privately, withoutEcho } from './route-privacy.ts'
import type { Handler } from './route-privacy.ts'
import { resolveOptions } from './settings.ts'
import type { Settings } from './settings.ts'
import { createSealer } from './transaction/seal.ts'

/** What `fastify.orcid` is: the three legs, for people who write their own routes. */
export interface FastifyOrcid {
  /** The addresses of the registry this registration talks to. */
  readonly environment: OrcidEnvironment
  /** Leg one: builds the link to ORCID, and sets the cookie that the callback needs. Redirect the browser there. */
  readonly authorizationUrl: AuthorizationUrl
  /** Leg two: judges the callback and exchanges the code. Rejects with an `OrcidError`. */
  readonly callback: Callback
  /** Leg three: opens a record with an access token, to read and update it. */
  readonly record: OpenRecord
  /** Leg three: exchanges a refresh token for a new access token. */
  readonly refresh: Refresh
  /** Leg three: gives a token back, for instance when somebody disconnects their iD. */
  readonly revoke: Revoke
  /** Leg three: asks who an access token belongs to. */
  readonly userinfo: Userinfo
}

/** The plugin: registers one ORCID client on a Fastify instance. Rejects with `ORCID_ERR_OPTIONS`. */
export async function register (fastify: FastifyInstance, options: FastifyOrcidOptions): Promise<void> {
  const settings = resolveOptions(fastify, options)
  if (fastify.hasDecorator(settings.name)) {
    throw new OrcidOptionsError(`fastify-orcid cannot be registered: the name ${settings.name} is taken; give this registration another one with option \`name\`.`)
  }
  if (settings.routes) judgePlace(fastify, settings)
  const backChannel = createBackChannel(settings)
  const registration: Registration = Object.freeze({
    settings,
    backChannel,
    cookies: await cookieTools(fastify),
    sealer: createSealer(settings.secrets, 'transaction'),
    keys: createKeySource(settings, backChannel)
  })
  const legs: FastifyOrcid = Object.freeze({
    environment: settings.environment,
    authorizationUrl: createAuthorizationUrl(registration),
    callback: createCallback(registration),
    record: createRecord(registration),
    refresh: createRefresh(registration),
    revoke: createRevoke(registration),
    userinfo: createUserinfo(registration)
  })
  fastify.decorate(settings.name, legs)
  fastify.addHook('onClose', backChannel.close)
  if (settings.routes) addRoutes(fastify, settings, legs)
}

/** Fastify's own complaint would name neither this plugin nor the option to change. */
function judgePlace (fastify: FastifyInstance, { loginPath, callbackPath, routeOptions }: Settings): void {
  const { login, callback } = routeOptions
  for (const [path, options, { constraints = {} } = {}] of [
    [loginPath, '`loginPath` or `prefix`', login], [callbackPath, '`redirectUri`', callback]] as const) {
    const url = fastify.prefix + path
    if (!fastify.hasRoute({ method: 'GET', url, constraints })) continue
    throw new OrcidOptionsError(`fastify-orcid cannot be registered: there is a route ${url} already; give this registration another ${options}.`)
  }
}

/**
 * The function of @fastify/cookie, the app's own if it has registered it. Otherwise it is loaded in a context of its
 * own, so that an app may register it before us, after us, or not at all, with options of its choice.
 */
async function cookieTools (fastify: FastifyInstance): Promise<CookieTools> {
  if (fastify.hasDecorator('serializeCookie')) return toolsOf(fastify)
  const own: CookieTools[] = []
  await fastify.register(async function orcidCookies (context) {
    await context.register(fastifyCookie, { hook: false })
    own.push(toolsOf(context))
  })
  return own[0] as CookieTools
}

function toolsOf ({ serializeCookie }: FastifyInstance): CookieTools {
  return { serializeCookie }
}

function addRoutes (fastify: FastifyInstance, settings: Settings, legs: FastifyOrcid): void {
  const login = createLoginRoute(settings, legs.authorizationUrl)
  const callback = createCallbackRoute(settings, legs.callback)
  const { routeOptions, loginPath, callbackPath } = settings
  const add = (url: string, handler: Handler, own: OrcidRouteSettings = {}) => {
    // No HEAD twin: answering one would use up what belongs to the GET.
    fastify.route({ ...own, method: 'GET', url, exposeHeadRoute: false, ...privately(settings, own, handler) } as RouteOptions)
  }
  add(loginPath, login, routeOptions.login)
  add(callbackPath, callback, routeOptions.callback)
  // Where the callback is somebody else's under another constraint, these methods are too.
  const { constraints = {} } = routeOptions.callback ?? {}
  fastify.route({ url: callbackPath, constraints, ...withoutEcho(fastify.supportedMethods) })
}
