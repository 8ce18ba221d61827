// All that a mock remembers as one plain object: how it is saved, what is wrong with one, and how a mock is set to it.
import { clientShape } from '../../options/client.ts'
import type { MockResearcherOptions } from '../../options/researcher.ts'
import { researcherShape, visibility } from '../../options/researcher-shape.ts'
import { savedResearcherShape } from '../../options/researcher-change.ts'
import { copyOptions, describeProblems, findRepeated, listOf, objectOf, refuseProblems, type Shape } from '../../options/validate.ts'
import { loadClients, type Client } from './clients.ts'
import { EARLIEST, LATEST, type SavedClock } from './clock.ts'
import { loadGrants, saveGrants, type SavedGrants } from './grants.ts'
import { findRepeatedGroups, loadGroups, type ReviewGroup } from './groups.ts'
import type { SavedKeys } from './keys.ts'
import { people as builtIn } from './people.ts'
import { schemaOf } from './record/model.ts'
import { sections } from './record/sections.ts'
import { loadRecords, saveRecords, type SavedRecords } from './record/store.ts'
import type { Registry, Session } from './registry.ts'
import {
  createNumbering, createResearcher, findIdProblems, findPersonProblems, type Numbering, type PersonOptions
} from './researchers.ts'
import { loadWebhooks, type Webhook } from './webhooks.ts'

export const SNAPSHOT_VERSION = 1

/** A person of a snapshot. Somebody built in who has not changed is there by name and iD alone. */
export interface SavedResearcher extends Omit<Partial<MockResearcherOptions>, 'orcid'> {
  /** What a test calls the person; null for somebody without a name. */
  readonly name: string | null
  /** The iD. */
  readonly orcid: string
  /** Whether the person was there from the start, was added by a test, or registered on ORCID's page. */
  readonly origin: 'start' | 'added' | 'registered'
}

/** Everything that a mock remembers, as plain JSON. It holds client secrets and tokens as they are. */
export interface MockSnapshot {
  /** The version of this form. */
  readonly version: typeof SNAPSHOT_VERSION
  /** The registered clients, with their secrets. */
  readonly clients: readonly Client[]
  /** The people, in the order in which they came. */
  readonly people: readonly SavedResearcher[]
  /** The records that somebody has read or changed; the others follow from the people. */
  readonly records: SavedRecords
  /** The groups of peer reviews. @default none */
  readonly groups?: readonly ReviewGroup[]
  /** The registered webhooks. @default none */
  readonly webhooks?: readonly Webhook[]
  /** Codes, tokens and consents. */
  readonly grants: SavedGrants
  /** Who is signed in at the mock, by the cookie. */
  readonly sessions: ReadonlyArray<Session & { readonly secret: string }>
  /** The next put-code and the next iD. */
  readonly numbering: Numbering
  /** Null while it is the system's. */
  readonly clock: SavedClock | null
  /** Null until the key is replaced. */
  readonly keys: SavedKeys | null
}

const builtInPeople: ReadonlyMap<string | null, MockResearcherOptions> = new Map(Object.entries(builtIn))

function savePeople ({ people, researchers, made }: Registry): SavedResearcher[] {
  const names = new Map([...people].map(([name, { orcid }]) => [orcid, name]))
  return [...researchers.values()].map(({ orcid, options }) => {
    const name = names.get(orcid) ?? null
    const wasAdded = made.get(orcid)?.isAdded
    const origin = wasAdded === undefined ? 'registered' : wasAdded ? 'added' : 'start'
    const described = builtInPeople.get(name) === options ? {} : options
    return { name, ...described, orcid, origin }
  })
}

export function saveRegistry (registry: Registry): MockSnapshot {
  const { clients, records, groups, webhooks, grants, sessions, numbering, clock, keys } = registry
  const snapshot: MockSnapshot = {
    version: SNAPSHOT_VERSION,
    clients: [...clients.values()],
    people: savePeople(registry),
    records: saveRecords(records),
    groups: [...groups.byPutCode.values()],
    webhooks: [...webhooks.registered.values()],
    grants: saveGrants(grants),
    sessions: [...sessions].map(([secret, session]) => ({ secret, ...session })),
    numbering,
    clock: clock.save(),
    keys: keys.save()
  }
  // What the mock goes on with must not change what was saved.
  return structuredClone(snapshot)
}

