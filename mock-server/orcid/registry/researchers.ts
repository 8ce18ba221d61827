// The people that the mock knows, with every default filled in, and their names.
import { MockOrcidOptionsError } from '../../errors.ts'
import { researchersShape } from '../../options/researcher.ts'
import type { EmailOptions, MockResearcherOptions, TextOptions, VisibleOptions } from '../../options/researcher.ts'
import { validateOptions } from '../../options/validate.ts'
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
}

/** Numbers the items of all people, one after another. */
interface Numbering { nextPutCode: number }

function numberItems (options: MockResearcherOptions, numbering: Numbering): Record<string, DescribedItems> {
  const items: Record<string, DescribedItems> = {}
  for (const { option } of sections) {
    const described: readonly VisibleOptions[] | undefined = options[option]
    if (described === undefined) continue
    items[option] = { firstPutCode: numbering.nextPutCode, options: described }
    numbering.nextPutCode += described.length
  }
  return items
}

function createResearcher (options: MockResearcherOptions, orcid: string, numbering: Numbering): Researcher {
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
    items: numberItems(options, numbering)
  })
}

function checkOrcidId (option: string, orcid: string): void {
  const problem = validateOrcidId(orcid)
  if (problem === null) return
  throw new MockOrcidOptionsError(`Wrong options for researchers: ${option} is no ORCID iD: ${problem}.`)
}

// Places in the range that ORCID draws iDs from: those of the built-in people lie between.
const FIRST_NEWCOMER = 99_000_000
const FIRST_FRESH_ID = 99_999_100

const FIRST_PUT_CODE = 1001

/** The built-in people and those of the options, by name. The name of a built-in person replaces that person. */
export function createResearchers (added: Readonly<Record<string, MockResearcherOptions>>): Map<string, Researcher> {
  validateOptions(researchersShape, added, 'researchers')
  const byName = new Map<string, Researcher>()
  const taken = new Set<string>()
  const numbering = { nextPutCode: FIRST_PUT_CODE }
  for (const [name, options] of Object.entries<MockResearcherOptions>({ ...people, ...added })) {
    const { orcid = makeOrcidId(FIRST_FRESH_ID + byName.size), primaryRecord } = options
    checkOrcidId(`${name}.orcid`, orcid)
    if (primaryRecord !== undefined) checkOrcidId(`${name}.primaryRecord`, primaryRecord)
    if (taken.has(orcid)) {
      throw new MockOrcidOptionsError(`Wrong options for researchers: ${name}.orcid is somebody else's.`)
    }
    taken.add(orcid)
    byName.set(name, createResearcher(options, orcid, numbering))
  }
  return byName
}

export interface NewcomerFields {
  readonly givenNames: string
  /** `''` if there is none. */
  readonly familyName: string
  readonly email: string
}

/** A person who has just registered, as the `place`-th: with a fresh iD, and an e-mail address that is not verified. */
export function createNewcomer (place: number, { givenNames, familyName, email }: NewcomerFields): Researcher {
  const name = familyName === '' ? { givenNames } : { givenNames, familyName }
  const emails = [{ email, verified: false }]
  return createResearcher({ ...name, emails }, makeOrcidId(FIRST_NEWCOMER + place), { nextPutCode: FIRST_PUT_CODE })
}

export function fullName ({ givenNames, familyName }: Researcher): string {
  return familyName === null ? givenNames : `${givenNames} ${familyName}`
}

/** The name in a token answer: the credit name or the full name if it is public, otherwise `''`. */
export function displayName (researcher: Researcher): string {
  return researcher.nameVisibility === 'public' ? researcher.creditName ?? fullName(researcher) : ''
}
