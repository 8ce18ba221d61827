// What ORCID refuses and what its checklists warn of: one row a rule, with its check, its source and how to fix it.
import { isLoopback } from '../../network/address.ts'
import type { MockClientType } from '../../options/client.ts'
import type { Refusal } from '../../orcid/registry/seam.ts'
import { grantableScopes } from '../../orcid/registry/scopes.ts'
import type { AuthorizeRefusalReason } from '../../orcid/authorize/request.ts'
import type { TokenRefusalReason } from '../../orcid/token/errors.ts'
import { parameter } from '../../orcid/web/parameters.ts'
import type { MockEndpoint } from '../endpoints.ts'
import type { MockExchange } from '../journal/exchange.ts'
import { headerOf } from '../journal/request.ts'

/** One rule, as data. */
export interface MockFindingRule {
  /** An error is refused by ORCID; a warning is answered, and the client is worse off. */
  readonly severity: 'error' | 'warning'
  /** What ORCID does. */
  readonly orcidDoes: string
  /** What to change. */
  readonly fix: string
  /** Where it is written. */
  readonly source: string
}

/** An exchange as the rules see it. */
export interface Inspected {
  readonly exchange: MockExchange
  /** Whether a browser brings the authorize request of a client. */
  readonly isLogin: boolean
  readonly query: URLSearchParams
  /** Query and form together. */
  readonly parameters: URLSearchParams
  /** Null if ORCID did not refuse, or if a test is to blame for it. */
  readonly refusal: Refusal | null
  /** Whether the client has sent the same state or nonce in another login. */
  readonly repeated: { readonly state: boolean, readonly nonce: boolean }
  /** The rule that a client breaks by using this token at all. */
  readonly believed: 'forgery-believed' | 'userinfo-sub-unchecked' | null
}

/** A rule and its check, which returns what the client sent wrong, or null. */
export interface FindingRule extends MockFindingRule {
  readonly check: (inspected: Inspected) => string | null
  /** What to add to the fix. */
  readonly fixFor?: (inspected: Inspected) => string
}

type Check = FindingRule['check']

/** What was sent, if ORCID refused it at an endpoint for one of these reasons, or for any if none is named. */
function refusedAt (endpoint: MockEndpoint, ...reasons: Array<AuthorizeRefusalReason | TokenRefusalReason>): Check {
  return ({ exchange, parameters, refusal }) => {
    if (refusal === null || exchange.endpoint !== endpoint) return null
    if (reasons.length > 0 && !reasons.some((reason) => reason === refusal.reason)) return null
    if (endpoint === 'authorize') return exchange.request.url
    return endpoint === 'token' ? String(parameters) : `${exchange.request.url} ${exchange.request.body}`.trim()
  }
}

const takesForm = ({ endpoint }: MockExchange): boolean => endpoint === 'token' || endpoint === 'revoke'

export function isLogin ({ endpoint, method, request }: MockExchange): boolean {
  return endpoint === 'authorize' && method === 'GET' && /\/oauth\/authorize(?:\?|$)/.test(request.url) &&
    !headerOf(request, 'sec-purpose').includes('prefetch')
}

const sentIf = (isBroken: boolean, { request }: MockExchange): string | null => isBroken ? request.url : null

/** In characters: what 96 bits take in base64url. */
const MIN_SECRET_LENGTH = 16

function isGuessable (value: string): boolean {
  return value !== '' && (value.length < MIN_SECRET_LENGTH || /^\d+$/.test(value) || new Set(value).size < 8)
}

const isOpenId = (query: URLSearchParams): boolean => parameter(query, 'scope').split(/\s+/).includes('openid')

function redirectUriIf (query: URLSearchParams, isBroken: (url: URL) => boolean): string | null {
  const sent = parameter(query, 'redirect_uri')
  return URL.canParse(sent) && isBroken(new URL(sent)) ? sent : null
}

const IGNORED_SCOPE = /(?:^|\s)(?:profile|email|address|phone|offline_access)(?=\s|$)/

function credentialsOf ({ request }: MockExchange): string {
  const authorization = headerOf(request, 'authorization')
  return authorization === '' ? request.body : `Authorization: ${authorization}`
}

