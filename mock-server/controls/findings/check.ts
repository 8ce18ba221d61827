// Checks each exchange against the rules, and keeps what is found.
import { remember } from '../../orcid/registry/bounded-map.ts'
import type { Registry } from '../../orcid/registry/registry.ts'
import type { Refusal } from '../../orcid/registry/seam.ts'
import { parameter, queryOf } from '../../orcid/web/parameters.ts'
import { forgeries } from '../forgeries/catalogue.ts'
import { maskerOf, type MockExchange } from '../journal/exchange.ts'
import { accessTokenIn, headerOf, parametersIn } from '../journal/request.ts'
import { describeFinding, warnOf, type MockFinding } from './findings.ts'
import { findingRules, isLogin, type FindingRule, type Inspected, type MockFindingName } from './rules.ts'

type Issued = Readonly<Record<string, unknown>> | null

type ClientMemory = ReturnType<typeof createClientMemory>

/** What must be remembered of a client to find more. */
function createClientMemory () {
  return {
    state: new Map<string, string>(),
    nonce: new Map<string, string>(),
    /** By access token. */
    believed: new Map<string, NonNullable<Inspected['believed']>>(),
    granted: new Set<string>(),
    used: new Set<'read' | 'write'>()
  }
}

// Signing in satisfies these, and neither they nor the language of a page make a login another one.
const PAGE_PARAMETERS = ['show_login', 'max_age', 'lang']

/** What tells one login from another: the query, without what its pages add to it or take from it. */
function loginOf (query: URLSearchParams): string {
  const login = new URLSearchParams(query)
  for (const name of PAGE_PARAMETERS) login.delete(name)
  if (login.get('prompt') === 'login') login.delete('prompt')
  return login.toString()
}

function isRepeated (name: 'state' | 'nonce', { query, exchange }: Pick<Inspected, 'query' | 'exchange'>,
  { [name]: seen }: ClientMemory): boolean {
  const value = parameter(query, name)
  if (value === '') return false
  const login = loginOf(query)
  const before = seen.get(value)
  remember(seen, value, before ?? login)
  const isOtherBrowser = !headerOf(exchange.request, 'cookie').includes('fake_orcid_session_')
  return before !== undefined && (before !== login || isOtherBrowser)
}

/** Whether a test turned the clock until the code or the token was old. */
function isAged ({ clock, grants }: Registry, { request }: MockExchange, { reason }: Refusal): boolean {
  if (!clock.isTurned()) return false
  const token = grants.tokens.get(accessTokenIn(request))
  return reason === 'expiredCode' || (token !== undefined && token.expiresAt <= clock.now())
}

/** Whether the person has ended the token: its client finds out by being refused. */
function isEndedByPerson ({ grants: { ended } }: Registry, { request }: MockExchange): boolean {
  const [accessToken, refreshToken] = [accessTokenIn(request), parametersIn(request).get('refresh_token')]
  return [...ended.values()].some((token) =>
    token.endedBy !== 'client' && (token.accessToken === accessToken || token.refreshToken === refreshToken))
}

// A record or an item that is not there is an answer, not a refusal; so is one that conflicts.
const ANSWERS_OF_RECORD: ReadonlySet<number> = new Set([404, 409])

function isBlamable (registry: Registry, exchange: MockExchange, refusal: Refusal): boolean {
  const { endpoint, method } = exchange
  if (refusal.status >= 500 || isAged(registry, exchange, refusal) || isEndedByPerson(registry, exchange)) return false
  // A form of ORCID's own pages is filled in by a person.
  if (endpoint === 'authorize' && method === 'POST') return false
  return endpoint !== 'record' || !ANSWERS_OF_RECORD.has(refusal.status)
}

function rememberTokens ({ status, client, forgery }: MockExchange, issued: Issued, memory: ClientMemory): void {
  if (issued === null || status !== 200 || client === null) return
  for (const scope of String(issued['scope'] ?? '').split(' ')) memory.granted.add(scope)
  if (forgery === null) return
  const { client: verdict, exception } = forgeries[forgery]
  if (verdict === 'refuses' && (exception === undefined || issued['id_token'] === undefined)) {
    remember(memory.believed, String(issued['access_token'] ?? ''), 'forgery-believed')
  }
}

