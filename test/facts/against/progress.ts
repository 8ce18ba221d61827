// What a run has been told so far, in a file, so that the same command goes on after a stop.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Fact } from '../fact.ts'
import { textOf } from './fit.ts'
import type { Told } from './judge.ts'
import type { Settings } from './options.ts'

export interface Progress {
  readonly of: (fact: Fact) => Told | undefined
  readonly add: (fact: Fact, told: Told) => void
  /** Paths of what was added to the record and not yet removed. */
  readonly added: ReadonlySet<string>
  readonly noteAdded: (path: string) => void
  readonly noteRemoved: (path: string) => void
  /** Forgets what was told. */
  readonly finish: () => void
}

interface Kept { readonly told: Readonly<Record<string, Told>>, readonly added: readonly string[] }

/** A file of the run's folder, by the registry that is asked. */
export function fileOf ({ out, hosts }: Settings, name: string): string {
  mkdirSync(out, { recursive: true })
  return join(out, `${name}-${new URL(hosts.issuer).host.replace(':', '-')}.json`)
}

// A row that was changed since is asked again.
const keyOf = (fact: Fact): string =>
  `${fact.id} ${createHash('sha256').update(textOf(fact) + fact.verdict).digest('hex').slice(0, 12)}`

export function openProgress (settings: Settings): Progress {
  const file = fileOf(settings, 'progress')
  const kept = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) as Kept : { told: {}, added: [] }
  const told = new Map(settings.isAgain ? [] : Object.entries(kept.told))
  const added = new Set(kept.added)
  const save = (): void => {
    if (told.size + added.size === 0) return rmSync(file, { force: true })
    writeFileSync(file, JSON.stringify({ told: Object.fromEntries(told), added: [...added] }, null, 2))
  }
  return {
    of: (fact) => told.get(keyOf(fact)),
    add: (fact, what) => { told.set(keyOf(fact), what); save() },
    added,
    noteAdded: (path) => { added.add(path); save() },
    noteRemoved: (path) => { added.delete(path); save() },
    finish: () => { told.clear(); save() }
  }
}
