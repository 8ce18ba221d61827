// What is known of the paths of the record API that read beyond one section: clients, search, summaries.
import type { Fact } from './fact.ts'
import { JSON_TYPE, sourceFact, type Row } from './row.ts'

const CORE = 'ORCID-Source orcid-core'
const PUBLIC = 'ORCID-Source orcid-pub-web PublicV3ApiServiceDelegatorImpl.java'
const MEMBER = 'ORCID-Source orcid-api-web MemberV3ApiServiceDelegatorImpl.java'

const MANAGER = `${CORE} OrcidSearchManagerImpl.java (v3)`
const MAPPER = `${CORE} OrcidCoreExceptionMapper.java, api_en.properties`
const INDEX = 'ORCID-Source orcid-message-listener OrcidRecordToSolrDocument.java'
const SCHEMA = 'ORCID-Source solr-config/cores/profile/conf/schema.xml'
const TUTORIAL = 'ORCID-Source orcid-api-web/tutorial/search.md'
const SYNTAX = 'Apache Solr 8, QueryParser.jj; SolrQueryParserBase.java'

const ROOM = {
  client: 'Record API: clients',
  search: 'Record API: search',
  summary: 'Record API: the summary of a record'
}

const OWN = { ...JSON_TYPE, Authorization: 'Bearer {ownToken}' }

// A token that reads nothing.
const WEBHOOK_TOKEN = {
  path: '/oauth/token',
  form: { client_id: '{clientId}', client_secret: '{clientSecret}', grant_type: 'client_credentials', scope: '/webhook' }
}
const WEBHOOK = { ...JSON_TYPE, Authorization: 'Bearer {1.access_token}' }

const fact = (room: keyof typeof ROOM, row: Row): Fact => sourceFact(room, ROOM[room], row)

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
    before: [WEBHOOK_TOKEN],
    request: { path: '/api/v3.0/client/{otherClientId}', headers: WEBHOOK },
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

const SOFIA = '0000-0001-2345-6789'
const AMARA = '0009-0009-9990-0191'
const MATEO = '0009-0009-9990-0204'
const ANA = '0009-0009-9999-0166'
const JOSEFA = '0009-0009-9999-006X'
const LIN = '0009-0009-9999-0019'
const NOOR = '0009-0009-9999-0027'
const MIRA = '0009-0009-9999-0182'
const KWAME = '0009-0009-9999-0094'
const PAVEL = '0009-0009-9999-0107'

/** The answer that names these people. */
function foundIds (iDs: readonly string[], numFound = iDs.length): string {
  const result = iDs.map((iD) => `{"orcid-identifier":{"uri":"{issuer}/${iD}","path":"${iD}","host":"127.0.0.1:{number}"}}`)
  return `{"result":${result.length === 0 ? 'null' : `[${result.join()}]`},"num-found":${numFound}}`
}

type QueryRow = readonly [id: string, about: string, query: string, iDs: readonly string[], source: string]

