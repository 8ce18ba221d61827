// The people every mock knows: invented, each with a record that has broken somebody's login before.
import type { MockResearcherOptions } from '../researcher-options.ts'

/** The built-in people, by the name a test calls them. */
export const people = {
  /** The person of ORCID's own documentation. Public name, private e-mail, a public job: the plain case. */
  sofia: {
    orcid: '0000-0001-2345-6789',
    givenNames: 'Sofia',
    familyName: 'Garcia',
    biography: { content: 'Sofia Garcia is the researcher of ORCID\'s documentation.' },
    otherNames: [{ content: 'Sofia Maria Garcia' }, { content: 'S. M. Garcia', visibility: 'limited' }],
    emails: [
      { email: 's.garcia@orcid.example' },
      { email: 'office@orcid.example', primary: false, visibility: 'limited' }
    ],
    keywords: [{ content: 'documentation' }],
    researcherUrls: [{ name: 'Home', url: 'https://sofia.example/' }],
    addresses: [{ country: 'ES' }],
    externalIdentifiers: [
      { type: 'Scopus Author ID', value: '7000000001', url: 'https://scopus.example/7000000001' }
    ],
    employments: [{
      organization: 'University of Example',
      city: 'Example City',
      country: 'ES',
      departmentName: 'Documentation',
      roleTitle: 'Researcher',
      startDate: '2019-04-01'
    }]
  },
  /** Keeps the name private: the token's `name` is `""`, the claims have none, the record's is null. */
  lin: {
    orcid: '0009-0009-9999-0019',
    givenNames: 'Lin',
    familyName: 'Wei',
    nameVisibility: 'private'
  },
  /** Shows the name to trusted parties only: a member with `/read-limited` sees it, the public does not. */
  noor: {
    orcid: '0009-0009-9999-0027',
    givenNames: 'Noor',
    familyName: 'Haddad',
    nameVisibility: 'limited',
    biography: { content: 'For trusted parties only.', visibility: 'limited' },
    keywords: [{ content: 'privacy' }],
    emails: [{ email: 'noor@orcid.example', visibility: 'limited' }]
  },
  /** Has one name and no family name, like many people in Indonesia. */
  dewi: {
    orcid: '0009-0009-9999-0035',
    givenNames: 'Dewi'
  },
  /** Publishes under another name, signs in with two factors, and her iD ends in X. */
  josefa: {
    orcid: '0009-0009-9999-006X',
    givenNames: 'Josefa María',
    familyName: 'Núñez de la Peña',
    creditName: 'J. M. Núñez',
    twoFactor: true
  },
  /** Writes the name from right to left. */
  layla: {
    orcid: '0009-0009-9999-0043',
    givenNames: 'ليلى',
    familyName: 'حداد'
  },
  /** Has not answered the verification mail, and has a name that must be escaped. */
  max: {
    orcid: '0009-0009-9999-0051',
    givenNames: 'Max & Moritz',
    familyName: 'O\'Example',
    emails: [{ email: 'max@orcid.example', verified: false, visibility: 'public' }]
  }
} as const satisfies Record<string, MockResearcherOptions>

/** What the built-in people are called. */
export type PersonName = keyof typeof people
