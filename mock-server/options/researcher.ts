// What a user may say about one person registered with the mock, and the check of it.
import { Compile } from 'typebox/schema'
import { activityShapes, country, item, list, text, visibility } from './activity.ts'
import type { ActivityOptions, Visibility, VisibleOptions } from './activity.ts'
import type { Shape } from './validate.ts'

export type * from './activity.ts'

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

/**
 * What became of a record. The API answers 409 with 9018 for a locked one, with 9044 for a deactivated one and
 * with 9036 for one that was made by a member and not claimed yet.
 */
export type RecordState = 'active' | 'locked' | 'deactivated' | 'unclaimed'

/** One person to register with the mock. Only the given names are asked for, as at ORCID. */
export interface MockResearcherOptions extends ActivityOptions {
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
  /** What became of the record. @default 'active' */
  readonly state?: RecordState
  /** The iD that took this one's place, which makes this one deprecated: the API answers 301, 9007. @default none */
  readonly primaryRecord?: string
  /** Who may see what clients add to the record, whatever they ask for. @default 'public' */
  readonly defaultVisibility?: Visibility
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
}

const flag = { type: 'boolean' } as const
const textItem = item(['content'], { content: text })

/** Judges people by the name a test calls them: `{ ada: { givenNames: 'Ada' } }`. */
export const researchersShape: Shape = Compile({
  type: 'object',
  additionalProperties: {
    type: 'object',
    additionalProperties: false,
    required: ['givenNames'],
    properties: {
      // What is wrong with an iD takes more words than a shape has.
      orcid: text,
      givenNames: text,
      familyName: text,
      creditName: text,
      nameVisibility: visibility,
      twoFactor: flag,
      state: { enum: ['active', 'locked', 'deactivated', 'unclaimed'] },
      primaryRecord: text,
      defaultVisibility: visibility,
      biography: textItem,
      otherNames: list(textItem),
      emails: list(item(['email'], { email: text, verified: flag, primary: flag })),
      keywords: list(textItem),
      researcherUrls: list(item(['name', 'url'], { name: text, url: text })),
      addresses: list(item(['country'], { country })),
      externalIdentifiers: list(item(['type', 'value'], { type: text, value: text, url: text })),
      ...activityShapes
    }
  }
})
