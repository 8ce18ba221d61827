// What happens to people while the mock runs: one is added, changed or removed, hides an item, takes a permission back.
import { MockOrcidOptionsError } from '../../errors.ts'
import { addedResearcherShape, researcherChangeShape } from '../../options/researcher-change.ts'
import type {
  MockAddedResearcherOptions, MockRecordItemName, MockResearcherChange
} from '../../options/researcher-change.ts'
import { copyOptions, hintAt, isObject, objectOf, refuseProblems, validateOptions } from '../../options/validate.ts'
import { endPersonGrants, revokeToken } from './grants.ts'
import { sections, type Section } from './record/sections.ts'
import { describeAgain, forgetRecord, itemsOf, saveItem, touchRecord } from './record/store.ts'
import type { Registry } from './registry.ts'
import {
  createResearcher, findMeant, findPersonProblems, fullName, isActive, makeFreshId, optionsOf, orcidIn,
  type PersonOptions, type Researcher
} from './researchers.ts'

/** The person of an iD or a name. Throws `MOCK_ORCID_ERR_OPTIONS` for an unknown one. */
export function findResearcher ({ people, researchers }: Registry, written: string): Researcher {
  const found = researchers.get(written) ?? people.get(written)
  if (found !== undefined) return found
  const meant = findMeant(written, people, researchers.keys())
  throw new MockOrcidOptionsError(`Nobody has the ORCID iD or the name ${written}` +
    (meant === undefined ? ': add the person with addResearcher().' : `; did you mean ${meant}?`))
}

/** Throws `MOCK_ORCID_ERR_OPTIONS` with all that is wrong, and then nobody is added. */
export function addResearcher (registry: Registry, input: MockAddedResearcherOptions): Researcher {
  const { researchers, people, made, numbering } = registry
  const options = optionsOf(input)
  const wrong = findPersonProblems(options, addedResearcherShape)
  const given = wrong.length > 0 ? Object(options) : { ...options, orcid: orcidIn(options) }
  const owner = researchers.get(given.orcid)
  refuseProblems([
    ...wrong,
    ...people.has(given.name) ? ['name is somebody else\'s'] : [],
    ...owner === undefined ? [] : [`orcid is ${nameOf(registry, given.orcid) ?? fullName(owner)}'s`]
  ], 'addResearcher')
  // A copy: what the test does with its own later changes nobody.
  const { name = null, ...own } = copyOptions(options, 'addResearcher')
  const orcid = orcidIn(own) ?? makeFreshId(numbering, researchers)
  const researcher = createResearcher(own, { orcid, numbering })
  made.set(orcid, { name, researcher, isAdded: true })
  researchers.set(orcid, researcher)
  if (name !== null) people.set(name, researcher)
  return researcher
}

function nameOf ({ people }: Registry, orcid: string): string | undefined {
  return [...people].find(([, person]) => person.orcid === orcid)?.[0]
}

/** The options of a person after a change: null puts a member back to its default. */
function changedOptions ({ options }: Researcher, change: MockResearcherChange): PersonOptions {
  const changed = Object.entries(change).filter(([, value]) => value !== undefined)
  const members = { ...options, ...Object.fromEntries(changed) }
  const kept = Object.entries(members).filter(([, value]) => value !== null)
  return Object.fromEntries(kept)
}

const CHANGEABLE = Object.keys(researcherChangeShape.properties)

function findChangeProblems (change: MockResearcherChange): string[] {
  const fixed = ['orcid', 'record'].find((name) => Object.hasOwn(Object(change), name))
  if (fixed !== undefined) return [`${fixed} cannot change: add another person`]
  const isGiven = ([name, value]: [string, unknown]): boolean =>
    value !== undefined && (value !== null || !CHANGEABLE.includes(name) || name === 'givenNames')
  const given = isObject(change) ? Object.fromEntries(Object.entries(change).filter(isGiven)) : change
  return findPersonProblems(given as PersonOptions, researcherChangeShape)
}

function signOut ({ sessions }: Registry, orcid: string): void {
  for (const [secret, session] of sessions) if (session.orcid === orcid) sessions.delete(secret)
}

/** Throws `MOCK_ORCID_ERR_OPTIONS` with all that is wrong, and then nothing changes. */
export function changeResearcher (registry: Registry, orcid: string, change: MockResearcherChange): Researcher {
  const before = findResearcher(registry, orcid)
  refuseProblems(findChangeProblems(change), 'change')
  const { researchers, people, records, grants, clock, numbering } = registry
  const researcher = createResearcher(changedOptions(before, copyOptions(change, 'change')), { orcid, numbering, before })
  const name = nameOf(registry, orcid)
  researchers.set(orcid, researcher)
  if (name !== undefined) people.set(name, researcher)
  const replaced = sections.filter(({ option }) => researcher.items[option] !== before.items[option])
  for (const section of replaced) describeAgain(records, { researcher, section })
  touchRecord(records, researcher, clock.now())
  if (!isActive(researcher)) signOut(registry, orcid)
  // ORCID-Source, ProfileEntityManagerImpl: RECORD_DEACTIVATED.
  if (researcher.state === 'deactivated') endPersonGrants(grants, orcid)
  return researcher
}

/**
 * The person takes back what a client was granted: its tokens end, and the next login asks again. A code is still
 * exchanged.
 * @see https://github.com/ORCID/ORCID-Source orcid-persistence disableClientAccessTokensByUserOrcid
 */
export function withdraw ({ grants }: Registry, orcid: string, clientId: string): void {
  const given = [...grants.tokens.values()].filter((token) => token.orcid === orcid && token.clientId === clientId)
  for (const token of given) revokeToken(grants, token, 'withdrawal')
}

function findSection (written: string): Section | string {
  const found = sections.find(({ name, option }) => name === written || option === written)
  if (found !== undefined) return found
  const names = sections.flatMap(({ name, option }) => [name, option])
  return `section ${written} is not known${hintAt(written, names, `, expected ${[...new Set(names)].join(', ')}`)}`
}

const itemShape = objectOf({ section: { type: 'string' }, putCode: { type: 'integer' } }, ['section', 'putCode'])

/** Makes an item private. Throws `MOCK_ORCID_ERR_OPTIONS` for one that is not there. */
export function hideItem ({ records, clock }: Registry, researcher: Researcher, named: MockRecordItemName): void {
  validateOptions(itemShape, named, 'hide')
  const section = findSection(named.section)
  if (typeof section === 'string') return refuseProblems([section], 'hide')
  const items = itemsOf(records, researcher, section)
  const item = items.get(named.putCode)
  if (item === undefined) {
    return refuseProblems([`putCode ${named.putCode} is not in ${section.name}, expected one of ` +
      ([...items.keys()].join(', ') || 'none, because there are no items')], 'hide')
  }
  saveItem(records, { researcher, section }, { ...item, visibility: 'private', modifiedAt: clock.now() })
}

/** Removes a person with record, sessions and grants. One whom the mock began with is back after a reset. */
export function removeResearcher (registry: Registry, orcid: string): void {
  const { researchers, people, newcomers, made, records, grants } = registry
  const name = nameOf(registry, orcid)
  if (name !== undefined) people.delete(name)
  researchers.delete(orcid)
  newcomers.delete(orcid)
  if (made.get(orcid)?.isAdded === true) made.delete(orcid)
  forgetRecord(records, orcid)
  signOut(registry, orcid)
  endPersonGrants(grants, orcid)
}
