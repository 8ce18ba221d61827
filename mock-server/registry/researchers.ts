// The people the mock knows, with every default filled in, and how they are named.
import { MockOrcidOptionsError } from '../errors.ts'
import { judge } from '../judge.ts'
import { researchersShape } from '../researcher-options.ts'
import type {
  AddressOptions, EmailOptions, EmploymentOptions, ExternalIdentifierOptions, MockResearcherOptions,
  ResearcherUrlOptions, TextOptions, Visibility
} from '../researcher-options.ts'
import { hasCheckDigit, makeOrcidId } from './orcid-id.ts'
import { people } from './people.ts'

/** An item of a record as the mock keeps it: what was said of it, who may see it, and its number. */
export type Item<Options> = Omit<Options, 'visibility'> & {
  /** Who may see it. */
  readonly visibility: Visibility
  /** ORCID's number for the item, unique within a mock. */
  readonly putCode: number
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
  /** The biography, or null. */
  readonly biography: Item<TextOptions> | null
  /** Other names. */
  readonly otherNames: ReadonlyArray<Item<TextOptions>>
  /** E-mail addresses, the primary one first. */
  readonly emails: ReadonlyArray<Item<Required<EmailOptions>>>
  /** Keywords. */
  readonly keywords: ReadonlyArray<Item<TextOptions>>
  /** Links. */
  readonly researcherUrls: ReadonlyArray<Item<ResearcherUrlOptions>>
  /** Countries. */
  readonly addresses: ReadonlyArray<Item<AddressOptions>>
  /** Identifiers elsewhere. */
  readonly externalIdentifiers: ReadonlyArray<Item<ExternalIdentifierOptions>>
  /** Jobs. */
  readonly employments: ReadonlyArray<Item<EmploymentOptions>>
}

type Numbering = () => number

function itemsOf<Options extends { readonly visibility?: Visibility }> (options: readonly Options[] = [],
  next: Numbering): Array<Item<Options>> {
  return options.map((item) =>
    Object.freeze({ ...item, visibility: item.visibility ?? 'public', putCode: next() }))
}

function emailsOf (options: readonly EmailOptions[] = []): Array<Required<EmailOptions>> {
  return options.map((email, index) =>
    ({ verified: true, primary: index === 0, visibility: 'private', ...email }))
}

function registerResearcher (options: MockResearcherOptions, orcid: string, next: Numbering): Researcher {
  return Object.freeze({
    orcid,
    givenNames: options.givenNames,
    familyName: options.familyName ?? null,
    creditName: options.creditName ?? null,
    nameVisibility: options.nameVisibility ?? 'public',
    twoFactor: options.twoFactor ?? false,
    biography: itemsOf(options.biography && [options.biography], next)[0] ?? null,
    otherNames: itemsOf(options.otherNames, next),
    emails: itemsOf(emailsOf(options.emails), next),
    keywords: itemsOf(options.keywords, next),
    researcherUrls: itemsOf(options.researcherUrls, next),
    addresses: itemsOf(options.addresses, next),
    externalIdentifiers: itemsOf(options.externalIdentifiers, next),
    employments: itemsOf(options.employments, next)
  })
}

/** Where fresh iDs begin in the range ORCID issues today: behind those of the built-in people. */
const FRESH_PLACE = 99_999_100

/**
 * The built-in people and those a user adds, by name. A name of a built-in person replaces that person.
 *
 * @throws `MOCK_ORCID_ERR_OPTIONS` for a wrong option, a wrong check digit or an iD that two people have
 */
export function createResearchers (added: Readonly<Record<string, MockResearcherOptions>>):
Map<string, Researcher> {
  judge(researchersShape, added, 'researchers')
  const byName = new Map<string, Researcher>()
  const taken = new Set<string>()
  let putCode = 1000
  const next = (): number => ++putCode
  for (const [name, options] of Object.entries<MockResearcherOptions>({ ...people, ...added })) {
    const orcid = options.orcid ?? makeOrcidId(FRESH_PLACE + byName.size)
    if (!hasCheckDigit(orcid)) {
      throw new MockOrcidOptionsError(`Wrong options for researchers: ${name}.orcid has a wrong check digit.`)
    }
    if (taken.has(orcid)) {
      throw new MockOrcidOptionsError(`Wrong options for researchers: ${name}.orcid is somebody else's.`)
    }
    taken.add(orcid)
    byName.set(name, registerResearcher(options, orcid, next))
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
