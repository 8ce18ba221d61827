// The findings of one mock: what has been found, and what must be remembered of a client to find more.
import createError from '@fastify/error'
import type { FastifyErrorConstructor } from '@fastify/error'
import { remember } from '../../orcid/registry/bounded-map.ts'
import { maskText } from '../journal/mask.ts'
import { findingRules, type Inspected, type MockFindingName, type MockFindingRule } from './rules.ts'

/** One thing that is wrong with what a client did. */
export interface MockFinding {
  /** The rule it breaks. */
  readonly rule: MockFindingName
  /** `error` for what ORCID refuses, `warning` for what it answers all the same. */
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

/** `assertClean()` has found something. `findings` has each of them. */
export const MockOrcidFindingsError: FastifyErrorConstructor<{ code: 'MOCK_ORCID_ERR_FINDINGS' }, [string]> =
  createError('MOCK_ORCID_ERR_FINDINGS', '%s')

export interface ClientMemory {
  readonly state: Map<string, string>
  readonly nonce: Map<string, string>
  readonly believed: Map<string, NonNullable<Inspected['believed']>>
  readonly granted: Set<string>
  readonly used: Set<'read' | 'write'>
}

/** The findings of one mock. Everything here is bounded. */
export interface Findings {
  readonly memoryOf: (client: string | null) => ClientMemory
  /** Keeps a finding, unless the same has been found before. */
  readonly keep: (finding: MockFinding) => void
  /** Everything found so far, whether or not a test has looked at it. */
  readonly all: () => MockFinding[]
  readonly read: (client: string | null) => MockFinding[]
  /** Runs a sign-in in which a scenario changes the code: ORCID's refusal of it is not the client's doing. */
  readonly whileTampering: <Result>(signIn: () => Promise<Result>) => Promise<Result>
  readonly isTampering: () => boolean
  readonly warnOfUnseen: () => void
  readonly reset: () => void
}

const LONGEST_SENT = 1000

/** Makes a finding. `said` is quoted if ORCID's answer says more than the rule. */
export function describeFinding (rule: MockFindingName, client: string | null,
  { sent, said, fix = '', exchange }: { sent: string, said?: string, fix?: string, exchange: number }): MockFinding {
  const { severity, orcidDoes, fix: remedy, source } = findingRules[rule]
  const masked = maskText(sent)
  return Object.freeze({
    rule,
    severity,
    client,
    sent: masked.length > LONGEST_SENT ? `${masked.slice(0, LONGEST_SENT)}…` : masked,
    orcidDoes: said === undefined ? orcidDoes : `${orcidDoes} It said: ${maskText(said.slice(0, LONGEST_SENT))}`,
    fix: remedy + fix,
    source,
    exchange
  })
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

export function createFindings (): Findings {
  const found = new Map<string, MockFinding>()
  const unseen = new Set<MockFinding>()
  const clients = new Map<string, ClientMemory>()
  let tampering = 0
  const all = (): MockFinding[] =>
    [...found.values(), ...[...clients].flatMap(([client, memory]) => findUnusedScopes(client, memory))]
  return {
    all,
    memoryOf: (client) => {
      const known = clients.get(client ?? '')
      if (known !== undefined) return known
      const memory: ClientMemory = {
        state: new Map(), nonce: new Map(), believed: new Map(), granted: new Set(), used: new Set()
      }
      remember(clients, client ?? '', memory)
      return memory
    },
    keep: (finding) => {
      const key = [finding.rule, finding.client, finding.sent].join(' ')
      if (found.has(key)) return
      unseen.delete(remember(found, key, finding) as MockFinding)
      if (finding.severity === 'error') unseen.add(finding)
    },
    read: (client) => {
      const mine = all().filter((finding) => client === null || finding.client === client)
      for (const finding of mine) unseen.delete(finding)
      return mine
    },
    isTampering: () => tampering > 0,
    whileTampering: async (signIn) => {
      tampering++
      try {
        return await signIn()
      } finally {
        tampering--
      }
    },
    warnOfUnseen: () => {
      const [first] = unseen
      if (first === undefined) return
      const more = unseen.size === 1 ? '' : `, and ${unseen.size - 1} more`
      unseen.clear()
      process.emitWarning(
        `ORCID would have refused what a client did: ${first.rule}${more}. Call findings() or assertClean() to see.`,
        { type: 'MockOrcidWarning', code: 'MOCK_ORCID_WARN_UNSEEN', detail: print(first, 0) })
    },
    reset: () => { for (const map of [found, clients]) map.clear() }
  }
}

function print ({ rule, severity, client, sent, orcidDoes, fix, source }: MockFinding, index: number): string {
  return `${index + 1}. ${rule} (${severity}${client === null ? '' : `, ${client}`})
   sent    ${sent}
   ORCID   ${orcidDoes}
   fix     ${fix}
   source  ${source}`
}

export function findingsError (findings: readonly MockFinding[]): Error {
  const count = findings.length === 1 ? 'one thing' : `${findings.length} things`
  // The message goes in as it is: a percent sign in a URL is no placeholder.
  const error = new MockOrcidFindingsError('')
  error.message = `ORCID would refuse or warn of ${count} the client did:\n${findings.map(print).join('\n')}\n`
  return Object.assign(error, { findings })
}
