// Judging a client by what it sends: each exchange is held against the rules as it is written down.
import { isLoopback } from '../../address.ts'
import { remember } from '../../orcid/registry/bounded-map.ts'
import type { MockExchange } from '../journal/exchange.ts'
import { describeBreach, keepFinding, memoryOf } from './findings.ts'
import type { Breach, FindingMemory, ClientMemory, MockFinding } from './findings.ts'
import { forgeries } from '../forgeries/catalogue.ts'
import { refusalIn } from './refusals.ts'
import { headerOf, parametersIn, queryIn } from '../journal/request.ts'
import type { Stage } from '../stage.ts'

/** In characters: what 96 bits take in base64url. */
const MIN_SECRET_LENGTH = 16

function isGuessable (value: string): boolean {
  return value.length < MIN_SECRET_LENGTH || /^\d+$/.test(value) || new Set(value).size < 8
}

// What signing in has satisfied, and the language of a page: neither makes a login another one.
const OF_THE_PAGES = ['show_login', 'max_age', 'lang']

/** What tells one login from another: the query, without what its pages add to it or take from it. */
function loginOf ({ request }: MockExchange): string {
  const query = queryIn(request)
  for (const name of OF_THE_PAGES) query.delete(name)
  if (query.get('prompt') === 'login') query.delete('prompt')
  return query.toString()
}

/** Whether a value has been seen in another login; the pages of one login carry the same query again and again. */
function isRepeated (seen: Map<string, string>, value: string, exchange: MockExchange): boolean {
  const login = loginOf(exchange)
  const before = seen.get(value)
  remember(seen, value, before ?? login)
  const isOtherBrowser = !headerOf(exchange.request, 'cookie').includes('fake_orcid_session_')
  return before !== undefined && (before !== login || isOtherBrowser)
}

function judgeRedirectUri (sent: string): Breach[] {
  const { protocol, hostname } = URL.canParse(sent) ? new URL(sent) : new URL('https://unknown')
  if (hostname === 'localhost') return [{ rule: 'redirect-uri-localhost', sent }]
  return protocol === 'http:' && !isLoopback(hostname) ? [{ rule: 'redirect-uri-http', sent }] : []
}

function judgeState (exchange: MockExchange, { states }: ClientMemory, state: string): Breach[] {
  const { url: sent } = exchange.request
  if (state === '') return [{ rule: 'state-missing', sent }]
  if (isRepeated(states, state, exchange)) return [{ rule: 'state-repeated', sent }]
  return isGuessable(state) ? [{ rule: 'state-guessable', sent }] : []
}

function judgeNonce (exchange: MockExchange, { nonces }: ClientMemory, query: URLSearchParams): Breach[] {
  const { url: sent } = exchange.request
  const nonce = query.get('nonce') ?? ''
  const isOpenId = (query.get('scope') ?? '').split(/\s+/).includes('openid')
  if (nonce === '') return isOpenId ? [{ rule: 'nonce-missing', sent }] : []
  if (isRepeated(nonces, nonce, exchange)) return [{ rule: 'nonce-repeated', sent }]
  return isGuessable(nonce) ? [{ rule: 'nonce-guessable', sent }] : []
}

const IGNORED_SCOPE = /(?:^|\s)(?:profile|email|address|phone|offline_access)(?=\s|$)/

// Only a fresh authorize request is the client's doing; pages, forms and prefetches are the browser's.
function judgeAuthorize (exchange: MockExchange, memory: ClientMemory): Breach[] {
  const { request, method } = exchange
  const isPrefetch = headerOf(request, 'sec-purpose').includes('prefetch')
  if (method !== 'GET' || !/\/oauth\/authorize(?:\?|$)/.test(request.url) || isPrefetch) return []
  const query = queryIn(request)
  const scope = query.get('scope') ?? ''
  return [
    ...judgeState(exchange, memory, query.get('state') ?? ''),
    ...judgeNonce(exchange, memory, query),
    ...judgeRedirectUri(query.get('redirect_uri') ?? ''),
    ...(IGNORED_SCOPE.test(scope) ? [{ rule: 'scope-ignored', sent: scope } as const] : []),
    ...(/token/.test(query.get('response_type') ?? '') ? [{ rule: 'implicit-flow', sent: request.url } as const] : [])
  ]
}

// Where the fault `redirect` leads.
const ELSEWHERE = /\/elsewhere$/

