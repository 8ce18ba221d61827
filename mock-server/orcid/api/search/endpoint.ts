// Search over the public parts of all records: iDs, the names and places behind them, and these as a table.
import type { Json, Members } from '../../registry/record/model.ts'
import { isActive } from '../../registry/researchers.ts'
import { isInteger, queryOf } from '../../web/parameters.ts'
import { checkScopes } from '../access.ts'
import { refuse } from '../errors.ts'
import { renderOrcidId, type View } from '../render/view.ts'
import { reading, type Call, type FindEndpoint, type Target } from '../target.ts'
import { valuesOf } from './fields.ts'
import { indexPerson, QueryError, type IndexedPerson, type Score } from './match.ts'
import { parseQuery, type QueryOptions } from './query.ts'

const MAX_ROWS = 1000
const MAX_START = 10_000

// The fields that a client may ask for, in the order of those who ask for none (ORCID-Source, SolrConstants).
const STORED = ['orcid', 'email', 'given-names', 'family-name', 'given-and-family-names',
  'current-institution-affiliation-name', 'past-institution-affiliation-name', 'credit-name', 'other-names']

function refuseParameter (name: 'rows' | 'start', max: string): never {
  const who = name === 'rows' ? '' : 'for API users without credentials '
  return refuse(9012, { detail: `The ${name} parameter ${who}must be an integer between 0 and ${max}` })
}

function readRows (text: string | null, isMemberApi: boolean): number {
  if (text === null) return MAX_ROWS
  // The member API does not fill its own message in.
  if (!isInteger(text)) refuseParameter('rows', isMemberApi ? '{0}' : '1,000')
  if (Number(text) < 0 || Number(text) > MAX_ROWS) refuseParameter('rows', '1,000')
  return Number(text)
}

/** Only who has no token is held to a limit; what others send goes to the search server as it is. */
function readStart (text: string | null, { token }: Call): number {
  if (text === null) return 0
  const start = Number(text)
  if (token === null) {
    if (!isInteger(text)) refuseParameter('start', '10,000')
    const detail = 'The start parameter for API users without credentials must be an integer between 0 and 10,000'
    if (start < 0 || start > MAX_START) refuse(9043, { detail })
  }
  if (!isInteger(text)) throw new QueryError(`For input string: "${text}"`)
  if (start < 0) throw new QueryError('\'start\' parameter cannot be negative')
  return start
}

/** @see https://solr.apache.org/guide/8_0/the-dismax-query-parser.html */
function readFields (parameters: URLSearchParams): QueryOptions['defaults'] {
  const field = parameters.get('df') ?? 'text'
  const isDismax = /^e?dismax$/.test(parameters.get('defType') ?? '')
  const weighted = isDismax ? parameters.get('qf')?.trim() : undefined
  return (weighted ?? field).split(/\s+/).map((one) => {
    const [name = '', boost = '1'] = one.split('^')
    return { field: name, boost: Number(boost) }
  })
}

function parse (call: Call, query: string, parameters: URLSearchParams): Score | null {
  const requiresAll = parameters.get('q.op')?.toUpperCase() === 'AND'
  return parseQuery(query, { defaults: readFields(parameters), requiresAll, now: call.registry.clock.now() })
}

interface Found { readonly view: View, readonly person: IndexedPerson }

interface Results { readonly numFound: number, readonly found: readonly Found[] }

function findPeople (call: Call, parameters: URLSearchParams): Results {
  const { registry, isMemberApi } = call
  const rows = readRows(parameters.get('rows'), isMemberApi)
  const start = readStart(parameters.get('start'), call)
  const score = parse(call, parameters.get('q') ?? '', parameters) ?? (() => 0)
  const filter = parse(call, parameters.get('fq') ?? '', parameters) ?? (() => 1)
  const scored = [...registry.researchers.values()].filter(isActive).map((researcher) => {
    const view: View = { registry, researcher, token: null, isMemberApi: false }
    const person = indexPerson(valuesOf(view))
    return { view, person, score: filter(person) > 0 ? score(person) : 0 }
  }).filter((one) => one.score > 0)
  const found = scored.toSorted((one, other) => other.score - one.score).slice(start, start + rows)
  return { numFound: scored.length, found }
}

