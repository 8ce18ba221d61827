// What is not known of ORCID's authorize page, as settings.
import type { Setting } from './setting.ts'

/** The settings of leg one. */
export const authorizeSettings = {
  /** How a client hears that a scope is none it may ask for. */
  authorizeErrors: {
    values: {
      query: '`?error=invalid_scope&error_description=…&state=…`',
      stateless: 'the same without `state`',
      fragment: '`#error=invalid_scope`, which no server sees',
      page: 'it does not: the person sees an error page'
    },
    legacy: 'stateless',
    evidence: 'Inferred: the server is built on Spring Authorization Server, which follows RFC 6749 §4.1.2.1. Before ' +
      'April 2026 without state (IQSS/dataverse#5279); the page still knows the fragment (orcid-angular oauth.service.ts)'
  },
  /** How an unknown `response_type` is answered. */
  unsupportedResponseType: {
    values: {
      page: 'with an error page',
      query: 'with `?error=unsupported_response_type` and the state',
      fragment: 'with `#error=unsupported_response_type`'
    },
    legacy: 'fragment',
    evidence: 'Inferred: Spring judges it before it trusts a redirect URI. The fragment: orcid-angular oauth.service.ts'
  },
  /** Which redirect URIs a registered one admits. */
  redirectUriMatching: {
    values: {
      prefix: 'those whose path starts with its path',
      exact: 'itself alone'
    },
    evidence: 'Documented: https://info.orcid.org/ufaqs/how-do-redirect-uris-work/. The matcher in use is not public'
  },
  /** Which hosts a redirect URI may have. */
  redirectUriHosts: {
    values: {
      any: 'any; `localhost` is a finding',
      dotted: 'one with a dot in it: `127.0.0.1` and `dev.localhost`, not `localhost` and `[::1]`'
    },
    evidence: 'Our choice: members are registered by ORCID\'s staff, and its documentation has shown `http://localhost`. ' +
      'The form for everybody wants a dot: orcid-angular constants.ts, microbiomedata/nmdc-server#1041'
  },
  /** What the error page says of a redirect URI that is not the client's. */
  redirectUriRefusal: {
    values: {
      named: '`invalid_grant - The provided redirect URI … does not match the redirect URIs registered by …`',
      unnamed: '`invalid_grant - Redirect URI doesn\'t match your registered redirect URIs.`',
      parameter: '`invalid_request - Invalid parameter: redirect_uri`, or `Missing parameter: redirect_uri`'
    },
    legacy: 'unnamed',
    evidence: 'Observed: RSD-as-a-service#1089, impactstory-tng#34, openneuro#1206. Before April 2026: OauthController. ' +
      'Inferred: the server of today says `Invalid parameter: client_id`'
  },
  /** What becomes of `profile`, `email`, `address`, `phone` and `offline_access`. */
  oidcScopes: {
    values: {
      dropped: 'they are ignored',
      echoed: 'they are granted by name, and do nothing',
      refused: 'they are `invalid_scope`'
    },
    evidence: 'Source of the server before April 2026: OrcidOAuth2RequestValidator. It has granted them by name: ' +
      'ORCID-Source#6063'
  },
  /** What the redirect of a person who denies looks like. */
  denial: {
    values: {
      described: '`?error=access_denied&error_description=User%20denied%20access&state=…`',
      bare: '`?error=access_denied&state=…`',
      stateless: '`?error=access_denied&error_description=User%20denied%20access`',
      raw: 'as `described`, and `&`, `=`, `+` and `#` of the state are not encoded'
    },
    legacy: 'raw',
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
    evidence: 'Source: orcid-angular authorize.guard.ts. Its documentation says query: ORCID_AUTH_WITH_OPENID_CONNECT.md'
  },
  /** How `prompt=none` is answered when somebody is signed in who has not consented. */
  interactionRequired: {
    values: {
      consent: 'with the consent page',
      fragment: '`#error=interaction_required`',
      query: '`?error=interaction_required&state=…`'
    },
    legacy: 'fragment',
    evidence: 'Source: orcid-angular auth-decision.service.ts. Its documentation says query'
  },
  /** Whether `prompt=confirm` shows the consent page although the same grant stands. */
  promptConfirm: {
    values: {
      ignored: 'it does not',
      honoured: 'it does'
    },
    legacy: 'honoured',
    evidence: 'Source: orcid-angular auth-decision.service.ts does not know it; OauthController did'
  },
  /** Whether `max_age` makes a person sign in again. */
  maxAge: {
    values: {
      honoured: 'with `openid`, after that many seconds',
      ignored: 'never'
    },
    evidence: 'Documented: https://info.orcid.org/faq/how-do-i-force-a-user-to-logout; not seen on today\'s server'
  },
  /** What becomes of a `state` or `nonce` over 2,000 characters. */
  longState: {
    values: {
      refused: 'an error page, because it cannot be stored',
      kept: 'it comes back whole'
    },
    evidence: 'Inferred: ORCID\'s table authorization_code_detail keeps 2,000 characters (orcid-persistence, db/updates)'
  },
  /** Whether the redirect says who sends it (RFC 9207). */
  issuerInRedirect: {
    values: {
      absent: 'no `iss`',
      present: '`iss` comes last, on success and on error'
    },
    evidence: 'Observed 2026-10-01: discovery does not announce it'
  },
  /** What becomes of a parameter that comes twice, at authorize, token and revoke. */
  duplicateParameters: {
    values: {
      refused: '`invalid_request`',
      first: 'the first one counts, as in a servlet'
    },
    evidence: 'Inferred for authorize: Spring refuses them, as RFC 6749 §3.1 wants. Our choice for token and revoke, ' +
      'where a servlet takes the first (OauthGenericCallsController): a fake should not hide a mistake'
  },
  /** Whether the implicit flow is there: `response_type=token`, `id_token` and both. */
  implicitFlow: {
    values: {
      documented: 'tokens come in the fragment, with `tokenVersion` and `persistent`',
      plain: 'they come without these two',
      off: 'it is an unsupported response type'
    },
    evidence: 'Documented: ORCID_AUTH_WITH_OPENID_CONNECT.md; ORCID\'s own member portal used it in August 2026'
  },
  /** What a code looks like. */
  codeFormat: {
    values: {
      six: 'six characters `[0-9A-Za-z]`',
      opaque: '128 characters of base64url'
    },
    evidence: 'Documented: tutorial/get_id.md. Spring makes the long ones'
  },
  /** What `code_challenge` does. */
  pkce: {
    values: {
      ignored: 'nothing',
      broken: 'the exchange fails with `invalid_grant`, because `code_verifier` is dropped on the way'
    },
    evidence: 'Documented by absence; source: AuthorizationServerUtil forwards no `code_verifier`. Nobody has tried it'
  }
} as const satisfies Readonly<Record<string, Setting>>
