// What is known of the paths of the record API that read beyond one section: clients, search, summaries.
import type { Fact } from './fact.ts'

const CORE = 'ORCID-Source orcid-core'
const PUBLIC = 'ORCID-Source orcid-pub-web PublicV3ApiServiceDelegatorImpl.java'
const MEMBER = 'ORCID-Source orcid-api-web MemberV3ApiServiceDelegatorImpl.java'

const ROOM = {
  client: 'Record API: clients'
}

const JSON_TYPE = { Accept: 'application/json' }
const OWN = { ...JSON_TYPE, Authorization: 'Bearer {ownToken}' }

type Row = Pick<Fact, 'id' | 'about' | 'request' | 'answer' | 'source'> & Partial<Fact>

const fact = (room: keyof typeof ROOM, { id, ...row }: Row): Fact =>
  ({ id: `${room}-${id}`, room: ROOM[room], sure: 'source', verdict: 'exact', ...row })

const clientFacts: readonly Fact[] = [
  fact('client', {
    id: 'public',
    about: 'what is public of a client, without a token',
    request: { path: '/pub/v3.0/client/{otherClientId}', headers: JSON_TYPE },
    answer: {
      status: 200,
      headers: { 'content-type': 'application/json;charset=UTF-8' },
      body: '{"name":"The Journal","description":"A client for tests"}'
    },
    source: `${PUBLIC} viewClient; orcid-model ClientSummary.java (v3)`
  }),
  fact('client', {
    id: 'unknown',
    about: 'a client that there is not',
    request: { path: '/pub/v3.0/client/APP-0000000000000000', headers: JSON_TYPE },
    answer: {
      status: 404,
      body: /"developer-message":"404 Not Found: The resource was not found\. Full validation error: No result found for query \[select lastModified from ClientDetailsEntity where id = :clientId\]","user-message":"The resource was not found\.","error-code":9016/
    },
    sure: 'inferred',
    source: `${CORE} ClientDetailsManagerReadOnlyImpl.java; ClientDetailsDaoImpl.getLastModified; Hibernate 6.4`
  }),
  fact('client', {
    id: 'member',
    about: 'the same on the member API',
    given: { client: 'member' },
    request: { path: '/api/v3.0/client/{otherClientId}', headers: OWN },
    answer: { status: 200, body: '{"name":"The Journal","description":"A client for tests"}' },
    source: `${MEMBER} viewClient`
  }),
  fact('client', {
    id: 'member-scope',
    about: 'a token without `/read-public` on the member API',
    given: { client: 'premium' },
    before: [{
      path: '/oauth/token',
      form: {
        client_id: '{clientId}', client_secret: '{clientSecret}', grant_type: 'client_credentials', scope: '/webhook'
      }
    }],
    request: {
      path: '/api/v3.0/client/{otherClientId}',
      headers: { ...JSON_TYPE, Authorization: 'Bearer {1.access_token}' }
    },
    answer: { status: 403, body: /"error-code":9038/ },
    source: `${MEMBER} viewClient; ${CORE} OrcidSecurityManagerImpl.checkScopes`
  }),
  fact('client', {
    id: 'method',
    about: 'a method that the path does not have',
    request: { method: 'DELETE', path: '/pub/v3.0/client/{otherClientId}', headers: JSON_TYPE },
    answer: { status: 405, headers: { allow: 'GET' }, body: /"error-code":9001/ },
    source: 'ORCID-Source orcid-pub-web PublicV3ApiServiceImplV3_0.java; Jersey'
  }),
  fact('client', {
    id: 'no-id',
    about: 'the path without an id, which ORCID takes for a record called `client`',
    request: { path: '/pub/v3.0/client', headers: JSON_TYPE },
    answer: { status: 404, body: /"error-code":9016/ },
    sure: 'inferred',
    source: 'ORCID-Source orcid-pub-web PublicV3ApiServiceImplV3_0.java; JAX-RS 3.1 §3.7.2'
  }),
  fact('client', {
    id: 'person-token',
    about: 'a client whose id has the form of an iD, read with a person\'s token',
    request: { path: '/pub/v3.0/client/0000-0001-9884-1913', headers: { ...JSON_TYPE, Authorization: 'Bearer {accessToken}' } },
    answer: { status: 401, body: /"error-code":9017/ },
    source: 'ORCID-Source orcid-api-common TokenTargetFilter.java'
  })
]

export const searchFacts: readonly Fact[] = [...clientFacts]
