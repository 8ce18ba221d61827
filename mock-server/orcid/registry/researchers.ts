// The people that the mock knows, with every default filled in, and their names.
import type {
  EmailDomainOptions, EmailOptions, MockOrcidItem, MockOrcidRecord, MockResearcherInput, MockResearcherOptions,
  TextOptions, VisibleOptions
} from '../../options/researcher.ts'
import { researcherShape, researchersShape } from '../../options/researcher-shape.ts'
import { copyOptions, describeProblems, findSimilarName, isObject, nameAt, refuseProblems, validateOptions, type Shape } from '../../options/validate.ts'
import { makeOrcidId, validateOrcidId } from './orcid-id.ts'
import { people } from './people.ts'
import { NOTHING_RECORDED, optionsIn, readRecord, recordedIn, type Recorded } from './record/from-record.ts'
import { findItemProblems, findRecordProblems } from './record/record-shape.ts'
import { sections } from './record/sections.ts'

interface DescribedItems {
  readonly firstPutCode: number
  /** In the short form, or in ORCID's own JSON. */
  readonly options: ReadonlyArray<VisibleOptions | MockOrcidItem>
}

/** The options of a person whose names may be in a record. */
export type PersonOptions = Partial<MockResearcherOptions>

type Completed = Required<Pick<MockResearcherOptions,
  'orcid' | 'givenNames' | 'nameVisibility' | 'twoFactor' | 'state' | 'defaultVisibility'>>

/** One person, and what the record says. Frozen. */
export interface Researcher extends Completed {
  /** What is special about the person, or null. */
  readonly note: string | null
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
  /** Verified domains of e-mail addresses; a time is null if it is not known. */
  readonly emailDomains: ReadonlyArray<Required<Omit<EmailDomainOptions, 'verifiedAt'>> & { verifiedAt: string | null }>
  /** The items of the record as the options describe them, by the name of the option. */
  readonly items: Readonly<Record<string, DescribedItems>>
  /** What a record says beside these. */
  readonly recorded: Recorded
  /** What the rest was made from. */
  readonly options: PersonOptions
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
    const described: DescribedItems['options'] | undefined = options[option]
    if (described === undefined) continue
    const kept = before?.items[option]
    const isKept = kept?.options === described
    items[option] = isKept ? kept : { firstPutCode: numbering.nextPutCode, options: described }
    if (!isKept) numbering.nextPutCode += described.length
  }
  return items
}

export interface Making { readonly orcid: string, readonly numbering: Numbering, readonly before?: Researcher }

/** The options together with what their record says. */
function describe ({ record, ...own }: PersonOptions, read = readRecord): MockResearcherOptions {
  return (record === undefined ? own : { ...read(record), ...own }) as MockResearcherOptions
}

/** The iD that options or their record give. */
export function orcidIn (options: PersonOptions): string | undefined {
  return describe(options).orcid
}

const isRecord = (input: object): input is MockOrcidRecord => 'person' in input || 'orcid-identifier' in input

/** The options of a person who may be given as a record alone. */
export function optionsOf<Input> (input: Input): PersonOptions & { readonly name?: string } {
  if (typeof input !== 'object' || input === null || !isRecord(input)) return input as PersonOptions
  const { name, ...record } = input as MockOrcidRecord & { name?: string }
  return { record, ...name !== undefined && { name } }
}

export function findPersonProblems (options: PersonOptions, shape: Shape, place = ''): string[] {
  const inRecord = findRecordProblems(Object(options).record, place)
  if (inRecord.length > 0) return inRecord
  const described = isObject(options) ? describe(options) : options
  return [...describeProblems(shape, described, place), ...findItemProblems(Object(described), place),
    ...findIdProblems(Object(described), place)]
}