const OLD_API = /\/v(?!3\.0\/)\d+\.\d+\/(?:\d{4}-){3}/

function judgeUrls ({ request, endpoint }: MockExchange): Breach[] {
  const query = queryIn(request)
  const sent = request.url
  const breaches: Breach[] = []
  if (query.has('client_secret')) breaches.push({ rule: 'secret-in-url', sent })
  const isApi = endpoint === 'userinfo' || endpoint === 'record'
  if (isApi && query.has('access_token')) breaches.push({ rule: 'token-in-url', sent })
  if (OLD_API.test(sent)) breaches.push({ rule: 'api-version', sent })
  const authorization = headerOf(request, 'authorization')
  const carried = authorization === '' ? request.body : `Authorization: ${authorization}`
  if (ELSEWHERE.test(sent) && carried !== '') breaches.push({ rule: 'secret-redirected', sent: carried })
  const isBackChannel = endpoint === 'token' || endpoint === 'revoke'
  if (isBackChannel && authorization !== '' && parametersIn(request).has('client_secret')) {
    breaches.push({ rule: 'two-authentications', sent: carried })
  }
  return breaches
}

function noteTokens ({ owners }: Stage, { forgery, answer, status, client }: MockExchange, memory: ClientMemory): void {
  if (status !== 200 || client === null) return
  const { access_token: token = '', scope = '' } = JSON.parse(answer.body) as Record<string, unknown>
  remember(owners, String(token), client)
  for (const one of String(scope).split(' ')) memory.granted.add(one)
  if (forgery !== null && forgeries[forgery].client === 'refuses') {
    remember(memory.believed, String(token), 'forgery-believed')
  }
}

/** What a token is used for, and whether it ought not to be used at all. */
function judgeUse ({ request, endpoint, method, forgery }: MockExchange, memory: ClientMemory): Breach[] {
  const token = /^bearer\s+(\S+)/i.exec(headerOf(request, 'authorization'))?.[1] ?? ''
  const rule = memory.believed.get(token)
  if (endpoint === 'record') memory.used.add(method === 'GET' ? 'read' : 'write')
  if (endpoint === 'userinfo' && forgery !== null) remember(memory.believed, token, 'userinfo-sub-unchecked')
  return rule === undefined ? [] : [{ rule, sent: request.url }]
}

/** Holds an exchange against the rules and keeps what is found. */
export function judgeExchange (stage: Stage, exchange: MockExchange): void {
  const { findings } = stage
  const { client, endpoint, number } = exchange
  const memory = memoryOf(findings, client ?? '')
  if (endpoint === 'token') noteTokens(stage, exchange, memory)
  const refusal = refusalIn(stage, exchange)
  const breaches: Breach[] = [
    ...(refusal === null ? [] : [refusal]),
    ...judgeUrls(exchange),
    ...(endpoint === 'authorize' ? judgeAuthorize(exchange, memory) : []),
    ...(endpoint === 'record' || endpoint === 'userinfo' ? judgeUse(exchange, memory) : [])
  ]
  for (const breach of breaches) keepFinding(findings, describeBreach(breach, client, number))
}

function isUsed (scope: string, used: ClientMemory['used']): boolean {
  if (/\/(?:update|create)$/.test(scope)) return used.has('write')
  return !/\/read-limited$/.test(scope) || used.has('read')
}

/** Scopes that were granted and never used: only known in the end. */
function unusedScopes ({ clients }: FindingMemory): MockFinding[] {
  return [...clients].flatMap(([client, { granted, used }]) => {
    const unused = [...granted].filter((scope) => !isUsed(scope, used))
    const breach: Breach = { rule: 'scope-unused', sent: `scope=${unused.join(' ')}` }
    return unused.length === 0 ? [] : [describeBreach(breach, client, 0)]
  })
}

/** Everything found so far, whether or not a test has looked at it. */
export function everyFinding ({ findings }: Stage): MockFinding[] {
  return [...findings.found.values(), ...unusedScopes(findings)]
}

/** Everything found so far, of all clients or of one, and from here on looked at. */
export function readFindings (stage: Stage, client: string | null): MockFinding[] {
  const { findings } = stage
  const mine = everyFinding(stage).filter((finding) => client === null || finding.client === client)
  for (const finding of mine) findings.unseen.delete(finding)
  return mine
}
