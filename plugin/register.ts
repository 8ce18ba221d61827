// Registers the plugin: options become settings, the instance is decorated, and the two routes are added.
import fastifyCookie from '@fastify/cookie'
import type { FastifyInstance, HTTPMethods, RouteOptions } from 'fastify'
import { createBackChannel } from './back-channel/http.ts'
import { createKeySource } from './back-channel/jwks.ts'
import { warnOfProcesses } from './callback/processes-warning.ts'
import { createArrival, createCallback, createCallbackHandler, type Callback, type Restart } from './callback/route.ts'
import { createSessionWarnings } from './callback/session-cookie.ts'
import { createClient, type OrcidClient } from './client.ts'
import type { Context, CookieSerializer } from './context.ts'
import { OrcidOptionsError } from './errors.ts'
import { createOtherMethodsRoute, createOtherSlashRoute, createRoute, type Handler } from './front-channel/route.ts'
import { createAuthorizationUrl, createLinkBuilder, type AuthorizationUrl } from './login/authorization-url.ts'
import { createLoginHandler } from './login/route.ts'
import type { FastifyOrcidOptions, OrcidRouteSettings } from './options/options.ts'
import { resolveOptions, type Settings } from './options/settings.ts'
import { createSealer } from './seal.ts'
import { createCookiePrefix } from './transaction/cookies.ts'

/** The decorator `fastify.orcid`: the three legs, for apps that write their own routes. */
export interface FastifyOrcid extends OrcidClient {
  /**
   * Leg one: builds the link to ORCID and sets the cookie for the callback. Redirect the browser to the link. Rejects
   * with `ORCID_ERR_OPTIONS` for a malformed `scope`, and with `ORCID_ERR_RETURN_TO` for a `returnTo` that is not an
   * allowed path of this site.
   */
  readonly authorizationUrl: AuthorizationUrl
  /** Leg two: validates the callback and exchanges the code, once. Rejects with an `OrcidError`. */
  readonly callback: Callback
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
    cookiePrefix: createCookiePrefix(settings),
    sealer: createSealer(settings.secrets, 'transaction'),
    keys: createKeySource(settings, backChannel)
  })
  if (settings.redirectUriText !== '') warnOfProcesses(settings)
  const buildLink = createLinkBuilder(context)
  const arrive = createArrival(context)
  const orcid: FastifyOrcid = Object.freeze({
    ...createClient(context),
    authorizationUrl: settings.redirectUriText === '' ? refuseSignIn : createAuthorizationUrl(context, buildLink),
    callback: settings.redirectUriText === '' ? refuseSignIn : createCallback(arrive)
  })
  fastify.decorate(settings.name, orcid)
  fastify.addHook('onClose', backChannel.close)
  if (!settings.routes) return
  const restart: Restart = (exchange, { scope, returnTo }) => buildLink(exchange, { scope, returnTo, isRestart: true })
  await addRoutes(fastify, settings, {
    login: createLoginHandler(settings, buildLink),
    callback: createCallbackHandler(settings, arrive, restart)
  })
}

/** A job or a worker, which signs nobody in, leaves the redirect URI out. */
async function refuseSignIn (): Promise<never> {
  throw new OrcidOptionsError('nobody can sign in without option `redirectUri`, which this registration has left out.')
}

/** Fastify's own error would name neither the plugin nor the option to change. */
function checkRoutesAreFree (fastify: FastifyInstance, settings: Settings): void {
  const { loginPath, loginMethod, callbackPath, routeOptions: { login, callback } } = settings
  for (const [path, methods, options, { constraints = {} } = {}] of [
    [loginPath, [loginMethod], '`loginPath` or `prefix`', login],
    [callbackPath, fastify.supportedMethods, '`redirectUri`', callback]] as const) {
    const url = fastify.prefix + path
    const method = methods.find((one) => fastify.hasRoute({ method: one as HTTPMethods, url, constraints }))
    if (method === undefined) continue
    throw new OrcidOptionsError(`fastify-orcid cannot be registered: there is a route ${method} ${url} already; ` +
      `give this registration another ${options}, or a host of its own with \`routeOptions.*.constraints.host\`.`)
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

interface Handlers { readonly login: Handler, readonly callback: Handler }

async function addRoutes (fastify: FastifyInstance, settings: Settings, handlers: Handlers): Promise<void> {
  const { routeOptions: { login = {}, callback = {} }, loginPath, loginMethod, callbackPath } = settings
  const addLogin = (instance: FastifyInstance) => instance.route({
    ...login,
    method: loginMethod,
    url: loginPath,
    exposeHeadRoute: false,
    ...createRoute(settings, login, handlers.login)
  } as RouteOptions)
  if (loginMethod === 'GET') addLogin(fastify)
  else {
    await fastify.register(async function orcidLoginForm (child) {
      readForms(child)
      addLogin(child)
    })
  }
  fastify.route({
    ...callback,
    method: 'GET',
    url: callbackPath,
    exposeHeadRoute: false,
    onResponse: [...createSessionWarnings(settings), ...[callback.onResponse ?? []].flat()],
    ...createRoute(settings, callback, handlers.callback)
  } as RouteOptions)
  // A HEAD request must neither start nor finish a sign-in. With a constraint, another route may own the same path.
  const addOthers = (url: string, methods: string[], allow: string, { constraints = {} }: OrcidRouteSettings) =>
    fastify.route({ url, constraints, ...createOtherMethodsRoute(settings, methods, allow) })
  addOthers(loginPath, ['HEAD'], loginMethod, login)
  addOthers(callbackPath, fastify.supportedMethods.filter((method) => method !== 'GET'), 'GET', callback)
  addOtherSlash(fastify, settings)
}

/** Unless it is the same path to the app, or a path of the app's own. */
function addOtherSlash (fastify: FastifyInstance, settings: Settings): void {
  const { callbackPath, routeOptions: { callback: { constraints = {} } = {} } } = settings
  const url = callbackPath.endsWith('/') ? callbackPath.slice(0, -1) : `${callbackPath}/`
  const { ignoreTrailingSlash, routerOptions } = fastify.initialConfig
  if (url === '' || ignoreTrailingSlash === true || routerOptions?.ignoreTrailingSlash === true) return
  const isTaken = (method: string) =>
    fastify.hasRoute({ method: method as HTTPMethods, url: fastify.prefix + url, constraints })
  const methods = fastify.supportedMethods.filter((method) => !isTaken(method))
  if (methods.length > 0) fastify.route({ url, constraints, ...createOtherSlashRoute(settings, methods) })
}

/** A form of a browser, unless the app can read it already. */
function readForms (fastify: FastifyInstance): void {
  const type = 'application/x-www-form-urlencoded'
  if (fastify.hasContentTypeParser(type)) return
  fastify.addContentTypeParser(type, { parseAs: 'string' }, (_request, body, done) => {
    done(null, Object.fromEntries(new URLSearchParams(String(body))))
  })
}
