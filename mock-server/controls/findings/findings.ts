// What has been found, and what must be remembered of a client to find more.
import { maskText } from '../journal/mask.ts'
import { findingRules } from './rules.ts'
import type { MockFindingName, MockFindingRule } from './rules.ts'
import { remember } from '../../orcid/registry/bounded-map.ts'

/** One thing that is wrong with what a client did. */
export interface MockFinding {
  /** The rule it breaks. */
  readonly rule: MockFindingName
  /** Whether ORCID refuses it or only frowns. */
  readonly severity: MockFindingRule['severity']
  /** The id of the client, or null if the request names none. */
  readonly client: string | null
  /** What it sent, secrets masked, cut off after a thousand characters. */
  readonly sent: string
  /** What ORCID does with it. */
  readonly orcidDoes: string
  /** How to fix it. */
  readonly fix: string
  /** Where it is written. */
  readonly source: string
  /** The number of the first exchange it was seen in, as the journal counts. */
  readonly exchange: number
}

/** What is remembered of one client. */
export interface ClientMemory {
  /** States that have been seen, with the query they came in. */
  readonly states: Map<string, string>
  /** Nonces, the same. */
  readonly nonces: Map<string, string>
  /** Access tokens that came in an answer a client ought to refuse, with the rule that breaks. */
  readonly believed: Map<string, MockFindingName>
  /** Scopes of the tokens that were handed out. */
  readonly granted: Set<string>
  /** What a token has been used for. */
  readonly used: Set<'read' | 'write'>
}

/** The findings of a mock. */
export interface FindingMemory {
  /** By rule, client and what was sent, so that a loop finds a thing once. Bounded. */
  readonly found: Map<string, MockFinding>
  /** Refusals that nobody has looked at. */
  readonly unseen: Set<MockFinding>
  /** By client id. Bounded. */
  readonly clients: Map<string, ClientMemory>
  /** Codes that have been presented while the token endpoint worked. Bounded. */
  readonly presented: Map<string, true>
}

/** Nothing found. */
export function createFindingMemory (): FindingMemory {
  return { found: new Map(), unseen: new Set(), clients: new Map(), presented: new Map() }
}

/** What is remembered of a client. */
export function memoryOf ({ clients }: FindingMemory, client: string): ClientMemory {
  const known = clients.get(client)
  if (known !== undefined) return known
  const memory: ClientMemory = {
    states: new Map(), nonces: new Map(), believed: new Map(), granted: new Set(), used: new Set()
  }
  remember(clients, client, memory)
  return memory
}

/** What is noted when a rule is broken. */
export interface Breach {
  /** The rule. */
  readonly rule: MockFindingName
  /** What was sent, not yet masked. */
  readonly sent: string
  /** What was answered, if it says more than the rule. */
  readonly answered?: string
  /** What to change, if it says more than the rule. */
  readonly fix?: string
}

const LONGEST_SENT = 1000

/** Makes a finding of a breach. */
export function describeBreach ({ rule, sent, answered, fix = findingRules[rule].fix }: Breach, client: string | null,
  exchange: number): MockFinding {
  const { severity, orcidDoes, source } = findingRules[rule]
  const said = answered === undefined ? orcidDoes : `${orcidDoes} It said: ${maskText(answered)}`
  const masked = maskText(sent)
  const cut = masked.length > LONGEST_SENT ? `${masked.slice(0, LONGEST_SENT)}…` : masked
  return Object.freeze({ rule, severity, client, sent: cut, orcidDoes: said, fix, source, exchange })
}

/** Keeps a finding, unless the same has been found before. */
export function keepFinding ({ found, unseen }: FindingMemory, finding: MockFinding): void {
  const key = [finding.rule, finding.client, finding.sent].join(' ')
  if (found.has(key)) return
  unseen.delete(remember(found, key, finding) as MockFinding)
  if (finding.severity === 'error') unseen.add(finding)
}

/** Forgets what was found and what was remembered. What nobody has looked at stays to be warned of. */
export function forgetFindings ({ found, clients, presented }: FindingMemory): void {
  for (const map of [found, clients, presented]) map.clear()
}
