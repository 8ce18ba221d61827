// What is known of who may ask ORCID's APIs, and how they answer where they may not: filters, tokens, versions, quota.
import type { Fact, Given, WireAnswer, WireRequest } from './fact.ts'
import { BEARER, JSON_TYPE, sourceFact, type Row } from './row.ts'

const COMMON = 'ORCID-Source orcid-api-common'
const CORE = 'ORCID-Source orcid-core'
const BEARER_FILTER = `${COMMON} OrcidBearerTokenFilter.java`
const ACCEPT_FILTER = `${CORE} AcceptFilter.java`
const VERSION_FILTER = `${COMMON} DefaultApiVersionFilter.java`
const SECURITY = 'ORCID-Source orcid-api-web orcid-api-security-context.xml'
const STATUS = `${CORE} StatusManagerImpl.java`
const PUBLIC = 'ORCID-Source orcid-pub-web PublicV3ApiServiceImplV3_0.java'
const MEMBER = 'ORCID-Source orcid-api-web MemberV3ApiServiceImplV3_0.java'

const ROOM = {
  token: 'Access: the token',
  ended: 'Access: a permission that is taken back',
  type: 'Access: the type of the answer',
  version: 'Access: versions and status',
  putCode: 'Access: put-codes that are none'
}

const NOBODY = '0000-0002-1825-0097'
const PAVEL = '0009-0009-9999-0107'

const fact = (room: keyof typeof ROOM, row: Row): Fact => sourceFact('access', ROOM[room], row)

const read = (path: string, headers: WireRequest['headers'] = JSON_TYPE): WireRequest =>
  ({ path: `/pub/v3.0/${path}`, headers: { ...headers } })
const asMember = (path: string, headers: WireRequest['headers'] = BEARER): WireRequest =>
  ({ path: `/api/v3.0/${path}`, headers: { ...headers } })
const member = (scope: string): Given => ({ client: 'member', scope })

const oauthError = (status: number, error: string, description: string): WireAnswer => ({
  status,
  headers: { 'content-type': 'application/json;charset=UTF-8', 'www-authenticate': null },
  body: JSON.stringify({ error, error_description: description })
})
const deadToken = oauthError(401, 'invalid_token', 'Invalid access token: {accessToken}')
const apiError = (status: number, code: number, detail: RegExp): WireAnswer =>
  ({ status, body: new RegExp(`^\\{"response-code":${status},"developer-message":"[^"]*${detail.source}.*"error-code":${code},`) })

const form = { client_id: '{clientId}', client_secret: '{clientSecret}' }
const withdrawn: WireRequest = { path: '/oauth/revoke', form: { ...form, token: '{accessToken}' } }