function savedOptions ({ name, origin, orcid, ...options }: SavedResearcher): PersonOptions | undefined {
  return Object.keys(options).length === 0 ? builtInPeople.get(name) : options
}

function loadPeople (registry: Registry, saved: readonly SavedResearcher[]): void {
  const { people, researchers, newcomers, made, numbering } = registry
  for (const memory of [people, researchers, newcomers, made]) memory.clear()
  for (const person of saved) {
    const { name, orcid, origin } = person
    const researcher = createResearcher(savedOptions(person) as PersonOptions, { orcid, numbering })
    researchers.set(orcid, researcher)
    if (name !== null) people.set(name, researcher)
    if (origin === 'registered') newcomers.add(orcid)
    else made.set(orcid, { name, researcher, isAdded: origin === 'added' })
  }
}

/**
 * Sets a mock to a snapshot. Throws `MOCK_ORCID_ERR_OPTIONS` with all that is wrong, and then nothing changes.
 */
export function loadRegistry (registry: Registry, snapshot: unknown): void {
  refuseProblems(findSnapshotProblems(snapshot), 'snapshot')
  const saved = copyOptions(snapshot as MockSnapshot, 'snapshot')
  loadClients(registry.clients, saved.clients)
  // What nobody has read yet gets the numbers that it had.
  Object.assign(registry.numbering, createNumbering())
  loadPeople(registry, saved.people)
  const nextPutCode = Math.max(registry.numbering.nextPutCode, saved.numbering.nextPutCode)
  Object.assign(registry.numbering, { ...saved.numbering, nextPutCode })
  loadRecords(registry.records, saved.records)
  loadGroups(registry.groups, saved.groups ?? [])
  loadWebhooks(registry.webhooks, saved.webhooks ?? [])
  loadGrants(registry.grants, saved.grants)
  registry.sessions.clear()
  for (const { secret, ...session } of saved.sessions) registry.sessions.set(secret, session)
  registry.clock.load(saved.clock)
  registry.keys.load(saved.keys)
}

const text = { type: 'string' }
const number = { type: 'number' }
const time = { ...number, minimum: EARLIEST, maximum: LATEST }
const count = { type: 'integer', minimum: 0 }
const orNull = (type: string) => ({ type: [type, 'null'] })

function members (properties: object, optional: readonly string[] = []): Shape {
  return objectOf(properties, Object.keys(properties).filter((name) => !optional.includes(name)))
}

const grant = { clientId: text, scopes: listOf(text), authTime: number, expiresAt: number }
const token = { ...grant, orcid: orNull('string'), accessToken: text, refreshToken: text, expiresIn: number }
const flag = { type: 'boolean' }
const binding = { redirectUri: text, nonce: orNull('string'), hasChallenge: flag }
const code = { ...grant, ...binding, orcid: text, code: text, spent: flag }

const origin = members({ orcid: orNull('string'), clientId: orNull('string'), name: orNull('string') })
const sourceShape = { anyOf: [{ type: 'null' }, members({ orcid: orNull('string'), name: orNull('string'), origin })] }

const item = (content: Shape) => listOf(members({
  putCode: count,
  visibility,
  clientId: orNull('string'),
  createdAt: number,
  modifiedAt: number,
  displayIndex: number,
  source: sourceShape,
  content
}, ['source']))

const group = members({
  putCode: count,
  groupId: text,
  name: text,
  description: orNull('string'),
  type: text,
  clientId: orNull('string'),
  createdAt: number,
  modifiedAt: number
})
const webhook = members({ orcid: text, uri: text, clientId: text, isPending: flag, failures: count, failedAt: number })