const queries: readonly QueryRow[] = [
  ['word', 'a word, in any field', 'hydrology', [AMARA], `${SCHEMA}: copyField`],
  ['word-case', 'words are found whatever their case', 'HYDROLOGY', [AMARA], `${SCHEMA}: text_general`],
  ['words', 'several words: any of them', 'hydrology musicology', [AMARA, MATEO], SYNTAX],
  ['and', '`AND`', 'family-name:Okafor AND keyword:hydrology', [AMARA], TUTORIAL],
  ['and-nobody', '`AND` of what nobody has together', 'family-name:Okafor AND keyword:musicology', [], TUTORIAL],
  ['or', '`OR`', 'family-name:Okafor OR family-name:Rossi', [AMARA, MATEO], TUTORIAL],
  ['or-case', 'an operator in lower case is a word, which a biography has, too', 'okafor and musicology', [MATEO, AMARA], SYNTAX],
  ['signs', '`&&`, `||` and `!`', '(family-name:Okafor || family-name:Rossi) && !keyword:musicology', [AMARA], SYNTAX],
  ['not', '`NOT`', 'family-name:(Okafor OR Rossi) NOT keyword:musicology', [AMARA], SYNTAX],
  ['minus', '`-`, as in the tutorial', `keyword:(hydrology musicology) -orcid:(${AMARA} ${SOFIA})`, [MATEO], TUTORIAL],
  ['plus', '`+`: what must be there', '+keyword:hydrology musicology', [AMARA], SYNTAX],
  ['and-after-or', '`a OR b AND c` requires b and c', 'family-name:Rossi OR keyword:hydrology AND family-name:Okafor', [AMARA],
    'Lucene, QueryParserBase.addClause'],
  ['only-not', 'a whole query that only excludes', '-text:[* TO *]', [], SYNTAX],
  ['inner-not', 'a part of a query that only excludes finds nothing', 'keyword:hydrology AND (-family-name:Rossi)', [], SYNTAX],
  ['phrase', 'a phrase', 'affiliation-org-name:"institute of rivers"', [AMARA], TUTORIAL],
  ['phrase-order', 'a phrase in another order', 'affiliation-org-name:"rivers of institute"', [], SYNTAX],
  ['phrase-slop', 'a phrase with words between', 'affiliation-org-name:"institute rivers"~1', [AMARA], SYNTAX],
  ['group', 'several values of a field', 'affiliation-org-name:("Institute of Rivers" OR BU)', [AMARA], TUTORIAL],
  ['prefix', 'a wildcard at the end', 'family-name:okaf*', [AMARA], SYNTAX],
  ['wildcard', 'wildcards for any text and for one character', 'family-name:?k*f?r', [AMARA], SYNTAX],
  ['exists', 'any value of a field', 'grant-numbers:*', [AMARA], SYNTAX],
  ['range', 'a range of texts', 'family-name:[okafor TO okafors}', [AMARA], SYNTAX],
  ['boost', 'a boost: who matches it more comes first', 'family-name:Okafor family-name:Rossi^2', [MATEO, AMARA], TUTORIAL],
  ['escaped', 'an escaped colon', 'peer-review-group-id:issn\\:1741\\-4857', [MATEO], TUTORIAL],
  ['blank', 'a blank query finds nobody', ' ', [], SYNTAX],

  ['orcid', 'an iD as a field', `orcid:${SOFIA}`, [SOFIA], SCHEMA],
  ['given-names', 'given names', 'given-names:Sofia', [SOFIA], SCHEMA],
  ['family-name', 'a family name', 'family-name:Garcia', [SOFIA], SCHEMA],
  ['diacritics', 'only one field ignores diacritics', 'given-and-family-names:Nunez', [JOSEFA], TUTORIAL],
  ['diacritics-kept', 'the others do not', 'family-name:Kovac', [], TUTORIAL],
  ['both-names', 'both names as a phrase', 'given-and-family-names:"ana kovac"', [ANA], SCHEMA],
  ['credit-name', 'a name to publish under', 'credit-name:Núñez', [JOSEFA], SCHEMA],
  ['other-names', 'another name', 'other-names:"Sofia Maria"', [SOFIA], SCHEMA],
  ['limited-name', 'another name that only trusted parties see', 'other-names:"S. M. Garcia"', [], `${INDEX}; the public record is indexed`],
  ['private-name', 'a private name', 'given-names:Lin', [], INDEX],
  ['private-name-orcid', 'a person with a private name, by iD', `orcid:${LIN}`, [LIN], INDEX],
  ['limited', 'a biography and a keyword that only trusted parties see', `orcid:${NOOR} AND (biography:* OR family-name:*)`, [], INDEX],
  ['email', 'an e-mail address', 'email:amara@orcid.example', [AMARA], SCHEMA],
  ['email-unverified', 'an address that is not verified, but public', 'email:*@former.example', [KWAME], INDEX],
  ['email-wildcard', 'addresses of a domain', 'email:*@orcid.example', [PAVEL, AMARA, MATEO], TUTORIAL],
  ['email-case', 'an address in another case', 'email:Amara@orcid.example', [], `${SCHEMA}: string`],
  ['keyword', 'a keyword', 'keyword:microplastics', [AMARA], SCHEMA],
  ['biography', 'the biography', 'biography:"early music"', [MATEO], SCHEMA],
  ['external-id', 'the value of an identifier of the person', 'external-id-reference:7000000002', [AMARA], INDEX],
  ['external-id-type', 'type and value of an identifier of the person', 'external-id-type-and-value:"Scopus Author ID=7000000002"',
    [AMARA], INDEX],
  ['affiliation', 'an affiliation of any kind', 'affiliation-org-name:Sound', [MATEO], INDEX],
  ['current', 'where somebody is', 'current-institution-affiliation-name:"Institute of Rivers"', [AMARA], INDEX],
  ['current-past', 'where somebody is no more', 'current-institution-affiliation-name:"Delta University"', [], INDEX],
  ['past', 'where somebody was', 'past-institution-affiliation-name:"Delta University"', [AMARA], INDEX],
  ['doi-self', 'a DOI', 'doi-self:"10.5555/amara.1"', [AMARA], TUTORIAL],
  ['doi-bare', 'a DOI without quotes', 'doi-self:10.5555/amara.1', [AMARA], `${SYNTAX}; ORCID-Source#4500`],
  ['doi-case', 'a DOI in another case', 'doi-self:"10.5555/AMARA.1"', [], `${SCHEMA}: *-self is a string`],
  ['doi-part', 'a part of a DOI in the field for words', 'digital-object-ids:10.5555', [SOFIA, MIRA, AMARA, MATEO], TUTORIAL],
  ['doi-limited', 'the DOI of a work that only trusted parties see', 'doi-self:"10.5555/sofia.2"', [], INDEX],
  ['isbn', 'an ISBN', 'isbn:9783161484100', [MATEO], TUTORIAL],
  ['isbn-self', 'the same with its relationship', 'isbn-self:9783161484100', [MATEO], TUTORIAL],
  ['part-of', 'a relationship that it does not have', 'isbn-part-of:9783161484100', [], TUTORIAL],
  ['work-titles', 'the title of a work', 'work-titles:"Plastic in the delta"', [AMARA], SCHEMA],
  ['funding', 'a grant', 'funding-titles:plastic AND grant-numbers:"W-2022-17" AND funding-org-name:water', [AMARA], INDEX],
  ['peer-review', 'a peer review', 'peer-review-role:reviewer AND peer-review-type:review AND peer-review-org-name:Lutes', [MATEO],
    INDEX],
  ['deactivated', 'a record that is deactivated', 'orcid:0009-0009-9999-0131', [], 'ORCID-Source orcid-message-listener SolrMessageProcessor.java'],
  ['locked', 'a record that is locked', 'orcid:0009-0009-9999-0123', [], 'ORCID-Source orcid-message-listener SolrMessageProcessor.java'],
  ['deprecated', 'a record that is deprecated', 'orcid:0009-0009-9999-0158', [], 'ORCID-Source orcid-message-listener SolrMessageProcessor.java']
]

