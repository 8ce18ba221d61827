// How the mock behaves where ORCID's behaviour is not known: every setting, its default, and the preset.
import { Compile } from 'typebox/schema'
import { judge } from '../validate.ts'
import { authorizeSettings } from './authorize.ts'
import { openidSettings } from './openid.ts'
import type { Setting } from './setting.ts'
import { tokenSettings } from './token.ts'

const settings = { ...authorizeSettings, ...tokenSettings, ...openidSettings }

type Settings = typeof settings

/** Every setting with the value the mock goes by. Frozen. */
export type Behaviour = { readonly [Name in keyof Settings]: keyof Settings[Name]['values'] }

/**
 * Settings for what is not known about ORCID; docs/behaviour.md has each with its evidence. Whoever passes with
 * each value of a setting need not know which one is ORCID's.
 */
export type MockOrcidBehaviour = { readonly [Name in keyof Settings]?: keyof Settings[Name]['values'] }

const ENTRIES: ReadonlyArray<[string, Setting]> = Object.entries(settings)

function choose (choice: (name: string, setting: Setting) => string | undefined): Behaviour {
  const chosen = ENTRIES.map(([name, setting]) => [name, choice(name, setting) ?? Object.keys(setting.values)[0]])
  return Object.freeze(Object.fromEntries(chosen)) as Behaviour
}

const DEFAULTS = choose(() => undefined)
const LEGACY = choose((_name, { legacy }) => legacy)

function judgeBehaviour (behaviour: unknown): void {
  const properties = ENTRIES.map(([name, { values }]) => [name, { enum: Object.keys(values) }])
  const shape = { type: 'object', additionalProperties: false, properties: Object.fromEntries(properties) }
  judge(Compile(shape), behaviour, 'behaviour')
}

/**
 * Fills in what was not said; `'legacy'` is the server before April 2026.
 *
 * @throws `MOCK_ORCID_ERR_OPTIONS` for a setting or a value that is not known
 */
export function resolveBehaviour (behaviour?: MockOrcidBehaviour | 'legacy'): Behaviour {
  if (behaviour === undefined) return DEFAULTS
  if (behaviour === 'legacy') return LEGACY
  judgeBehaviour(behaviour)
  const said: Readonly<Record<string, string>> = behaviour
  return choose((name) => said[name])
}