function createShape (): Shape {
  const bySection = Object.fromEntries(sections.map(({ name, shape }) =>
    [name, item({ ...schemaOf(shape), type: 'object' })]))
  const record = members({ modifiedAt: number, sections: members(bySection, Object.keys(bySection)) })
  return members({
    version: { enum: [SNAPSHOT_VERSION] },
    clients: listOf(members(clientShape.properties)),
    people: listOf(savedResearcherShape),
    records: members({ nextPutCode: count, byOrcid: { type: 'object', additionalProperties: record } }),
    groups: listOf(group),
    webhooks: listOf(webhook),
    grants: members({
      codes: listOf(members({ ...code, family: count })),
      tokens: listOf(members({ ...token, family: count })),
      ended: listOf(members({ ...token, endedBy: { enum: ['client', 'withdrawal', 'person'] } }))
    }),
    sessions: listOf(members({ secret: text, orcid: text, authTime: number })),
    numbering: members({ nextPutCode: count, nextPlace: count }),
    clock: { anyOf: [{ type: 'null' }, members({ offset: time, frozenAt: { ...time, ...orNull('number') } })] },
    keys: { anyOf: [{ type: 'null' }, members({ rotations: count, old: listOf(count) })] }
  }, ['groups', 'webhooks'])
}

interface Named { readonly clientId?: string | null, readonly orcid?: string | null }

/** Who and what the grants, the sessions and the records name, and the snapshot does not have. */
function findStrangers (snapshot: MockSnapshot): string[] {
  const { clients, people, records, groups = [], webhooks = [], grants, sessions } = snapshot
  const ids = new Set(clients.map(({ clientId }) => clientId))
  const iDs = new Set(people.map(({ orcid }) => orcid))
  const check = (place: string, { clientId = null, orcid = null }: Named) => [
    ...clientId === null || ids.has(clientId) ? [] : [`${place}.clientId is no client of the snapshot`],
    ...orcid === null || iDs.has(orcid) ? [] : [`${place}.orcid is nobody of the snapshot`]
  ]
  const items = Object.entries(records.byOrcid).flatMap(([orcid, { sections }]) => [
    ...iDs.has(orcid) ? [] : [`records.byOrcid.${orcid} is nobody of the snapshot`],
    // A record that was given names sources that are no clients here.
    ...Object.entries(sections).flatMap(([name, items]) => items.flatMap(({ clientId, source }, index) =>
      check(`records.byOrcid.${orcid}.sections.${name}.${index}`, source === undefined ? { clientId } : {})))
  ])
  return [
    ...items,
    ...groups.flatMap((group, index) => check(`groups.${index}`, group)),
    // A person who was removed leaves webhooks behind.
    ...webhooks.flatMap(({ clientId }, index) => check(`webhooks.${index}`, { clientId })),
    ...sessions.flatMap((session, index) => check(`sessions.${index}`, session)),
    ...grants.codes.flatMap((code, index) => check(`grants.codes.${index}`, code)),
    ...grants.tokens.flatMap((token, index) => check(`grants.tokens.${index}`, token)),
    // A person who was removed leaves ended tokens behind.
    ...grants.ended.flatMap(({ clientId }, index) => check(`grants.ended.${index}`, { clientId }))
  ]
}

function findPeopleProblems (saved: readonly SavedResearcher[]): string[] {
  const problems = saved.flatMap((person, index) => {
    const place = `people.${index}`
    const options = savedOptions(person)
    if (options === undefined) return [`${place}.givenNames is missing, and nobody of that name is built in`]
    return options === builtInPeople.get(person.name)
      ? findIdProblems(person, place)
      : findPersonProblems({ ...options, orcid: person.orcid }, researcherShape, place)
  })
  return [
    ...problems,
    ...findRepeated('people', 'orcid', saved.map(({ orcid }) => orcid)),
    ...findRepeated('people', 'name', saved.map(({ name }) => name))
  ]
}

function findSnapshotProblems (snapshot: unknown): string[] {
  // Of another version nothing else can be judged.
  const { version = SNAPSHOT_VERSION } = Object(snapshot) as { version?: unknown }
  if (version !== SNAPSHOT_VERSION) {
    return [`version must be ${SNAPSHOT_VERSION}` + (typeof version === 'number' ? `, and is ${version}` : '')]
  }
  const misfits = describeProblems(createShape(), snapshot)
  if (misfits.length > 0) return misfits
  const { clients, people, groups = [] } = snapshot as MockSnapshot
  return [
    ...findRepeated('clients', 'clientId', clients.map(({ clientId }) => clientId)),
    ...findPeopleProblems(people),
    ...findRepeatedGroups(groups, 'groups'),
    ...findRepeated('groups', 'putCode', groups.map(({ putCode }) => String(putCode))),
    ...findStrangers(snapshot as MockSnapshot)
  ]
}
