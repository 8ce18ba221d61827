// Where ORCID's behaviour is not known: one row for each setting, the default, and the server before April 2026.
import { objectOf, validateOptions, type Shape } from './validate.ts'

/** One way in which ORCID may behave that nobody has confirmed. */
export interface BehaviourSetting {
  /** What the mock does with each value. The first is the default: the best evidence of today's server. */
  readonly values: Readonly<Record<string, string>>
  /** The value of the preset `'legacy'`. @default the first value */
  readonly legacy?: string
  /** Which clients break if they rely on one of the values. */
  readonly breaks: string
  /** Why the default is the default, and where to read about it. */
  readonly evidence: string
}

/** Every setting. A doc comment says what it decides; it is also the doc of the public option. */
export const behaviourSettings = {
  /** How a client learns that it may not ask for a scope. */
  authorizeErrors: {
    values: {
      query: '`?error=invalid_scope&error_description=…&state=…`',
      stateless: 'the same without `state`',
      fragment: '`#error=invalid_scope`, which no server sees',
      page: 'not at all: the person sees an error page'
    },
    legacy: 'stateless',
    breaks: 'A client that finds the sign-in in progress by its `state`, or that takes a callback without a query for a bug',
    evidence: 'Documented: tutorial/api_errors.md says 302, in a form that has been seen without state before April 2026 ' +
      '(IQSS/dataverse#5279); with it by RFC 6749 §4.1.2.1, which Spring follows. Source: today\'s frontend shows a page ' +
      'for every error that its server names (orcid-angular authorize.component.ts); only its old part, oauth.service.ts, ' +
      'knows the fragment'
  },
  /** Which screen stands between the consent page and the app. */
  interstitial: {
    values: {
      none: 'none',
      affiliation: 'one that asks where the person works',
      domains: 'one that asks whether the domain of the e-mail address may be seen',
      'backup-email': 'one that asks for a second e-mail address'
    },
    breaks: 'An app whose sign-in in progress, its cookie first of all, ends before the person has read one more page. The ' +
      'code has been issued by then, and lives for ten minutes',
    evidence: 'Source: orcid-angular authorize.component.ts, behind the toggles OAUTH_AFFILIATION_, OAUTH_DOMAINS_ and ' +
      'OAUTH_BACKUP_EMAIL_INTERSTITIAL, and for some people only. Until August 2026 a fault could leave a blank page'
  },
  /** Which redirect URIs a registered redirect URI admits. */
  redirectUriMatching: {
    values: {
      prefix: 'those with the same scheme, host and port whose path starts with its path',
      exact: 'only itself'
    },
    breaks: 'A client that registers only its origin, or that sends another path or query than it has registered',
    evidence: 'Documented: https://info.orcid.org/ufaqs/how-do-redirect-uris-work/. The matcher in use is not public'
  },
  /** How ORCID's error page words the refusal of an authorize request. */
  errorPage: {
    values: {
      current: '`error: code - description`; most errors have no code',
      legacy: '`error / description`, below a sentence if the redirect URI is not registered'
    },
    legacy: 'legacy',
    breaks: 'A check of a deployment that opens the authorize link and looks for the words of the error page',
    evidence: 'Source: orcid-angular oauth-error.component.html, which has both. Observed: openlibhums/janeway#5507, of ' +
      'September 2026; before, impactstory-tng#34'
  },
  /** What that page says of a redirect URI that is missing, or is not the client's. */
  redirectUriRefusal: {
    values: {
      client: '`invalid_request: Missing parameter: redirect_uri - "…" does not match registered client "…"`',
      parameter: '`invalid_request`, `Invalid parameter: redirect_uri`',
      legacy: '`invalid_grant`, `Redirect URI doesn\'t match your registered redirect URIs.`'
    },
    legacy: 'legacy',
    breaks: 'The same check',
    evidence: 'Observed: openlibhums/janeway#5507. Before: OauthController, RSD-as-a-service#1089, openneuro#1206. ' +
      'Inferred: the server says `Invalid parameter: client_id` of a client that it does not know'
  },
  /** Which hosts a redirect URI may have. */
  redirectUriHosts: {
    values: {
      any: 'any; `localhost` is a finding',
      dotted: 'those with a dot, like `127.0.0.1` and `dev.localhost`, not `localhost` and `[::1]`'
    },
    breaks: 'An app in development on `http://localhost`',
    evidence: 'Our choice: members are registered by ORCID\'s staff, and its documentation has shown `http://localhost`. ' +
      'The form for everybody wants a dot: orcid-angular constants.ts, microbiomedata/nmdc-server#1041'
  },
  /** What happens to the scopes `profile`, `email`, `address`, `phone` and `offline_access`. */
  oidcScopes: {
    values: {
      dropped: 'they are ignored',
      echoed: 'they are granted by name, and do nothing',
      refused: 'they are `invalid_scope`'
    },
    breaks: 'A generic OpenID Connect client that always asks for `openid profile email`, or that compares the granted ' +
      'scopes with the requested ones',
    evidence: 'Source of the server before April 2026: OrcidOAuth2RequestValidator. It has granted them by name: ' +
      'ORCID-Source#6063'
  },
  /** What the redirect looks like when the person denies. */
  denial: {
    values: {
      described: '`?error=access_denied&error_description=User%20denied%20access&state=…`',
      bare: '`?error=access_denied&state=…`',
      stateless: '`?error=access_denied&error_description=User%20denied%20access`',
      raw: 'as `described`, but `&`, `=`, `+` and `#` of the state are not encoded'
    },
    legacy: 'raw',
    breaks: 'A client that finds the sign-in in progress by its `state`, that puts a URL or Base64 into it, or that reads ' +
      '`error_description` without looking whether it is there',
    evidence: 'Source of the server before April 2026: OauthControllerBase. State has been missing: ORCID-Source#1778'
  },
  /** How `prompt=none` is answered when nobody is signed in. */
  loginRequired: {
    values: {
      'bare-fragment': '`#login_required`',
      fragment: '`#error=login_required`',
      query: '`?error=login_required&state=…`'
    },
    legacy: 'fragment',
    breaks: 'A client that signs people in silently and waits for an error in the query',
    evidence: 'Source: orcid-angular authorize.guard.ts. Its documentation says query: ORCID_AUTH_WITH_OPENID_CONNECT.md'
  },
  /** How `prompt=none` is answered when the person is signed in and has not consented. */
  interactionRequired: {
    values: {
      consent: 'with the consent page',
      fragment: '`#error=interaction_required`',
      query: '`?error=interaction_required&state=…`'
    },
    legacy: 'fragment',
    breaks: 'A client that signs people in silently in a hidden frame, where nobody sees a consent page',
    evidence: 'Source: orcid-angular auth-decision.service.ts. Its documentation says query'
  },
  /** Whether `max_age` makes a person sign in again. */
  maxAge: {
    values: { honoured: 'with `openid`, after that many seconds', ignored: 'never' },
    breaks: 'A client that sends `max_age` and refuses an `auth_time` that is older, as OpenID Connect Core §3.1.3.7 wants',
    evidence: 'Documented: https://info.orcid.org/faq/how-do-i-force-a-user-to-logout; not seen on today\'s server'
  },
  /** What happens to a `state` or `nonce` of more than 2,000 characters. */
  longState: {
    values: { refused: 'an error page, because it cannot be stored', kept: 'it comes back whole' },
    breaks: 'A client that seals what it remembers of a sign-in into its `state`',
    evidence: 'Inferred: ORCID\'s table authorization_code_detail keeps 2,000 characters (orcid-persistence, db/updates)'
  },
  /** Whether the redirect names its issuer (RFC 9207). */
  issuerInRedirect: {
    values: { absent: 'no `iss`', present: '`iss` comes last, on success and on error' },
    breaks: 'A client that requires `iss`, or one that refuses a callback with parameters it does not know',
    evidence: 'Observed 2026-10-01: discovery does not announce it'
  },
  /** Whether there is an implicit flow: `response_type=token`, `id_token` and both. */
  implicitFlow: {
    values: {
      documented: 'tokens come in the fragment, with `tokenVersion` and `persistent`',
      off: 'it is an unsupported response type'
    },
    breaks: 'A client without a server, such as a static page',
    evidence: 'Documented: ORCID_AUTH_WITH_OPENID_CONNECT.md; ORCID\'s own member portal used it in August 2026'
  },
  /** What a code looks like. */
  codeFormat: {
    values: { six: 'six characters `[0-9A-Za-z]`', opaque: '128 characters of base64url' },
    breaks: 'A client that checks the length or the alphabet of a code, or stores it in a short column',
    evidence: 'Documented: tutorial/get_id.md. Spring makes the long ones'
  },
  /** What `code_challenge` does. */
  pkce: {
    values: {
      ignored: 'nothing',
      broken: 'the exchange fails with `invalid_grant`, because `code_verifier` is dropped on the way'
    },
    breaks: 'A client that always sends a `code_challenge`, as RFC 9700 §2.1.1 wants',
    evidence: 'Documented by absence; source: AuthorizationServerUtil forwards no `code_verifier`. Nobody has tried it'
  },
  /** What a second exchange of a code does. */
  codeReplay: {
    values: {
      revokes: '`Invalid authorization code: …`, and the tokens of the first exchange are revoked',
      reused: 'the same, with `Reused authorization code: …` the first time it revokes something',
      refused: '`Invalid authorization code: …`, and the tokens keep working'
    },
    legacy: 'reused',
    breaks: 'A client whose callback runs twice and that keeps the tokens of the first run, or that reads the description',
    evidence: 'Documented: tutorial/api_errors.md has the first text alone; https://members.orcid.org/api-news says ' +
      'that tokens are revoked. The second text: orcid-angular#2472'
  },
  /** Whether an exchange must repeat the redirect URI. */
  exchangeRedirectUri: {
    values: {
      optional: 'it may be left out; one that is there must be the same',
      required: 'without it the exchange fails'
    },
    breaks: 'A client that leaves `redirect_uri` out of the token request',
    evidence: 'Source: ORCID-Source#7372'
  },
  /** What the token endpoint says when it refuses. */
  tokenErrors: {
    values: {
      current: 'what tutorial/api_errors.md says since April 2026',
      legacy: 'the texts and statuses of the server before, including 500 for a missing code',
      spring: 'what Spring says untouched: the name of the error, mostly without a description'
    },
    legacy: 'legacy',
    breaks: 'A client that decides by status or description, or that reads `error_description` without looking whether it ' +
      'is there',
    evidence: 'Documented: tutorial/api_errors.md. Before: OAuthErrorUtils, OrcidRefreshTokenChecker. Inferred: the server ' +
      'is built on Spring Authorization Server'
  },
  /** How `token_type` is written. */
  tokenType: {
    values: { bearer: 'lower case', Bearer: 'upper case' },
    breaks: 'A client that compares it as written, or copies it into its Authorization header',
    evidence: 'Documented: orcid-api-web/README.md; ORCID-Source#5149. Spring writes it in upper case'
  },
  /** What `expires_in` says, and how long a token works. */
  tokenLifetime: {
    values: { '20 years': '631138518 seconds', '1 hour': '3599 seconds, which people could choose before 2018' },
    breaks: 'A client that never refreshes, or that adds twenty years to a time in 32 bits',
    evidence: 'Observed 2018: ORCID-Source#4565'
  },
  /** What `name` in a token answer is for a person whose name is not public. */
  privateName: {
    values: { empty: '`""`', null: '`null`', absent: 'not there' },
    breaks: 'A client that takes `name` for a text, or stores it in a column that must have one',
    evidence: 'Source of the server before April 2026: ORCID-Source#3858'
  },
  /** Whether a refresh brings an id_token. */
  refreshIdToken: {
    values: { absent: 'no', present: 'yes, with `openid`' },
    breaks: 'A client that requires one after a refresh, or that expects the nonce of the sign-in in it',
    evidence: 'Source of the server before April 2026: OpenIDConnectTokenEnhancer. Spring sends one'
  },
  /** What happens to the token that was refreshed. */
  refreshedToken: {
    values: {
      ends: 'it is revoked, and its refresh token with it',
      lives: 'it keeps working',
      asked: 'it is revoked unless the request says `revoke_old=false`'
    },
    legacy: 'asked',
    breaks: 'A client that goes on with the old token, or that refreshes twice at the same time',
    evidence: 'Source: `revoke_old` is dropped on the way (AuthorizationServerUtil), and true is its documented default. It was ' +
      'heard before April 2026: tutorial/refresh_tokens.md, orcid-independent-tests test_refresh_tokens.py'
  },
  /** Which media type the empty answer to a revocation has. */
  revokedType: {
    values: { json: '`Content-Type: application/json;charset=UTF-8`', absent: 'no `Content-Type`' },
    breaks: 'A client that parses every answer that says it is JSON, or one that requires a `Content-Type`',
    evidence: 'Inferred: RevokeController produces JSON, and hands an empty text to it'
  },
  /** Whether an id_token has `at_hash`. */
  atHash: {
    values: { present: 'yes', absent: 'no' },
    breaks: 'A client that requires it, as one of the implicit flow must (OpenID Connect Core §3.2.2.9)',
    evidence: 'Documented: ORCID_AUTH_WITH_OPENID_CONNECT.md, samples since 2017'
  },
  /** How the id_token of a member client says how the person signed in. */
  amr: {
    values: {
      string: '`"amr":"pwd"` or `"mfa"`',
      array: '`"amr":["pwd"]`, as OpenID Connect Core §2 wants it',
      absent: 'not at all'
    },
    breaks: 'A client that expects a list, such as Authlib (Python), or one that requires two factors and compares a text',
    evidence: 'Source of the server before April 2026: OpenIDConnectTokenEnhancer'
  },
  /** How an id_token names its audience. */
  audience: {
    values: { string: '`"aud":"APP-…"`', array: '`"aud":["APP-…"]`' },
    breaks: 'A hand-written check that compares `aud` with the client id',
    evidence: 'Documented: ORCID_AUTH_WITH_OPENID_CONNECT.md'
  },
  /** How long an id_token is valid. */
  idTokenLifetime: {
    values: {
      '24 hours': '86,400 seconds',
      '30 minutes': '1,800 seconds, as Spring has it',
      '10 minutes': '600 seconds, as in 2017'
    },
    breaks: 'A client that keeps the id_token as its session',
    evidence: 'Documented: samples since August 2020; ORCID-Source#6595'
  },
  /** Whether an id_token has the names that are public. */
  idTokenNames: {
    values: { present: '`name` (the credit name), `given_name` and `family_name`', absent: 'none of them' },
    breaks: 'A client that fills its user profile from the id_token',
    evidence: 'Source of the server before April 2026: OpenIDConnectTokenEnhancer'
  }
} as const satisfies Readonly<Record<string, BehaviourSetting>>

