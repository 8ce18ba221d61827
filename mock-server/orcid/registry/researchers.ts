// The people the mock knows, with every default filled in, and how they are named.
import { MockOrcidOptionsError } from '../../errors.ts'
import { judge } from '../../options/validate.ts'
import { researchersShape } from '../../options/researcher.ts'
import type {
  EmailOptions, MockResearcherOptions, RecordState, TextOptions, VisibleOptions, Visibility
} from '../../options/researcher.ts'
import { findFault, makeOrcidId } from './orcid-id.ts'
import { people } from './people.ts'
import { sections } from './record/sections.ts'

/** The items of one section as they were described, and where their numbers begin. */
export interface DescribedItems {
  /** What the first of them adds to the person's first put-code. */
  readonly first: number
  /** The items, in the form of the options. */
  readonly options: readonly VisibleOptions[]
}

/** One person and what the record says. Frozen. */
export interface Researcher {
  /** The bare iD. */
  readonly orcid: string
  /** Given names, as written. */
  readonly givenNames: string
  /** Family name, or null. */
  readonly familyName: string | null
  /** The name the person publishes under, or null. */
  readonly creditName: string | null
  /** Who may see the name. */
  readonly nameVisibility: Visibility
  /** Whether the account has two-factor sign-in. */
  readonly twoFactor: boolean
  /** What became of the record. */
  readonly state: RecordState
  /** The iD that took this one's place, or null. */
  readonly primaryRecord: string | null
  /** Who may see what clients add. */
  readonly defaultVisibility: Visibility
  /** The biography, or null. */
  readonly biography: Required<TextOptions> | null
  /** E-mail addresses, the primary one first. */
  readonly emails: ReadonlyArray<Required<EmailOptions>>
  /** The number of the first item of the record as it was described. */
  readonly firstPutCode: number
  /** What else the options say of the record, by the name of the option. */
  readonly items: Readonly<Record<string, DescribedItems>>
}

function emailsOf (options: readonly EmailOptions[] = []): Array<Required<EmailOptions>> {
  return options.map((email, index) =>
    ({ verified: true, primary: index === 0, visibility: 'private', ...email }))
}

function countItems (options: MockResearcherOptions): { items: Record<string, DescribedItems>, count: number } {
  const items: Record<string, DescribedItems> = {}
  let count = 0
  for (const { option } of sections) {
    const described = (options as unknown as Record<string, readonly VisibleOptions[] | undefined>)[option]
    if (described === undefined) continue
    items[option] = { first: count, options: described }
    count += described.length
  }
  return { items, count }
}

function registerResearcher (options: MockResearcherOptions, orcid: string,
  { items, firstPutCode }: Pick<Researcher, 'items' | 'firstPutCode'>): Researcher {
  const biography: Required<TextOptions> | null =
    options.biography === undefined ? null : { visibility: 'public', ...options.biography }
  return Object.freeze({
    orcid,
    givenNames: options.givenNames,
    familyName: options.familyName ?? null,
    creditName: options.creditName ?? null,
    nameVisibility: options.nameVisibility ?? 'public',
    twoFactor: options.twoFactor ?? false,
    state: options.state ?? 'active',
    primaryRecord: options.primaryRecord ?? null,
    defaultVisibility: options.defaultVisibility ?? 'public',
    biography,
    emails: emailsOf(options.emails),
    firstPutCode,
    items
  })
}

function judgeId (option: string, orcid: string): void {
  const fault = findFault(orcid)
  if (fault === null) return
  throw new MockOrcidOptionsError(`Wrong options for researchers: ${option} is no ORCID iD: ${fault}.`)
}

/** Where fresh iDs begin in the range ORCID issues today: behind those of the built-in people. */
const FRESH_PLACE = 99_999_100

/**
 * The built-in people and those a user adds, by name. A name of a built-in person replaces that person.
 *
 * @throws `MOCK_ORCID_ERR_OPTIONS` for a wrong option, an iD that is none or one that two people have
 */
export function createResearchers (added: Readonly<Record<string, MockResearcherOptions>>):
Map<string, Researcher> {
  judge(researchersShape, added, 'researchers')
  const byName = new Map<string, Researcher>()
  const taken = new Set<string>()
  let firstPutCode = 1001
  for (const [name, options] of Object.entries<MockResearcherOptions>({ ...people, ...added })) {
    const orcid = options.orcid ?? makeOrcidId(FRESH_PLACE + byName.size)
    judgeId(`${name}.orcid`, orcid)
    if (options.primaryRecord !== undefined) judgeId(`${name}.primaryRecord`, options.primaryRecord)
    if (taken.has(orcid)) {
      throw new MockOrcidOptionsError(`Wrong options for researchers: ${name}.orcid is somebody else's.`)
    }
    taken.add(orcid)
    const { items, count } = countItems(options)
    byName.set(name, registerResearcher(options, orcid, { items, firstPutCode }))
    firstPutCode += count
  }
  return byName
}

/** Given and family name as one, without a blank where a part is missing. */
export function fullName ({ givenNames, familyName }: Researcher): string {
  return familyName === null ? givenNames : `${givenNames} ${familyName}`
}

/** The name a token answer carries: the credit name or the full name if it is public, otherwise `''`. */
export function displayName (researcher: Researcher): string {
  return researcher.nameVisibility === 'public' ? researcher.creditName ?? fullName(researcher) : ''
}
