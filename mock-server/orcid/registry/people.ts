// The people that every mock knows: invented, each named after what is special about the record.
import type { MockResearcherOptions, WorkOptions } from '../../options/researcher.ts'

function someWorks (count: number): WorkOptions[] {
  return Array.from({ length: count }, (_, index) => ({
    title: `Work ${index + 1} of ${count}`,
    journalTitle: 'Journal of Long Lists',
    publicationDate: String(2000 + index % 25),
    doi: `10.5555/many.${index + 1}`
  }))
}

export const people = {
  // The person of ORCID's own documentation, with a public name, a private e-mail address and a public job.
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
    }],
    works: [
      { title: 'How to read a record', doi: '10.5555/sofia.1', publicationDate: '2021-03' },
      { title: 'How to keep a record to oneself', doi: '10.5555/sofia.2', visibility: 'limited' },
      { title: 'Notes', type: 'other', visibility: 'private' }
    ]
  },
  // The token's `name` is `""`, the claims have none, the record's is null.
  privateName: {
    orcid: '0009-0009-9999-0019', givenNames: 'Lin', familyName: 'Wei', nameVisibility: 'private'
  },
  // A member with `/read-limited` sees the name, the public does not.
  limitedName: {
    orcid: '0009-0009-9999-0027',
    givenNames: 'Noor',
    familyName: 'Haddad',
    nameVisibility: 'limited',
    biography: { content: 'For trusted parties only.', visibility: 'limited' },
    keywords: [{ content: 'privacy' }],
    emails: [{ email: 'noor@orcid.example', visibility: 'limited' }]
  },
  // One name, like many people in Indonesia.
  noFamilyName: { orcid: '0009-0009-9999-0035', givenNames: 'Dewi' },
  // Publishes under another name, which is the name in tokens and claims.
  creditName: {
    orcid: '0009-0009-9999-006X',
    givenNames: 'Josefa María',
    familyName: 'Núñez de la Peña',
    creditName: 'J. M. Núñez',
    twoFactor: true
  },
  nonLatinName: { orcid: '0009-0009-9999-0078', givenNames: '花子', familyName: '山田' },
  rightToLeft: { orcid: '0009-0009-9999-0043', givenNames: 'ليلى', familyName: 'حداد' },
  // A name that must be escaped, and a biography that must not run.
  markup: {
    orcid: '0009-0009-9999-0051',
    givenNames: 'Max & <b>Moritz</b>',
    familyName: 'O\'Example',
    biography: { content: '<script>alert("biography")</script>' },
    researcherUrls: [{ name: '<i>Home</i>', url: 'javascript:alert(1)' }]
  },
  noEmail: { orcid: '0009-0009-9999-0086', givenNames: 'Ingrid', familyName: 'Solheim', emails: [] },
  // The primary address is the second of three public ones.
  severalEmails: {
    orcid: '0009-0009-9999-0094',
    givenNames: 'Kwame',
    familyName: 'Mensah',
    emails: [
      { email: 'kwame@home.example', primary: false, visibility: 'public' },
      { email: 'kwame@work.example', primary: true, visibility: 'public' },
      { email: 'kwame@former.example', primary: false, verified: false, visibility: 'public' }
    ]
  },
  unverifiedEmail: {
    orcid: '0009-0009-9999-0107',
    givenNames: 'Pavel',
    familyName: 'Novák',
    emails: [{ email: 'pavel@orcid.example', verified: false, visibility: 'public' }]
  },
  checkDigitX: { orcid: '0009-0009-9999-014X', givenNames: 'Xenia', familyName: 'Papadaki' },
  // `amr` of a member's id_token is `mfa`.
  twoFactor: { orcid: '0009-0009-9999-0115', givenNames: 'Tomás', familyName: 'Silva', twoFactor: true },
  // The API answers 409, 9018.
  locked: { orcid: '0009-0009-9999-0123', givenNames: 'Locked', familyName: 'Record', state: 'locked' },
  // The API answers 409, 9044.
  deactivated: { orcid: '0009-0009-9999-0131', givenNames: 'Deactivated', familyName: 'Record', state: 'deactivated' },
  // A second record of one person, merged into `primary`: the API answers 301, 9007.
  deprecated: {
    orcid: '0009-0009-9999-0158',
    givenNames: 'Ana',
    familyName: 'Kovač',
    primaryRecord: '0009-0009-9999-0166'
  },
  primary: { orcid: '0009-0009-9999-0166', givenNames: 'Ana', familyName: 'Kovač' },
  // Made by a member and not claimed by its person: the API answers 409, 9036.
  unclaimed: { orcid: '0009-0009-9999-0174', givenNames: 'Unclaimed', familyName: 'Record', state: 'unclaimed' },
  manyWorks: { orcid: '0009-0009-9999-0182', givenNames: 'Mira', familyName: 'Long', works: someWorks(500) }
} as const satisfies Record<string, MockResearcherOptions>

/** The names of the built-in people. */
export type PersonName = keyof typeof people
