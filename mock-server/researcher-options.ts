// What a user may say about one person registered with the mock, and the check of it.
import { Compile } from 'typebox/schema'

/** ORCID's three visibilities: everyone, trusted parties, only me. */
export type Visibility = 'public' | 'limited' | 'private'

/** Who may see one item of a record. */
export interface VisibleOptions {
  /** @default 'public', for e-mails 'private' */
  readonly visibility?: Visibility
}

/** An item that is a text: a biography, another name, a keyword. */
export interface TextOptions extends VisibleOptions {
  /** The text itself. */
  readonly content: string
}

/** An e-mail address of a person. */
export interface EmailOptions extends VisibleOptions {
  /** The address. */
  readonly email: string
  /** Whether the person has answered ORCID's verification mail. @default true */
  readonly verified?: boolean
  /** Whether it is the one ORCID writes to. @default true for the first of a person */
  readonly primary?: boolean
}

/** A link on a record: a home page, a blog. */
export interface ResearcherUrlOptions extends VisibleOptions {
  /** What the link is called. */
  readonly name: string
  /** Where it leads. */
  readonly url: string
}

/** A country of a person. */
export interface AddressOptions extends VisibleOptions {
  /** Two upper-case letters (ISO 3166-1). */
  readonly country: string
}

/** The person's identifier in another system. */
export interface ExternalIdentifierOptions extends VisibleOptions {
  /** Which system, in ORCID's words: `'Scopus Author ID'`. */
  readonly type: string
  /** The identifier. */
  readonly value: string
  /** Where it resolves. @default none */
  readonly url?: string
}

/** A job. */
export interface EmploymentOptions extends VisibleOptions {
  /** Name of the organization. */
  readonly organization: string
  /** Where it is. */
  readonly city: string
  /** Two upper-case letters (ISO 3166-1). */
  readonly country: string
  /** @default none */
  readonly departmentName?: string
  /** @default none */
  readonly roleTitle?: string
  /** `2019`, `2019-04` or `2019-04-01`. @default none */
  readonly startDate?: string
  /** The same, for a job that has ended. @default none */
  readonly endDate?: string
}

/** One person to register with the mock. Only the given names are asked for, as at ORCID. */
export interface MockResearcherOptions {
  /** The iD, check digit right. Two people with one iD are refused. @default a fresh one */
  readonly orcid?: string
  /** The one part of a name that ORCID requires. */
  readonly givenNames: string
  /** @default none: many people have no family name */
  readonly familyName?: string
  /** The name the person publishes under. @default none */
  readonly creditName?: string
  /** Who may see the name, in all its parts. @default 'public' */
  readonly nameVisibility?: Visibility
  /** Whether signing in takes two factors; `amr` of a member's id_token says so. @default false */
  readonly twoFactor?: boolean
  /** @default none */
  readonly biography?: TextOptions
  /** @default [] */
  readonly otherNames?: readonly TextOptions[]
  /** @default [] */
  readonly emails?: readonly EmailOptions[]
  /** @default [] */
  readonly keywords?: readonly TextOptions[]
  /** @default [] */
  readonly researcherUrls?: readonly ResearcherUrlOptions[]
  /** @default [] */
  readonly addresses?: readonly AddressOptions[]
  /** @default [] */
  readonly externalIdentifiers?: readonly ExternalIdentifierOptions[]
  /** @default [] */
  readonly employments?: readonly EmploymentOptions[]
}

const text = { type: 'string', minLength: 1 } as const
const country = { type: 'string', pattern: '^[A-Z]{2}$' } as const
const date = { type: 'string', pattern: '^\\d{4}(-\\d{2}(-\\d{2})?)?$' } as const
const visibility = { enum: ['public', 'limited', 'private'] } as const
const flag = { type: 'boolean' } as const

function item (required: readonly string[], properties: object) {
  return { type: 'object', additionalProperties: false, required, properties: { ...properties, visibility } }
}

const textItem = item(['content'], { content: text })
const list = (items: object) => ({ type: 'array', items })

/** Judges people by the name a test calls them: `{ ada: { givenNames: 'Ada' } }`. */
export const researchersShape = Compile({
  type: 'object',
  additionalProperties: {
    type: 'object',
    additionalProperties: false,
    required: ['givenNames'],
    properties: {
      orcid: { type: 'string', pattern: '^(\\d{4}-){3}\\d{3}[\\dX]$' },
      givenNames: text,
      familyName: text,
      creditName: text,
      nameVisibility: visibility,
      twoFactor: flag,
      biography: textItem,
      otherNames: list(textItem),
      emails: list(item(['email'], { email: text, verified: flag, primary: flag })),
      keywords: list(textItem),
      researcherUrls: list(item(['name', 'url'], { name: text, url: text })),
      addresses: list(item(['country'], { country })),
      externalIdentifiers: list(item(['type', 'value'], { type: text, value: text, url: text })),
      employments: list(item(['organization', 'city', 'country'], {
        organization: text,
        city: text,
        country,
        departmentName: text,
        roleTitle: text,
        startDate: date,
        endDate: date
      }))
    }
  }
})
