// The endpoints of docs/reference/fidelity.md: which requests each one answers, and how a test brings data into it.
import type { Fact, WireRequest } from './fact.ts'

export interface Endpoint {
  /** The heading of its rows. */
  readonly name: string
  /** Its addresses, as the matrix shows them. */
  readonly shows: string
  readonly path: RegExp
  /** Default any. */
  readonly method?: RegExp
  /** Options, routes of the control API, writes. */
  readonly data: string
}

const READ = /^(?:GET|HEAD)$/
const PEOPLE = '`researchers`, `addResearcher()`, `POST /researchers`'
const CLIENTS = '`clients`, `client()`, `POST /clients`'
const ACTIVITIES = 'distinction|education|employment|funding|invited-position|membership|peer-review|qualification|' +
  'research-resource|service|work'
const PERSONAL = 'personal-details|email|biography|other-names|keywords|address|researcher-urls|external-identifiers'

const api = (paths: string): RegExp => new RegExp(`^/(?:pub|api)/v\\d[^/]*/(?:${paths})`, 'i')
const ofRecord = (paths: string): RegExp => api(`[^/]+/(?:${paths})(?:[/?]|s(?:[/?]|$)|$)`)

/** The first that fits a request is its endpoint. */
export const endpoints: readonly Endpoint[] = [
  {
    name: 'Sign-in and consent',
    shows: '`/oauth/authorize`, `/signin`, `/register`',
    path: /^\/(?:oauth2?\/authorize|signin|register)\b/i,
    data: `${CLIENTS}; ${PEOPLE}; a person registers`
  },
  {
    name: 'Token',
    shows: '`/oauth/token`',
    path: /\/oauth\/token/i,
    data: '`token()`, `POST /token`; a person consents'
  },
  {
    name: 'Revocation',
    shows: '`/oauth/revoke`',
    path: /\/oauth\/revoke/,
    data: 'the client; `withdraw()`, `POST /researchers/:person/withdraw`'
  },
  { name: 'Userinfo', shows: '`/oauth/userinfo`', path: /^\/oauth\/userinfo/, data: PEOPLE },
  {
    name: 'Discovery and keys',
    shows: '`/.well-known/openid-configuration`, `/oauth/jwks`',
    path: /^\/(?:\.well-known|oauth\/jwks)/,
    data: '`keys.rotate()`, `POST /keys/rotate`'
  },
  {
    name: 'Search',
    shows: '`/v3.0/search`, `/expanded-search`, `/csv-search`',
    path: api('(?:expanded-|csv-)?search'),
    data: PEOPLE
  },
  {
    name: 'Peer-review groups',
    shows: '`/v3.0/group-id-record`',
    path: api('group-id-record'),
    data: 'the client'
  },
  {
    name: 'Clients, identifiers and status',
    shows: '`/v3.0/client/{id}`, `/identifiers`, `/status`',
    path: /^\/(?:(?:pub|api)\/)?(?:v\d[^/]*\/)?(?:client\/|identifiers|(?:pub|api)?status\b)/i,
    data: CLIENTS
  },
  {
    name: 'Webhooks and notifications',
    shows: '`/{iD}/webhook/{url}`, `/v3.0/{iD}/notification-permission`',
    path: /webhook|notification/,
    data: 'the client'
  },
  {
    name: 'Reading activities',
    shows: '`GET /v3.0/{iD}/works`, `/employments`, `/fundings`, …',
    path: ofRecord(ACTIVITIES),
    method: READ,
    data: `${PEOPLE}, with \`works\`, \`employments\`, … or ORCID's own JSON as \`record\``
  },
  {
    name: 'Reading personal data',
    shows: '`GET /v3.0/{iD}/personal-details`, `/email`, `/keywords`, …',
    path: ofRecord(PERSONAL),
    method: READ,
    data: `${PEOPLE}, with \`emails\`, \`keywords\`, … or \`record\``
  },
  {
    name: 'Reading a record',
    shows: '`GET /v3.0/{iD}/record`, `/person`, `/activities`, and paths that no record has',
    path: api(''),
    method: READ,
    data: `${PEOPLE}; \`update()\`, \`PATCH /researchers/:person\``
  },
  {
    name: 'Writing activities',
    shows: '`POST`, `PUT`, `DELETE /v3.0/{iD}/work`, …',
    path: ofRecord(ACTIVITIES),
    data: 'the client'
  },
  {
    name: 'Writing personal data',
    shows: '`POST`, `PUT`, `DELETE /v3.0/{iD}/keywords`, …',
    path: ofRecord(PERSONAL),
    data: 'the client'
  },
  { name: 'Other methods of the record API', shows: '`OPTIONS`, `POST` … of other paths', path: api(''), data: '' },
  { name: 'Public page', shows: '`/{iD}`', path: /^\/(?:\{orcid\}|(?:\d{4}-){3}\d{3}[\dx])$/i, data: PEOPLE },
  {
    name: 'Everything else',
    shows: '`/userStatus.json`, paths without a version, …',
    path: /^/,
    data: ''
  }
]

/** The method that a request is sent with. */
export function methodOf ({ method, form, body }: WireRequest): string {
  return method ?? (form === undefined && body === undefined ? 'GET' : 'POST')
}

/** The endpoint that answers a fact's request. */
export function endpointOf ({ request }: Fact): Endpoint {
  const method = methodOf(request)
  return endpoints.find((endpoint) => endpoint.path.test(request.path) && (endpoint.method ?? /^/).test(method)) as Endpoint
}
