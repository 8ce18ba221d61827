// What the pages show of a mock. This is the only file of the inspector that reads the memories of the controls.
import type { Controls } from '../controls/controls.ts'
import type { MockFinding } from '../controls/findings/findings.ts'
import type { Client } from '../orcid/registry/clients.ts'
import { fullName } from '../orcid/registry/researchers.ts'
import { groupExchanges, type GroupedExchanges } from './logins.ts'

export type ObservedMock = Controls

export const MAX_LISTED = 50

export interface ArmedItem {
  readonly name: string
  readonly target: string
  readonly does: string
  readonly client: string | null
  readonly remaining: number
  readonly fired: number
}

export interface Person {
  readonly orcid: string
  readonly name: string
  /** What a test calls the person; undefined for one who registered. */
  readonly key: string | undefined
  readonly state: string
  readonly href: string
}

export interface MockState extends GroupedExchanges {
  readonly lastExchange: number
  readonly findings: readonly MockFinding[]
  readonly armed: readonly ArmedItem[]
  readonly clock: { readonly now: number, readonly aheadMs: number, readonly isFrozen: boolean }
  /** By id, oldest first. */
  readonly clients: ReadonlyMap<string, Client>
  /** The youngest, and how many there are in all. */
  readonly people: { readonly listed: readonly Person[], readonly count: number }
}

function armedIn ({ faults, forgeries }: ObservedMock): ArmedItem[] {
  return [
    ...faults.armed().map((fault) => ({ ...fault, target: `strikes ${fault.endpoint}`, does: fault.kind.does })),
    ...forgeries.armed().map((forgery) => ({ ...forgery, target: `forges ${forgery.row.where}`, does: forgery.row.does }))
  ]
}

function peopleIn ({ registry: { people, researchers, issuer } }: ObservedMock): MockState['people'] {
  // When orcid.org leads to the mock, the issuer's host is the real one to the browser that shows this page.
  const base = issuer.replace(/^https?:\/\/[^/]*/, '')
  const keys = new Map([...people].map(([key, { orcid }]) => [orcid, key]))
  const listed = [...researchers.values()].slice(-MAX_LISTED).reverse().map((person) => {
    const { orcid, state } = person
    return { orcid, state, name: fullName(person), key: keys.get(orcid), href: `${base}/${orcid}` }
  })
  return { listed, count: researchers.size }
}

export function readState (mock: ObservedMock): MockState {
  const { journal, registry, findings } = mock
  const now = registry.clock.now()
  return {
    ...groupExchanges(journal.exchanges()),
    lastExchange: journal.total(),
    findings: findings.all(),
    armed: armedIn(mock),
    clock: { now, aheadMs: now - Date.now(), isFrozen: registry.clock.isFrozen() },
    clients: registry.clients,
    people: peopleIn(mock)
  }
}

/** Changes whenever the state does, apart from the time that passes. */
export function revisionOf ({ journal, findings, faults, forgeries, registry }: ObservedMock): string {
  const { clock, clients, researchers } = registry
  const armed = [...faults.armed(), ...forgeries.armed()].map(({ name, remaining, fired }) => `${name} ${remaining} ${fired}`)
  const time = clock.isFrozen() ? clock.now() : Math.round((clock.now() - Date.now()) / 1000)
  const redirectUris = [...clients.values()].map((client) => client.redirectUris.length)
  const counts = [journal.total(), journal.exchanges().length, findings.all().length, researchers.size]
  return JSON.stringify([counts, armed, time, clock.isFrozen(), redirectUris])
}
