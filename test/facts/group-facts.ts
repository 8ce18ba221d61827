// What is known of the groups that peer reviews name, and of webhooks.
import type { Fact, WireAnswer, WireRequest } from './fact.ts'
import { JSON_TYPE, sourceFact, type Row } from './row.ts'

const CORE = 'ORCID-Source orcid-core'
const MEMBER = 'ORCID-Source orcid-api-web MemberV3ApiServiceDelegatorImpl.java'
const MANAGER = `${CORE} GroupIdRecordManagerImpl.java (v3)`
const REVIEWS = `${CORE} PeerReviewManagerImpl.java (v3)`
const VALIDATOR = `${CORE} ActivityValidator.validateGroupIdRecord (v3)`
const MAPPER = `${CORE} OrcidCoreExceptionMapper.java, api_en.properties`
const DAO = 'ORCID-Source orcid-persistence GroupIdRecordDaoImpl.java'
const SECURITY = `${CORE} OrcidSecurityManagerImpl.java (v3)`
const MODEL = 'orcid-model GroupIdRecord.java (v3), group-id-3.0.xsd, common-3.0.xsd'
const WEBHOOKS = 'ORCID-Source orcid-api-web WebhooksServiceDelegatorImpl.java'

const ROOM = {
  group: 'Record API: groups of peer reviews',
  review: 'Record API: the group of a peer review',
  webhook: 'Webhooks'
}

const fact = (room: keyof typeof ROOM, row: Row): Fact => sourceFact(room, ROOM[room], row)

const SENT = { 'Content-Type': 'application/json' }
const bearer = (token = '1.access_token') => ({ ...JSON_TYPE, Authorization: `Bearer {${token}}` })

// The first request of every row, so that `{1.access_token}` is the client's own.
const ownToken = (scope: string, client: 'client' | 'otherClient' = 'client'): WireRequest => ({
  path: '/oauth/token',
  form: { client_id: `{${client}Id}`, client_secret: `{${client}Secret}`, grant_type: 'client_credentials', scope }
})
const UPDATE = ownToken('/group-id-record/update')
const READ = ownToken('/group-id-record/read')

const PATH = '/api/v3.0/group-id-record'
// The mock is shared by all rows, and every row has a client of its own.
const GROUP_ID = 'orcid-generated:{clientId}'
const GROUP = { name: 'A journal of {clientId}', 'group-id': GROUP_ID, description: 'Reviews', type: 'journal' }

const add = (changes: object = {}, token?: string): WireRequest =>
  ({ path: PATH, headers: { ...bearer(token), ...SENT }, body: JSON.stringify({ ...GROUP, ...changes }) })
const change = (path: string, changes: object = {}, token?: string): WireRequest => ({
  method: 'PUT',
  path: `${PATH}/${path}`,
  headers: { ...bearer(token), ...SENT },
  body: JSON.stringify({ ...GROUP, 'put-code': '{2.put-code}', ...changes })
})
const read = (path: string): WireRequest => ({ path: `${PATH}/${path}`, headers: bearer() })
const remove = (path: string, token?: string): WireRequest =>
  ({ method: 'DELETE', path: `${PATH}/${path}`, headers: bearer(token) })
const find = (query: Record<string, string>): WireRequest => ({ path: PATH, query, headers: bearer() })

const NAMELESS = '{"name":null,"group-id":null,"description":null,"type":null,"put-code":null}'
const RETRY = 'There was an error when updating the record. Please try again. If the error persists, please contact ' +
  'The Journal for assistance.'
const FORBIDDEN = 'The client application is forbidden to perform the action.'

/** ORCID's error object as compact JSON. */
function refusal (status: number, code: number, developer: string, user = developer): WireAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json;charset=UTF-8' },
    body: JSON.stringify({
      'response-code': status,
      'developer-message': developer,
      'user-message': user,
      'error-code': code,
      'more-info': 'https://members.orcid.org/api/resources/troubleshooting'
    })
  }
}

const INVALID = '400 Bad Request: Invalid incoming message.'
const DUPLICATE = refusal(409, 9025, '409 Conflict: The given group-id-record already exists.',
  'The given group-id-record already exists.')
const NO_GROUP = refusal(400, 9026, '400 Bad Request: The group you are trying to access does not exist, you may need ' +
  'to create it.', 'The group-id-record does not exist.')
