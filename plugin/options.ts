// What a user may say when registering the plugin.
import type { FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify'
import type { Dispatcher } from 'undici'
import type { OrcidEnvironment } from './environments.ts'
import type { OrcidError } from './errors.ts'
import type { OrcidLogin } from './identity.ts'
import type { OrcidScopeName } from './scopes.ts'

/**
 * What ORCID's own sign-in page can be told, by the names ORCID gives them.
 *
 * @see https://info.orcid.org/documentation/integration-guide/customizing-the-sign-in-register-screen/
 */
export interface OrcidPageParameters {
  /** `'login'` asks for the password again even if somebody is signed in at ORCID; `'none'` shows no page at all. */
  prompt?: 'login' | 'none' | 'confirm'
  /** Sign in again if the last sign-in at ORCID is older than this many seconds. */
  max_age?: number
  /** Language of ORCID's pages: `en`, `es`, `fr`, `zh_CN`, … */
  lang?: string
  /** `false` shows the registration form first. */
  show_login?: boolean
  /** Fills in the e-mail address. */
  email?: string
  /** Fills in the iD; preferred over `email`. */
  orcid?: string
  /** Fills in the registration form. */
  given_names?: string
  /** Fills in the registration form. */
  family_names?: string
}

/** What may be set on the two routes: hooks, `config` (rate limits read it), `logLevel`, `schema` for API docs. */
export type OrcidRouteSettings = Omit<RouteShorthandOptions, 'handler' | 'exposeHeadRoute' | 'logSerializers'>

interface Shared {
  /**
   * Which ORCID: `'production'` (https://orcid.org), `'sandbox'` (https://sandbox.orcid.org, separate accounts and
   * clients), or an object with the addresses of another one, such as the mock server's `environment`.
   *
   * @default 'production'
   */
  environment?: 'production' | 'sandbox' | OrcidEnvironment
  /** The client ID that ORCID gave the app: `APP-` and sixteen characters. */
  clientId: string
  /** The client secret that ORCID gave the app. Sent to ORCID's token endpoint only, never logged or shown. */
  clientSecret: string
  /**
   * Where ORCID sends the browser back: absolute, exactly as registered at ORCID. `https:`, or `http:` on a loopback
   * host. Used for both legs, and its path is the callback route's.
   *
   * @example 'https://app.example.org/login/orcid/callback'
   */
  redirectUri: string
  /**
   * The permissions to ask for, as one string with spaces or as a list. `openid` is added unless `openid: false`. One
   * that ORCID does not publish is warned of at start, because ORCID refuses a login that asks for it.
   *
   * @default 'openid'
   * @see https://info.orcid.org/ufaqs/what-is-an-oauth-scope-and-which-scopes-does-orcid-support/
   */
  scope?: OrcidScopeName | readonly OrcidScopeName[]
  /**
   * Whether to ask for OpenID Connect. With `false` there is no id_token and no nonce: the iD rests on the token
   * answer alone, and a stolen code can be injected into somebody else's sign-in. A warning is logged at start.
   *
   * @default true
   */
  openid?: boolean
  /**
   * Permissions without which a login is refused with `ORCID_ERR_SCOPE_MISSING`. Must be part of `scope`.
   *
   * @default []
   */
  requiredScope?: OrcidScopeName | readonly OrcidScopeName[]
  /**
   * Permissions that a link to the login route may ask for besides `scope`: `/login/orcid?scope=/activities/update`
   * asks for that instead of the default. Any other is refused with `ORCID_ERR_SCOPE_NOT_ALLOWED`. When empty, links
   * have no say.
   *
   * @default []
   */
  allowedScope?: OrcidScopeName | readonly OrcidScopeName[]
  /**
   * Called when a login failed: answer with a page or a redirect of your own. `error.code` says which failure.
   * It is logged already, and the answer has `error.statusCode`, unless you set another or redirect.
   *
   * @default a plain page for a browser, with a way to start again and a code that is `ref` in the log; for everybody
   * else, and in an app with an error handler of its own, what Fastify does with an error
   */
  onFailure?: (request: FastifyRequest, reply: FastifyReply, error: OrcidError) => unknown
  /**
   * Under which name the instance is decorated. Several registrations in one app need several names, and each its own
   * `loginPath` and `redirectUri`.
   *
   * @default 'orcid'
   */
  name?: string
  /**
   * Put before `loginPath` and `callbackPath`, after any prefix of the plugin this is registered in.
   *
   * @default ''
   */
  prefix?: string
  /**
   * Path of the login route. `?returnTo=/a/path` says where the browser goes afterwards.
   *
   * @default '/login/orcid'
   */
  loginPath?: string
  /**
   * Path of the callback route. With the prefixes before it, it must be the path of `redirectUri`, or the end of it
   * when a proxy in front of the app strips the beginning.
   *
   * @default the path of `redirectUri`, less the prefixes
   */
  callbackPath?: string
  /** Route settings of your own for the two routes. */
  routeOptions?: { readonly login?: OrcidRouteSettings, readonly callback?: OrcidRouteSettings }
  /**
   * Parameters for ORCID's own pages, the same for everybody or made from the request. A parameter that is not one
   * of ORCID's is refused; the protocol's own (`state`, `scope`, …) cannot be set here.
   */
  authorizationParams?: OrcidPageParameters |
    ((request: FastifyRequest) => OrcidPageParameters | Promise<OrcidPageParameters>)
  /**
   * Where the browser goes after a login that did not say: a path of this site.
   *
   * @default '/'
   */
  defaultReturnTo?: string
  /**
   * Has the last word on a `returnTo` that is already known to be a path of this site, at most 450 characters long.
   * One it refuses is replaced by `defaultReturnTo`.
   *
   * @default every path of this site
   */
  allowReturnTo?: (path: string, request: FastifyRequest) => boolean | Promise<boolean>
  /**
   * What the cookies of the sign-ins under way are sealed with: at least 32 characters, or several such strings, of
   * which the first seals and all open, so that secrets can be rotated. Every process of an app needs the same: put a
   * new one last in all of them, then first, and drop the old one `transactionTtlSeconds` later.
   *
   * @default derived from `clientSecret`
   */
  secret?: string | readonly string[]
  /**
   * How long, in seconds, a visitor may stay away between leaving for ORCID and coming back, 60 to 3600. A later
   * return is refused with `ORCID_ERR_TRANSACTION_EXPIRED`, and nothing is exchanged.
   *
   * @default 900
   */
  transactionTtlSeconds?: number
  /**
   * How far, in seconds, ORCID's clock and the clocks of the app's processes may be apart, 0 to 300.
   *
   * @default 60
   */
  clockToleranceSeconds?: number
  /**
   * How long, in milliseconds, ORCID may take in all, 100 to 60000: over one request, and over a login, which may need
   * two. After that it fails with `ORCID_ERR_TIMEOUT`.
   *
   * @default 10000
   */
  timeoutMs?: number
  /**
   * The undici dispatcher for requests to ORCID, for proxies and tests. Must be made by undici 7, and is yours to
   * close. Whether it sends a code over a connection that was idle is then its own matter; `pipelining: 0` does not.
   *
   * @default an `Agent` of its own, closed with the app
   */
  dispatcher?: Dispatcher
  /**
   * Ties a sign-in to something that must be the same when it comes back, such as the account that is signed in
   * while an iD is being linked to it. If it is not, the login fails with `ORCID_ERR_ACCOUNT_CHANGED`.
   */
  bindTo?: (request: FastifyRequest) => string | Promise<string>
  /**
   * Overrides what `environment.pkce` says. ORCID's token endpoint drops `code_verifier`, so leave this alone there.
   */
  pkce?: 'S256' | false
}

/** What happens with a person who signed in. */
export type OrcidLoginHandler = (request: FastifyRequest, reply: FastifyReply, login: OrcidLogin) => unknown

/** The options of a registration that serves the login and the callback route. */
export interface FastifyOrcidRouteOptions extends Shared {
  /** `false` registers no routes; see {@link FastifyOrcidDecoratorOptions}. */
  routes?: true
  /**
   * Called when a person has proved their iD: start a session, then answer. If it has answered nothing when it is
   * done, the browser is sent to `login.returnTo`. What it throws is the app's own error and goes where the app's
   * errors go. A browser that ORCID's page sends here twice is answered twice, from one exchange: expect to be called
   * for each, at the same time even.
   */
  onLogin: OrcidLoginHandler
}

/** The options of a registration that serves no routes: the app writes its own with the decorator. */
export interface FastifyOrcidDecoratorOptions extends Shared {
  /** No routes: write them with `fastify.orcid.authorizationUrl()` and `fastify.orcid.callback()`. */
  routes: false
  /** Not called without routes. */
  onLogin?: never
}

/**
 * What the plugin can be told. Checked at registration: a wrong, missing or unknown option rejects it with
 * `ORCID_ERR_OPTIONS` and a message that names the option, what came, and what was expected.
 */
export type FastifyOrcidOptions = FastifyOrcidRouteOptions | FastifyOrcidDecoratorOptions