const queryFacts: readonly Fact[] = queries.map(([id, about, q, iDs, source]) => fact('search', {
  id,
  about,
  request: { path: '/pub/v3.0/search', query: { q }, headers: JSON_TYPE },
  answer: { status: 200, body: foundIds(iDs) },
  source
}))

/** ORCID's error object for what the search server says. */
function serverRefusal (said: string): RegExp {
  const escaped = JSON.stringify(said).slice(1, -1).replace(/[$()*+.?[\\\]^{|}]/g, '\\$&')
  return new RegExp('^\\{"response-code":500,"developer-message":"org\\.apache\\.solr\\.client\\.solrj\\.impl\\.HttpSolrClient\\.' +
    `RemoteSolrException Full validation error: Error from server at \\S+: ${escaped}","user-message":"Something went wrong ` +
    'in ORCID\\.","error-code":9008,')
}

type RefusedRow = readonly [id: string, about: string, query: string, said: string]

const SYNTAX_ERROR = 'org.apache.solr.search.SyntaxError: Cannot parse '

const refused: readonly RefusedRow[] = [
  ['unknown-field', 'a field that there is not', 'keywords:psychoceramics', 'undefined field keywords'],
  ['title', 'the field `title` of the tutorial, which the index does not have', 'title:rivers', 'undefined field title'],
  ['email-domain', 'e-mail domains, which are not searched', 'email-domain:orcid.org', 'undefined field email-domain'],
  ['unfinished', 'a query that breaks off', 'family-name:(', `${SYNTAX_ERROR}'family-name:(': Encountered "<EOF>" at line 1, column 13.`],
  ['colon', 'a colon in a DOI', 'doi-self:10.1023/A:1005982530560',
    `${SYNTAX_ERROR}'doi-self:10.1023/A:1005982530560': Encountered " ":" ": "" at line 1, column 18.`],
  ['operator', 'an operator without what it joins', 'AND', `${SYNTAX_ERROR}'AND': Encountered " <AND> "AND "" at line 1, column 0.`],
  ['closing', 'a parenthesis too many', 'sofia)', `${SYNTAX_ERROR}'sofia)': Encountered " ")" ") "" at line 1, column 5.`],
  ['quote', 'a quote that is not closed', 'family-name:"Zapata',
    `${SYNTAX_ERROR}'family-name:"Zapata': Lexical error at line 1, column 20.  Encountered: <EOF> after : "\\"Zapata"`],
  ['date', 'a date that is none', 'profile-last-modified-date:[yesterday TO NOW]', 'Invalid Date in Date Math String:\'yesterday\'']
]