type Settings = typeof behaviourSettings

/** Every setting with its value. Frozen. */
export type Behaviour = { readonly [Name in keyof Settings]: keyof Settings[Name]['values'] }

/**
 * Settings for what is not known about ORCID. docs/reference/behaviour.md lists the values of each, its default, the
 * clients that break, and the evidence. An app that passes its tests with every value of a setting works with either
 * ORCID.
 */
export type MockOrcidBehaviour = { readonly [Name in keyof Settings]?: keyof Settings[Name]['values'] }

const ROWS: ReadonlyArray<[name: string, setting: BehaviourSetting]> = Object.entries(behaviourSettings)

function choose (choice: (name: string, setting: BehaviourSetting) => string | undefined): Behaviour {
  const chosen = ROWS.map(([name, setting]) => [name, choice(name, setting) ?? Object.keys(setting.values)[0]])
  return Object.freeze(Object.fromEntries(chosen)) as Behaviour
}

const DEFAULTS = choose(() => undefined)
const LEGACY = choose((_name, { legacy }) => legacy)

/** The schema of settings by name; made when it is asked for, because few mocks have any. */
export function behaviourShape (): Shape {
  const properties = ROWS.map(([name, { values }]) => [name, { enum: Object.keys(values) }])
  return objectOf(Object.fromEntries(properties))
}

/** The settings by name: those that are given, or all of the server before April 2026. */
export function settingsOf (behaviour: MockOrcidBehaviour | 'legacy'): MockOrcidBehaviour {
  return behaviour === 'legacy' ? LEGACY : behaviour
}

/**
 * Fills in what was so far, at first the defaults; `'legacy'` is the server before April 2026.
 * @throws `MOCK_ORCID_ERR_OPTIONS` for an unknown setting or value
 */
export function resolveBehaviour (behaviour?: MockOrcidBehaviour | 'legacy', soFar: Behaviour = DEFAULTS): Behaviour {
  if (behaviour === undefined) return soFar
  const given = settingsOf(behaviour)
  validateOptions(behaviourShape(), given, 'behaviour')
  const all: Readonly<Record<string, string>> = { ...soFar, ...given }
  return choose((name) => all[name])
}
