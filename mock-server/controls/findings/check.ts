// Checks each exchange against the rules, and keeps what is found.
import type { FastifyRequest } from 'fastify'
import { remember } from '../../orcid/registry/bounded-map.ts'
import type { Registry } from '../../orcid/registry/registry.ts'
import type { Refusal } from '../../orcid/registry/seam.ts'
import { parameter, parametersOf, queryOf } from '../../orcid/web/parameters.ts'
import { forgeries } from '../forgeries/catalogue.ts'
import type { MockExchange } from '../journal/exchange.ts'
import { accessTokenOf, headerOf } from '../journal/request.ts'
import { describeFinding, warnOf, type MockFinding } from './findings.ts'
import { findingRules, isLogin, type FindingRule, type Inspected, type MockFindingName } from './rules.ts'

/** An exchange, and what the journal does not keep of it. */
interface CheckedExchange {
  readonly exchange: MockExchange
  readonly request: FastifyRequest
  readonly refusal: Refusal | null
  readonly issued: Readonly<Record<string, unknown>> | null
}

/** What must be remembered of a client to find more. */
interface ClientMemory {
  readonly state: Map<string, string>
  readonly nonce: Map<string, string>
  readonly believed: Map<string, NonNullable<Inspected['believed']>>
  readonly granted: Set<string>
  readonly used: Set<'read' | 'write'>
}

