// What a test does to the mock's people, and a person as a test holds one: always as the person is now.
import { inspect } from 'node:util'
import type {
  MockAddedResearcherOptions, MockRecordItemName, MockResearcherChange
} from '../options/researcher-change.ts'
import {
  addResearcher, changeResearcher, findResearcher, hideItem, removeResearcher, withdraw
} from '../orcid/registry/person-changes.ts'
import type { Registry } from '../orcid/registry/registry.ts'
import type { Researcher } from '../orcid/registry/researchers.ts'
import { findClientId } from './arming.ts'

/** What a person can do while the mock runs. Each acts at once, for every client. */
export interface MockResearcherControls {
  /**
   * Changes the person: the members of the options, without the iD. Whoever can no longer sign in is signed out, and
   * the tokens of a deactivated record end, as at ORCID. Throws `MOCK_ORCID_ERR_OPTIONS` with all that is wrong, and
   * then nothing changes.
   */
  readonly change: (change: MockResearcherChange) => void
  /**
   * Takes back what a client was granted, as a person does on ORCID's page of trusted organizations. The client's
   * tokens end, except that a DELETE with one still passes, so that the client can remove what it has added; its next
   * login asks for consent again. Throws `MOCK_ORCID_ERR_OPTIONS` for an unknown client.
   */
  readonly withdraw: (client: string | { readonly clientId: string }) => void
  /**
   * Makes an item of the record private: only the client that has added it still reads it. Throws
   * `MOCK_ORCID_ERR_OPTIONS` for an item that is not there, and names those that are.
   */
  readonly hide: (item: MockRecordItemName) => void
  /** Removes the person and the record: sessions, codes and tokens end, and the record API answers 404. */
  readonly remove: () => void
}

type Described = Readonly<Omit<Researcher, 'items' | 'options' | 'recorded'>>

/**
 * A person of the mock. What is read of it is true now, whoever has changed it; a person who was removed stays as last
 * seen. Its `change`, `withdraw`, `hide` and `remove` are neither spread nor printed.
 */
export type MockResearcher = Described & MockResearcherControls

/** What is told of a person: everything but the record. */
function describeResearcher ({ items, options, recorded, ...described }: Researcher): Described {
  return described
}

// The controls are not enumerable, so that spreading, printing or comparing a person shows the data only.
function createHandle (registry: Registry, first: Researcher): MockResearcher {
  const { orcid } = first
  let seen = first
  const read = (): Researcher => {
    seen = registry.researchers.get(orcid) ?? seen
    return seen
  }
  const controls: MockResearcherControls = {
    change: (change) => { changeResearcher(registry, orcid, change) },
    withdraw: (client) => { withdraw(registry, orcid, findClientId(registry.clients, client)) },
    hide: (item) => { hideItem(registry, findResearcher(registry, orcid), item) },
    remove: () => { removeResearcher(registry, orcid) }
  }
  const shown = Object.keys(describeResearcher(first)).map((name) =>
    [name, { enumerable: true, get: () => read()[name as keyof Researcher] }])
  const hidden = Object.entries(controls).map(([name, value]) => [name, { value }])
  const print = { value: () => describeResearcher(read()) }
  const members = { ...Object.fromEntries([...shown, ...hidden]), [inspect.custom]: print }
  return Object.freeze(Object.defineProperties({}, members)) as MockResearcher
}

/** Hands out one object for each person, made when it is first asked for. */
export function createPeopleControls (registry: Registry) {
  const handles = new Map<string, MockResearcher>()
  const handleOf = (researcher: Researcher): MockResearcher => {
    const handle = handles.get(researcher.orcid) ?? createHandle(registry, researcher)
    handles.set(researcher.orcid, handle)
    return handle
  }
  return {
    /** Those that the mock begins with, by name. */
    byName: (): Readonly<Record<string, MockResearcher>> => {
      const named = [...registry.people].map(([name, person]) =>
        [name, { enumerable: true, get: () => handleOf(person) }])
      return Object.freeze(Object.defineProperties({}, Object.fromEntries(named)))
    },
    add: (options: MockAddedResearcherOptions): MockResearcher => handleOf(addResearcher(registry, options)),
    find: (written: string): MockResearcher => handleOf(findResearcher(registry, written))
  }
}