const API_ERRORS = 'https://github.com/ORCID/ORCID-Source orcid-api-web/tutorial/api_errors.md'
const OAUTH = 'https://www.rfc-editor.org/rfc/rfc6749'
const OPENID = 'https://openid.net/specs/openid-connect-core-1_0.html'
const REDIRECTS = 'https://info.orcid.org/ufaqs/how-do-redirect-uris-work/'
const SECURITY = 'https://www.rfc-editor.org/rfc/rfc9700'

/** 400, and 409 for what the record has already. */
const MAY_BE_THE_BODY: ReadonlySet<number | undefined> = new Set([400, 409])

type Row = Omit<FindingRule, 'severity'>

function group<Name extends string> (severity: FindingRule['severity'], rows: Readonly<Record<Name, Row>>,
  concerns: (inspected: Inspected) => boolean = () => true): Record<Name, FindingRule> {
  const rules = Object.entries<Row>(rows).map(([name, row]): [string, FindingRule] => {
    const check: Check = (inspected) => concerns(inspected) ? row.check(inspected) : null
    return [name, { ...row, severity, check }]
  })
  return Object.fromEntries(rules) as Record<Name, FindingRule>
}

function adviseScopes (type: MockClientType): string {
  const member = type === 'public' ? ' The others are a member\'s: here client({ type: \'member\' }) or --type member.' : ''
  return ` A ${type} client may have ${grantableScopes(type).join(' ')}.${member}`
}