/** The findings of one mock. Everything here is bounded. */
export interface Findings {
  /** Checks an exchange against every rule. A refusal breaks one rule, the first that fits. */
  readonly check: (checked: CheckedExchange) => void
  /** Keeps a finding, unless the same has been found before. */
  readonly keep: (finding: MockFinding) => void
  /** Everything found so far, whether or not a test has looked at it. */
  readonly all: () => MockFinding[]
  readonly read: (client: string | null) => MockFinding[]
  /** Runs a sign-in in which a scenario changes the code: ORCID's refusal of it is not the client's doing. */
  readonly whileTampering: <Result>(signIn: () => Promise<Result>) => Promise<Result>
  readonly warnOfUnseen: () => void
  readonly reset: () => void
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

/** An exchange with what is known of its client. */
interface KnownExchange extends CheckedExchange {
  readonly memory: ClientMemory
  /** Whether a scenario that changes the code is running. */
  readonly isTampering: boolean
}

function isRepeated (name: 'state' | 'nonce', query: URLSearchParams, { exchange, memory }: KnownExchange): boolean {
  const value = parameter(query, name)
  if (value === '' || !isLogin(exchange)) return false
  const [seen, login] = [memory[name], loginOf(query)]
  const before = seen.get(value)
  remember(seen, value, before ?? login)
  const isOtherBrowser = !headerOf(exchange.request, 'cookie').includes('fake_orcid_session_')
  return before !== undefined && (before !== login || isOtherBrowser)
}

/** Whether a test made the code unknown, or turned the clock until the code or the token was old. */
function isOnPurpose ({ clock, grants }: Registry, { request, isTampering }: KnownExchange,
  { reason }: Refusal): boolean {
  if (reason === 'unknownCode' && isTampering) return true
  if (!clock.isTurned()) return false
  const token = grants.tokens.get(accessTokenOf(request))
  return reason === 'expiredCode' || (token !== undefined && token.expiresAt <= clock.now())
}

// A record or an item that is not there is an answer, not a refusal; so is one that conflicts.
const ANSWERS_OF_RECORD: ReadonlySet<number> = new Set([404, 409])

/** The refusal that the client is to blame for, or null. */
function blamableRefusal (registry: Registry, known: KnownExchange): Refusal | null {
  const { exchange: { endpoint, method }, refusal } = known
  if (refusal === null || refusal.status >= 500 || isOnPurpose(registry, known, refusal)) return null
  // A form of ORCID's own pages is filled in by a person.
  if (endpoint === 'authorize' && method === 'POST') return null
  return endpoint === 'record' && ANSWERS_OF_RECORD.has(refusal.status) ? null : refusal
}

function rememberTokens ({ exchange, issued, memory }: KnownExchange): void {
  if (issued === null || exchange.status !== 200 || exchange.client === null) return
  for (const scope of String(issued['scope'] ?? '').split(' ')) memory.granted.add(scope)
  const { forgery } = exchange
  if (forgery !== null && forgeries[forgery].client === 'refuses') {
    remember(memory.believed, String(issued['access_token'] ?? ''), 'forgery-believed')
  }
}

function rememberUse ({ exchange, request, memory }: KnownExchange): Inspected['believed'] {
  const { endpoint, method, forgery } = exchange
  if (endpoint !== 'record' && endpoint !== 'userinfo') return null
  const accessToken = /^bearer\s+(\S+)/i.exec(request.headers.authorization ?? '')?.[1] ?? ''
  const believed = memory.believed.get(accessToken) ?? null
  if (endpoint === 'record') memory.used.add(method === 'GET' ? 'read' : 'write')
  else if (forgery !== null) remember(memory.believed, accessToken, 'userinfo-sub-unchecked')
  return believed
}

function inspect (registry: Registry, known: KnownExchange): Inspected {
  const { exchange, request } = known
  const query = queryOf(request)
  rememberTokens(known)
  return {
    exchange,
    query,
    parameters: parametersOf(request),
    refusal: blamableRefusal(registry, known),
    believed: rememberUse(known),
    repeated: { state: isRepeated('state', query, known), nonce: isRepeated('nonce', query, known) }
  }
}

function isUsed (scope: string, used: ClientMemory['used']): boolean {
  if (/\/(?:update|create)$/.test(scope)) return used.has('write')
  return !/\/read-limited$/.test(scope) || used.has('read')
}

/** Scopes that were granted and never used: only known in the end. */
function findUnusedScopes (client: string, { granted, used }: ClientMemory): MockFinding[] {
  const unused = [...granted].filter((scope) => !isUsed(scope, used))
  if (unused.length === 0) return []
  return [describeFinding('scope-unused', client, { sent: `scope=${unused.join(' ')}`, exchange: 0 })]
}

const rules = Object.entries(findingRules) as Array<[MockFindingName, FindingRule]>

function findIn (inspected: Inspected): MockFinding[] {
  const { exchange: { client, number }, refusal } = inspected
  const found: MockFinding[] = []
  let isRefusalFound = refusal === null
  for (const [name, rule] of rules) {
    const isAboutRefusal = rule.severity === 'error'
    if (isAboutRefusal && isRefusalFound) continue
    const sent = rule.check(inspected)
    if (sent === null) continue
    isRefusalFound ||= isAboutRefusal
    const said = isAboutRefusal ? refusal?.said : undefined
    found.push(describeFinding(name, client, { sent, said, exchange: number, fix: rule.fixFor?.(inspected) ?? '' }))
  }
  return found
}

export function createFindings (registry: Registry): Findings {
  const found = new Map<string, MockFinding>()
  const unseen = new Set<MockFinding>()
  const clients = new Map<string, ClientMemory>()
  let tampering = 0
  const memoryOf = (client: string): ClientMemory => {
    const memory = clients.get(client) ??
      { state: new Map(), nonce: new Map(), believed: new Map(), granted: new Set(), used: new Set() }
    if (!clients.has(client)) remember(clients, client, memory)
    return memory
  }
  const keep = (finding: MockFinding): void => {
    const key = [finding.rule, finding.client, finding.sent].join(' ')
    if (found.has(key)) return
    unseen.delete(remember(found, key, finding) as MockFinding)
    if (finding.severity === 'error') unseen.add(finding)
  }
  const all = (): MockFinding[] =>
    [...found.values(), ...[...clients].flatMap(([client, memory]) => findUnusedScopes(client, memory))]
  return {
    keep,
    all,
    check: (checked) => {
      const memory = memoryOf(checked.exchange.client ?? '')
      for (const finding of findIn(inspect(registry, { ...checked, memory, isTampering: tampering > 0 }))) keep(finding)
    },
    read: (client) => {
      const mine = all().filter((finding) => client === null || finding.client === client)
      for (const finding of mine) unseen.delete(finding)
      return mine
    },
    whileTampering: async (signIn) => {
      tampering++
      try {
        return await signIn()
      } finally {
        tampering--
      }
    },
    warnOfUnseen: () => {
      warnOf([...unseen])
      unseen.clear()
    },
    reset: () => { for (const map of [found, clients]) map.clear() }
  }
}
