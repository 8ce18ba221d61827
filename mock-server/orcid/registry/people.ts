// The people that every mock knows: three ordinary ones, and others named after what is special about their record.
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
    orcid: '0009-0009-9999-0019', note: 'the name is private', givenNames: 'Lin', familyName: 'Wei', nameVisibility: 'private'
  },
  // A member with `/read-limited` sees the name, the public does not.
  limitedName: {
    orcid: '0009-0009-9999-0027',
    note: 'only trusted parties see the name',
    givenNames: 'Noor',
    familyName: 'Haddad',
    nameVisibility: 'limited',
    biography: { content: 'For trusted parties only.', visibility: 'limited' },
    keywords: [{ content: 'privacy' }],
    emails: [{ email: 'noor@orcid.example', visibility: 'limited' }]
  },
  // One name, like many people in Indonesia.
  noFamilyName: { orcid: '0009-0009-9999-0035', note: 'no family name', givenNames: 'Dewi' },
  // Publishes under another name, which is the name in tokens and claims.
  creditName: {
    orcid: '0009-0009-9999-006X',
    note: 'publishes under another name',
    givenNames: 'Josefa María',
    familyName: 'Núñez de la Peña',
    creditName: 'J. M. Núñez',
    twoFactor: true
  },
  nonLatinName: { orcid: '0009-0009-9999-0078', note: 'a name in Japanese', givenNames: '花子', familyName: '山田' },
  rightToLeft: {
    orcid: '0009-0009-9999-0043', note: 'a name in Arabic, from right to left', givenNames: 'ليلى', familyName: 'حداد'
  },
  // A name that must be escaped, and a biography that must not run.
  markup: {
    orcid: '0009-0009-9999-0051',
    note: 'a name that must be escaped',
    givenNames: 'Max & <b>Moritz</b>',
    familyName: 'O\'Example',
    biography: { content: '<script>alert("biography")</script>' },
    researcherUrls: [{ name: '<i>Home</i>', url: 'javascript:alert(1)' }]
  },
  noEmail: {
    orcid: '0009-0009-9999-0086', note: 'no e-mail address', givenNames: 'Ingrid', familyName: 'Solheim', emails: []
  },
  // The primary address is the second of three public ones.
  severalEmails: {
    orcid: '0009-0009-9999-0094',
    note: 'three public e-mail addresses',
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
    note: 'an e-mail address that is not verified',
    givenNames: 'Pavel',
    familyName: 'Novák',
    emails: [{ email: 'pavel@orcid.example', verified: false, visibility: 'public' }]
  },
  checkDigitX: {
    orcid: '0009-0009-9999-014X', note: 'an iD that ends with X', givenNames: 'Xenia', familyName: 'Papadaki'
  },
  // `amr` of a member's id_token is `mfa`.
  twoFactor: {
    orcid: '0009-0009-9999-0115', note: 'signs in with two factors', givenNames: 'Tomás', familyName: 'Silva', twoFactor: true
  },
  // The API answers 409, 9018.
  locked: {
    orcid: '0009-0009-9999-0123', note: 'the record is locked', givenNames: 'Locked', familyName: 'Record', state: 'locked'
  },
  // The API answers 409, 9044.
  deactivated: {
    orcid: '0009-0009-9999-0131', note: 'the record is deactivated', givenNames: 'Deactivated', familyName: 'Record', state: 'deactivated'
  },
  // A second record of one person, merged into `primary`: the API answers 301, 9007.
  deprecated: {
    orcid: '0009-0009-9999-0158',
    note: 'the record is deprecated: there is another',
    givenNames: 'Ana',
    familyName: 'Kovač',
    primaryRecord: '0009-0009-9999-0166'
  },
  primary: {
    orcid: '0009-0009-9999-0166', note: 'has a second record, which is deprecated', givenNames: 'Ana', familyName: 'Kovač'
  },
  // Made by a member and not claimed by its person: the API answers 409, 9036.
  unclaimed: {
    orcid: '0009-0009-9999-0174', note: 'the record is not claimed yet', givenNames: 'Unclaimed', familyName: 'Record', state: 'unclaimed'
  },
  manyWorks: {
    orcid: '0009-0009-9999-0182', note: '500 works', givenNames: 'Mira', familyName: 'Long', works: someWorks(500)
  },
  // Two more whose records say much, all of it in public.
  amara: {
    orcid: '0009-0009-9990-0191',
    givenNames: 'Amara',
    familyName: 'Okafor',
    biography: { content: 'Amara Okafor studies how rivers carry plastic to the sea.' },
    otherNames: [{ content: 'A. N. Okafor' }],
    emails: [{ email: 'amara@orcid.example', visibility: 'public' }],
    emailDomains: [{ value: 'rivers.example', verifiedAt: '2024-11-04' }, { value: 'delta.example', visibility: 'limited' }],
    keywords: [{ content: 'hydrology' }, { content: 'microplastics' }],
    researcherUrls: [{ name: 'River group', url: 'https://rivers.example/amara' }],
    addresses: [{ country: 'NG' }],
    externalIdentifiers: [{ type: 'Scopus Author ID', value: '7000000002', url: 'https://scopus.example/7000000002' }],
    educations: [{
      organization: 'Delta University', city: 'Port Example', country: 'NG', roleTitle: 'PhD', startDate: '2010', endDate: '2014-06'
    }],
    employments: [{
      organization: 'Institute of Rivers',
      city: 'Port Example',
      country: 'NG',
      departmentName: 'Sediments',
      roleTitle: 'Professor',
      startDate: '2018-09-01'
    }],
    fundings: [{
      organization: 'Fund for Water',
      city: 'Geneva',
      country: 'CH',
      title: 'Plastic on its way',
      amount: '250000.00',
      currency: 'EUR',
      startDate: '2022-01',
      externalIds: [{ type: 'grant_number', value: 'W-2022-17' }]
    }],
    works: [
      { title: 'Plastic in the delta', journalTitle: 'Journal of Rivers', doi: '10.5555/amara.1', publicationDate: '2023-05-17' },
      { title: 'Ten years of samples', type: 'data-set', doi: '10.5555/amara.2', publicationDate: '2024' }
    ]
  },
  mateo: {
    orcid: '0009-0009-9990-0204',
    givenNames: 'Mateo',
    familyName: 'Rossi',
    biography: { content: 'Mateo Rossi edits a journal of early music, and reviews for others.' },
    emails: [{ email: 'mateo@orcid.example', visibility: 'public' }],
    keywords: [{ content: 'musicology' }],
    addresses: [{ country: 'IT' }, { country: 'AR' }],
    distinctions: [{ organization: 'Academy of Sound', city: 'Rome', country: 'IT', roleTitle: 'Medal', startDate: '2020' }],
    employments: [{
      organization: 'Conservatory of Example', city: 'Bologna', country: 'IT', roleTitle: 'Lecturer', startDate: '2016-10'
    }],
    memberships: [{ organization: 'Society for Early Music', city: 'Basel', country: 'CH', startDate: '2012' }],
    peerReviews: [{
      organization: 'Journal of Lutes', city: 'London', country: 'GB', groupId: 'issn:1741-4857', completionDate: '2024-02'
    }],
    works: [
      { title: 'The lute and its letters', type: 'book', publicationDate: '2021', externalIds: [{ type: 'isbn', value: '9783161484100' }] },
      { title: 'A song that was lost', journalTitle: 'Early Notes', doi: '10.5555/mateo.1', publicationDate: '2022-11' }
    ]
  }
} as const satisfies Record<string, MockResearcherOptions>

/** The names of the built-in people. */
export type PersonName = keyof typeof people