const refusedFacts: readonly Fact[] = refused.map(([id, about, q, said]) => fact('search', {
  id: `refused-${id}`,
  about,
  request: { path: '/pub/v3.0/search', query: { q }, headers: JSON_TYPE },
  answer: { status: 500, body: serverRefusal(said) },
  sure: 'inferred',
  source: `ropensci/rorcid#77; ORCID-Source#4500; ${MAPPER}; ${SYNTAX}`
}))

const parameterRefusal = (code: number, message: string): RegExp =>
  new RegExp(`^\\{"response-code":400,"developer-message":"${message}","user-message":"[^"]+","error-code":${code},`)

const BAD_REQUEST = 'The client application made a bad request to the ORCID API\\. Full validation error: '
const ROWS = 'The rows parameter must be an integer between 0 and '
const START = 'The start parameter for API users without credentials must be an integer between 0 and 10,000'

type ParameterRow = readonly [
  id: string, about: string, query: Readonly<Record<string, string>>, answer: Fact['answer'], source?: string]

const parameters: readonly ParameterRow[] = [
  ['no-query', 'no query', {}, { status: 200, body: foundIds([]) }, SYNTAX],
  ['rows', 'fewer rows than are found', { q: 'keyword:(hydrology musicology)', rows: '1' }, { status: 200, body: foundIds([AMARA], 2) }],
  ['rows-none', 'no rows', { q: 'hydrology', rows: '0' }, { status: 200, body: foundIds([], 1) }],
  ['start', 'a later start', { q: 'keyword:(hydrology musicology)', start: '1' }, { status: 200, body: foundIds([MATEO], 2) }],
  ['rows-many', 'more than 1,000 rows', { q: 'a', rows: '1001' }, { status: 400, body: parameterRefusal(9012, `${BAD_REQUEST}${ROWS}1,000`) }],
  ['rows-negative', 'a negative number of rows', { q: 'a', rows: '-1' }, { status: 400, body: parameterRefusal(9012, `${BAD_REQUEST}${ROWS}1,000`) }],
  ['rows-text', 'rows that are no number', { q: 'a', rows: 'ten' }, { status: 400, body: parameterRefusal(9012, `${BAD_REQUEST}${ROWS}1,000`) }],
  ['start-last', 'the last start without a token', { q: 'hydrology', start: '10000' }, { status: 200, body: foundIds([], 1) }],
  ['start-far', 'a start over 10,000 without a token', { q: 'a', start: '10001' }, { status: 400, body: parameterRefusal(9043, `${START} Full validation error: ${START}`) }],
  ['start-text', 'a start that is no number', { q: 'a', start: 'x' }, { status: 400, body: parameterRefusal(9012, `${BAD_REQUEST}${START}`) }],
  ['edismax', 'other fields for words (edismax)', { q: 'Garcia', defType: 'edismax', qf: 'given-names^1.0 family-name^2.0' }, { status: 200, body: foundIds([SOFIA]) }, TUTORIAL],
  ['default-and', 'all words (`q.op`)', { q: 'okafor musicology', 'q.op': 'AND' }, { status: 200, body: foundIds([]) }, SYNTAX],
  ['filter', 'a filter (`fq`)', { q: 'keyword:(hydrology musicology)', fq: 'family-name:Rossi' }, { status: 200, body: foundIds([MATEO]) }, SYNTAX]
]

const parameterFacts: readonly Fact[] = parameters.map(([id, about, query, answer, source]) => fact('search', {
  id: `parameter-${id}`,
  about,
  request: { path: '/pub/v3.0/search', query, headers: JSON_TYPE },
  answer,
  source: source ?? `${PUBLIC} validateSearchParams; ${MAPPER}`
}))

const CSV_TYPE = { Accept: 'text/csv' }
const HYDROLOGY = { q: 'hydrology' }
const EXPANDED = '{"expanded-result":[{"orcid-id":"0009-0009-9990-0191","given-names":"Amara","family-names":"Okafor",' +
  '"credit-name":null,"other-name":["A. N. Okafor"],"email":["amara@orcid.example"],' +
  '"institution-name":["Delta University","Institute of Rivers"]}],"num-found":1}'