const rows = {
  // The first that fits is found: those that take any reason come after those that name some.
  ...group('error', {
    'redirect-uri-unregistered': {
      orcidDoes: 'Shows the person an error page: scheme, host and port must be as registered, the path begin so.',
      fix: 'Register the redirect URI, here by client({ redirectUris }) or --redirect-uri, or send one that begins as a ' +
        'registered one.',
      source: REDIRECTS,
      check: refusedAt('authorize', 'otherRedirectUri', 'missingRedirectUri')
    },
    'scope-refused': {
      orcidDoes: 'Sends the browser back with error=invalid_scope.',
      fix: 'Ask only for scopes this kind of client may have, separated by blanks.',
      source: 'https://info.orcid.org/ufaqs/what-is-an-oauth-scope-and-which-scopes-does-orcid-support/',
      check: refusedAt('authorize', 'invalidScope'),
      fixFor: ({ refusal }) => refusal?.client === undefined ? '' : adviseScopes(refusal.client.type)
    },
    'authorize-refused': {
      orcidDoes: 'Shows the person an error page and never returns to the app.',
      fix: 'Send client_id, response_type=code, scope and a redirect_uri that is registered, each once.',
      fixFor: ({ refusal }) => refusal?.reason === 'unknownClient'
        ? ' Is this client registered at this registry, and the app not set to another environment?'
        : '',
      source: API_ERRORS,
      check: refusedAt('authorize')
    },
    'client-refused': {
      orcidDoes: 'Answers 401 invalid_client.',
      fix: 'Check clientId and clientSecret, and that they belong to this environment.',
      source: API_ERRORS,
      check: refusedAt('token', 'unknownClient', 'wrongSecret', 'lockedClient', 'deactivatedClient')
    },
    'code-exchanged-twice': {
      orcidDoes: 'Refuses the second exchange, and ends the tokens of the first.',
      fix: 'Post a code once. Never retry, and let two arrivals of one callback share one exchange.',
      source: 'https://members.orcid.org/api/news',
      check: refusedAt('token', 'replayedCode', 'reusedCode')
    },
    'code-exchanged-late': {
      orcidDoes: 'Refuses a code that is older than its ten minutes. A test that has turned the clock until then finds nothing.',
      fix: 'Exchange the code in the callback, at once.',
      source: `${OAUTH}#section-4.1.2`,
      check: refusedAt('token', 'expiredCode')
    },
    'grant-refused': {
      orcidDoes: 'Answers 400 invalid_grant: the code or token is not this client\'s, or the redirect URI is another.',
      fix: 'Send the code as it came, and the redirect_uri of the authorize request, byte for byte.',
      source: API_ERRORS,
      check: refusedAt('token', 'unknownCode', 'foreignCode', 'otherRedirectUri', 'missingVerifier', 'unknownRefreshToken',
        'foreignRefreshToken', 'expiredToken')
    },
    'form-expected': {
      orcidDoes: 'Answers 415 with an HTML page.',
      fix: 'Send application/x-www-form-urlencoded, not JSON.',
      source: `${OAUTH}#section-4.1.3`,
      check: ({ exchange, refusal }) => refusal?.reason === 'servlet415' && takesForm(exchange)
        ? `Content-Type: ${headerOf(exchange.request, 'content-type')}`
        : null
    },
    'token-request-refused': {
      orcidDoes: 'Refuses the token request.',
      fix: 'POST grant_type, client_id, client_secret and what the grant needs, each once.',
      source: API_ERRORS,
      check: refusedAt('token')
    },
    'revocation-refused': {
      orcidDoes: 'Refuses to end the token.',
      fix: 'POST token, client_id and client_secret, each once.',
      source: 'https://github.com/ORCID/ORCID-Source orcid-api-web/tutorial/revoke.md',
      check: refusedAt('revoke')
    },
    'userinfo-refused': {
      orcidDoes: 'Answers 403 access_denied, whatever is wrong with the token.',
      fix: 'Send a living access token with openid or /authenticate as Authorization: Bearer.',
      source: 'https://github.com/ORCID/ORCID-Source orcid-web OpenIDController.java',
      check: refusedAt('userinfo')
    },
    'record-refused': {
      orcidDoes: 'Refuses the request on the record.',
      fix: 'Use the person\'s own token and iD, a scope that reaches the item, and a media type ORCID has.',
      fixFor: ({ refusal }) => MAY_BE_THE_BODY.has(refusal?.status) ? ' Of a body, change the member that the answer names.' : '',
      source: API_ERRORS,
      check: refusedAt('record')
    }
  }),
  ...group('warning', {
    'state-missing': {
      orcidDoes: 'Nothing: the callback cannot tell its own login from an attacker\'s.',
      fix: 'Send an unguessable state bound to the browser, and compare it in the callback.',
      source: `${SECURITY}#section-4.7`,
      check: ({ exchange, query }) => sentIf(parameter(query, 'state') === '', exchange)
    },
    'state-repeated': {
      orcidDoes: 'Nothing: a state that is known from before protects nobody.',
      fix: 'Make a fresh state for every login.',
      source: `${SECURITY}#section-4.7`,
      check: ({ exchange, repeated }) => sentIf(repeated.state, exchange)
    },
    'state-guessable': {
      orcidDoes: 'Nothing: an attacker may guess the state.',
      fix: 'Draw at least 128 bits from a random generator: randomBytes(16).toString("base64url").',
      source: `${OAUTH}#section-10.10`,
      check: ({ exchange, query, repeated }) =>
        sentIf(!repeated.state && isGuessable(parameter(query, 'state')), exchange)
    },
    'nonce-missing': {
      orcidDoes: 'Nothing: it has no PKCE, so without a nonce a stolen code can be slipped into another login.',
      fix: 'Send a fresh nonce with openid, and compare it in the id_token.',
      source: `${SECURITY}#section-4.5.3`,
      check: ({ exchange, query }) => sentIf(isOpenId(query) && parameter(query, 'nonce') === '', exchange)
    },
    'nonce-repeated': {
      orcidDoes: 'Nothing: an id_token of before fits this login too.',
      fix: 'Make a fresh nonce for every login.',
      source: `${OPENID}#NonceNotes`,
      check: ({ exchange, repeated }) => sentIf(repeated.nonce, exchange)
    },
    'nonce-guessable': {
      orcidDoes: 'Nothing: an attacker may guess the nonce.',
      fix: 'Draw at least 128 bits from a random generator: randomBytes(16).toString("base64url").',
      source: `${OPENID}#NonceNotes`,
      check: ({ exchange, query, repeated }) =>
        sentIf(!repeated.nonce && isGuessable(parameter(query, 'nonce')), exchange)
    },
    'implicit-flow': {
      orcidDoes: 'Puts the tokens into the address, where pages, extensions and the browser\'s history read them.',
      fix: 'Send response_type=code, and exchange the code on the server.',
      source: `${SECURITY}#section-2.1.2`,
      check: ({ exchange, query }) => sentIf(parameter(query, 'response_type').includes('token'), exchange)
    },
    'redirect-uri-localhost': {
      orcidDoes: 'Its form refuses to register localhost.',
      fix: 'Use http://127.0.0.1 on your own machine.',
      source: 'https://github.com/ORCID/ORCID-Source/issues/2121',
      check: ({ query }) => redirectUriIf(query, ({ hostname }) => hostname === 'localhost')
    },
    'redirect-uri-http': {
      orcidDoes: 'Sends the code over a line that others can read.',
      fix: 'Use https, except on the loopback interface.',
      source: REDIRECTS,
      check: ({ query }) => redirectUriIf(query, ({ protocol, hostname }) => protocol === 'http:' && !isLoopback(hostname))
    },
    'scope-ignored': {
      orcidDoes: 'Drops profile, email, address, phone and offline_access; nothing comes of them.',
      fix: 'Leave them out: an e-mail address comes from the record, if it is public.',
      source: 'https://github.com/ORCID/ORCID-Source/issues/5504',
      check: ({ query }) => IGNORED_SCOPE.test(parameter(query, 'scope')) ? parameter(query, 'scope') : null
    }
  }, ({ isLogin }) => isLogin),
  ...group('warning', {
    'scope-unused': {
      orcidDoes: 'Asks people for a scope that nothing is done with.',
      fix: 'Ask for a scope when it is needed.',
      source: 'https://info.orcid.org/documentation/integration-and-api-faq/',
      check: () => null
    },
    'two-authentications': {
      orcidDoes: 'Drops client_id and client_secret of the form as soon as there is an Authorization header.',
      fix: 'Send the credentials one way.',
      source: `${OAUTH}#section-2.3`,
      check: ({ exchange, parameters }) =>
        takesForm(exchange) && headerOf(exchange.request, 'authorization') !== '' && parameters.has('client_secret')
          ? credentialsOf(exchange)
          : null
    },
    'secret-in-url': {
      orcidDoes: 'Takes it, and every log on the way keeps it.',
      fix: 'Send client_secret in the form or in the Authorization header.',
      source: `${OAUTH}#section-2.3.1`,
      check: ({ exchange, query }) => sentIf(query.has('client_secret'), exchange)
    },
    'token-in-url': {
      orcidDoes: 'Takes it, and every log on the way keeps it.',
      fix: 'Send the access token as Authorization: Bearer.',
      source: `${SECURITY}#section-4.3.2`,
      check: ({ exchange, query }) => sentIf((exchange.endpoint === 'userinfo' || exchange.endpoint === 'record') && query.has('access_token'), exchange)
    },
    'secret-redirected': {
      orcidDoes: 'Nothing: it was a test, and the client carried its secret to where a redirect sent it.',
      fix: 'Follow no redirect of the token, revocation, userinfo and record addresses.',
      source: `${SECURITY}#section-4.12`,
      check: ({ exchange }) => /\/elsewhere$/.test(exchange.request.url) && credentialsOf(exchange) !== '' ? credentialsOf(exchange) : null
    },
    'api-version': {
      orcidDoes: 'Ends old versions of the record API; this mock has none but v3.0.',
      fix: 'Use v3.0.',
      source: 'https://info.orcid.org/documentation/integration-guide/minimum-requirements-for-member-integrations',
      check: ({ exchange }) => sentIf(/\/v(?!3\.0\/)\d+\.\d+\/(?:\d{4}-){3}/.test(exchange.request.url), exchange)
    },
    'forgery-believed': {
      orcidDoes: 'Nothing: it was a test, and the client went on to use an answer that it ought to have refused.',
      fix: 'Verify the id_token, its iD and the token answer before anything is done with them.',
      source: `${OPENID}#IDTokenValidation`,
      check: ({ exchange, believed }) => sentIf(believed === 'forgery-believed', exchange)
    },
    'userinfo-sub-unchecked': {
      orcidDoes: 'Nothing: it was a test, and the client went on after userinfo had named another person.',
      fix: 'Compare sub of userinfo with sub of the id_token.',
      source: `${OPENID}#UserInfoResponse`,
      check: ({ exchange, believed }) => sentIf(believed === 'userinfo-sub-unchecked', exchange)
    }
  })
}

/** The name of a rule. */
export type MockFindingName = keyof typeof rows

/** Every rule, by the name a finding has. */
export const findingRules: Readonly<Record<MockFindingName, FindingRule>> = rows
