// What ORCID refuses and what its checklists frown at, by name: each rule with its reason and its remedy.

/** One rule, as data. */
export interface MockFindingRule {
  /** Whether ORCID refuses the request, or answers it and the client is worse off. */
  readonly severity: 'error' | 'warning'
  /** What ORCID does. */
  readonly orcidDoes: string
  /** What to change. */
  readonly fix: string
  /** Where it is written. */
  readonly source: string
}

const API_ERRORS = 'https://github.com/ORCID/ORCID-Source orcid-api-web/tutorial/api_errors.md'
const REDIRECTS = 'https://info.orcid.org/ufaqs/how-do-redirect-uris-work/'
const SECURITY = 'https://www.rfc-editor.org/rfc/rfc9700'

/** Every rule, by the name a finding has. */
export const findingRules = {
  'authorize-refused': {
    severity: 'error',
    orcidDoes: 'Shows the person an error page and never returns to the app.',
    fix: 'Send client_id, response_type=code, scope and a redirect_uri that is registered, each once.',
    source: API_ERRORS
  },
  'redirect-uri-unregistered': {
    severity: 'error',
    orcidDoes: 'Shows the person an error page: scheme, host and port must be as registered, the path begin so.',
    fix: 'Register the redirect URI, or send the registered one, byte for byte.',
    source: REDIRECTS
  },
  'scope-refused': {
    severity: 'error',
    orcidDoes: 'Sends the browser back with error=invalid_scope.',
    fix: 'Ask only for scopes this kind of client may have, separated by blanks.',
    source: 'https://info.orcid.org/ufaqs/what-is-an-oauth-scope-and-which-scopes-does-orcid-support/'
  },
  'client-refused': {
    severity: 'error',
    orcidDoes: 'Answers 401 invalid_client.',
    fix: 'Check clientId and clientSecret, and that they belong to this environment.',
    source: API_ERRORS
  },
  'code-exchanged-twice': {
    severity: 'error',
    orcidDoes: 'Refuses the second exchange, and ends the tokens of the first.',
    fix: 'Post a code once. Never retry, and let two arrivals of one callback share one exchange.',
    source: 'https://members.orcid.org/api/news'
  },
  'code-exchanged-late': {
    severity: 'error',
    orcidDoes: 'Refuses a code that is older than its ten minutes.',
    fix: 'Exchange the code in the callback, at once.',
    source: 'https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2'
  },
  'grant-refused': {
    severity: 'error',
    orcidDoes: 'Answers 400 invalid_grant: the code or token is not this client\'s, or the redirect URI is another.',
    fix: 'Send the code as it came, and the redirect_uri of the authorize request, byte for byte.',
    source: API_ERRORS
  },
  'token-request-refused': {
    severity: 'error',
    orcidDoes: 'Refuses the token request.',
    fix: 'POST grant_type, client_id, client_secret and what the grant needs, each once.',
    source: API_ERRORS
  },
  'form-expected': {
    severity: 'error',
    orcidDoes: 'Answers 415 with an HTML page.',
    fix: 'Send application/x-www-form-urlencoded, not JSON.',
    source: 'https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3'
  },
  'revocation-refused': {
    severity: 'error',
    orcidDoes: 'Refuses to end the token.',
    fix: 'POST token, client_id and client_secret, each once.',
    source: 'https://github.com/ORCID/ORCID-Source orcid-api-web/tutorial/revoke.md'
  },
  'userinfo-refused': {
    severity: 'error',
    orcidDoes: 'Answers 403 access_denied, whatever is wrong with the token.',
    fix: 'Send a living access token with openid or /authenticate as Authorization: Bearer.',
    source: 'https://github.com/ORCID/ORCID-Source orcid-web OpenIDController.java'
  },
  'record-refused': {
    severity: 'error',
    orcidDoes: 'Refuses the request on the record.',
    fix: 'Use the person\'s own token and iD, a scope that reaches the item, and a media type ORCID has.',
    source: API_ERRORS
  },
  'state-missing': {
    severity: 'warning',
    orcidDoes: 'Nothing: the callback cannot tell its own login from an attacker\'s.',
    fix: 'Send an unguessable state bound to the browser, and compare it in the callback.',
    source: `${SECURITY}#section-4.7`
  },
  'state-repeated': {
    severity: 'warning',
    orcidDoes: 'Nothing: a state that is known from before protects nobody.',
    fix: 'Make a fresh state for every login.',
    source: `${SECURITY}#section-4.7`
  },
  'state-guessable': {
    severity: 'warning',
    orcidDoes: 'Nothing: an attacker may guess the state.',
    fix: 'Draw at least 128 bits from a random generator: randomBytes(16).toString("base64url").',
    source: 'https://www.rfc-editor.org/rfc/rfc6749#section-10.10'
  },
  'nonce-missing': {
    severity: 'warning',
    orcidDoes: 'Nothing: it has no PKCE, so without a nonce a stolen code can be slipped into another login.',
    fix: 'Send a fresh nonce with openid, and compare it in the id_token.',
    source: `${SECURITY}#section-4.5.3`
  },
  'nonce-repeated': {
    severity: 'warning',
    orcidDoes: 'Nothing: an id_token of before fits this login too.',
    fix: 'Make a fresh nonce for every login.',
    source: 'https://openid.net/specs/openid-connect-core-1_0.html#NonceNotes'
  },
  'nonce-guessable': {
    severity: 'warning',
    orcidDoes: 'Nothing: an attacker may guess the nonce.',
    fix: 'Draw at least 128 bits from a random generator: randomBytes(16).toString("base64url").',
    source: 'https://openid.net/specs/openid-connect-core-1_0.html#NonceNotes'
  },
  'implicit-flow': {
    severity: 'warning',
    orcidDoes: 'Puts the tokens into the address, where pages, extensions and the browser\'s history read them.',
    fix: 'Send response_type=code, and exchange the code on the server.',
    source: `${SECURITY}#section-2.1.2`
  },
  'redirect-uri-localhost': {
    severity: 'warning',
    orcidDoes: 'Its form refuses to register localhost.',
    fix: 'Use http://127.0.0.1 on your own machine.',
    source: 'https://github.com/ORCID/ORCID-Source/issues/2121'
  },
  'redirect-uri-http': {
    severity: 'warning',
    orcidDoes: 'Sends the code over a line that others can read.',
    fix: 'Use https, except on the loopback interface.',
    source: REDIRECTS
  },
  'scope-ignored': {
    severity: 'warning',
    orcidDoes: 'Drops profile, email, address, phone and offline_access; nothing comes of them.',
    fix: 'Leave them out: an e-mail address comes from the record, if it is public.',
    source: 'https://github.com/ORCID/ORCID-Source/issues/5504'
  },
  'scope-unused': {
    severity: 'warning',
    orcidDoes: 'Asks people for a permission that nothing is done with.',
    fix: 'Ask for a scope when it is needed.',
    source: 'https://info.orcid.org/documentation/integration-and-api-faq/'
  },
  'two-authentications': {
    severity: 'warning',
    orcidDoes: 'Drops client_id and client_secret of the form as soon as there is an Authorization header.',
    fix: 'Send the credentials one way.',
    source: 'https://www.rfc-editor.org/rfc/rfc6749#section-2.3'
  },
  'secret-in-url': {
    severity: 'warning',
    orcidDoes: 'Takes it, and every log on the way keeps it.',
    fix: 'Send client_secret in the form or in the Authorization header.',
    source: 'https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1'
  },
  'token-in-url': {
    severity: 'warning',
    orcidDoes: 'Takes it, and every log on the way keeps it.',
    fix: 'Send the access token as Authorization: Bearer.',
    source: `${SECURITY}#section-4.3.2`
  },
  'secret-redirected': {
    severity: 'warning',
    orcidDoes: 'Nothing: it was a test, and the client carried its secret to where a redirect sent it.',
    fix: 'Follow no redirect of the token, revocation, userinfo and record addresses.',
    source: `${SECURITY}#section-4.12`
  },
  'api-version': {
    severity: 'warning',
    orcidDoes: 'Ends old versions of the record API; this mock has none but v3.0.',
    fix: 'Use v3.0.',
    source: 'https://info.orcid.org/documentation/integration-guide/minimum-requirements-for-member-integrations'
  },
  'forgery-believed': {
    severity: 'warning',
    orcidDoes: 'Nothing: it was a test, and the client went on to use an answer that it ought to have refused.',
    fix: 'Verify the id_token, its iD and the token answer before anything is done with them.',
    source: 'https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation'
  },
  'userinfo-sub-unchecked': {
    severity: 'warning',
    orcidDoes: 'Nothing: it was a test, and the client went on after userinfo had named another person.',
    fix: 'Compare sub of userinfo with sub of the id_token.',
    source: 'https://openid.net/specs/openid-connect-core-1_0.html#UserInfoResponse'
  }
} as const satisfies Record<string, MockFindingRule>

/** The name of a rule. */
export type MockFindingName = keyof typeof findingRules
