// The options of the plugin.
import type { FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify'
import type { Dispatcher } from 'undici'
import type { OrcidEnvironment } from '../environments.ts'
import type { OrcidError } from '../errors.ts'
import type { OrcidLogin } from '../login-result.ts'
import type { OrcidScopeName } from './scopes.ts'

/** What the plugin needs of an undici dispatcher. Those of undici 7 and of undici 8 have it. */
export interface OrcidDispatcher {
  /** Sends a request and tells the handler about the response. */
  dispatch (request: Dispatcher.DispatchOptions, handler: OrcidDispatchHandler): boolean
}

/** The methods of an undici handler that undici 7 and 8 call in the same way. */
export type OrcidDispatchHandler = Pick<Dispatcher.DispatchHandler,
  'onRequestStart' | 'onResponseStart' | 'onResponseData' | 'onResponseEnd' | 'onResponseError'>

/**
 * Parameters of ORCID's own sign-in page, under ORCID's names.
 *
 * @see https://info.orcid.org/documentation/integration-guide/customizing-the-sign-in-register-screen/
 */
export interface OrcidPageParameters {
  /** `'login'` asks for the password even if the person is signed in at ORCID. `'none'` shows no page at all. */
  prompt?: 'login' | 'none' | 'confirm' | undefined
  /** Asks for the password if the last sign-in at ORCID is older than this many seconds. */
  max_age?: number | undefined
  /** The language of ORCID's pages: `en`, `es`, `fr`, `zh_CN`, … */
  lang?: string | undefined
  /** `false` shows the registration form first. */
  show_login?: boolean | undefined
  /** Fills in the e-mail address. */
  email?: string | undefined
  /** Fills in the iD; preferred over `email`. */
  orcid?: string | undefined
  /** Fills in the registration form. */
  given_names?: string | undefined
  /** Fills in the registration form. */
  family_names?: string | undefined
}

/** Route options for the two routes: hooks, `config` (for rate limits), `logLevel`, `schema` (for API docs). */
export type OrcidRouteSettings = Omit<RouteShorthandOptions, 'handler' | 'exposeHeadRoute' | 'logSerializers'>

/**
 * A store that all processes of an app reach, such as a Redis: `redisState(app.redis)` of `fastify-orcid/redis`. A
 * member that throws, or takes longer than half a second, is left out, and the login goes on without the store.
 *
 * @see docs/processes.md
 */
export interface OrcidSharedState {
  /**
   * Stores `value` only if `key` is absent, atomically, for `ttlSeconds`: `SET key value NX EX ttlSeconds` of Redis.
   * Gives `true` if it was stored, and `false` if there was one.
   */
  add (key: string, value: string, ttlSeconds: number): Promise<boolean>
  /** Gives what is stored; `null` or `undefined` if there is nothing. */
  get (key: string): Promise<string | null | undefined>
  /** Stores `value` for `ttlSeconds`, in place of what there was. */
  set (key: string, value: string, ttlSeconds: number): Promise<unknown>
}

interface SharedOptions {
  /**
   * The ORCID registry: `'production'` (https://orcid.org), `'sandbox'` (https://sandbox.orcid.org, with separate
   * accounts and clients), or an object with the addresses of another one, such as the mock server's `environment`.
   *
   * @default 'production'
   */
  environment?: 'production' | 'sandbox' | OrcidEnvironment
  /** The client ID from ORCID: `APP-` and sixteen characters. */
  clientId: string
  /** The client secret from ORCID. Sent to ORCID's token and revocation endpoints only, never logged or shown. */
  clientSecret: string
  /**
   * The scopes to request, as one string with spaces or as a list. `openid` is added unless `openid: false`. A scope
   * that ORCID does not publish is logged as a warning at start, because ORCID may refuse every login that requests it.
   *
   * @default 'openid'
   * @see https://info.orcid.org/ufaqs/what-is-an-oauth-scope-and-which-scopes-does-orcid-support/
   */
  scope?: OrcidScopeName | readonly OrcidScopeName[] | undefined
  /**
   * Whether to use OpenID Connect. With `false` there is no id_token and no nonce: the iD comes from the token response
   * alone, and a stolen code can be injected into another person's sign-in. A warning is logged at start.
   *
   * @default true
   */
  openid?: boolean | undefined
  /**
   * Scopes without which a login is refused with `ORCID_ERR_SCOPE_MISSING`. Must be part of `scope`.
   *
   * @default []
   */
  requiredScope?: OrcidScopeName | readonly OrcidScopeName[] | undefined
  /**
   * Extra scopes that `?scope=` on the login URL may request: `/login/orcid?scope=/activities/update` requests that
   * scope instead of the default. Any other scope is refused with `ORCID_ERR_SCOPE_NOT_ALLOWED`. When empty, `?scope=`
   * is ignored.
   *
   * @default []
   */
  allowedScope?: OrcidScopeName | readonly OrcidScopeName[] | undefined
  /**
   * Called when a login failed. Answer with your own page or redirect, depending on `error.code`. Show a visitor
   * `error.publicMessage`: `error.message` is for developers. The error is already logged. The status is
   * `error.statusCode` unless you set another one or redirect.
   *
   * @default a plain page for a browser, with a link to start again and a reference that is `ref` in the log. For other
   * clients, and in an app with an error handler of its own, what Fastify does with an error
   */
  onFailure?: (request: FastifyRequest, reply: FastifyReply, error: OrcidError) => unknown
  /**
   * The name of the decorator. If an app registers the plugin more than once, each registration needs its own `name`,
   * `loginPath` and `redirectUri`.
   *
   * @default 'orcid'
   */
  name?: string | undefined
  /**
   * A prefix for `loginPath` and `callbackPath`. The prefix of a parent plugin comes before it.
   *
   * @default ''
   */
  prefix?: string
  /**
   * The path of the login route. `?returnTo=/a/path` sets where the browser goes after the login.
   *
   * @default '/login/orcid'
   */
  loginPath?: string | undefined
  /**
   * `'POST'`: a login starts from a form of this site only. A link, an image or a pop-up of another site cannot start
   * one in the visitor's name. Use it when a signed-in account adds its iD. The form may have the fields `returnTo` and
   * `scope`. A form of another site is refused with `ORCID_ERR_CROSS_SITE`. If the page has a Content-Security-Policy
   * with `form-action`, it must name ORCID's origin, because browsers apply it to the redirect, too:
   * `form-action 'self' https://orcid.org`.
   *
   * @default 'GET'
   */
  loginMethod?: 'GET' | 'POST' | undefined
  /**
   * The path of the callback route. Together with the prefixes it must be the path of `redirectUri`, or its end if a
   * proxy in front of the app strips the beginning.
   *
   * @default the path of `redirectUri` without the prefixes
   */
  callbackPath?: string | undefined
  /**
   * Your own route options for the two routes: `{ login: { … }, callback: { … } }`. An app with several public hosts
   * registers the plugin once for each, with a `name` and a `redirectUri` of its own and
   * `constraints: { host: 'one.example.org' }` on both routes. The documentation of an API leaves the routes out unless
   * they have a `schema` here.
   *
   * @default none
   */
  routeOptions?: {
    readonly login?: OrcidRouteSettings | undefined
    readonly callback?: OrcidRouteSettings | undefined
  } | undefined
  /**
   * Parameters for ORCID's own pages, the same for every sign-in or made from the request. A parameter that ORCID's
   * pages do not know is refused, and so are those of the protocol (`state`, `scope`, …).
   *
   * @default none
   */
  authorizationParams?: OrcidPageParameters |
    ((request: FastifyRequest) => OrcidPageParameters | Promise<OrcidPageParameters>) | undefined
  /**
   * Where the browser goes after a login without `returnTo`: a path of this site.
   *
   * @default '/'
   */
  defaultReturnTo?: string | undefined
  /**
   * Decides whether a `returnTo` is allowed. It is already a path of this site, at most 450 characters long.
   * A refused path is replaced by `defaultReturnTo`.
   *
   * @default every path of this site
   */
  allowReturnTo?: (path: string, request: FastifyRequest) => boolean | Promise<boolean>
  /**
   * The secret that seals the cookies of sign-ins in progress, and the texts of `sealTokens()`, which needs it, as
   * `openTokens()` does: at least 32 characters, or several such strings. The first one seals, all of them open. Every
   * process of the app needs the same secrets. To rotate: append the new secret in all processes, then move it to the
   * front, and seal every stored text of `sealTokens()` again. Remove the old one `transactionTtlSeconds` later, and
   * only when no stored text is sealed under it: such a text never opens again, and its tokens are lost.
   *
   * @default for the cookies, derived from `clientSecret`. Then a new client secret ends every sign-in that is in
   * progress, each with `ORCID_ERR_TRANSACTION_INVALID`. For stored tokens there is none: `sealTokens()` and
   * `openTokens()` throw `ORCID_ERR_OPTIONS`
   * @see docs/record.md
   */
  secret?: string | readonly string[] | undefined
  /**
   * The time, in seconds, between login and callback, 60 to 3600. A later callback is refused with
   * `ORCID_ERR_TRANSACTION_EXPIRED`, and its code is not exchanged.
   *
   * @default 900
   */
  transactionTtlSeconds?: number | undefined
  /**
   * The allowed difference, in seconds, between ORCID's clock and the clocks of the app's processes, 0 to 300.
   *
   * @default 60
   */
  clockToleranceSeconds?: number | undefined
  /**
   * The time, in milliseconds, that ORCID has for one call, 100 to 60000. A login counts as one call, although it may
   * need two requests. A slower call fails with `ORCID_ERR_TIMEOUT`.
   *
   * @default 10000
   */
  timeoutMs?: number | undefined
  /**
   * The undici dispatcher for requests to ORCID, for proxies and tests. It must come from undici 7 or 8, and you close
   * it yourself. One of undici 6, which Node.js 20 and 22 have inside, is refused. Create it with `pipelining: 0`, so
   * that no code is lost on a connection that was idle. Its interceptors for redirects and retries are told to do
   * neither. A `RetryAgent` cannot be told: it sends again what its options name, which must not be POST.
   *
   * @default an `Agent` of its own, closed with the app
   */
  dispatcher?: OrcidDispatcher | undefined
  /**
   * Binds a sign-in to a string that must be the same at the login and at the callback, such as the account that an iD
   * is being linked to. If it changed, the login fails with `ORCID_ERR_ACCOUNT_CHANGED`.
   *
   * @default none: anybody in the same browser may finish the sign-in
   */
  bindTo?: (request: FastifyRequest) => string | Promise<string>
  /**
   * For an app of several processes: a store that all of them reach, so that a sign-in whose callback arrives at two of
   * them is exchanged once, and both sign the person in. Its answers are sealed with `secret`, and need not be trusted.
   *
   * @default none. Then two processes post the code twice, and ORCID ends the tokens of the first
   * @see docs/processes.md
   */
  sharedState?: OrcidSharedState | undefined
  /**
   * Overrides `environment.pkce`. Useless at ORCID, whose token endpoint ignores `code_verifier`.
   *
   * @default `environment.pkce`
   */
  pkce?: 'S256' | false | undefined
}

/** Handles a person who signed in. */
export type OrcidLoginHandler = (request: FastifyRequest, reply: FastifyReply, login: OrcidLogin) => unknown

/** The options of a registration that serves the login and the callback route. */
export interface FastifyOrcidRouteOptions extends SharedOptions {
  /**
   * Where ORCID sends the browser back: an absolute URL, exactly as registered at ORCID. `https:`, or `http:` on a
   * loopback host. Its path is the path of the callback route.
   *
   * @example 'https://app.example.org/login/orcid/callback'
   */
  redirectUri: string
  /**
   * `false` registers no routes; see {@link FastifyOrcidDecoratorOptions}.
   *
   * @default true
   */
  routes?: true | undefined
  /**
   * Called when a person has proved their iD. Start a session, then answer. If it does not answer, the browser is sent
   * to `login.returnTo`. Errors thrown by it go to your error handler, or to the error page if you have none; an
   * `OrcidError`, as `record()` throws it, goes to `onFailure` if you have that. ORCID's page may send a browser to the
   * callback twice: the code is exchanged once, and `onLogin` is called for each arrival, possibly at the same time.
   */
  onLogin: OrcidLoginHandler
}

/** The options of a registration without routes: the app writes its own with the decorator. */
export interface FastifyOrcidDecoratorOptions extends SharedOptions {
  /** Registers no routes. Write them with `fastify.orcid.authorizationUrl()` and `fastify.orcid.callback()`. */
  routes: false
  /**
   * As for the routes of the plugin, for `authorizationUrl()` and `callback()`. A job or a worker, which only uses the
   * record, leaves it out.
   *
   * @default none: then `authorizationUrl()` and `callback()` reject with `ORCID_ERR_OPTIONS`
   */
  redirectUri?: string | undefined
  /**
   * Not called without routes.
   *
   * @default none
   */
  onLogin?: never
}

/**
 * The options of the plugin. A wrong, missing or unknown option rejects the registration with `ORCID_ERR_OPTIONS` and a
 * message that names the option, the kind of its value, and what was expected. As a union it loses members in `Omit`:
 * a plugin of your own that sets `onLogin` takes `Omit<FastifyOrcidRouteOptions, 'onLogin'>`.
 */
export type FastifyOrcidOptions = FastifyOrcidRouteOptions | FastifyOrcidDecoratorOptions