const formFacts: readonly Fact[] = [
  fact('search', {
    id: 'slash',
    about: 'a slash behind the path, as in the tutorial',
    request: { path: '/pub/v3.0/search/', query: HYDROLOGY, headers: JSON_TYPE },
    answer: { status: 200, headers: { 'content-type': 'application/json;charset=UTF-8' }, body: foundIds([AMARA]) },
    source: TUTORIAL
  }),
  fact('search', {
    id: 'none',
    about: 'nothing is found: no empty list',
    request: { path: '/pub/v3.0/expanded-search', query: { q: 'nothing' }, headers: JSON_TYPE },
    answer: { status: 200, body: '{"expanded-result":null,"num-found":0}' },
    source: `${MANAGER}; orcid-model ExpandedSearch.java (v3)`
  }),
  fact('search', {
    id: 'expanded',
    about: 'expanded search',
    request: { path: '/pub/v3.0/expanded-search', query: HYDROLOGY, headers: JSON_TYPE },
    answer: { status: 200, body: EXPANDED },
    source: `${MANAGER}; orcid-model ExpandedResult.java (v3)`
  }),
  fact('search', {
    id: 'expanded-fields',
    about: 'expanded search for some fields',
    request: { path: '/pub/v3.0/expanded-search', query: { ...HYDROLOGY, fl: 'orcid,family-name' }, headers: JSON_TYPE },
    answer: {
      status: 200,
      body: '{"expanded-result":[{"orcid-id":"0009-0009-9990-0191","given-names":null,"family-names":"Okafor","credit-name":null,' +
        '"other-name":[],"email":[],"institution-name":[]}],"num-found":1}'
    },
    source: `${CORE} OrcidSolrProfileClient.java`
  }),
  fact('search', {
    id: 'csv',
    about: 'search as a table',
    request: { path: '/pub/v3.0/csv-search', query: HYDROLOGY, headers: CSV_TYPE },
    answer: {
      status: 200,
      headers: { 'content-type': 'text/csv;charset=UTF-8' },
      body: 'orcid,email,given-names,family-name,given-and-family-names,current-institution-affiliation-name,' +
        'past-institution-affiliation-name,credit-name,other-names\n' +
        '0009-0009-9990-0191,amara@orcid.example,Amara,Okafor,,Institute of Rivers,Delta University,,A. N. Okafor\n'
    },
    source: `${CORE} CSVSolrClient.java, SolrConstants.java; ${SCHEMA}`
  }),
  fact('search', {
    id: 'csv-fields',
    about: 'a table of some fields; one behind a blank, and one that is not allowed, are left out',
    request: {
      path: '/pub/v3.0/csv-search', query: { ...HYDROLOGY, fl: 'family-name,orcid, email,keyword' }, headers: CSV_TYPE
    },
    answer: { status: 200, body: 'family-name,orcid\nOkafor,0009-0009-9990-0191\n' },
    source: `${CORE} OrcidSolrClient.java`
  }),
  fact('search', {
    id: 'csv-accept',
    about: 'a table for a client that takes anything: ORCID then takes it to want XML',
    request: { path: '/pub/v3.0/csv-search', query: HYDROLOGY, headers: { Accept: '*/*' } },
    answer: { status: 406, body: /<error-code>9001</ },
    source: `${CORE} AcceptFilter.java; ORCID-Source orcid-pub-web PublicV3ApiServiceImplV3_0.java`
  }),
  fact('search', {
    id: 'csv-json',
    about: 'a table for a client that wants JSON',
    request: { path: '/pub/v3.0/csv-search', query: HYDROLOGY, headers: JSON_TYPE },
    answer: { status: 406, body: /"error-code":9001/ },
    source: 'ORCID-Source orcid-pub-web PublicV3ApiServiceImplV3_0.java'
  }),
  fact('search', {
    id: 'csv-refused',
    about: 'a table for a query with a mistake: ORCID does not look at what its search server says',
    request: { path: '/pub/v3.0/csv-search', query: { q: 'family-name:(', fl: 'orcid' }, headers: CSV_TYPE },
    answer: { status: 200, body: 'orcid\n' },
    sure: 'inferred',
    source: `${CORE} CSVSolrClient.java; Apache Solr 8, CSVResponseWriter.java`
  }),
  fact('search', {
    id: 'method',
    about: 'a method that search does not have',
    request: { method: 'DELETE', path: '/pub/v3.0/search', headers: JSON_TYPE },
    answer: { status: 405, headers: { allow: 'GET' }, body: /"error-code":9001/ },
    source: 'ORCID-Source orcid-pub-web PublicV3ApiServiceImplV3_0.java; Jersey'
  }),
  fact('search', {
    id: 'below',
    about: 'a path below search',
    request: { path: '/pub/v3.0/search/orcid-bio', headers: JSON_TYPE },
    answer: { status: 404, body: /"error-code":9001/ },
    source: 'ORCID-Source orcid-pub-web PublicV3ApiServiceImplV3_0.java'
  }),
  fact('search', {
    id: 'member',
    about: 'search on the member API',
    given: { client: 'member' },
    request: { path: '/api/v3.0/search', query: HYDROLOGY, headers: OWN },
    answer: { status: 200, body: foundIds([AMARA]) },
    source: `${MEMBER} searchByQuery`
  }),
  fact('search', {
    id: 'member-expanded',
    about: 'expanded search on the member API',
    given: { client: 'member' },
    request: { path: '/api/v3.0/expanded-search', query: HYDROLOGY, headers: OWN },
    answer: { status: 200, body: EXPANDED },
    source: `${MEMBER} expandedSearchByQuery`
  }),
  fact('search', {
    id: 'member-scope',
    about: 'a token without `/read-public` on the member API',
    given: { client: 'premium' },
    before: [WEBHOOK_TOKEN],
    request: { path: '/api/v3.0/search', query: HYDROLOGY, headers: WEBHOOK },
    answer: { status: 403, body: /"error-code":9038/ },
    source: `${MEMBER} searchByQuery`
  }),
  fact('search', {
    id: 'member-scope-expanded',
    about: 'the same token and expanded search, for which ORCID looks at no scope',
    given: { client: 'premium' },
    before: [WEBHOOK_TOKEN],
    request: { path: '/api/v3.0/expanded-search', query: HYDROLOGY, headers: WEBHOOK },
    answer: { status: 200, body: EXPANDED },
    source: `${MEMBER} expandedSearchByQuery`
  }),
  fact('search', {
    id: 'member-rows',
    about: 'rows that are no number on the member API, which does not fill its message in',
    given: { client: 'member' },
    request: { path: '/api/v3.0/search', query: { q: 'a', rows: 'ten' }, headers: OWN },
    answer: { status: 400, body: parameterRefusal(9012, `${BAD_REQUEST}${ROWS}\\{0\\}`) },
    source: `${MEMBER} validateSearchParams`
  }),
  fact('search', {
    id: 'start-token',
    about: 'a start over 10,000 with a token',
    request: { path: '/pub/v3.0/search', query: { ...HYDROLOGY, start: '10001' }, headers: OWN },
    answer: { status: 200, body: foundIds([], 1) },
    source: `${PUBLIC} validateStart`
  }),
  fact('search', {
    id: 'start-token-negative',
    about: 'a negative start with a token, which goes to the search server',
    request: { path: '/pub/v3.0/search', query: { ...HYDROLOGY, start: '-1' }, headers: OWN },
    answer: { status: 500, body: serverRefusal('\'start\' parameter cannot be negative') },
    sure: 'inferred',
    source: `${PUBLIC} validateStart; Apache Solr 8, SortSpecParsing`
  }),
  fact('search', {
    id: 'start-token-text',
    about: 'a start that is no number with a token, likewise',
    request: { path: '/pub/v3.0/search', query: { ...HYDROLOGY, start: 'x' }, headers: OWN },
    answer: { status: 500, body: serverRefusal('For input string: "x"') },
    sure: 'inferred',
    source: `${PUBLIC} validateStart; Apache Solr 8, SolrParams.getInt`
  }),
  fact('search', {
    id: 'regexp',
    about: 'a regular expression',
    request: { path: '/pub/v3.0/search', query: { q: 'family-name:/gar.*/' }, headers: JSON_TYPE },
    answer: { status: 500, body: /This fake ORCID searches neither by regular expressions/ },
    verdict: 'lacks',
    orcid: 'who matches it',
    source: SYNTAX
  }),
  fact('search', {
    id: 'fuzzy',
    about: 'a word that is only like another',
    request: { path: '/pub/v3.0/search', query: { q: 'family-name:garzia~' }, headers: JSON_TYPE },
    answer: { status: 200, body: foundIds([]) },
    verdict: 'differs',
    orcid: 'who has a word that differs in up to two letters',
    source: SYNTAX
  }),
  fact('search', {
    id: 'order',
    about: 'the order: whoever matches more parts of a query comes first, and else whoever was there first',
    request: { path: '/pub/v3.0/search', query: { q: 'musicology lute okafor' }, headers: JSON_TYPE },
    answer: { status: 200, body: foundIds([MATEO, AMARA]) },
    verdict: 'differs',
    orcid: 'by the score that Solr computes over all its records',
    source: `${CORE} OrcidSolrProfileClient.java`
  })
]