// Where ORCID's own search server would stand. ORCID passes on what that server says, with the status of a fault.
const SERVER = 'Error from server at http://localhost:8983/solr/profile'
const EXCEPTION = 'org.apache.solr.client.solrj.impl.HttpSolrClient.RemoteSolrException'

function attempt (call: Call, parameters: URLSearchParams, otherwise: (error: QueryError) => Results): Results {
  try {
    return findPeople(call, parameters)
  } catch (error) {
    if (error instanceof QueryError) return otherwise(error)
    throw error
  }
}

function search (call: Call, parameters: URLSearchParams): Results {
  return attempt(call, parameters, ({ message }) =>
    refuse(9008, { params: { exception: EXCEPTION }, detail: `${SERVER}: ${message}` }))
}

/** The fields that a client has asked for, without those that it may not have. */
function askedFields (parameters: URLSearchParams): readonly string[] {
  const asked = (parameters.get('fl') ?? '').split(',').filter((field) => STORED.includes(field))
  return asked.length === 0 ? STORED : asked
}

function findIds (call: Call): Members {
  const { isMemberApi, request } = call
  if (isMemberApi) checkScopes(call, ['/read-public'])
  const { numFound, found } = search(call, queryOf(request))
  const result = found.map(({ view }) => ({ 'orcid-identifier': renderOrcidId(view) }))
  // No list where nothing is found.
  return { result: result.length === 0 ? null : result, 'num-found': numFound }
}

function renderExpanded ({ person: { values } }: Found, fields: readonly string[]): Members {
  const all = (field: string): readonly string[] => fields.includes(field) ? values(field) : []
  const one = (field: string): Json => all(field)[0] ?? null
  const institutions = [...all('current-institution-affiliation-name'), ...all('past-institution-affiliation-name')]
  return {
    'orcid-id': one('orcid'),
    'given-names': one('given-names'),
    'family-names': one('family-name'),
    'credit-name': one('credit-name'),
    'other-name': all('other-names'),
    email: all('email'),
    'institution-name': [...new Set(institutions)].toSorted()
  }
}

function findExpanded (call: Call): Members {
  const parameters = queryOf(call.request)
  const { numFound, found } = search(call, parameters)
  const fields = askedFields(parameters)
  const result = found.map((one) => renderExpanded(one, fields))
  return { 'expanded-result': result.length === 0 ? null : result, 'num-found': numFound }
}

/** One value as Solr writes it; in a list, commas are escaped and separate the values. */
function cell (values: readonly string[], isList: boolean): string {
  const text = isList ? values.map((value) => value.replace(/[\\,]/g, '\\$&')).join() : values.join()
  return /[",\n\r]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

// Of one value at most, or searched and not kept.
const SINGLE = ['orcid', 'given-names', 'family-name', 'credit-name']
const NOT_KEPT = 'given-and-family-names'

/**
 * A query that the search server refuses gets a table without rows, because ORCID does not look at the status.
 * @see https://solr.apache.org/guide/8_0/response-writers.html
 */
function findTable (call: Call): string {
  const parameters = queryOf(call.request)
  const fields = askedFields(parameters)
  const rows = attempt(call, parameters, () => ({ numFound: 0, found: [] })).found.map(({ person: { values } }) =>
    fields.map((field) => cell(field === NOT_KEPT ? [] : values(field), !SINGLE.includes(field))))
  return [fields, ...rows].map((row) => `${row.join()}\n`).join('')
}

// Nothing is below these paths.
const at = (GET: Target<Call>): FindEndpoint => (below) => below.length > 0 ? null : { GET }

export const findSearch = at(reading(findIds))
export const findExpandedSearch = at(reading(findExpanded))
export const findCsvSearch = at({ ...reading(findTable), isCsv: true })