const tokens: readonly Fact[] = [
  fact('token', {
    id: 'public-client-member-api',
    about: 'a token of a public client on the member API, whatever the record',
    request: asMember(`${NOBODY}/person`),
    answer: oauthError(403, 'forbidden', 'Access Denied: {accessToken}'),
    source: `${SECURITY}; ${COMMON} OrcidAPIAccessDeniedHandler.java`
  }),
  fact('token', {
    id: 'public-client-own-token-member-api',
    about: 'the same with the client\'s own token',
    request: asMember('{orcid}/record', { ...JSON_TYPE, Authorization: 'Bearer {ownToken}' }),
    answer: oauthError(403, 'forbidden', 'Access Denied: {ownToken}'),
    source: `${SECURITY}; ${COMMON} OrcidAPIAccessDeniedHandler.java`
  }),
  fact('token', {
    id: 'blank-bearer-public-api',
    about: '`Bearer` without a token on the public API is no header, and the parameter counts',
    request: { path: '/pub/v3.0/{orcid}/person', query: { access_token: 'x' }, headers: { ...JSON_TYPE, Authorization: 'Bearer ' } },
    answer: oauthError(401, 'invalid_token', 'Invalid access token: x'),
    source: `${CORE} SanitizeAuthenticationFilter.java`
  }),
  fact('token', {
    id: 'blank-bearer-member-api',
    about: '`Bearer` without a token on the member API is no token, whatever the parameter says',
    given: member('openid'),
    request: {
      path: '/api/v3.0/{orcid}/person', query: { access_token: '{accessToken}' }, headers: { ...JSON_TYPE, Authorization: 'Bearer ' }
    },
    answer: oauthError(403, 'forbidden', 'Forbidden: The server understood the request but refuses to authorize it.'),
    source: BEARER_FILTER
  }),
  fact('token', {
    id: 'bearer-leading-comma',
    about: 'a token that begins with a comma is not cut there',
    request: read('{orcid}/person', { ...JSON_TYPE, Authorization: 'Bearer ,x,y' }),
    answer: oauthError(401, 'invalid_token', 'Invalid access token: ,x'),
    source: BEARER_FILTER
  }),
  fact('token', {
    id: 'revoked-reads-public',
    about: 'a token that its client has revoked does not even read what anybody may read',
    before: [withdrawn],
    request: read('{orcid}/person', BEARER),
    answer: deadToken,
    source: BEARER_FILTER
  }),
  fact('token', {
    id: 'revoked-deletes-nothing',
    about: 'and removes nothing: only a token that its person took back still does',
    given: member('/activities/update'),
    before: [withdrawn],
    request: { ...asMember('{orcid}/work/1002'), method: 'DELETE' },
    answer: deadToken,
    source: `${BEARER_FILTER}, validateTokenData`
  }),
  fact('token', {
    id: 'reused-code-deletes-nothing',
    about: 'nor does a token whose code was used twice',
    given: member('/activities/update'),
    before: [
      { path: '/oauth/token', form: { ...form, grant_type: 'authorization_code', code: '{code}' } },
      { path: '/oauth/token', form: { ...form, grant_type: 'authorization_code', code: '{code}' } }
    ],
    request: { ...asMember('{orcid}/work/1002', { ...JSON_TYPE, Authorization: 'Bearer {1.access_token}' }), method: 'DELETE' },
    answer: oauthError(401, 'invalid_token', 'Invalid access token: {1.access_token}'),
    source: `${BEARER_FILTER}, validateTokenData`
  }),
  fact('token', {
    id: 'unverified-email-member-api',
    about: 'an e-mail address that is not verified, on the member API: left out',
    given: { ...member('/read-limited'), as: 'unverifiedEmail' },
    request: asMember('{orcid}/email'),
    answer: { status: 200, body: /"email":\[\]/ },
    source: 'ORCID-Source orcid-api-web MemberV3ApiServiceDelegatorImpl.java, viewEmails'
  }),
  fact('token', {
    id: 'unverified-email-member-record',
    about: 'the same in the whole record',
    given: { ...member('/read-limited'), as: 'unverifiedEmail' },
    request: asMember('{orcid}/record'),
    answer: { status: 200, body: /"emails":\{"last-modified-date":null,"email":\[\]/ },
    source: `${CORE} PersonDetailsManagerReadOnlyImpl.java (v3)`
  }),
  fact('token', {
    id: 'unverified-email-public-api',
    about: 'the same on the public API: shown, if it is public',
    request: read(`${PAVEL}/email`),
    answer: { status: 200, body: /"email":"pavel@orcid\.example".*"verified":false/ },
    source: `${CORE} EmailManagerReadOnlyImpl.java (v3), getPublicEmails`
  })
]

function basicRow (id: string, about: string, authorization: string, description: string): Fact {
  return fact('token', {
    id: `basic-${id}`,
    about,
    request: read('{orcid}/person', { ...JSON_TYPE, Authorization: authorization }),
    answer: oauthError(401, 'invalid_token', description),
    source: `${SECURITY}, http-basic; ${COMMON} OrcidMultiSecretAuthenticationProvider.java`
  })
}

const basics: readonly Fact[] = [
  basicRow('nobody', 'Basic credentials of a client that ORCID does not know, although the record is public', 'Basic QVBQLTAwMDAwMDAwMDAwMDAwMDA6eA==',
    'Bad credentials'),
  basicRow('no-colon', 'credentials without a colon', 'Basic bm9uZQ==', 'Invalid basic authentication token'),
  basicRow('empty', 'no credentials', 'Basic', 'Empty basic authentication token'),
  fact('token', {
    id: 'basic-right',
    about: 'a client\'s own credentials, which the public API takes and which open nothing',
    request: read('{orcid}/person', { ...JSON_TYPE, Authorization: 'Basic {basic}' }),
    answer: { status: 200 },
    source: 'ORCID-Source orcid-pub-web orcid-t1-security-context.xml'
  })
]

const ADDED = '{"title":{"title":{"value":"Kept"}},"type":"book","external-ids":{"external-id":[' +
  '{"external-id-type":"doi","external-id-value":"10.5555/kept","external-id-relationship":"self"}]}}'
const adding: WireRequest = {
  ...asMember('{orcid}/work', { ...BEARER, 'Content-Type': 'application/json' }), method: 'POST', body: ADDED
}

/** A person takes back what the client was granted, or deactivates the record; the client then goes on. */
function endRow (id: string, about: string, { person = 'withdraws', as = 'nonLatinName', ...given }: Given,
  row: Pick<Fact, 'request' | 'answer'> & Partial<Fact>): Fact {
  const source = `${BEARER_FILTER}, validateTokenData; ORCID/ORCID-Source#6358, #6410, #7060`
  return fact('ended', { id: `ended-${id}`, about, given: { ...member('/activities/update'), as, person, ...given }, source, ...row })
}

const ended: readonly Fact[] = [
  endRow('reads', 'a person takes the permission back: the token reads nothing, not even what anybody may', {},
    { request: asMember('{orcid}/works'), answer: deadToken }),
  endRow('reads-public', 'nor on the public API', {}, { request: read('{orcid}/works', BEARER), answer: deadToken }),
  endRow('adds', 'it adds nothing', {}, { request: adding, answer: deadToken }),
  endRow('changes', 'it changes nothing', {}, {
    request: { ...adding, path: '/api/v3.0/{orcid}/work/1', method: 'PUT' }, answer: deadToken
  }),
  endRow('deletes', 'it still removes what the client has added, so that a client can clean up after itself', {}, {
    before: [adding],
    request: { ...asMember('{orcid}/work/{1.put-code}'), method: 'DELETE' },
    answer: { status: 204, body: '' }
  }),
  endRow('deletes-foreign', 'and nothing that somebody else has added', { as: 'sofia' }, {
    request: { ...asMember('{orcid}/work/1002'), method: 'DELETE' },
    answer: apiError(403, 9010, /403 Forbidden: You are not the source of the work/)
  }),
  endRow('deletes-scope', 'nor anything that its scopes do not reach', { scope: '/read-limited' }, {
    request: { ...asMember('{orcid}/work/1'), method: 'DELETE' },
    answer: apiError(403, 9038, /409 Conflict: The item has a limited or private visibility/)
  }),
  endRow('deletes-elsewhere', 'nor anything of another record', {}, {
    request: { ...asMember(`${NOBODY}/work/1`), method: 'DELETE' },
    answer: apiError(401, 9017, /Access token is for a different record/)
  }),
  endRow('userinfo', 'it does not tell who the person is', { scope: 'openid' }, {
    request: { path: '/oauth/userinfo', headers: BEARER },
    answer: { status: 403, body: '{"error":"access_denied","error-description":"access_token is invalid"}' },
    source: 'ORCID-Source orcid-web OpenIDController.java'
  }),
  endRow('deactivated', 'a record that its person deactivates ends the tokens, and a DELETE does not pass', {
    person: 'deactivates', as: 'rightToLeft'
  }, {
    before: [adding],
    request: { ...asMember('{orcid}/work/{1.put-code}'), method: 'DELETE' },
    answer: deadToken
  })
]

const asks = (accept: string | null, contentType: string | null): Record<string, string> => ({
  ...(accept !== null && { Accept: accept }), ...(contentType !== null && { 'Content-Type': contentType })
})

function typeRow (id: string, about: string, [accept, contentType]: readonly [string | null, string | null],
  type: string | null): Fact {
  return fact('type', {
    id: `type-${id}`,
    about,
    request: read(`${NOBODY}/person`, asks(accept, contentType)),
    answer: { status: type === null ? 406 : 404, headers: { 'content-type': type === null ? null : `${type};charset=UTF-8` } },
    source: ACCEPT_FILTER
  })
}

const VENDOR_XML = 'application/vnd.orcid+xml'

const types: readonly Fact[] = [
  typeRow('nothing', 'neither header', [null, null], VENDOR_XML),
  typeRow('any', '`*/*`', ['*/*', null], VENDOR_XML),
  typeRow('any-json', '`*/*`, with JSON as the type that is sent', ['*/*', 'application/json'], 'application/json'),
  typeRow('absent-vendor', 'no Accept, with ORCID\'s own JSON as the type that is sent', [null, 'application/vnd.orcid+json'],
    'application/vnd.orcid+json'),
  typeRow('charset', 'the same with a charset behind it: not recognised', ['*/*', 'application/json; charset=utf-8'], VENDOR_XML),
  typeRow('upper-case', 'the same in upper case: not recognised', ['*/*', 'Application/JSON'], VENDOR_XML),
  typeRow('form', 'a type that the API does not speak', ['*/*', 'text/plain'], VENDOR_XML),
  typeRow('linked-data', 'a type of linked data, which a person has not', ['*/*', 'text/turtle'], null),
  typeRow('any-and-more', '`*/*` behind another type is taken as it stands', ['text/html, */*', 'application/json'], VENDOR_XML),
  fact('type', {
    id: 'type-write',
    about: 'a work that is changed without an Accept comes back in the type in which it was sent',
    given: member('/activities/update'),
    before: [{
      ...asMember('{orcid}/work', { Authorization: 'Bearer {accessToken}', 'Content-Type': 'application/json' }),
      method: 'POST',
      body: JSON.stringify({
        title: { title: { value: 'Typed' } },
        type: 'journal-article',
        'external-ids': {
          'external-id': [{ 'external-id-type': 'doi', 'external-id-value': '10.5555/typed', 'external-id-relationship': 'self' }]
        }
      })
    }],
    request: {
      ...asMember('{orcid}/work/{1.put-code}', { Authorization: 'Bearer {accessToken}', 'Content-Type': 'application/json' }),
      method: 'PUT',
      body: '{"put-code":"{1.put-code}","title":{"title":{"value":"Typed again"}},"type":"journal-article","external-ids":' +
        '{"external-id":[{"external-id-type":"doi","external-id-value":"10.5555/typed","external-id-relationship":"self"}]}}'
    },
    answer: { status: 200, headers: { 'content-type': 'application/json;charset=UTF-8' }, body: /Typed again/ },
    source: ACCEPT_FILTER
  })
]

const redirect = (status: number, location: string): WireAnswer =>
  ({ status, headers: { location: `{issuer}${location}`, 'content-type': null, 'access-control-allow-origin': null } })

function versionRow (id: string, about: string, path: string, answer: WireAnswer,
  request: Partial<WireRequest> = {}): Fact {
  const row = { id: `version-${id}`, about, request: { path, headers: JSON_TYPE, ...request }, answer }
  return fact('version', { ...row, source: VERSION_FILTER })
}

const CANDIDATE = 'Release candidates for V3.0 are now disabled, your request will be redirected to the corresponding ' +
  'V3.0 end point'
const ALL_UP = '{"tomcatUp":true,"dbConnectionOk":true,"readOnlyDbConnectionOk":true,"overallOk":true}'

function statusRow (id: string, about: string, path: string, answer: WireAnswer,
  request: Partial<WireRequest> = {}): Fact {
  const row = { id: `status-${id}`, about, request: { path, headers: JSON_TYPE, ...request }, answer }
  return fact('version', { ...row, source: STATUS })
}

const versions: readonly Fact[] = [
  versionRow('none', 'a path without a version, whose query is lost', '/pub/{orcid}/record', redirect(302, '/pub/v3.0/{orcid}/record'),
    { query: { a: 'b' } }),
  versionRow('none-member', 'the same on the member API, before anybody asks for a token', '/api/{orcid}/record',
    redirect(302, '/api/v3.0/{orcid}/record')),
  versionRow('none-write', 'a write without a version is redirected, too', '/api/{orcid}/work',
    redirect(302, '/api/v3.0/{orcid}/work'), { method: 'POST', headers: { ...JSON_TYPE, 'Content-Type': 'application/json' }, body: '{}' }),
  versionRow('none-encoded', 'what was encoded is decoded', '/pub/{orcid}/works/1002%2C1003',
    redirect(302, '/pub/v3.0/{orcid}/works/1002,1003')),
  versionRow('alone', 'a version without a slash behind it is none', '/pub/v3.0', redirect(302, '/pub/v3.0/v3.0')),
  versionRow('linked-data', 'a client that takes RDF is sent to the linked data', '/pub/{orcid}',
    redirect(302, '/pub/experimental_rdf_v1/{orcid}'), { headers: { Accept: 'text/turtle' } }),
  versionRow('candidate', 'a release candidate', '/pub/v3.0_rc1/{orcid}/record', {
    ...redirect(308, '/pub/v3.0/{orcid}/record'),
    body: `{"responseCode":301,"developerMessage":"${CANDIDATE.replaceAll('3.0', '2.0')}","userMessage":"${CANDIDATE}",` +
      '"errorCode":9056,"moreInfo":null}\n'
  }),
  versionRow('candidate-xml', 'the same for a client that does not ask for JSON', '/api/v3.0_rc2/{orcid}/record', {
    ...redirect(308, '/api/v3.0/{orcid}/record'), body: new RegExp(`<developer-message>${CANDIDATE}</developer-message>`)
  }, { headers: {} }),
  versionRow('candidate-older', 'a release candidate of 2.0', '/pub/v2.0_rc3/{orcid}/record', redirect(308, '/pub/v2.0/{orcid}/record')),
  versionRow('given-up', 'a version that is no more, or not yet', '/pub/v1.2/{orcid}/orcid-profile',
    redirect(308, '/pub/v3.0/{orcid}/orcid-profile')),
  statusRow('simple', 'whether the public API is up', '/pub/v3.0/status', { status: 200, body: '{"tomcatUp":true}' }),
  statusRow('public', 'and its database', '/pub/v3.0/pubStatus',
    { status: 200, headers: { 'content-type': 'application/json;charset=UTF-8' }, body: ALL_UP }, { headers: {} }),
  statusRow('member', 'whether the member API is up, without a token', '/api/v3.0/apiStatus', { status: 200, body: ALL_UP }),
  statusRow('member-simple', 'the same in short', '/api/v3.0/status', { status: 200, body: '{"tomcatUp":true}' }),
  statusRow('bad-token', 'a token that is there has to be right', '/api/v3.0/apiStatus',
    oauthError(401, 'invalid_token', 'Invalid access token: x'), { headers: { ...JSON_TYPE, Authorization: 'Bearer x' } }),
  statusRow('public-client', 'a token of a public client will do', '/api/v3.0/apiStatus', { status: 200, body: ALL_UP }, { headers: BEARER }),
  statusRow('other-api', 'to the public API `apiStatus` is an iD that nobody has', '/pub/v3.0/apiStatus', apiError(404, 9016, /404 Not Found: The resource was not found\./)),
  statusRow('xml', 'it is told in JSON alone, and a client that takes anything is taken to want XML', '/pub/v3.0/status',
    { status: 406, headers: { 'content-type': `${VENDOR_XML};charset=UTF-8` }, body: /<error-code>9001</ }, { headers: {} }),
  statusRow('browser', 'as a browser asks', '/pub/v3.0/pubStatus', {
    status: 200, headers: { 'content-type': 'application/vnd.orcid+json;charset=UTF-8' }, body: /"overallOk" : true/
  }, { headers: { Accept: 'text/html, */*;q=0.8' } }),
  statusRow('write', 'by another method', '/pub/v3.0/status', apiError(405, 9001, /HTTP 405 Method Not Allowed/),
    { method: 'POST', headers: { ...JSON_TYPE, 'Content-Type': 'application/json' }, body: '{}' })
]

const scripts: readonly Fact[] = [
  fact('type', {
    id: 'jsonp',
    about: 'a script that asks for a call of its function gets JSON in it, whatever it accepts',
    request: { path: '/pub/v3.0/{orcid}/services', query: { callback: 'show' }, headers: { Accept: 'application/xml' } },
    answer: {
      status: 200,
      headers: { 'content-type': 'application/javascript;charset=UTF-8' },
      body: 'show({"last-modified-date":null,"affiliation-group":[],"path":"/{orcid}/services"});'
    },
    source: `${CORE} JsonpCallbackFilter.java`
  }),
  fact('type', {
    id: 'jsonp-error',
    about: 'errors come so, too',
    request: { path: `/pub/v3.0/${NOBODY}/person`, query: { callback: 'show' } },
    answer: { status: 404, headers: { 'content-type': 'application/javascript;charset=UTF-8' }, body: /^show\(\{"response-code":404,.*\}\);$/ },
    source: `${CORE} JsonpCallbackFilter.java`
  }),
  fact('type', {
    id: 'jsonp-token',
    about: 'and a token that is refused',
    request: { path: '/pub/v3.0/{orcid}/person', query: { callback: 'show', access_token: 'x' } },
    answer: { status: 401, body: 'show({"error":"invalid_token","error_description":"Invalid access token: x"});' },
    source: `${CORE} JsonpCallbackFilter.java`
  })
]

const FIREWALL = 'spring-security StrictHttpFirewall.java; ORCID-Source orcid-t1-security-context.xml, orcid-api-security-context.xml'

const addresses: readonly Fact[] = [
  ...[['double-slash', '//{orcid}/person'], ['semicolon', '/{orcid}/person;v=1'], ['encoded-slash', '/{orcid}%2Fperson'],
    ['encoded-percent', '/{orcid}/works/1%252C2'], ['encoded-dot', '/{orcid}/%2e/person']].map(([id, path]) => fact('version', {
    id: `firewall-${id}`,
    about: 'an address that the public API\'s firewall refuses',
    request: { path: `/pub/v3.0${path}`, headers: JSON_TYPE },
    answer: {
      status: 400,
      headers: { 'content-type': 'text/html;charset=utf-8', 'cache-control': null, 'access-control-allow-origin': '*' },
      body: /HTTP Status 400 – Bad Request/
    },
    sure: 'inferred',
    source: FIREWALL
  })),
  fact('version', {
    id: 'ping',
    about: 'whether the server of an API is up, with neither version nor headers',
    request: { path: '/api/ping' },
    answer: {
      status: 200,
      headers: { 'content-type': 'application/json;charset=ISO-8859-1', 'access-control-allow-origin': null },
      body: '{"tomcatUp":true}'
    },
    source: `${CORE} PingFilter.java`
  })
]

const notANumber = (status: number, code: number, before: string): WireAnswer =>
  apiError(status, code, new RegExp(`${before}For input string: \\\\"abc\\\\"`))

const putCodes: readonly Fact[] = [
  ...['work', 'funding', 'education', 'employment', 'peer-review', 'work/summary'].map((path) => fact('putCode', {
    id: `put-code-path-${path.replace('/', '-')}`,
    about: `\`${path}/abc\` is another path, even of an iD that nobody has`,
    request: read(`${NOBODY}/${path}/abc`),
    answer: notANumber(404, 9001, 'HTTP 404 Not Found \\('),
    source: `${PUBLIC}; Jersey, PathParamValueParamProvider`
  })),
  ...['keywords', 'address', 'other-names', 'researcher-urls', 'external-identifiers', 'service', 'research-resource/summary']
    .map((path) => fact('putCode', {
      id: `put-code-text-${path.replace('/', '-')}`,
      about: `\`${path}/abc\` is a bad request`,
      request: read(`${NOBODY}/${path}/abc`),
      answer: notANumber(400, 9006, 'Full validation error: '),
      source: PUBLIC
    })),
  ...['work', 'keywords'].map((path) => fact('putCode', {
    id: `put-code-member-${path}`,
    about: `\`${path}/abc\` on the member API, even of a record that is locked`,
    given: { ...member('/activities/update'), as: 'sofia' },
    request: asMember(`{orcid}/${path}/abc`),
    answer: apiError(400, 9034, /400 Bad Request: The put code provided is not valid\./),
    source: `${MEMBER}; MemberApiServiceImplHelper.java`
  }))
]

/** The facts about who may ask. */
export const accessFacts: readonly Fact[] = [
  ...tokens, ...basics, ...ended, ...types, ...scripts, ...versions, ...addresses, ...putCodes
]