const SUMMARY = `${CORE} SummaryManagerImpl.java, RecordSummary.java`
const CONTROLLER = 'ORCID-Source orcid-web PublicRecordController.getSummaryRecord'

const AMARA_SUMMARY = '{"created-date":{"value":1577836800000},"last-modified-date":{"value":1577836800000},' +
  `"credit-name":"Amara Okafor","orcid-identifier":{"uri":"{issuer}/${AMARA}","path":"${AMARA}","host":"127.0.0.1:{number}"},` +
  '"external-identifiers":{"external-identifier":[{"put-code":{number},"external-id-type":"Scopus Author ID",' +
  '"external-id-value":"7000000002","external-id-url":"https://scopus.example/7000000002","validated":false}]},' +
  '"employments":{"count":1,"employment":[{"put-code":{number},"type":"employment","organization-name":"Institute of Rivers",' +
  '"role":"Professor","url":null,"start-date":{"year":{"value":"2018"},"month":{"value":"09"},"day":{"value":"01"}},' +
  '"end-date":null,"validated":false}]},"professional-activities":{"count":0,"professional-activity":null},' +
  '"fundings":{"self-asserted-count":1,"validated-count":0},"works":{"self-asserted-count":2,"validated-count":0},' +
  '"peer-reviews":{"peer-review-publication-grants":0,"self-asserted-count":0,"total":0},"email-domains":{"count":1,' +
  '"email-domain":[{"value":"rivers.example","verification-date":{"value":1730678400000}}]},"education-qualifications":' +
  '{"count":1,"education-qualification":[{"put-code":{number},"type":"education","organization-name":"Delta University",' +
  '"role":"PhD","url":null,"start-date":{"year":{"value":"2010"},"month":null,"day":null},"end-date":{"year":{"value":"2014"},' +
  '"month":{"value":"06"},"day":null},"validated":false}]},"research-resources":{"self-asserted-count":0,"validated-count":0}}'

