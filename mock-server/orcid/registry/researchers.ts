// The people that the mock knows, with every default filled in, and their names.
import { researchersShape } from '../../options/researcher.ts'
import type { EmailOptions, MockResearcherOptions, TextOptions, VisibleOptions } from '../../options/researcher.ts'
import { refuseProblems, validateOptions } from '../../options/validate.ts'
import { makeOrcidId, validateOrcidId } from './orcid-id.ts'
import { people } from './people.ts'
import { sections } from './record/sections.ts'

interface DescribedItems { readonly firstPutCode: number, readonly options: readonly VisibleOptions[] }

type Completed = Required<Pick<MockResearcherOptions,
  'orcid' | 'givenNames' | 'nameVisibility' | 'twoFactor' | 'state' | 'defaultVisibility'>>

/** One person, and what the record says. Frozen. */
export interface Researcher extends Completed {
  /** The family name, or null. */
  readonly familyName: string | null
  /** The name under which the person publishes, or null. */
  readonly creditName: string | null
  /** The iD that replaces this one, or null. */
  readonly primaryRecord: string | null
  /** The biography, or null. */
  readonly biography: Required<TextOptions> | null
  /** The e-mail addresses. */
  readonly emails: ReadonlyArray<Required<EmailOptions>>
  /** The items of the record as the options describe them, by the name of the option. */
  readonly items: Readonly<Record<string, DescribedItems>>
  /** What the rest was made from. */
  readonly options: MockResearcherOptions
}

/** Numbers the items of all people, and the people who are added, one after another. */
export interface Numbering { nextPutCode: number, nextPlace: number }

const FIRST_PUT_CODE = 1001

export function createNumbering (): Numbering {
  return { nextPutCode: FIRST_PUT_CODE, nextPlace: 0 }
}

// A list that has not changed keeps its numbers.
function numberItems (options: MockResearcherOptions, numbering: Numbering,
  before?: Researcher): Record<string, DescribedItems> {
  const items: Record<string, DescribedItems> = {}
  for (const { option } of sections) {
    const described: readonly VisibleOptions[] | undefined = options[option]
    if (described === undefined) continue
    const kept = before?.items[option]
    const isKept = kept?.options === described
    items[option] = isKept ? kept : { firstPutCode: numbering.nextPutCode, options: described }
    if (!isKept) numbering.nextPutCode += described.length
  }
  return items
}

export interface Making { readonly orcid: string, readonly numbering: Numbering, readonly before?: Researcher }

export function createResearcher (options: MockResearcherOptions, { orcid, numbering, before }: Making): Researcher {
  const { givenNames, familyName = null, creditName = null, nameVisibility = 'public', biography, emails = [] } = options
  const { twoFactor = false, state = 'active', primaryRecord = null, defaultVisibility = 'public' } = options
  return Object.freeze<Researcher>({
    orcid,
    givenNames,
    familyName,
    creditName,
    nameVisibility,
    twoFactor,
    state,
    primaryRecord,
    defaultVisibility,
    biography: biography === undefined ? null : { visibility: 'public', ...biography },
    emails: emails.map((email, index) => ({ verified: true, primary: index === 0, visibility: 'private', ...email })),
    items: numberItems(options, numbering, before),
    options
  })
}

/** What is wrong with the iDs of one person, each with the name of its option behind `prefix`. */
export function findIdProblems ({ orcid, primaryRecord }: Pick<MockResearcherOptions, 'orcid' | 'primaryRecord'>,
  prefix = ''): string[] {
  return Object.entries({ orcid, primaryRecord }).flatMap(([option, id]) => {
    const problem = id === undefined ? null : validateOrcidId(id)
    return problem === null ? [] : [`${prefix}${option} is no ORCID iD: ${problem}`]
  })
}

// Places in the range that ORCID draws iDs from: those of the built-in people lie between the last two.
const FIRST_ADDED = 98_000_000
const FIRST_NEWCOMER = 99_000_000
const FIRST_FRESH_ID = 99_999_100

/** The built-in people and those of the options, by name. The name of a built-in person replaces that person. */
export function createResearchers (added: Readonly<Record<string, MockResearcherOptions>>,
  numbering: Numbering = createNumbering()): Map<string, Researcher> {
  validateOptions(researchersShape, added, 'researchers')
  const byName = new Map<string, Researcher>()
  const taken = new Set<string>()
  const problems: string[] = []
  for (const [name, options] of Object.entries<MockResearcherOptions>({ ...people, ...added })) {
    const { orcid = makeOrcidId(FIRST_FRESH_ID + byName.size) } = options
    problems.push(...findIdProblems(options, `${name}.`))
    if (taken.has(orcid)) problems.push(`${name}.orcid is somebody else's`)
    taken.add(orcid)
    byName.set(name, createResearcher(options, { orcid, numbering }))
  }
  refuseProblems(problems, 'researchers')
  return byName
}

type Taken = Pick<ReadonlyMap<string, unknown>, 'has'>

function makeFreeId (first: number, place: number, taken: Taken): string {
  const orcid = makeOrcidId(first + place)
  return taken.has(orcid) ? makeFreeId(first, place + 1, taken) : orcid
}

export function makeFreshId (numbering: Numbering, taken: Taken): string {
  return makeFreeId(FIRST_ADDED, numbering.nextPlace++, taken)
}

export interface NewcomerFields {
  readonly givenNames: string
  /** `''` if there is none. */
  readonly familyName: string
  readonly email: string
}

/** A person who has just registered, as the `place`-th: with a fresh iD, and an e-mail address that is not verified. */
export function createNewcomer (place: number, { givenNames, familyName, email }: NewcomerFields,
  taken: Taken): Researcher {
  const name = familyName === '' ? { givenNames } : { givenNames, familyName }
  const orcid = makeFreeId(FIRST_NEWCOMER, place, taken)
  return createResearcher({ ...name, emails: [{ email, verified: false }] },
    { orcid, numbering: createNumbering() })
}

/** Whether the person can sign in. */
export function isActive ({ state, primaryRecord }: Researcher): boolean {
  return state === 'active' && primaryRecord === null
}

export function fullName ({ givenNames, familyName }: Pick<Researcher, 'givenNames' | 'familyName'>): string {
  return familyName === null ? givenNames : `${givenNames} ${familyName}`
}

/** The name in a token answer: the credit name or the full name if it is public, otherwise `''`. */
export function displayName (researcher: Researcher): string {
  return researcher.nameVisibility === 'public' ? researcher.creditName ?? fullName(researcher) : ''
}
