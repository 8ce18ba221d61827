// Holds each exchange against the rules as it is written into the journal.
import type { FastifyRequest } from 'fastify'
import { remember } from '../../orcid/registry/bounded-map.ts'
import type { Registry } from '../../orcid/registry/registry.ts'
import type { Refusal } from '../../orcid/registry/seam.ts'
import { parameter, parametersOf, queryOf } from '../../orcid/web/parameters.ts'
import { forgeries } from '../forgeries/catalogue.ts'
import type { MockExchange } from '../journal/exchange.ts'
import { accessTokenOf, headerOf } from '../journal/request.ts'
import { describeFinding, type ClientMemory, type Findings } from './findings.ts'
import { findingRules, isLogin, type FindingRule, type Inspected, type MockFindingName } from './rules.ts'

/** What the journal does not keep of an exchange. */
export interface CheckedExchange {
  readonly exchange: MockExchange
  readonly request: FastifyRequest
  readonly refusal: Refusal | null
  readonly issued: Readonly<Record<string, unknown>> | null
}

// Signing in satisfies these, and neither they nor the language of a page make a login another one.
const OF_THE_PAGES = ['show_login', 'max_age', 'lang']

/** What tells one login from another: the query, without what its pages add to it or take from it. */
function loginOf (query: URLSearchParams): string {
  const login = new URLSearchParams(query)
  for (const name of OF_THE_PAGES) login.delete(name)
  if (login.get('prompt') === 'login') login.delete('prompt')
  return login.toString()
}

function isRepeated (name: 'state' | 'nonce', query: URLSearchParams, { exchange, memory }:
{ readonly exchange: MockExchange, readonly memory: ClientMemory }): boolean {
  const value = parameter(query, name)
  if (value === '' || !isLogin(exchange)) return false
  const [seen, login] = [memory[name], loginOf(query)]
  const before = seen.get(value)
  remember(seen, value, before ?? login)
  const isOtherBrowser = !headerOf(exchange.request, 'cookie').includes('fake_orcid_session_')
  return before !== undefined && (before !== login || isOtherBrowser)
}

function isOnPurpose ({ clock, grants }: Registry, findings: Findings,
  { request, refusal }: { readonly request: FastifyRequest, readonly refusal: Refusal }): boolean {
  const { reason } = refusal
  if (reason === 'unknownCode' && findings.isTampering()) return true
  if (!clock.isTurned()) return false
  const token = grants.tokens.get(accessTokenOf(request))
  return reason === 'expiredCode' || (token !== undefined && token.expiresAt <= clock.now())
}

// A record or an item that is not there is an answer, not a refusal; so is one that conflicts.
const BLAMELESS: ReadonlySet<number> = new Set([404, 409])

/** The refusal that the client is to blame for, or null. */
function blamable (registry: Registry, findings: Findings,
  { exchange, request, refusal }: CheckedExchange): Refusal | null {
  if (refusal === null || refusal.status >= 500) return null
  if (isOnPurpose(registry, findings, { request, refusal })) return null
  // A form of ORCID's own pages is filled in by a person.
  if (exchange.endpoint === 'authorize' && exchange.method === 'POST') return null
  return exchange.endpoint === 'record' && BLAMELESS.has(refusal.status) ? null : refusal
}

function rememberTokens ({ exchange, issued }: CheckedExchange, memory: ClientMemory): void {
  if (issued === null || exchange.status !== 200 || exchange.client === null) return
  for (const scope of String(issued['scope'] ?? '').split(' ')) memory.granted.add(scope)
  const { forgery } = exchange
  if (forgery !== null && forgeries[forgery].client === 'refuses') {
    remember(memory.believed, String(issued['access_token'] ?? ''), 'forgery-believed')
  }
}

function rememberUse ({ exchange, request }: CheckedExchange, memory: ClientMemory): Inspected['believed'] {
  const { endpoint, method, forgery } = exchange
  if (endpoint !== 'record' && endpoint !== 'userinfo') return null
  const accessToken = /^bearer\s+(\S+)/i.exec(request.headers.authorization ?? '')?.[1] ?? ''
  const believed = memory.believed.get(accessToken) ?? null
  if (endpoint === 'record') memory.used.add(method === 'GET' ? 'read' : 'write')
  else if (forgery !== null) remember(memory.believed, accessToken, 'userinfo-sub-unchecked')
  return believed
}

/** Holds an exchange against every rule and keeps what is found. A refusal breaks one rule, the first that fits. */
export function checkExchange (registry: Registry, findings: Findings, checked: CheckedExchange): void {
  const { exchange, request } = checked
  const memory = findings.memoryOf(exchange.client)
  const refusal = blamable(registry, findings, checked)
  rememberTokens(checked, memory)
  const query = queryOf(request)
  const inspected: Inspected = {
    exchange,
    query,
    parameters: parametersOf(request),
    refusal,
    believed: rememberUse(checked, memory),
    repeated: {
      state: isRepeated('state', query, { exchange, memory }),
      nonce: isRepeated('nonce', query, { exchange, memory })
    }
  }
  let isRefusalFound = false
  for (const [name, rule] of Object.entries(findingRules) as Array<[MockFindingName, FindingRule]>) {
    const isAboutRefusal = rule.severity === 'error'
    if (isAboutRefusal && (refusal === null || isRefusalFound)) continue
    const sent = rule.check(inspected)
    if (sent === null) continue
    isRefusalFound ||= isAboutRefusal
    findings.keep(describeFinding(name, exchange.client, {
      sent,
      exchange: exchange.number,
      fix: rule.fixFor?.(inspected) ?? '',
      ...(isAboutRefusal && refusal !== null && { said: refusal.said })
    }))
  }
}