export function createResearcher (options: PersonOptions, { orcid, numbering, before }: Making): Researcher {
  const described = describe(options, optionsIn)
  const { note = null, givenNames, familyName = null, creditName = null, nameVisibility = 'public', emails = [] } = described
  const { emailDomains = [] } = described
  const { twoFactor = false, state = 'active', primaryRecord = null, defaultVisibility = 'public', biography } = described
  return Object.freeze<Researcher>({
    orcid,
    note,
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
    emailDomains: emailDomains.map((domain) => ({ verifiedAt: null, visibility: 'public', ...domain })),
    items: numberItems(described, numbering, before),
    recorded: options.record === undefined ? NOTHING_RECORDED : recordedIn(options.record),
    options
  })
}

/** What is wrong with the iDs of one person. What is no text is wrong by its shape. */
export function findIdProblems ({ orcid, primaryRecord }: Pick<MockResearcherOptions, 'orcid' | 'primaryRecord'>,
  place = ''): string[] {
  return Object.entries({ orcid, primaryRecord }).flatMap(([option, id]) => {
    const problem = typeof id === 'string' ? validateOrcidId(id) : null
    return problem === null ? [] : [`${nameAt(place, option)} is no ORCID iD: ${problem}`]
  })
}

// Places in the range that ORCID draws iDs from: those of the built-in people lie between the last two.
const FIRST_ADDED = 98_000_000
const FIRST_NEWCOMER = 99_000_000
const FIRST_FRESH_ID = 99_999_100

/** The built-in people and those of the options, by name. The name of a built-in person replaces that person. */
export function createResearchers (added: Readonly<Record<string, MockResearcherInput>>,
  numbering: Numbering = createNumbering()): Map<string, Researcher> {
  validateOptions(researchersShape, added, 'researchers')
  const given = Object.entries<MockResearcherInput>(added)
    .map(([name, input]): [string, PersonOptions] => [name, optionsOf(input)])
  const byName = new Map<string, Researcher>()
  refuseProblems(findPeopleProblems(added), 'researchers')
  for (const [name, options] of Object.entries({ ...people, ...copyOptions(Object.fromEntries(given), 'researchers') })) {
    const orcid = orcidIn(options) ?? makeOrcidId(FIRST_FRESH_ID + byName.size)
    byName.set(name, createResearcher(options, { orcid, numbering }))
  }
  return byName
}

/** What is wrong with each of them, and among them. */
export function findPeopleProblems (added: Readonly<Record<string, MockResearcherInput>>): string[] {
  const given = Object.entries(added).map(([name, input]) => [name, optionsOf(input)] as const)
  const own = given.flatMap(([name, options]) => findPersonProblems(options, researcherShape, name))
  return [...own, ...findSharedIds(given)]
}

/** Who has the iD of somebody before them. The built-in people come first. */
function findSharedIds (given: ReadonlyArray<readonly [name: string, options: PersonOptions]>): string[] {
  const owners = new Map<string, string>()
  return Object.entries<PersonOptions>({ ...people, ...Object.fromEntries(given) }).flatMap(([name, options]) => {
    const orcid = findRecordProblems(Object(options).record, name).length === 0 ? orcidIn(Object(options)) : undefined
    const owner = owners.get(String(orcid))
    if (orcid !== undefined) owners.set(orcid, owner ?? name)
    return owner === undefined ? [] : [`${name}.orcid is ${owner}'s`]
  })
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

export function isActive ({ state, primaryRecord }: Researcher): boolean {
  return state === 'active' && primaryRecord === null
}

export function fullName ({ givenNames, familyName }: Pick<Researcher, 'givenNames' | 'familyName'>): string {
  return familyName === null ? givenNames : `${givenNames} ${familyName}`
}

/** Who may be meant by a name that nobody has: by a full name, or by a mistyped one. */
export function findMeant (written: string, people: ReadonlyMap<string, Pick<Researcher, 'givenNames' | 'familyName'>>,
  others: Iterable<string> = []): string | undefined {
  const named = [...people].find(([, person]) => fullName(person).toLowerCase() === written.toLowerCase())
  return named?.[0] ?? findSimilarName(written, [...people.keys(), ...others])
}

/** The name in a token answer: the credit name or the full name if it is public, otherwise `''`. */
export function displayName (researcher: Researcher): string {
  return researcher.nameVisibility === 'public' ? researcher.creditName ?? fullName(researcher) : ''
}