/** The summary of the public site; `status` and `name` for a record that is not shown. */
const emptySummary = (status: string | null, name = ''): string => `{${name}"orcid":null,"employmentAffiliations":null,` +
  '"employmentAffiliationsCount":0,"creation":null,"lastModified":null,"validatedWorks":0,"selfAssertedWorks":0,' +
  '"selfAssertedPeerReviews":0,"peerReviewsTotal":0,"peerReviewPublicationGrants":0,"validatedFunds":0,"selfAssertedFunds":0,' +
  `"professionalActivities":null,"professionalActivitiesCount":0,"externalIdentifiers":null,"status":${JSON.stringify(status)},` +
  '"educationQualifications":null,"educationQualificationsCount":0,"validatedResearchResources":0,' +
  '"selfAssertedResearchResources":0,"emailDomains":null,"emailDomainsCount":0}'

const DEACTIVATED = '"name":"Given Names Deactivated Family Name Deactivated",'

const summaryFacts: readonly Fact[] = [
  fact('summary', {
    id: 'member',
    about: 'counts, affiliations, identifiers and verified e-mail domains',
    given: { client: 'member' },
    request: { path: `/api/v3.0/${AMARA}/summary`, headers: OWN },
    answer: { status: 200, headers: { 'content-type': 'application/json;charset=UTF-8' }, body: AMARA_SUMMARY },
    source: `${SUMMARY}; orcid-model summary-3.0.xsd`
  }),
  fact('summary', {
    id: 'distinction',
    about: 'a distinction ends when it begins, and what has not ended comes first',
    given: { client: 'member' },
    request: { path: `/api/v3.0/${MATEO}/summary`, headers: OWN },
    answer: {
      status: 200,
      body: /"professional-activity":\[\{"put-code":\d+,"type":"membership",[^}]+\{"value":"2012"\},"month":null,"day":null\},"end-date":null,"validated":false\},\{"put-code":\d+,"type":"distinction","organization-name":"Academy of Sound","role":"Medal","url":null,"start-date":\{"year":\{"value":"2020"\},"month":null,"day":null\},"end-date":\{"year":\{"value":"2020"\},"month":null,"day":null\}/
    },
    source: `${CORE} SummaryManagerImpl.sortAffiliationsByEndDate`
  }),
  fact('summary', {
    id: 'private-name',
    about: 'a person with a private name',
    given: { client: 'member' },
    request: { path: `/api/v3.0/${LIN}/summary`, headers: OWN },
    answer: { status: 200, body: /"credit-name":null,.*"external-identifiers":null,"employments":\{"count":0,"employment":null\}/ },
    source: SUMMARY
  }),
  fact('summary', {
    id: 'deactivated',
    about: 'a record that is deactivated',
    given: { client: 'member' },
    request: { path: '/api/v3.0/0009-0009-9999-0131/summary', headers: OWN },
    answer: { status: 409, body: /"error-code":9044/ },
    source: `${MEMBER} getRecordSummary`
  }),
  fact('summary', {
    id: 'scope',
    about: 'a token without `/read-public`',
    given: { client: 'premium' },
    before: [WEBHOOK_TOKEN],
    request: { path: `/api/v3.0/${AMARA}/summary`, headers: WEBHOOK },
    answer: { status: 403, body: /"error-code":9038/ },
    source: `${MEMBER} getRecordSummary`
  }),
  fact('summary', {
    id: 'public-api',
    about: 'the public API has no summary',
    request: { path: `/pub/v3.0/${AMARA}/summary`, headers: JSON_TYPE },
    answer: { status: 404, body: /"error-code":9001/ },
    source: 'ORCID-Source orcid-pub-web PublicV3ApiServiceImplV3_0.java'
  }),
  fact('summary', {
    id: 'page',
    about: 'the summary on the public site',
    request: { path: `/${AMARA}/summary.json` },
    answer: {
      status: 200,
      headers: { 'content-type': 'application/json;charset=UTF-8' },
      body: `{"name":"Amara Okafor","orcid":"{issuer}/${AMARA}","employmentAffiliations":[{"organizationName":"Institute of Rivers",` +
        '"url":null,"startDate":"2018-09-01","endDate":null,"role":"Professor","type":"employment","validated":false,' +
        '"putCode":{number}}],"employmentAffiliationsCount":1,"creation":"2020-01-01","lastModified":"2020-01-01",' +
        '"validatedWorks":0,"selfAssertedWorks":2,"selfAssertedPeerReviews":0,"peerReviewsTotal":0,' +
        '"peerReviewPublicationGrants":0,"validatedFunds":0,"selfAssertedFunds":1,"professionalActivities":null,' +
        '"professionalActivitiesCount":0,"externalIdentifiers":[{"id":"{number}","commonName":"Scopus Author ID",' +
        '"reference":"7000000002","url":"https://scopus.example/7000000002","validated":false}],"status":"active",' +
        '"educationQualifications":[{"organizationName":"Delta University","url":null,"startDate":"2010","endDate":"2014-06",' +
        '"role":"PhD","type":"education","validated":false,"putCode":{number}}],"educationQualificationsCount":1,' +
        '"validatedResearchResources":0,"selfAssertedResearchResources":0,"emailDomains":[{"value":"rivers.example",' +
        '"verificationDate":"2024-11-04"}],"emailDomainsCount":1}'
    },
    source: `${CONTROLLER}; ${CORE} RecordSummaryPojo.java`
  }),
  fact('summary', {
    id: 'page-private-name',
    about: 'the same of a person with a private name, without that member',
    request: { path: `/${LIN}/summary.json` },
    answer: { status: 200, body: /^\{"orcid":"[^"]+","employmentAffiliations":null,.*"status":"active"/ },
    source: `${CONTROLLER}; ${CORE} RecordSummaryPojo.java`
  }),
  ...([
    ['locked', 'a locked record', '0009-0009-9999-0123', emptySummary('locked', DEACTIVATED)],
    ['deactivated', 'a deactivated record', '0009-0009-9999-0131', emptySummary('deactivated', DEACTIVATED)],
    ['unclaimed', 'a record that is not claimed yet', '0009-0009-9999-0174', emptySummary(null, '"name":"Reserved For Claim",')],
    ['deprecated', 'a record that another one replaced', '0009-0009-9999-0158', emptySummary('deprecated')],
    ['unknown', 'an iD that nobody has', '0000-0002-1825-0097', emptySummary(null)]
  ] as const).map(([id, about, orcid, body]) => fact('summary', {
    id: `page-${id}`,
    about: `the summary on the public site of ${about}`,
    request: { path: `/${orcid}/summary.json` },
    answer: { status: 200, body },
    source: CONTROLLER
  }))
]

export const searchFacts: readonly Fact[] = [
  ...summaryFacts, ...clientFacts, ...queryFacts, ...refusedFacts, ...parameterFacts, ...formFacts
]
