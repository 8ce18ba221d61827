// Which of the mock's answers are refusals that a client is to blame for, and under which rule.
import { parameter } from '../../orcid/web/parameters.ts'
import { remember } from '../../orcid/registry/bounded-map.ts'
import type { Client } from '../../orcid/registry/clients.ts'
import { grantableScopes } from '../../orcid/registry/scopes.ts'
import type { MockExchange } from '../journal/exchange.ts'
import { faultKinds } from '../faults/catalogue.ts'
import type { Breach } from './findings.ts'
import { findingRules } from './rules.ts'
import type { MockFindingName } from './rules.ts'
import { accessTokenIn, headerOf, parametersIn, queryIn } from '../journal/request.ts'
import type { Stage } from '../stage.ts'

/** As much of an answer as a finding quotes: a redirect URI is in it, and what to do about it comes last. */
const LONGEST_ANSWER = 1000

function textIn (page: string): string {
  const alarm = /<p class="alarm"[^>]*>(.*?)<\/p>/s.exec(page)?.[1]
  return (alarm ?? page).replace(/<[^<>]*>/g, ' ').replace(/\s+/g, ' ').trim().slice(0, LONGEST_ANSWER)
}

/** Which scopes the client may ask for. Nobody is sent away with an error but a client that is registered. */
function scopeAdvice ({ registry: { clients } }: Stage, request: MockExchange['request']): string {
  const { type } = clients.get(parameter(queryIn(request), 'client_id')) as Client
  return `${findingRules['scope-refused'].fix} A ${type} client may have ${grantableScopes(type).join(' ')}.`
}

function refusedAtAuthorize (stage: Stage, { method, status, answer, request }: MockExchange): Breach | null {
  const sent = request.url
  // What a person fills in on ORCID's own pages is no doing of the client's.
  if (method === 'POST') return null
  const location = headerOf(answer, 'location')
  if (location.includes('error=invalid_scope')) {
    return { rule: 'scope-refused', sent, answered: location, fix: scopeAdvice(stage, request) }
  }
  if (status < 400) return null
  const answered = textIn(answer.body)
  const isAddress = /redirect URI|redirect_uri must/.test(answered)
  return { rule: isAddress ? 'redirect-uri-unregistered' : 'authorize-refused', sent, answered }
}

/** Why a code is refused: it came before, it came late, or it is not what it should be. */
function grantRule ({ registry, isClockTurned, tamperedWalks }: Stage, parameters: URLSearchParams,
  wasPresented: boolean): MockFindingName | null {
  const code = registry.grants.codes.get(parameters.get('code') ?? '')
  if (wasPresented) return 'code-exchanged-twice'
  if (code === undefined && tamperedWalks > 0) return null
  if (code === undefined || code.spent) return 'grant-refused'
  // Whoever turns the clock makes codes old on purpose.
  return isClockTurned ? null : 'code-exchanged-late'
}

function refusedAtToken (stage: Stage, { status, answer, request }: MockExchange,
  wasPresented: boolean): Breach | null {
  const parameters = parametersIn(request)
  const breach = (rule: MockFindingName): Breach => ({ rule, sent: String(parameters), answered: textIn(answer.body) })
  if (status === 415) return { ...breach('form-expected'), sent: `Content-Type: ${headerOf(request, 'content-type')}` }
  if (answer.body.includes('"invalid_client"')) return breach('client-refused')
  if (!answer.body.includes('"invalid_grant"')) return breach('token-request-refused')
  const rule = grantRule(stage, parameters, wasPresented)
  return rule === null ? null : breach(rule)
}

// Sent to another host than the mock, by a page that has its name point here.
const MISDIRECTED = 421

// A record or an item that is not there is an answer, not a refusal; so is one that conflicts.
const BLAMELESS: ReadonlySet<number> = new Set([404, 409])

// Whoever turns the clock makes tokens old on purpose.
function isOldOnPurpose ({ registry, isClockTurned }: Stage, { request }: MockExchange): boolean {
  const token = registry.grants.tokens.get(accessTokenIn(request))
  return isClockTurned && token !== undefined && token.expiresAt <= registry.clock.now()
}

function refusedElsewhere ({ endpoint, status, request, answer }: MockExchange): Breach | null {
  const detail = { sent: `${request.url} ${request.body}`.trim(), answered: textIn(answer.body) }
  if (endpoint === 'userinfo') return { rule: 'userinfo-refused', ...detail }
  if (endpoint === 'revoke') return { rule: status === 415 ? 'form-expected' : 'revocation-refused', ...detail }
  return endpoint === 'record' && !BLAMELESS.has(status) ? { rule: 'record-refused', ...detail } : null
}

/** Remembers a code that the token endpoint has spent, and says whether it had been before. */
function presentCode ({ findings, registry }: Stage, parameters: URLSearchParams): boolean {
  const code = parameters.get('code') ?? ''
  const wasPresented = findings.presented.has(code)
  if (registry.grants.codes.get(code)?.spent === true) remember(findings.presented, code, true)
  return wasPresented
}

/**
 * The refusal in an exchange, or null. A fault that came instead of the endpoint is nobody's refusal, and a code that a
 * robot made up is not the client's.
 */
export function refusalIn (stage: Stage, exchange: MockExchange): Breach | null {
  const { endpoint, status, request, fault } = exchange
  if (fault !== null && faultKinds[fault].phase === 'instead') return null
  const parameters = parametersIn(request)
  const wasPresented = endpoint === 'token' && presentCode(stage, parameters)
  if (endpoint === 'authorize') return refusedAtAuthorize(stage, exchange)
  if (status < 400 || status >= 500 || status === MISDIRECTED) return null
  if (endpoint === 'token') return refusedAtToken(stage, exchange, wasPresented)
  return isOldOnPurpose(stage, exchange) ? null : refusedElsewhere(exchange)
}