function rememberUse ({ endpoint, method, forgery, request }: MockExchange, memory: ClientMemory): Inspected['believed'] {
  if (endpoint !== 'record' && endpoint !== 'userinfo') return null
  const accessToken = accessTokenIn(request)
  const believed = memory.believed.get(accessToken) ?? null
  if (endpoint === 'record') memory.used.add(method === 'GET' ? 'read' : 'write')
  else if (forgery !== null) remember(memory.believed, accessToken, 'userinfo-sub-unchecked')
  return believed
}

function inspect (exchange: MockExchange, refusal: Refusal | null, memory: ClientMemory): Inspected {
  const seen = {
    exchange,
    isLogin: isLogin(exchange),
    query: queryOf(exchange.request),
    parameters: parametersIn(exchange.request),
    refusal,
    believed: rememberUse(exchange, memory)
  }
  const repeats = (name: 'state' | 'nonce'): boolean => seen.isLogin && isRepeated(name, seen, memory)
  return { ...seen, repeated: { state: repeats('state'), nonce: repeats('nonce') } }
}

/** Scopes that were granted and never used: only known in the end. */
function findUnusedScopes (client: string, { granted, used }: ClientMemory): MockFinding[] {
  const unused = [...granted].filter((scope) =>
    (/\/(?:update|create)$/.test(scope) && !used.has('write')) || (/\/read-limited$/.test(scope) && !used.has('read')))
  if (unused.length === 0) return []
  return [describeFinding('scope-unused', client, { sent: `scope=${unused.join(' ')}`, exchange: 0 })]
}

const rules = Object.entries(findingRules) as Array<[MockFindingName, FindingRule]>

function findIn (inspected: Inspected): MockFinding[] {
  const { exchange, refusal } = inspected
  const { client, number } = exchange
  let isRefusalFound = refusal === null
  return rules.flatMap(([name, rule]) => {
    const isAboutRefusal = rule.severity === 'error'
    const sent = isAboutRefusal && isRefusalFound ? null : rule.check(inspected)
    if (sent === null) return []
    isRefusalFound ||= isAboutRefusal
    // ORCID quotes tokens and codes.
    const said = isAboutRefusal && refusal !== null ? maskerOf(exchange)(refusal.said) : undefined
    return describeFinding(name, client, { sent, said, exchange: number, fix: rule.fixFor?.(inspected) ?? '' })
  })
}

/** The findings of one mock. Everything here is bounded. */
export function createFindings (registry: Registry) {
  const found = new Map<string, MockFinding>()
  const unseen = new Set<MockFinding>()
  const clients = new Map<string, ClientMemory>()
  let tampering = 0
  /** Keeps a finding, unless the same has been found before. Whether it did. */
  const keep = (finding: MockFinding): boolean => {
    const key = [finding.rule, finding.client, finding.sent].join(' ')
    if (found.has(key)) return false
    unseen.delete(remember(found, key, finding) as MockFinding)
    if (finding.severity === 'error') unseen.add(finding)
    return true
  }
  /** Everything found so far, whether or not a test has looked at it. */
  const all = (): MockFinding[] =>
    [...found.values(), ...[...clients].flatMap(([client, memory]) => findUnusedScopes(client, memory))]
  return {
    keep,
    all,
    /** Checks an exchange against every rule, and gives what is new. A refusal breaks one rule, the first that fits. */
    check (exchange: MockExchange, refusal: Refusal | null, issued: Issued): MockFinding[] {
      const client = exchange.client ?? ''
      const memory = clients.get(client) ?? createClientMemory()
      if (!clients.has(client)) remember(clients, client, memory)
      const isInvented = tampering > 0 && refusal?.reason === 'unknownCode'
      const blamed = refusal !== null && !isInvented && isBlamable(registry, exchange, refusal) ? refusal : null
      rememberTokens(exchange, issued, memory)
      return findIn(inspect(exchange, blamed, memory)).filter(keep)
    },
    read (client: string | null): MockFinding[] {
      const mine = all().filter((finding) => client === null || finding.client === client)
      for (const finding of mine) unseen.delete(finding)
      return mine
    },
    /** Runs a sign-in in which a scenario changes the code: ORCID's refusal of it is not the client's doing. */
    async whileTampering<Result> (signIn: () => Promise<Result>): Promise<Result> {
      tampering++
      try {
        return await signIn()
      } finally {
        tampering--
      }
    },
    warnOfUnseen () {
      warnOf([...unseen])
      unseen.clear()
    },
    reset () { for (const map of [found, clients]) map.clear() }
  }
}