const NO_ISSN = refusal(400, 9053, '400 Bad Request: invalid ISSN', 'This does not appear to be a valid ISSN')
const NO_SCOPE = refusal(403, 9038, '409 Conflict: The item has a limited or private visibility and your request ' +
  'doesn\'t have the required scope.', 'You don\'t have the permissions to execute this action.')
const NOT_THE_SOURCE = refusal(403, 9010, '403 Forbidden: You are not the source of the work, so you are not allowed to ' +
  'update it.', 'The client application is not the source of the resource it is trying to access.')
const BAD_PUT_CODE = refusal(400, 9034, '400 Bad Request: The put code provided is not valid.', RETRY)

const member = { client: 'member' } as const

const groups: readonly Fact[] = [
  fact('group', {
    id: 'add',
    about: 'a group is added with a token of the client\'s own',
    given: member,
    before: [UPDATE],
    request: add(),
    answer: { status: 201, headers: { location: '{issuer}/api/v3.0/group-id-record/{number}' }, body: '' },
    source: `${MEMBER} createGroupIdRecord; tutorial/peer-review.md`
  }),
  fact('group', {
    id: 'read',
    about: 'a group is read by its put-code; dates and source are not in the JSON',
    given: member,
    before: [UPDATE, add()],
    request: { path: `${PATH}/{2.put-code}`, headers: bearer() },
    answer: {
      status: 200,
      body: '{"name":"A journal of {clientId}","group-id":"orcid-generated:{clientId}","description":"Reviews",' +
        '"type":"journal","put-code":{number}}'
    },
    source: MODEL
  }),
  fact('group', {
    id: 'page',
    about: 'all groups, page by page, oldest first; `total` counts those on the page',
    given: member,
    before: [UPDATE, add()],
    request: find({ 'page-size': '1' }),
    answer: {
      status: 200,
      body: /^\{"last-modified-date":\{"value":\d+\},"total":1,"page":1,"page-size":1,"group-id-record":\[\{"name":"[^"]+","group-id":[^}]+\}\]\}$/
    },
    source: `${CORE} GroupIdRecordManagerReadOnlyImpl.java (v3); ${DAO}`
  }),
  fact('group', {
    id: 'page-beyond',
    about: 'a page after the last one',
    given: member,
    before: [READ],
    request: find({ page: '100', 'page-size': '100' }),
    answer: {
      status: 200,
      body: '{"last-modified-date":null,"total":0,"page":100,"page-size":100,"group-id-record":[]}'
    },
    source: `${CORE} GroupIdRecordManagerReadOnlyImpl.java (v3)`
  }),
  fact('group', {
    id: 'page-no-number',
    about: 'a page that is no number',
    given: member,
    before: [READ],
    request: find({ page: 'first' }),
    answer: refusal(400, 9020, INVALID, 'Invalid incoming message.'),
    source: `${CORE} GroupIdRecordManagerReadOnlyImpl.convertToInteger (v3); ${MAPPER}`
  }),
  ...[['page-nought', { page: '0' }], ['page-size-negative', { 'page-size': '-1' }]].map(([id, query]) => fact('group', {
    id: String(id),
    about: 'pages are counted from one, and have no size below nought',
    given: member,
    before: [READ],
    request: find(query as Record<string, string>),
    answer: { status: 400, body: /"developer-message":"The client application sent a bad request to ORCID\. .*"error-code":9006/ },
    sure: 'inferred',
    source: `${DAO}; Hibernate refuses a negative offset`
  })),
  fact('group', {
    id: 'find',
    about: 'a group by its id, whatever the case',
    given: member,
    before: [UPDATE, add({ 'group-id': 'fundref:{clientId}x' })],
    request: find({ 'group-id': 'FUNDREF:{clientId}X' }),
    answer: { status: 200, body: /^\{"name":"A journal of [^"]+","group-id":"fundref:/ },
    source: DAO
  }),
  fact('group', {
    id: 'find-by-name',
    about: 'a group by its name, whatever the case',
    given: member,
    before: [UPDATE, add()],
    request: find({ name: ' a JOURNAL of {clientId}' }),
    answer: { status: 200, body: /^\{"name":"A journal of/ },
    source: DAO
  }),
  ...[['unknown', { 'group-id': 'ringgold:nowhere' }], ['unknown-name', { name: 'No journal' }]].map(([id, query]) =>
    fact('group', {
      id: String(id),
      about: 'what is not found is 200 and an empty group',
      given: member,
      before: [READ],
      request: find(query as Record<string, string>),
      answer: { status: 200, body: NAMELESS },
      source: `${MEMBER} findGroupIdRecordByGroupId, findGroupIdRecordByName`
    })),
  fact('group', {
    id: 'find-issn',
    about: 'the group of an ISSN is made when it is looked for',
    given: member,
    before: [READ],
    request: find({ 'group-id': 'issn:0962-1105' }),
    answer: { status: 200, body: /^\{"name":"[^"]+","group-id":"issn:0962-1105","description":null,"type":"journal","put-code":\d+\}$/ },
    source: `${MANAGER} createOrcidSourceIssnGroupIdRecord`
  }),
  fact('group', {
    id: 'find-issn-title',
    about: 'the name of such a group is the title of the journal',
    given: member,
    before: [READ],
    request: find({ 'group-id': 'issn:0028-0836' }),
    answer: { status: 200, body: /^\{"name":"Journal 0028-0836"/ },
    verdict: 'differs',
    orcid: 'the title that the ISSN portal has. The mock asks nobody, and finds every ISSN with a right check digit',
    source: `${CORE} IssnClient.java`
  }),
  ...['issn:1234-5678', 'issn:12345679', 'issn:nonsense'].map((groupId, index) => fact('group', {
    id: `find-no-issn-${index + 1}`,
    about: `no ISSN: \`${groupId}\``,
    given: member,
    before: [READ],
    request: find({ 'group-id': groupId }),
    answer: NO_ISSN,
    source: `${CORE} IssnValidator.java; ${MANAGER}; ${MAPPER}`
  })),
  fact('group', {
    id: 'add-issn',
    about: 'a group of an ISSN that is added is made by ORCID, and refused as a duplicate',
    given: member,
    before: [UPDATE],
    request: add({ 'group-id': 'issn:0140-6736' }),
    answer: DUPLICATE,
    source: `${MEMBER} createGroupIdRecord`
  }),
  fact('group', {
    id: 'add-issn-again',
    about: 'and is there then, ORCID\'s own',
    given: member,
    before: [UPDATE, add({ 'group-id': 'issn:0317-8471' }), find({ 'group-id': 'issn:0317-8471' })],
    request: change('{3.put-code}', { 'group-id': 'issn:0317-8471', 'put-code': '{3.put-code}' }),
    answer: NOT_THE_SOURCE,
    source: `${MANAGER}; ${SECURITY}`
  }),
  fact('group', {
    id: 'add-no-issn',
    about: 'a group of what is no ISSN',
    given: member,
    before: [UPDATE],
    request: add({ 'group-id': 'issn:1234-5678' }),
    answer: NO_ISSN,
    source: `${MANAGER}; ${MAPPER}`
  }),
  fact('group', {
    id: 'duplicate',
    about: 'a second group with the same id, whatever the case',
    given: member,
    before: [UPDATE, add({ 'group-id': 'publons:{clientId}a' })],
    request: add({ 'group-id': 'publons:{clientId}A' }),
    answer: DUPLICATE,
    source: `${MANAGER}; ${DAO}; ${MAPPER}`
  }),
  fact('group', {
    id: 'control-characters',
    about: 'control characters are taken out of the name',
    given: member,
    before: [UPDATE, add({ name: 'Tit\u0098le\u200b' })],
    request: find({ 'group-id': GROUP_ID }),
    answer: { status: 200, body: /^\{"name":"Title"/ },
    source: `${MEMBER} createGroupIdRecord`
  }),
  fact('group', {
    id: 'add-put-code',
    about: 'a put-code in a new group',
    given: member,
    before: [UPDATE],
    request: add({ 'put-code': 7 }),
    answer: refusal(400, 9024, '400 Bad Request: Put-code is included when not expected. When posting new activities, the ' +
      'put code should be omitted.', RETRY),
    source: VALIDATOR
  }),
  ...([
    ['prefix', { 'group-id': 'doi:10.1000/1' }], ['short', { 'group-id': 'ringgold:1' }],
    ['blank', { 'group-id': 'fundref:a b' }], ['type', { type: 'blog' }], ['nameless', { name: null }],
    ['undescribed', { description: undefined }], ['long', { name: 'x'.repeat(1001) }], ['unknown-member', { visibility: 'public' }]
  ] as const).map(([id, changes]) => fact('group', {
    id: `body-${id}`,
    about: `a body that the XSD refuses: ${id}`,
    given: member,
    before: [UPDATE],
    request: add(changes),
    answer: { status: 400, body: /"error-code":9047/ },
    source: `${MODEL}; ORCID-Source orcid-api-common OrcidValidationJaxbContextResolver.java`
  })),
  fact('group', {
    id: 'change',
    about: 'a group is changed by the client that added it',
    given: member,
    before: [UPDATE, add()],
    request: change('{2.put-code}', { type: 'peer-review service', source: null }),
    answer: { status: 200, body: /"description":"Reviews","type":"peer-review service","put-code":\d+\}$/ },
    source: `${MANAGER} updateGroupIdRecord`
  }),
  fact('group', {
    id: 'change-other-put-code',
    about: 'another put-code in the body than in the path',
    given: member,
    before: [UPDATE],
    request: change('7', { 'put-code': 8 }),
    answer: refusal(400, 9019, '400 Bad Request: The put code in the URL was 7 whereas the one in the body was 8.', RETRY),
    source: `${MEMBER} updateGroupIdRecord`
  }),
  fact('group', {
    id: 'change-to-duplicate',
    about: 'a group gets the id of another one',
    given: member,
    before: [UPDATE, add(), add({ 'group-id': 'fundref:{clientId}' })],
    request: change('{2.put-code}', { 'group-id': 'fundref:{clientId}' }),
    answer: DUPLICATE,
    source: `${MANAGER} updateGroupIdRecord`
  }),
  fact('group', {
    id: 'change-others',
    about: 'a group of another client',
    given: member,
    before: [UPDATE, add(), ownToken('/group-id-record/update', 'otherClient')],
    request: change('{2.put-code}', {}, '3.access_token'),
    answer: NOT_THE_SOURCE,
    source: SECURITY
  }),
  ...[remove('7'), change('7', { 'put-code': 7 }), read('7')].map((request) =>
    fact('group', {
      id: `${(request.method ?? 'GET').toLowerCase()}-none`,
      about: `${request.method ?? 'GET'} of a group that there is not`,
      given: member,
      before: [UPDATE],
      request,
      answer: NO_GROUP,
      source: `${MANAGER}; ${MAPPER}`
    })),
  ...[remove('x'), change('x'), read('x')].map((request) => fact('group', {
    id: `${(request.method ?? 'GET').toLowerCase()}-no-number`,
    about: `${request.method ?? 'GET'} of a put-code that is no number`,
    given: member,
    before: [UPDATE],
    request: { ...request, ...(request.body !== undefined && { body: JSON.stringify({ ...GROUP, 'put-code': 1 }) }) },
    answer: BAD_PUT_CODE,
    source: 'ORCID-Source orcid-api-web MemberApiServiceImplHelper.getPutCode'
  })),
  fact('group', {
    id: 'remove',
    about: 'a group is removed by the client that added it',
    given: member,
    before: [UPDATE, add()],
    request: remove('{2.put-code}'),
    answer: { status: 204, body: '' },
    source: `${MANAGER} deleteGroupIdRecord`
  }),
  fact('group', {
    id: 'remove-others',
    about: 'a group of another client is removed',
    given: member,
    before: [UPDATE, add(), ownToken('/group-id-record/update', 'otherClient')],
    request: remove('{2.put-code}', '3.access_token'),
    answer: NOT_THE_SOURCE,
    source: SECURITY
  }),
  fact('group', {
    id: 'scope',
    about: 'a token that may read groups does not add any',
    given: member,
    before: [READ],
    request: add(),
    answer: NO_SCOPE,
    source: SECURITY
  }),
  fact('group', {
    id: 'scope-of-a-person',
    about: 'a token of a person does not read groups',
    given: { client: 'member', scope: '/activities/update' },
    request: { path: PATH, headers: bearer('accessToken') },
    answer: NO_SCOPE,
    source: SECURITY
  }),
  fact('group', {
    id: 'public-client',
    about: 'a public client',
    request: { path: PATH, headers: bearer('ownToken') },
    answer: { status: 403, body: '{"error":"forbidden","error_description":"Access Denied: {ownToken}"}' },
    source: SECURITY
  }),
  fact('group', {
    id: 'public-client-scope',
    about: 'a public client asks for a token for groups',
    request: READ,
    answer: { status: 400, body: /invalid_scope/ },
    source: 'orcid-model ClientType.java'
  }),
  fact('group', {
    id: 'public-api',
    about: 'the public API has no groups',
    request: { path: '/pub/v3.0/group-id-record', headers: bearer('ownToken') },
    answer: { status: 404 },
    sure: 'inferred',
    source: 'ORCID-Source orcid-pub-web PublicV3ApiServiceImplV3_0.java has no such path'
  }),
  fact('group', {
    id: 'method',
    about: 'a method that the path does not have',
    given: member,
    before: [UPDATE],
    request: { method: 'DELETE', path: PATH, headers: bearer() },
    answer: { status: 405, headers: { allow: 'GET,POST' } },
    source: 'ORCID-Source orcid-api-web MemberV3ApiServiceImplV3_0.java'
  })
]

const ORGANIZATION = {
  name: 'A university',
  address: { city: 'Delft', country: 'NL' },
  'disambiguated-organization': {
    'disambiguated-organization-identifier': 'https://ror.org/02e2c7k09', 'disambiguation-source': 'ROR'
  }
}

const review = (groupId: string, changes: object = {}): WireRequest => ({
  path: '/api/v3.0/{orcid}/peer-review',
  headers: { ...bearer('accessToken'), ...SENT },
  body: JSON.stringify({
    'reviewer-role': 'reviewer',
    'review-identifiers': {
      'external-id': [{
        'external-id-type': 'source-work-id', 'external-id-value': '{clientId}', 'external-id-relationship': 'self'
      }]
    },
    'review-type': 'review',
    'review-completion-date': { year: { value: '2026' } },
    'review-group-id': groupId,
    'convening-organization': ORGANIZATION,
    ...changes
  })
})
const changeReview = (groupId: string, putCode = '{2.put-code}'): WireRequest => {
  const { headers, body } = review(groupId, { 'put-code': putCode })
  return { method: 'PUT', path: `/api/v3.0/{orcid}/peer-review/${putCode}`, headers: headers ?? {}, body: body ?? '' }
}
const readReview: WireRequest = { path: '/api/v3.0/{orcid}/peer-review/{2.put-code}', headers: bearer('accessToken') }

const UNKNOWN_GROUP = refusal(400, 9020,
  `${INVALID} Full validation error: The given group id does not exist in our records`, 'Invalid incoming message.')

const reviewer = { client: 'member', scope: '/activities/update /read-limited' } as const

const reviews: readonly Fact[] = [
  fact('review', {
    id: 'group-unknown',
    about: 'a review in a group that there is not',
    given: reviewer,
    request: review('orcid-generated:nowhere'),
    answer: UNKNOWN_GROUP,
    source: `${REVIEWS} validateGroupId; messages_en.properties`
  }),
  fact('review', {
    id: 'group-known',
    about: 'a review in a group that a client has added',
    given: reviewer,
    before: [UPDATE, add()],
    request: review(GROUP_ID),
    answer: { status: 201 },
    source: REVIEWS
  }),
  fact('review', {
    id: 'group-issn',
    about: 'the group of an ISSN is made with its first review',
    given: reviewer,
    before: [READ, review('issn:0378-5955'), find({ 'group-id': 'issn:0378-5955' })],
    request: { path: `${PATH}/{3.put-code}`, headers: bearer() },
    answer: { status: 200, body: /"group-id":"issn:0378-5955"/ },
    source: `${REVIEWS} createIssnGroupIdIfNecessary; tutorial/peer-review.md`
  }),
  fact('review', {
    id: 'group-issn-normalized',
    about: 'an ISSN is brought into its usual form',
    given: reviewer,
    before: [READ, review('issn:2434561x')],
    request: readReview,
    answer: { status: 200, body: /"review-group-id":"issn:2434-561X"/ },
    source: `${REVIEWS}; ${CORE} ISSNNormalizer.java`
  }),
  ...['issn:1234-5678', 'issn:nonsense'].map((groupId, index) => fact('review', {
    id: `group-no-issn-${index + 1}`,
    about: `a review in the group of what is no ISSN: \`${groupId}\``,
    given: reviewer,
    request: review(groupId),
    answer: NO_ISSN,
    source: `${REVIEWS}; ${MANAGER}`
  })),
  fact('review', {
    id: 'change-group-unknown',
    about: 'a review is moved to a group that there is not',
    given: reviewer,
    before: [UPDATE, review('issn:1050-124X')],
    request: changeReview('orcid-generated:nowhere'),
    answer: UNKNOWN_GROUP,
    source: `${REVIEWS} updatePeerReview`
  }),
  fact('review', {
    id: 'change-group-issn-unknown',
    about: 'a review is moved to an ISSN that nobody has named before: the group is not made then',
    given: reviewer,
    before: [UPDATE, review('issn:1050-124X')],
    request: changeReview('issn:1144-875X'),
    answer: UNKNOWN_GROUP,
    source: `${REVIEWS} updatePeerReview`
  }),
  fact('review', {
    id: 'group-in-use',
    about: 'a group that a review names is not removed',
    given: reviewer,
    before: [UPDATE, add(), review(GROUP_ID)],
    request: remove('{2.put-code}'),
    answer: refusal(409, 9040, 'The item can\'t be deleted. Full validation error: Unable to delete group id because there ' +
      'are peer reviews associated to it', 'The item can\'t be deleted.'),
    source: `${MANAGER} deleteGroupIdRecord; ${MAPPER}`
  })
]

const OWN = ownToken('/webhook')
const HOOK = '/api/{orcid}/webhook/https%3A%2F%2Fapp.example%2F{clientId}'
const register = (path = HOOK, token?: string): WireRequest => ({ method: 'PUT', path, headers: bearer(token) })
const unregister = (path = HOOK, token?: string): WireRequest => ({ method: 'DELETE', path, headers: bearer(token) })

const premium = { client: 'premium' } as const
const NO_RECORD = refusal(404, 9011, '404 Not Found: The ORCID record or item was not found.', 'The resource was not found.')

const webhooks: readonly Fact[] = [
  fact('webhook', {
    id: 'register',
    about: 'a premium member registers an address, which is one segment of the path',
    given: premium,
    before: [OWN],
    request: register(),
    answer: { status: 201, headers: { location: '{issuer}/api/{orcid}/webhook/https%3A%2F%2Fapp.example%2F{clientId}' }, body: '' },
    source: `${WEBHOOKS}; tutorial/webhooks.md`
  }),
  fact('webhook', {
    id: 'register-as-curl',
    about: 'the same without Accept, which is XML, and there is no body to be read',
    given: premium,
    before: [OWN],
    request: { method: 'PUT', path: HOOK, headers: { Authorization: 'Bearer {1.access_token}', 'Content-Type': 'application/xml' } },
    answer: { status: 201 },
    source: 'ORCID-Source orcid-api-web WebhooksService.java'
  }),
  fact('webhook', {
    id: 'register-again',
    about: 'an address that is registered',
    given: premium,
    before: [OWN, register()],
    request: register(),
    answer: { status: 204, headers: { location: null }, body: '' },
    source: WEBHOOKS
  }),
  fact('webhook', {
    id: 'register-others',
    about: 'an address that another client has registered stays that client\'s',
    given: premium,
    before: [OWN, register(), ownToken('/webhook', 'otherClient'), register(HOOK, '3.access_token')],
    request: unregister(HOOK, '3.access_token'),
    answer: refusal(403, 9014, `${FORBIDDEN} Full validation error: Unable to unregister webhook: Only the client that ` +
      'register the webhook can unregister it.', FORBIDDEN),
    source: `${WEBHOOKS}; ${MAPPER}`
  }),
  fact('webhook', {
    id: 'register-nobody',
    about: 'for a record that there is not',
    given: premium,
    before: [OWN],
    request: register('/api/0000-0002-1825-0097/webhook/https%3A%2F%2Fapp.example'),
    answer: NO_RECORD,
    source: `${WEBHOOKS}; ${MAPPER}`
  }),
  ...['https%3A%2F%2Fapp.example%2Fa%20b', 'https%3A', '%3A%2F%2Fapp.example', 'https%3A%2F%2Fapp.example%2F%25zz'].map(
    (address, index) => fact('webhook', {
      id: `register-wrong-${index + 1}`,
      about: `an address that Java does not read: \`${decodeURIComponent(address)}\``,
      given: premium,
      before: [OWN],
      request: register(`/api/{orcid}/webhook/${address}`),
      answer: refusal(400, 9012, 'The client application made a bad request to the ORCID API. Full validation error: ' +
        `Webhook uri: ${decodeURIComponent(address)} is syntactically incorrect`,
      'The client application made a bad request to the ORCID API.'),
      source: `${WEBHOOKS}; ${MAPPER}; java.net.URI`
    })),
  fact('webhook', {
    id: 'register-bare',
    about: 'an address without a scheme is taken',
    given: premium,
    before: [OWN],
    request: register('/api/{orcid}/webhook/app.example%2F{clientId}'),
    answer: { status: 201 },
    source: `${WEBHOOKS}; ${CORE} WebhookManagerImpl.doPost`
  }),
  fact('webhook', {
    id: 'unregister',
    about: 'an address is given up',
    given: premium,
    before: [OWN, register()],
    request: unregister(),
    answer: { status: 204, body: '' },
    source: WEBHOOKS
  }),
  fact('webhook', {
    id: 'unregister-none',
    about: 'an address that is not registered',
    given: premium,
    before: [OWN],
    request: unregister(),
    answer: refusal(404, 9028, 'No webhook found for orcid={orcid}, and uri=https://app.example/{clientId}.',
      'The resource was not found.'),
    source: `${WEBHOOKS}; ${MAPPER}`
  }),
  fact('webhook', {
    id: 'unregister-nobody',
    about: 'of a record that there is not',
    given: premium,
    before: [OWN],
    request: unregister('/api/0000-0002-1825-0097/webhook/https%3A%2F%2Fapp.example'),
    answer: NO_RECORD,
    source: WEBHOOKS
  }),
  fact('webhook', {
    id: 'scope',
    about: 'a token without the scope',
    given: premium,
    before: [READ],
    request: register(),
    answer: NO_SCOPE,
    source: SECURITY
  }),
  fact('webhook', {
    id: 'member',
    about: 'a basic member asks for the scope',
    given: member,
    request: OWN,
    answer: { status: 400, body: /invalid_scope/ },
    source: 'orcid-model ClientType.java'
  }),
  fact('webhook', {
    id: 'no-token',
    about: 'without a token',
    request: { method: 'PUT', path: HOOK, headers: JSON_TYPE },
    answer: { status: 403, body: /^\{"error":"forbidden"/ },
    source: 'ORCID-Source orcid-api-common OAuthErrorResponseHelper.java'
  }),
  fact('webhook', {
    id: 'method',
    about: 'a registration cannot be read',
    given: premium,
    before: [OWN],
    request: { path: HOOK, headers: bearer() },
    answer: { status: 405, headers: { allow: 'PUT,DELETE' } },
    source: 'ORCID-Source orcid-api-web WebhooksService.java'
  }),
  ...['/api/{orcid}/webhook/https://app.example', '/api/{orcid}/webhook/'].map((path, index) => fact('webhook', {
    id: `path-${index + 1}`,
    about: `an address that is not one segment: \`${path}\``,
    given: premium,
    before: [OWN],
    request: register(path),
    answer: { status: 404 },
    source: 'ORCID-Source orcid-core OrcidApiConstants.java; JAX-RS 3.1 §3.7.3'
  })),
  fact('webhook', {
    id: 'media-type',
    about: 'a media type that ORCID does not write',
    given: premium,
    before: [OWN],
    request: { method: 'PUT', path: HOOK, headers: { ...bearer(), Accept: 'text/html' } },
    answer: { status: 406 },
    source: 'ORCID-Source orcid-api-web WebhooksService.java'
  }),
  fact('webhook', {
    id: 'body-type',
    about: 'a media type that ORCID does not read, though there is nothing to read',
    given: premium,
    before: [OWN],
    request: { method: 'PUT', path: HOOK, headers: { ...bearer(), 'Content-Type': 'text/plain' } },
    answer: { status: 415 },
    source: 'ORCID-Source orcid-api-web WebhooksService.java'
  })
]

export const groupFacts: readonly Fact[] = [...groups, ...reviews, ...webhooks]
