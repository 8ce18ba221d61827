// Registers the plugin: options become settings, the instance is decorated, and the two routes are added.
import fastifyCookie from '@fastify/cookie'
import type { FastifyInstance, RouteOptions } from 'fastify'
import { createRecord, type OpenRecord } from './api/record.ts'
import { createRefresh, type Refresh } from './api/refresh.ts'
import { createRevoke, type Revoke } from './api/revoke.ts'
import { createUserinfo, type Userinfo } from './api/userinfo.ts'
import { createBackChannel } from './back-channel/http.ts'
import { createKeySource } from './back-channel/jwks.ts'
import { createCallback, createCallbackHandler, type Callback } from './callback/route.ts'
import type { Context, CookieSerializer } from './context.ts'
import type { OrcidEnvironment } from './environments.ts'
import { OrcidOptionsError } from './errors.ts'
import { createOtherMethodsRoute, createRoute, type Handler } from './front-channel/route.ts'
import { createAuthorizationUrl, type AuthorizationUrl } from './login/authorization-url.ts'
import { createLoginHandler } from './login/route.ts'
import type { FastifyOrcidOptions, OrcidRouteSettings } from './options/options.ts'
import { resolveOptions, type Settings } from './options/settings.ts'
import { createSealer } from './seal.ts'

/** The decorator `fastify.orcid`: the three legs, for apps that write their own routes. */
export interface FastifyOrcid {
  /** The addresses of the ORCID registry in use. */
  readonly environment: OrcidEnvironment
  /** Leg one: builds the link to ORCID and sets the cookie for the callback. Redirect the browser to the link. */
  readonly authorizationUrl: AuthorizationUrl
  /** Leg two: validates the callback and exchanges the code. Rejects with an `OrcidError`. */
  readonly callback: Callback
  /** Leg three: opens a record with an access token, to read and update it. */
  readonly record: OpenRecord
  /** Leg three: exchanges a refresh token for a new access token. */
  readonly refresh: Refresh
  /** Leg three: revokes a token, for instance when a person disconnects their iD. */
  readonly revoke: Revoke
  /** Leg three: asks which person an access token belongs to. */
  readonly userinfo: Userinfo
}

/** Rejects with `ORCID_ERR_OPTIONS`. */
export async function register (fastify: FastifyInstance, options: FastifyOrcidOptions): Promise<void> {
  const settings = resolveOptions(fastify, options)
  if (fastify.hasDecorator(settings.name)) {
    throw new OrcidOptionsError(`fastify-orcid cannot be registered: the name ${settings.name} is taken; give this registration another one with option \`name\`.`)
  }
  if (settings.routes) checkRoutesAreFree(fastify, settings)
  const backChannel = createBackChannel(settings)
  const context: Context = Object.freeze({
    settings,
    backChannel,
    cookies: await findCookieSerializer(fastify),
    sealer: createSealer(settings.secrets, 'transaction'),
    keys: createKeySource(settings, backChannel)
  })
  const orcid: FastifyOrcid = Object.freeze({
    environment: settings.environment,
    authorizationUrl: createAuthorizationUrl(context),
    callback: createCallback(context),
    record: createRecord(context),
    refresh: createRefresh(context),
    revoke: createRevoke(context),
    userinfo: createUserinfo(context)
  })
  fastify.decorate(settings.name, orcid)
  fastify.addHook('onClose', backChannel.close)
  if (settings.routes) addRoutes(fastify, settings, orcid)
}

/** Fastify's own error would name neither the plugin nor the option to change. */
function checkRoutesAreFree (fastify: FastifyInstance, { loginPath, callbackPath, routeOptions }: Settings): void {
  const { login, callback } = routeOptions
  for (const [path, options, { constraints = {} } = {}] of [
    [loginPath, '`loginPath` or `prefix`', login], [callbackPath, '`redirectUri`', callback]] as const) {
    const url = fastify.prefix + path
    if (!fastify.hasRoute({ method: 'GET', url, constraints })) continue
    throw new OrcidOptionsError(`fastify-orcid cannot be registered: there is a route ${url} already; give this registration another ${options}.`)
  }
}

/**
 * Takes @fastify/cookie from the app. If the app has not registered it, it is loaded in a child context, so that the
 * app can still register it with options of its own.
 */
async function findCookieSerializer (fastify: FastifyInstance): Promise<CookieSerializer> {
  if (fastify.hasDecorator('serializeCookie')) return { serializeCookie: fastify.serializeCookie }
  const loaded: CookieSerializer[] = []
  await fastify.register(async function orcidCookies (child) {
    await child.register(fastifyCookie, { hook: false })
    loaded.push({ serializeCookie: child.serializeCookie })
  })
  return loaded[0] as CookieSerializer
}

function addRoutes (fastify: FastifyInstance, settings: Settings, orcid: FastifyOrcid): void {
  const { routeOptions, loginPath, callbackPath } = settings
  const add = (url: string, handler: Handler, options: OrcidRouteSettings = {}) => {
    // A HEAD request must not start or finish a sign-in.
    fastify.route({ ...options, method: 'GET', url, exposeHeadRoute: false, ...createRoute(settings, options, handler) } as RouteOptions)
  }
  add(loginPath, createLoginHandler(settings, orcid.authorizationUrl), routeOptions.login)
  add(callbackPath, createCallbackHandler(settings, orcid.callback), routeOptions.callback)
  // With a constraint, another route may own the same path.
  const { constraints = {} } = routeOptions.callback ?? {}
  fastify.route({ url: callbackPath, constraints, ...createOtherMethodsRoute(fastify.supportedMethods) })
}
