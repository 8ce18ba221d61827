// What the pages say, as a list of what every language must have.

/** The fields of the registration page that can be wrong, and what else stops somebody from registering. */
export type Complaint = 'givenNames' | 'email' | 'taken' | 'full'

/** What is the matter with an account that cannot be signed in to. */
export type Refusal = 'locked' | 'deactivated' | 'unclaimed' | 'deprecated'

/** Where a login can be made to go wrong: a leg that fails, or an answer that lies. */
export type MishapPlace = `fails ${'token' | 'userinfo' | 'record'}` | `lies ${'id_token' | 'token' | 'userinfo'}`

/** What the page of a public record says. */
export interface RecordTexts {
  /** Heading of the page for a record that is not shown. */
  readonly heading: string
  /** Heading of a record whose name is not public. */
  readonly nameNotPublic: string
  /** That the record shows nothing to everybody. */
  readonly nothingPublic: string
  /** That another record, `{orcid}`, took this one's place. */
  readonly moved: string
  /** Heading of the page for an iD that nobody has. */
  readonly absent: string
  /** What that means. */
  readonly absentMeans: string
  /** Heading. */
  readonly biography: string
  /** Heading. */
  readonly emails: string
  /** Headings, by the section's name in the API. */
  readonly sections: Readonly<Record<string, string>>
}

/** One language. A word in braces is replaced by what the page knows. */
export interface Texts {
  /** The language's tag (BCP 47), as `lang` of an authorize request and of the page. */
  readonly tag: string
  /** What its speakers call it. */
  readonly name: string
  /** Which way it is written. */
  readonly direction: 'ltr' | 'rtl'
  /** What the mock is called, first words of every title. */
  readonly fake: string
  /** That nothing here is real. */
  readonly warning: string
  /** What the links to the other languages are, for somebody who hears them. */
  readonly languages: string
  /** Heading of the sign-in page and its button. */
  readonly signIn: string
  /** Whom signing in is for: `{client}`. */
  readonly toGoOn: string
  /** Above the people. */
  readonly chooseResearcher: string
  /** Label of the search field. */
  readonly search: string
  /** Button of the search field. */
  readonly find: string
  /** How many people are shown: `{shown}` of `{all}`. */
  readonly someShown: string
  /** That the search found nobody. */
  readonly nobodyFound: string
  /** Label of the field for an iD or an e-mail address. */
  readonly typeOrcid: string
  /** That nobody has what was typed. */
  readonly nobodyHasIt: string
  /** The way to the registration page. */
  readonly create: string
  /** What somebody new gets, as a few words below it. */
  readonly createMeans: string
  /** Heading of the registration page. */
  readonly register: string
  /** What registering does here. */
  readonly registerMeans: string
  /** Label of the field. */
  readonly givenNames: string
  /** Label of the field. */
  readonly familyName: string
  /** Label of the field. */
  readonly email: string
  /** The button of the registration page. */
  readonly registerNow: string
  /** The way back to the sign-in page. */
  readonly haveOne: string
  /** Why somebody cannot register. */
  readonly complaints: Readonly<Record<Complaint, string>>
  /** Why an account cannot be signed in to; `{orcid}` is the record that took a deprecated one's place. */
  readonly refusals: Readonly<Record<Refusal, string>>
  /** The way back from such an account to everybody. */
  readonly chooseElse: string
  /** Heading of the consent page: `{client}`. */
  readonly authorize: string
  /** Who is signed in: `{name}`, `{orcid}`. */
  readonly signedInAs: string
  /** The way to the sign-in page. */
  readonly somebodyElse: string
  /** Above the permissions: `{client}`. */
  readonly asksTo: string
  /** That permissions may be taken out. */
  readonly youMayUncheck: string
  /** The button that allows. */
  readonly allow: string
  /** The button that denies. */
  readonly deny: string
  /** That one of the two must be chosen. */
  readonly chooseOne: string
  /** Where the answer goes: `{address}`, `{client}`. */
  readonly answerGoesTo: string
  /** Heading of the fold-out that makes a login fail. */
  readonly goWrong: string
  /** What the fold-out does. */
  readonly goWrongMeans: string
  /** Label of its list. */
  readonly whatGoesWrong: string
  /** Where it goes wrong, as headings in the list. */
  readonly places: Readonly<Record<MishapPlace, string>>
  /** That nothing goes wrong. */
  readonly nothing: string
  /** Heading after signing out. */
  readonly signedOut: string
  /** What is left after signing out. */
  readonly nobodySignedIn: string
  /** Heading of the page for a request that cannot be answered. */
  readonly cannotAnswer: string
  /** Before the error: `{words}`, which are ORCID's own and stay English. */
  readonly errorIs: string
  /** Who made the mistake. */
  readonly clientMistake: string
  /** The public record of a person. */
  readonly record: RecordTexts
  /** Permissions in plain words, by scope: all that a researcher can grant. */
  readonly scopes: Readonly<Record<string, string>>
}
