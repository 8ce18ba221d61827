// What ORCID's Java asks of an item after its XSD: each rule with what it takes and what it refuses, in exact words.
import type { Fact, Given, WireAnswer, WireRequest } from './fact.ts'
import { JSON_BODY, sourceFact, type Row } from './row.ts'

const CORE = 'ORCID-Source orcid-core'
const ACTIVITY = `${CORE} ActivityValidator (v3)`
const IDS = `${CORE} ExternalIDValidator (v3)`
const PERSON = `${CORE} PersonValidator (v3)`
const MANAGER = `${CORE} manager.v3.impl`

const ROOM = 'Record API: what an item must have'
const given: Given = { client: 'member', scope: '/activities/update /person/update /read-limited' }

type Body = Readonly<Record<string, unknown>>

const send = (method: 'POST' | 'PUT', path: string, body: unknown): WireRequest =>
  ({ method, path: `/api/v3.0/{orcid}/${path}`, headers: JSON_BODY, body: JSON.stringify(body) })
const post = (path: string, body: unknown): WireRequest => send('POST', path, body)

/** Reads what the first request before has added. */
const readBack = (path: string): WireRequest => ({ path: `/api/v3.0/{orcid}/${path}/{1.put-code}`, headers: JSON_BODY })

/** Changes it. */
function put (path: string, body: Body): WireRequest {
  const { body: text = '', ...request } = send('PUT', `${path}/{1.put-code}`, body)
  return { ...request, body: text.replace('{', '{"put-code":{1.put-code},') }
}

// Nobody fills these in: it is what ORCID sends.
/* eslint-disable no-template-curly-in-string */
const RETRY = 'There was an error when updating the record. Please try again. If the error persists, please contact ' +
  'The Journal for assistance.'
const FORBIDDEN = 'The client application is forbidden to perform the action.'
const SAME = '409 Conflict: You have already added this activity (matched by external identifiers), please see element ' +
  'with put-code {1.put-code}. If you are trying to edit the item, please use PUT instead of POST.'

/** Status, developer message and user message by code, as api_en.properties has them. */
const WORDS: Readonly<Record<number, readonly [number, string, string]>> = {
  9008: [500, 'java.lang.NullPointerException', 'Something went wrong in ORCID.'],
  9010: [403, '403 Forbidden: You are not the source of the work, so you are not allowed to update it.',
    'The client application is not the source of the resource it is trying to access.'],
  9014: [403, FORBIDDEN, FORBIDDEN],
  9020: [400, '400 Bad Request: Invalid incoming message.', 'Invalid incoming message.'],
  9021: [409, SAME, RETRY],
  9022: [400, '400 Bad Request: Invalid activity, a title is required.', 'Invalid activity:  A title is required.'],
  9023: [400, '400 Bad Request: Invalid activity, an external identifier is required.',
    'Invalid activity: an external identifier is required.'],
  9024: [400, '400 Bad Request: Put-code is included when not expected. When posting new activities, the put code ' +
    'should be omitted.', RETRY],
  9035: [403, '403 Forbidden: You can\'t change the visibility of an item, please remove the visibility or set it to ' +
    'the current value.', RETRY.replace('The Journal', '${clientName}')],
  9045: [400, '400 Bad request: disambiguated-organization must be present and valid',
    'No valid disambiguated-organization is included in the data.'],
  9046: [400, '400 Bad request: organization must be present and valid', 'No valid organization is included in the data.'],
  9050: [400, '400 Bad request: missing start-date. If you specify an end-date, you must specify a start-date',
    'Missing start-date. If you specify an end-date, you must specify a start-date'],
  9054: [400, '400 Bad Request: invalid amount', 'This does not appear to be a valid funding amount'],
  9055: [400, '400 Bad Request: End date must come after start date.', 'End date must come after start date.'],
  9060: [400, 'City and country are required for education/employment.',
    'City and country are required for education/employment.'],
  9061: [400, 'City or region cannot be provided without a country for the organization address.',
    'City or region cannot be provided without a country for the organization address.'],
  9062: [400, 'Professional activities cannot be added without an organization id/external identifier. One has to be present.',
    'Professional activities cannot be added without an organization id/external identifier. One has to be present.']
}
/* eslint-enable no-template-curly-in-string */

function error (status: number, code: number,
  [developer, user]: readonly [string, string]): { readonly status: number, readonly body: string } {
  const body = JSON.stringify({
    'response-code': status,
    'developer-message': developer,
    'user-message': user,
    'error-code': code,
    'more-info': 'https://members.orcid.org/api/resources/troubleshooting'
  })
  return { status, body }
}

type Refused = ReturnType<typeof error>

function refused (code: keyof typeof WORDS, detail?: string): Refused {
  const [status, developer, user] = WORDS[code] as readonly [number, string, string]
  return error(status, code, [detail === undefined ? developer : `${developer} Full validation error: ${detail}`, user])
}
const wrongType = (type: string, values: string): Refused =>
  error(400, 9037, [`Invalid ${type}, valid values are: ${values}.`, 'Please specify a work type.'])
const wrongDate = (text: string): Refused => error(400, 9049, [`400 Bad request: invalid date: ${text} `, 'Invalid date'])
const twice = (type: string, value: string): Refused => {
  const words = `The element '${value}' of type '${type}' is duplicated. `
  return error(409, 9030, [words, words])
}
const wrongId = (...mistakes: string[]): Refused =>
  refused(9023, `Invalid external-id ${mistakes.map((mistake) => ` ${mistake}`).join('')}`)

const fact = (row: Row): Fact => sourceFact('rule', ROOM, { given, ...row })

type Case = readonly [id: string, about: string, sent: readonly [path: string, body: Body], answer: Refused | 'taken']

/** A new item. */
const adds = (source: string, rows: readonly Case[]): readonly Fact[] => rows.map(([id, about, [path, body], answer]) =>
  fact({ id, about, source, request: post(path, body), answer: answer === 'taken' ? { status: 201, body: '' } : answer }))

/** One work of a bulk, which no XSD has seen. */
const bulk = (source: string,
  rows: ReadonlyArray<readonly [id: string, about: string, work: Body, answer: Refused]>): readonly Fact[] =>
  rows.map(([id, about, one, { body }]) => fact({
    id: `bulk-${id}`,
    about: `${about}, in a bulk`,
    source,
    request: post('works', { bulk: [{ work: one }] }),
    answer: { status: 200, body: `{"bulk":[{"error":${body}}]}` }
  }))

type Id = readonly [type: string, relationship?: string | null, value?: string]

const ids = (...each: readonly Id[]) => ({
  'external-id': each.map(([type, relationship, value = '10.5555/rule']) => ({
    'external-id-type': type, 'external-id-value': value, 'external-id-relationship': relationship ?? null
  }))
})
const own = ids(['doi', 'self'])
const withOwn = (...each: readonly Id[]) => ids(['doi', 'self'], ...each)
const date = (year: string, month?: string, day?: string): Body => ({
  year: { value: year },
  ...month !== undefined && { month: { value: month } },
  ...day !== undefined && { day: { value: day } }
})
const place = { city: 'Bethesda', region: 'MD', country: 'US' }
const idOf = (identifier: string, source: string): Body =>
  ({ 'disambiguated-organization-identifier': identifier, 'disambiguation-source': source })
const organization = { name: 'ORCID', address: place, 'disambiguated-organization': idOf('https://ror.org/04fa4r544', 'ROR') }
const nameless = { name: 'ORCID', address: place }
const at = (address: Body): Body => ({ organization: { ...organization, address } })

const work = { title: { title: { value: 'A work' } }, type: 'book', 'external-ids': own }
const grant = { type: 'grant', title: { title: { value: 'A grant' } }, organization, 'external-ids': own }
const review = {
  'reviewer-role': 'reviewer',
  'review-identifiers': own,
  'review-type': 'review',
  'review-completion-date': date('2020', '05'),
  'review-group-id': 'issn:1741-4857',
  'convening-organization': organization
}
const hosts = { organization: [organization] }
const proposal = { title: { title: { value: 'A proposal' } }, hosts, 'external-ids': own }
const laser = { 'resource-name': 'A laser', 'resource-type': 'equipment', hosts, 'external-ids': own }
const resource = { proposal, 'resource-item': [laser] }
const job = { organization, 'start-date': date('2020') }
const loop = {
  'external-id-type': 'Loop',
  'external-id-value': '1',
  'external-id-url': { value: 'https://loop.example/1' },
  'external-id-relationship': 'self'
}
const paid = (value: unknown, currency: unknown): Body => ({ ...grant, amount: { value, 'currency-code': currency } })
const by = (contributor: Body): Body => ({ contributors: { contributor: [contributor] } })
const acting = (role: string): Body => by({ 'contributor-attributes': { 'contributor-role': role } })

const LANGUAGES = 'ab, aa, af, ak, sq, am, ar, an, hy, as, av, ae, ay, az, bm, ba, eu, be, bn, bh, bi, bs, br, bg, my, ca, ' +
  'ch, ce, zh_CN, zh_TW, cu, cv, kw, co, cr, hr, cs, da, dv, nl, dz, en, eo, et, ee, fo, fj, fi, fr, fy, ff, gl, lg, ka, ' +
  'de, el, kl, gn, gu, ht, ha, iw, hz, hi, ho, hu, is, io, ig, in, ia, ie, iu, ik, ga, it, ja, jv, kn, kr, ks, kk, km, ki, ' +
  'rw, ky, kv, kg, ko, ku, kj, lo, la, lv, li, ln, lt, lu, lb, mk, mg, ms, ml, mt, gv, mi, mr, mh, mo, mn, na, nv, ng, ne, ' +
  'nd, se, no, nb, nn, ny, oc, oj, or, om, os, pi, pa, fa, pl, pt, ps, qu, rm, ro, rn, ru, sm, sg, sa, sc, gd, sr, sn, ii, ' +
  'sd, si, sk, sl, so, nr, st, es, su, sw, ss, sv, tl, ty, tg, ta, tt, te, th, bo, ti, to, ts, tn, tr, tk, tw, ug, uk, ur, ' +
  'uz, ve, vi, vo, wa, cy, wo, xh, ji, yo, za, zu'
const COUNTRIES = 'AF, AX, AL, DZ, AS, AD, AO, AI, AQ, AG, AR, AM, AW, AU, AT, AZ, BS, BH, BD, BB, BY, BE, BZ, BJ, BM, BT, ' +
  'BO, BQ, BA, BW, BV, BR, IO, BN, BG, BF, BI, KH, CM, CA, CV, KY, CF, TD, CL, CN, CX, CC, CO, KM, CG, CD, CK, CR, CI, HR, ' +
  'CU, CW, CY, CZ, DK, DJ, DM, DO, EC, EG, SV, GQ, ER, EE, ET, FK, FO, FJ, FI, FR, GF, PF, TF, GA, GM, GE, DE, GH, GI, GR, ' +
  'GL, GD, GP, GU, GT, GG, GN, GW, GY, HT, HM, VA, HN, HK, HU, IS, IN, ID, IR, IQ, IE, IM, IL, IT, JM, JP, JE, JO, KZ, KE, ' +
  'KI, KP, KR, KW, KG, LA, LV, LB, LS, LR, LY, LI, LT, LU, MO, MK, MG, MW, MY, MV, ML, MT, MH, MQ, MR, MU, YT, MX, FM, MD, ' +
  'MC, MN, ME, MS, MA, MZ, MM, NA, NR, NP, NL, NC, NZ, NI, NE, NG, NU, NF, MP, NO, OM, PK, PW, PS, PA, PG, PY, PE, PH, PN, ' +
  'PL, PT, PR, QA, RE, RO, RU, RW, BL, SH, KN, LC, MF, PM, VC, WS, SM, ST, SA, SN, RS, SC, SL, SG, SX, SK, SI, SB, SO, ZA, ' +
  'GS, SS, ES, LK, SD, SR, SJ, SZ, SE, CH, SY, TJ, TZ, TH, TL, TG, TK, TO, TT, TN, TR, TM, TC, TV, UG, UA, AE, GB, US, UM, ' +
  'UY, UZ, VU, VE, VN, VG, VI, WF, EH, YE, ZM, ZW, TW, XK'
const WORK_TYPES = 'annotation, artistic-performance, blog-post, book-chapter, book-review, book, cartographic-material, ' +
  'clinical-study, conference-abstract, conference-output, conference-paper, conference-poster, conference-presentation, ' +
  'conference-proceedings, data-management-plan, data-set, design, dictionary-entry, disclosure, dissertation-thesis, ' +
  'edited-book, encyclopedia-entry, image, invention, journal-article, journal-issue, learning-object, lecture-speech, ' +
  'license, magazine-article, manual, moving-image, musical-composition, newsletter-article, newspaper-article, ' +
  'online-resource, other, patent, physical-object, preprint, public-speech, registered-copyright, report, ' +
  'research-technique, research-tool, review, software, sound, spin-off-company, standards-and-policy, ' +
  'supervised-student-publication, technical-standard, test, trademark, transcription, translation, website, working-paper, ' +
  'undefined'
const CITATIONS = 'formatted-unspecified, bibtex, formatted-apa, formatted-harvard, formatted-ieee, formatted-mla, ' +
  'formatted-vancouver, formatted-chicago, ris'
const CREDIT = ['conceptualization', 'data-curation', 'formal-analysis', 'funding-acquisition', 'investigation',
  'methodology', 'project-administration', 'resources', 'software', 'supervision', 'validation', 'visualization',
  'writing-original-draft', 'writing-review-editing']
  .map((role) => `http://credit.niso.org/contributor-roles/${role}/`).join(', ')
const WORK_ROLES = 'author, assignee, editor, chair-or-translator, co-investigator, co-inventor, graduate-student, ' +
  'other-inventor, principal-investigator, postdoctoral-researcher, support-staff'
const wrongRole = (role: string, roles: string): Refused => error(400, 9058, [
  `404 Bad Request: Invalid contributor role: ${role}. Expected one of [${roles}, ${CREDIT}]. `, 'Invalid contributor role.'])

const works: readonly Fact[] = [
  ...bulk(`${ACTIVITY}.validateWork`, [
    ['title', 'a work without a title', { ...work, title: null }, refused(9022)],
    ['title-blank', 'a title of blanks', { ...work, title: { title: { value: ' ' } } }, refused(9022)],
    ['country', 'a country that names none', { ...work, country: {} }, wrongType('country', COUNTRIES)],
    ['language-alone', 'a language of a translated title that is not there',
      { ...work, title: { ...work.title, 'translated-title': { 'language-code': 'es' } } },
      refused(9020, 'Please specify a translated title or remove the language code')],
    ['language', 'a translated title without its language',
      { ...work, title: { ...work.title, 'translated-title': { value: 'Una obra' } } },
      wrongType('translated title -> language code', LANGUAGES)],
    ['type', 'a work without a type', { ...work, type: null }, wrongType('work type', WORK_TYPES)],
    ['date-empty', 'a date of nothing', { ...work, 'publication-date': {} }, refused(9008, 'text')],
    ['date-no-year', 'a month without a year', { ...work, 'publication-date': { month: { value: '02' } } }, wrongDate('null-02')],
    ['date-no-month', 'a day without a month', { ...work, 'publication-date': { year: { value: '2021' }, day: { value: '05' } } },
      wrongDate('2021-null-05')],
    ['date-year', 'a year of two digits', { ...work, 'publication-date': date('21') }, wrongDate('21')],
    ['date-year-zero', 'the year 0', { ...work, 'publication-date': date('0000') }, wrongDate('0000')],
    ['citation-type', 'a citation without a type', { ...work, citation: { 'citation-value': 'x' } },
      wrongType('citation type', CITATIONS)],
    ['contributor-uri', 'a contributor\'s ORCID iD by http',
      { ...work, ...by({ 'contributor-orcid': { uri: 'http://orcid.org/0000-0001-2345-6789' } }) },
      refused(9020, 'Invalid contributor URI')],
    ['contributor-elsewhere', 'a contributor\'s ORCID iD at an address without one',
      { ...work, ...by({ 'contributor-orcid': { uri: 'https://orcid.org/sofia' } }) }, refused(9020, 'Invalid contributor URI')],
    ['contributor-path', 'a contributor\'s ORCID iD of too few digits',
      { ...work, ...by({ 'contributor-orcid': { path: '0000-0001-2345' } }) }, refused(9020, 'Invalid contributor ORCID')],
    ['contributor-long', 'a contributor\'s ORCID iD of five blocks, which only its address may have',
      { ...work, ...by({ 'contributor-orcid': { uri: 'https://orcid.org/0000-0000-0001-2345-6789' } }) },
      refused(9020, 'Invalid contributor ORCID')],
    ['contributor-name', 'a contributor\'s name that is empty', { ...work, ...by({ 'credit-name': { value: '' } }) },
      refused(9020, 'Please specify a contributor credit name or remove the empty tag')],
    ['contributor-email', 'a contributor\'s e-mail address that is empty',
      { ...work, ...by({ 'contributor-email': { value: '' } }) },
      refused(9020, 'Please specify a contributor email or remove the empty tag')]
  ]),
  ...adds(`${ACTIVITY}.validateWork`, [
    ['no-break-space', 'a citation of a no-break space, which Java does not trim',
      ['work', { ...work, citation: { 'citation-type': 'ris', 'citation-value': '\u00a0' } }], 'taken'],
    ['work-everything', 'a work with everything that ORCID takes', ['work', {
      ...work,
      title: { ...work.title, 'translated-title': { value: 'Una obra', 'language-code': 'es' } },
      'language-code': 'zh_CN',
      country: { value: 'PT' },
      'publication-date': date('2020', '02', '29'),
      citation: { 'citation-type': 'bibtex', 'citation-value': '@book{a}' },
      'external-ids': withOwn(['isbn', 'part-of', '9783161484100'], ['grant_number', 'funded-by', '1'], ['doi', 'version-of', '10.5555/v2']),
      ...by({
        'contributor-orcid': { uri: 'https://sandbox.orcid.org/0000-0001-2345-6789', path: '0000-0001-2345-6789' },
        'credit-name': { value: 'S. Garcia' },
        'contributor-email': { value: 'sofia@example.org' },
        'contributor-attributes': { 'contributor-sequence': 'first', 'contributor-role': 'author' }
      })
    }], 'taken'],
    ['leap-day', '29 February in a year that has none', ['work', { ...work, 'publication-date': date('2021', '02', '29') }],
      wrongDate('2021-02-29')],
    ['april', '31 April', ['work', { ...work, 'publication-date': date('2021', '04', '31') }], wrongDate('2021-04-31')],
    ['month-digits', 'a month of one digit, which the XSD takes', ['work', { ...work, 'publication-date': date('2021', '5') }],
      wrongDate('2021-5')],
    ['day-digits', 'a day of one digit, which the XSD takes', ['work', { ...work, 'publication-date': date('2021', '05', '1') }],
      wrongDate('2021-05-1')],
    ['citation-blank', 'a citation that is empty',
      ['work', { ...work, citation: { 'citation-type': 'bibtex', 'citation-value': ' ' } }],
      refused(9020, 'Please specify a citation or remove the parent tag')],
    ['ids-empty', 'a list of no identifiers', ['work', { ...work, 'external-ids': { 'external-id': [] } }], refused(9023)],
    ['funded-by-isbn', 'a work that an ISBN has paid for',
      ['work', { ...work, 'external-ids': withOwn(['isbn', 'funded-by', '9783161484100']) }],
      refused(9020, 'External ID isbn not supported for relationship funded_by')],
    ['put-code-before-ids', 'a put-code in what is new, before its identifiers are looked at',
      ['work', { ...work, 'put-code': 5, 'external-ids': ids(['nonsense', 'self']) }], refused(9024)],
    ['citation-before-ids', 'a citation, before identifiers are missed',
      ['work', { ...work, citation: { 'citation-type': 'ris', 'citation-value': '' }, 'external-ids': null }],
      refused(9020, 'Please specify a citation or remove the parent tag')]
  ]),
  ...['proposal-id', 'uri', 'doi'].flatMap((type) => adds(`${CORE} ExternalIdentifierFundedByHelper`, [
    [`funded-by-${type}`, `a work that a ${type} has paid for`,
      ['work', { ...work, 'external-ids': withOwn([type, 'funded-by', '10.5555/grant']) }], 'taken']
  ])),
  ...bulk(`${ACTIVITY}.validateWork`, [
    ['date-year-long', 'a year of five digits and a sign', { ...work, 'publication-date': date('+12021') },
      refused(9020, 'Invalid year +12021 please specify a four digits value')],
    ['id-type', 'an identifier without a type', { ...work, 'external-ids': { 'external-id': [{ 'external-id-value': '1' }] } },
      refused(9008, 'Cannot invoke "String.equals(Object)" because the return value of ' +
        '"org.orcid.jaxb.model.v3.release.record.ExternalID.getType()" is null')]
  ]),
  ...bulk(`${IDS}.validateWork`, [
    ['id-value', 'an identifier without a value', { ...work, 'external-ids': ids(['doi', 'self', '']) }, wrongId('value')]
  ]),
  ...adds(`${IDS}.validateWork`, [
    ['id-mistakes', 'everything that is wrong with the identifiers, at once',
      ['work', { ...work, 'external-ids': ids(['nonsense'], ['DOI', 'part-of']) }],
      wrongId('nonsense', 'relationship', 'DOI', 'At least one identifier with \'self\' relationship is required')],
    ['id-version', 'a version of another work and nothing of its own',
      ['work', { ...work, 'external-ids': ids(['doi', 'version-of']) }],
      wrongId('At least one identifier with \'self\' relationship is required')]
  ])
]

const fundings: readonly Fact[] = [
  ...adds(`${ACTIVITY}.validateFunding`, [
    ['funding-no-ids', 'a grant without identifiers', ['funding', { ...grant, 'external-ids': null }], refused(9023)],
    ['funding-put-code', 'a put-code in what is new, before its organization is looked at',
      ['funding', { ...grant, 'put-code': 5, organization: nameless }], refused(9024)],
    ['funding-no-organization-id', 'a grant of an organization without an id', ['funding', { ...grant, organization: nameless }],
      refused(9045)],
    ['funding-blank-organization-id', 'an id of an organization that is empty',
      ['funding', { ...grant, organization: { ...organization, 'disambiguated-organization': idOf('', 'ROR') } }], refused(9045)],
    ['funding-end', 'an end that is no date, before the start is missed',
      ['funding', { ...grant, 'end-date': date('2021', '02', '30') }], wrongDate('2021-02-30')],
    ['funding-start', 'a start that is no date', ['funding', { ...grant, 'start-date': date('2021', '06', '31') }],
      wrongDate('2021-06-31')],
    ['funding-end-first', 'a grant that ends before it starts: ORCID does not compare',
      ['funding', { ...grant, 'start-date': date('2021'), 'end-date': date('2020') }], 'taken']
  ]),
  ...adds(`${ACTIVITY}.validateFunding`, ['12', '12.50', '1e3', '-5', '.5'].map((value): Case =>
    [`amount-${value}`, `an amount that Java takes for a number: \`${value}\``, ['funding', paid(value, 'EUR')], 'taken'])),
  ...adds(`${ACTIVITY}.validateFunding`, ['much', '1,000', '1.000.000', '0x10', '€5', '1e'].map((value): Case =>
    [`amount-${value}`, `an amount that Java does not take for a number: \`${value}\``, ['funding', paid(value, 'EUR')], refused(9054)])),
  ...adds(`${ACTIVITY}.validateFunding`, [
    ['amount-empty', 'a currency of no amount', ['funding', paid(' ', 'EUR')],
      refused(9020, 'Please specify an amount or remove the amount tag')]
  ]),
  ...adds(`${IDS}.validateFunding`, [
    ['funding-part-of', 'a part of another grant: it needs nothing of its own',
      ['funding', { ...grant, 'external-ids': ids(['grant_number', 'part-of', '1']) }], 'taken'],
    ['funding-ids', 'an identifier of an unknown type, and one without a relationship',
      ['funding', { ...grant, 'external-ids': ids(['nonsense', 'self'], ['uri']) }], wrongId('nonsense', 'relationship')]
  ])
]

const SELF_MISSING = 'version-of requires at least one self identifier'

const reviews: readonly Fact[] = [
  ...adds(`${ACTIVITY}.validatePeerReview`, [
    ['review', 'a review of a subject, convened by an organization without an id', ['peer-review', {
      ...review, 'convening-organization': nameless, 'subject-external-identifier': ids(['isbn', 'part-of', '9783161484100'])['external-id'][0]
    }], 'taken'],
    ['review-no-ids', 'a review without identifiers', ['peer-review', { ...review, 'review-identifiers': {} }], refused(9023)],
    ['review-put-code', 'a put-code in what is new, before its identifiers are looked at',
      ['peer-review', { ...review, 'put-code': 5, 'review-identifiers': ids(['nonsense', 'self']) }], refused(9024)],
    ['review-blank-organization-id', 'an id of a convening organization that is empty', ['peer-review', {
      ...review, 'convening-organization': { ...organization, 'disambiguated-organization': idOf('', 'ROR') }
    }], refused(9045)],
    ['review-date', 'a day of the review that does not exist',
      ['peer-review', { ...review, 'review-completion-date': date('2021', '02', '30') }], wrongDate('2021-02-30')]
  ]),
  ...adds(`${IDS}.validatePeerReview`, [
    ['review-ids', 'an identifier of an unknown type without a relationship',
      ['peer-review', { ...review, 'review-identifiers': ids(['nonsense']) }], wrongId('nonsense', 'relationship')],
    ['review-version', 'a version of another review and nothing of its own',
      ['peer-review', { ...review, 'review-identifiers': ids(['doi', 'version-of']) }], wrongId(SELF_MISSING)],
    ['review-part-of', 'a part of another review: it needs nothing of its own',
      ['peer-review', { ...review, 'review-identifiers': ids(['doi', 'part-of']) }], 'taken']
  ]),
  ...adds(`${IDS}.validateWorkOrPeerReview`, [
    ['subject', 'a subject of an unknown type, which is not named, without a relationship',
      ['peer-review', { ...review, 'subject-external-identifier': ids(['nonsense'])['external-id'][0] }],
      wrongId('type', 'relationship')]
  ])
]

const resources: readonly Fact[] = adds(`${ACTIVITY}.validateResearchResource`, [
  ['resource', 'a research resource; a day that does not exist is not looked at',
    ['research-resource', { ...resource, proposal: { ...proposal, 'start-date': date('2021', '02', '30'), 'end-date': date('2020') } }], 'taken'],
  ['proposal-no-ids', 'a proposal without identifiers',
    ['research-resource', { ...resource, proposal: { ...proposal, 'external-ids': {} } }],
    refused(9023, 'Missing external ID in Research Resource Proposal')],
  ['proposal-ids', 'a proposal with a version of another one and nothing of its own',
    ['research-resource', { ...resource, proposal: { ...proposal, 'external-ids': ids(['doi', 'version-of']) } }],
    wrongId(SELF_MISSING)],
  ['proposal-host', 'a host without an id, before the dates',
    ['research-resource', { ...resource, proposal: { ...proposal, hosts: { organization: [organization, nameless] }, 'end-date': date('2020') } }],
    refused(9045)],
  ['proposal-end', 'an end without a start, before the items',
    ['research-resource', { proposal: { ...proposal, 'end-date': date('2020') }, 'resource-item': [{ ...laser, 'external-ids': {} }] }],
    refused(9050)],
  ['item-no-ids', 'an item without identifiers',
    ['research-resource', { ...resource, 'resource-item': [laser, { ...laser, 'external-ids': {} }] }],
    refused(9023, 'Missing external ID in Research Resource Item')],
  ['item-ids', 'an identifier of an item, of an unknown type',
    ['research-resource', { ...resource, 'resource-item': [{ ...laser, 'external-ids': ids(['nonsense', 'self']) }] }],
    wrongId('nonsense')],
  ['item-host', 'a host of an item without an id, before the put-code',
    ['research-resource', { ...resource, 'put-code': 5, 'resource-item': [{ ...laser, hosts: { organization: [nameless] } }] }],
    refused(9045)],
  ['resource-put-code', 'a put-code in what is new', ['research-resource', { ...resource, 'put-code': 5 }], refused(9024)]
])

const affiliations: readonly Fact[] = [
  ...adds(`${ACTIVITY}.validateAffiliation`, [
    ['affiliation-put-code', 'a put-code in what is new, before anything else', ['education', { 'put-code': 5 }], refused(9024)],
    ['education-no-organization', 'an education at no organization', ['education', {}], refused(9046)],
    ['education-no-id', 'an education at an organization without an id, in spite of an identifier',
      ['education', { organization: nameless, 'external-ids': own }], refused(9045)],
    ['education-no-city', 'an education at an organization without a city', ['education', at({ country: 'US' })], refused(9060)],
    ['employment-no-country', 'an employment at an organization without a country', ['employment', at({ city: 'Bethesda' })],
      refused(9060)],
    ['service-no-id', 'a service for an organization without an id, that has an identifier',
      ['service', { organization: nameless, 'external-ids': ids(['uri', 'self', 'https://a.example/']) }], 'taken'],
    ['service-no-id-no-identifier', 'a service with neither', ['service', { organization: nameless }], refused(9062)],
    ['qualification-no-address', 'a qualification of an organization at an address of nothing', ['qualification', at({})], 'taken'],
    ['membership-city', 'a membership in a city of no country', ['membership', at({ city: 'Bethesda' })], refused(9061)],
    ['membership-region', 'a membership in a region of no country', ['membership', at({ region: 'MD' })], refused(9061)],
    ['affiliation-ids', 'an identifier of an unknown type without a relationship: nobody looks',
      ['invited-position', { organization, 'external-ids': ids(['nonsense']) }], 'taken'],
    ['employment-end-alone', 'an end without a start', ['employment', { organization, 'end-date': date('2020') }], 'taken'],
    ['employment-end', 'an end that is no date', ['employment', { ...job, 'end-date': date('2021', '02', '30') }],
      wrongDate('2021-02-30')],
    ['employment-start', 'a start that is no date', ['employment', { organization, 'start-date': date('2021', '02', '30') }],
      wrongDate('2021-02-30')],
    ['employment-order', 'an end before the start', ['employment', { ...job, 'end-date': date('2019', '12', '31') }], refused(9055)]
  ]),
  ...adds(`${CORE} FuzzyDateUtils (v3).compareTo`, [
    ['employment-order-fuzzy', 'a start in a month of the year in which it ends: the year comes before its months',
      ['employment', { organization, 'start-date': date('2020', '05'), 'end-date': date('2020') }], refused(9055)],
    ['employment-order-year', 'a start and an end in the same year',
      ['employment', { organization, 'start-date': date('2020'), 'end-date': date('2020', '05') }], 'taken']
  ])
]

const known: ReadonlyArray<readonly [source: string, taken: string, refused: readonly string[]]> = [
  ['ROR', 'https://ror.org/04fa4r544', ['04fa4r544', 'http://ror.org/04fa4r544', 'https://ror.org/04fa4r54',
    'https://ror.org/04FA4R544', 'https://ror.org/04fa4r545']],
  ['GRID', 'grid.455335.1', ['455335.1', 'https://www.grid.ac/institutes/grid.455335.1']],
  ['RINGGOLD', '385488', ['ringgold:385488', 'abc']],
  ['FUNDREF', 'http://dx.doi.org/10.13039/100000001', ['100000001', '10.13039/100000001', 'https://doi.org/10.13039/100000001']],
  ['LEI', '5493001KJTIIGC8Y1R12', ['5493001KJTIIGC8Y1R1', '5493001KJTIIGC8Y1R13', 'https://www.gleif.org/lei/5493001KJTIIGC8Y1R12']]
]
const at1 = (id: Body) => ({ ...organization, 'disambiguated-organization': id })
const LOOKUP = `${MANAGER} OrgManagerImpl.getOrgEntity`

const organizations: readonly Fact[] = [
  ...known.flatMap(([source, taken, wrong]) => adds(LOOKUP, [
    [`organization-${source}`, `an id of ${source}, as ORCID has it: \`${taken}\``,
      ['employment', { organization: at1(idOf(taken, source)) }], 'taken'],
    ...wrong.map((id): Case => [`organization-${source}-${id}`, `an id of ${source} that ORCID does not have: \`${id}\``,
      ['employment', { organization: at1(idOf(id, source)) }], refused(9045)])
  ])),
  ...adds(LOOKUP, [
    ['organization-source', 'an id of a source that ORCID does not have',
      ['employment', { organization: at1(idOf('zzz', 'NONSENSE')) }], refused(9045)],
    ['organization-source-case', 'a source in small letters',
      ['employment', { organization: at1(idOf('https://ror.org/04fa4r544', 'ror')) }], refused(9045)],
    ['organization-ids-no-help', 'an unknown id of an organization, in spite of an identifier',
      ['service', { organization: at1(idOf('zzz', 'ROR')), 'external-ids': own }], refused(9045)],
    ['organization-funding', 'an unknown id of a funder', ['funding', { ...grant, organization: at1(idOf('zzz', 'FUNDREF')) }],
      refused(9045)],
    ['organization-convenor', 'an unknown id of a convening organization',
      ['peer-review', { ...review, 'convening-organization': at1(idOf('zzz', 'ROR')) }], refused(9045)],
    ['organization-host', 'an unknown id of a host of a proposal',
      ['research-resource', { ...resource, proposal: { ...proposal, hosts: { organization: [at1(idOf('zzz', 'ROR'))] } } }], refused(9045)],
    ['organization-item-host', 'an unknown id of a host of an item',
      ['research-resource', { ...resource, 'resource-item': [{ ...laser, hosts: { organization: [at1(idOf('zzz', 'GRID'))] } }] }], refused(9045)],
    ['role-before-organization', 'a role, before the funder is looked up',
      ['funding', { ...grant, ...acting('author'), organization: at1(idOf('zzz', 'ROR')) }],
      wrongRole('author', 'lead, co-lead, supported-by, other-contribution')]
  ])
]

const roles: readonly Fact[] = [
  ...adds(`${CORE} WorkContributorsConverter (v3), ContributorRoleConverterImpl.toDBRole`, [
    ...['chair-or-translator', 'CHAIR_OR_TRANSLATOR', 'http://credit.niso.org/contributor-roles/writing-review-editing/',
      'HTTP://credit.niso.org/contributor-roles/Software/'].map((role): Case =>
      [`role-${role}`, `the role \`${role}\``, ['work', { ...work, ...acting(role) }], 'taken']),
    ...['Author', 'lead', 'software', 'http://credit.niso.org/contributor-roles/cheering/',
      'https://credit.niso.org/contributor-roles/software/', 'http://credit.niso.org/contributor-roles/software'].map((role): Case =>
      [`role-${role}`, `the role \`${role}\``, ['work', { ...work, ...acting(role) }], wrongRole(role, WORK_ROLES)])
  ]),
  ...adds(`${CORE} FundingContributorsConverter (v3)`, [
    ['funding-role', 'a role in a grant', ['funding', { ...grant, ...acting('supported-by') }], 'taken'],
    ['funding-role-credit', 'a role of CRediT in a grant',
      ['funding', { ...grant, ...acting('http://credit.niso.org/contributor-roles/funding-acquisition/') }], 'taken']
  ]),
  fact({
    id: 'amount-no-decimal',
    about: 'an amount that Java reads, but cannot keep',
    source: `${ACTIVITY}.validateFunding; MapperFacadeFactory.getFundingMapperFacade`,
    request: post('funding', paid('NaN', 'EUR')),
    answer: refused(9054),
    sure: 'inferred',
    verdict: 'differs',
    orcid: 'refuses it while it stores the grant, as an error of another number'
  }),
  ...[['work', 'AUTHOR', 'author'], ['funding', 'HTTP://CREDIT.niso.org/contributor-roles/Software/',
    'http://credit.niso.org/contributor-roles/software/']].map(([path = '', role = '', kept]) => fact({
    id: `role-kept-${path}`,
    about: `the role \`${role}\`, read back`,
    source: `${CORE} ContributorRoleConverterImpl.toRoleValue`,
    before: [post(path, { ...path === 'work' ? work : grant, ...acting(role) })],
    request: readBack(path),
    answer: { status: 200, body: new RegExp(`"contributor-role":"${kept}"`) }
  })),
  fact({
    id: 'role-after-duplicate',
    about: 'a work that is there already, before its roles are looked at',
    source: `${MANAGER} WorkManagerImpl.createWork`,
    before: [post('work', work)],
    request: post('work', { ...work, ...acting('friend') }),
    answer: refused(9021)
  })
]

const long = (length: number): string => 'x'.repeat(length)
const url = (length: number): string => `https://a.example/${long(length - 18)}`

const people: readonly Fact[] = [
  ...adds(`${PERSON}.validateResearcherUrl`, [
    ['url', 'a link of 2,000 characters', ['researcher-urls', { 'url-name': 'A', url: { value: url(2000) } }], 'taken'],
    ['url-blank', 'a link that is empty', ['researcher-urls', { url: { value: ' ' } }], refused(9020, 'Url field must not be empty')],
    ['url-long', 'a link of 2,001 characters', ['researcher-urls', { url: { value: url(2001) } }],
      refused(9020, 'Url field must not be longer than 2000 characters')],
    ['url-put-code', 'a put-code in what is new', ['researcher-urls', { 'put-code': 5, url: { value: 'https://a.example/' } }],
      refused(9024)]
  ]),
  ...adds(`${PERSON}.validateExternalIdentifier`, [
    ['person-id', 'an identifier of a person of any type', ['external-identifiers', loop], 'taken'],
    ['person-id-type-long', 'a type of 256 characters, which the XSD takes',
      ['external-identifiers', { ...loop, 'external-id-type': long(256) }],
      refused(9020, 'Common name field must not be longer than 255 characters')],
    ['person-id-value-long', 'a value of 256 characters, which the XSD takes',
      ['external-identifiers', { ...loop, 'external-id-value': long(256) }],
      refused(9020, 'Reference field must not be longer than 255 characters')],
    ['person-id-long', 'a type and a value of 255 characters',
      ['external-identifiers', { ...loop, 'external-id-type': long(255), 'external-id-value': long(255) }], 'taken'],
    ['person-id-relationship', 'no relationship', ['external-identifiers', { ...loop, 'external-id-relationship': null }],
      refused(9020, 'Relationship field should be self for person identifiers')],
    ['person-id-url', 'no link, which has the name of the value',
      ['external-identifiers', { ...loop, 'external-id-url': null }], refused(9020, 'Reference field must not be empty')],
    ['person-id-url-long', 'a link of 2,001 characters',
      ['external-identifiers', { ...loop, 'external-id-url': { value: url(2001) } }],
      refused(9020, 'Url must not be longer than 2000 characters')],
    ['person-id-put-code', 'a put-code in what is new', ['external-identifiers', { ...loop, 'put-code': 5 }], refused(9024)]
  ]),
  ...adds(PERSON, [
    ['keyword-blank', 'a keyword that is empty, which the XSD takes', ['keywords', { content: ' ' }],
      refused(9020, 'Keyword cannot be null')],
    ['other-name-blank', 'a name that is empty', ['other-names', { content: '' }], 'taken'],
    ['keyword-put-code', 'a put-code in a new keyword', ['keywords', { content: 'x', 'put-code': 5 }], refused(9024)],
    ['other-name-put-code', 'a put-code in a new name', ['other-names', { content: 'x', 'put-code': 5 }], refused(9024)],
    ['address-put-code', 'a put-code in a new country', ['address', { country: { value: 'PT' }, 'put-code': 5 }], refused(9024)]
  ])
]

/** What a client adds after it has added something else. */
const after = (source: string, rows: ReadonlyArray<readonly [
  id: string, about: string, first: WireRequest, request: WireRequest, answer: WireAnswer
]>): readonly Fact[] =>
  rows.map(([id, about, first, request, answer]) => fact({ id, about, source, before: [first], request, answer }))

const taken = { status: 201, body: '' }
const blog = { 'url-name': 'Blog', url: { value: 'https://blog.example/' } }
const bulkTaken = { status: 200, body: /^\{"bulk":\[\{"work":\{.*"put-code":\d+/ }
const bulkTwice = { status: 200, body: `{"bulk":[{"error":${refused(9021).body}}]}` }
const v1 = { ...work, 'external-ids': ids(['doi', 'self', '10.5555/v1'], ['doi', 'version-of'], ['doi', 'part-of', '10.5555/whole']) }
const whole = { ...work, 'external-ids': ids(['doi', 'self', '10.5555/whole']) }
const noRelationship = { organization, 'external-ids': ids(['uri', null, 'https://a.example/']) }

const duplicates: readonly Fact[] = [
  ...after(`${ACTIVITY}.checkExternalIdentifiersForDuplicates`, [
    ['twice-funding', 'a grant with an identifier of another one', post('funding', grant), post('funding', grant), refused(9021)],
    ['twice-review', 'a review with an identifier of another one', post('peer-review', review), post('peer-review', review), refused(9021)],
    ['twice-resource', 'a proposal with an identifier of another one', post('research-resource', resource),
      post('research-resource', resource), refused(9021)],
    ['twice-other-relationship', 'a work that is a version of one that is there', post('work', work), post('work', v1), taken],
    ['twice-no-relationship', 'an affiliation with an identifier of another one, both without a relationship',
      post('service', noRelationship), post('service', noRelationship), refused(9021)],
    ['twice-one-relationship', 'the same, but one of them has a relationship', post('service', noRelationship),
      post('service', { organization, 'external-ids': ids(['uri', 'self', 'https://a.example/']) }), taken]
  ]),
  ...after(`${MANAGER} AffiliationsManagerImpl.checkAffiliationExternalIDsForDuplicates`, [
    ['twice-other-kind', 'an affiliation of another kind with the same identifier', post('service', { organization, 'external-ids': own }),
      post('membership', { organization, 'external-ids': own }), taken]
  ]),
  ...after(`${MANAGER} WorkManagerImpl.createWorks`, [
    ['twice-bulk', 'a work that is there already', post('work', work), post('works', { bulk: [{ work }] }), bulkTwice],
    ['twice-bulk-version', 'a work of which another version is there: alone it would be taken', post('work', v1),
      post('works', { bulk: [{ work }] }), bulkTwice],
    ['twice-bulk-part', 'a work of which a part is there', post('work', v1), post('works', { bulk: [{ work: whole }] }), bulkTaken]
  ]),
  ...after(`${MANAGER} AddressManagerImpl.isDuplicated`, [
    ['twice-country', 'a country twice: ORCID compares it with something it never is', post('address', { country: { value: 'PT' } }),
      post('address', { country: { value: 'PT' } }), taken]
  ]),
  ...after(`${MANAGER} ResearcherUrlManagerImpl, ExternalIdentifierManagerImpl, OtherNameManagerImpl`, [
    ['twice-url', 'a link twice', post('researcher-urls', blog), post('researcher-urls', { ...blog, 'url-name': 'Other' }),
      twice('researcher-url', 'https://blog.example/')],
    ['twice-person-id', 'an identifier of a person twice, which is named by its link', post('external-identifiers', loop),
      post('external-identifiers', loop), twice('external-identifier', 'https://loop.example/1')],
    ['twice-name', 'a name twice', post('other-names', { content: 'S.' }), post('other-names', { content: 'S.' }), twice('other-name', 'S.')]
  ]),
  fact({
    id: 'twice-url-changed',
    about: 'a link that is changed to another one: it is named by its name',
    source: `${MANAGER} ResearcherUrlManagerImpl.updateResearcherUrl`,
    before: [post('researcher-urls', { ...blog, url: { value: 'https://b.example/' } }), post('researcher-urls', blog)],
    request: put('researcher-urls', blog),
    answer: twice('researcher-url', 'Blog')
  }),
  fact({
    id: 'twice-name-changed',
    about: 'a name that is changed to another one: its type has another spelling',
    source: `${MANAGER} OtherNameManagerImpl.updateOtherName`,
    before: [post('other-names', { content: 'A' }), post('other-names', { content: 'B' })],
    request: put('other-names', { content: 'B' }),
    answer: twice('otherName', 'B')
  }),
  fact({
    id: 'twice-resource-changed',
    about: 'a proposal that is changed to another one: ORCID does not look',
    source: `${MANAGER} ResearchResourceManagerImpl.updateResearchResource`,
    before: [post('research-resource', { ...resource, proposal: { ...proposal, 'external-ids': ids(['doi', 'self', '10.5555/b']) } }),
      post('research-resource', resource)],
    request: put('research-resource', resource),
    answer: { status: 200 }
  })
]

const cited = {
  ...work,
  title: { ...work.title, 'translated-title': { value: 'Una obra', 'language-code': 'es' } },
  'publication-date': date('2020'),
  citation: { 'citation-type': 'bibtex', 'citation-value': '@book{a}' }
}
const crowd = (size: number, last: string): Body => {
  const contributor = Array.from({ length: size }, (_, index) => ({ 'credit-name': { value: index === size - 1 ? last : 'A' } }))
  return { ...work, contributors: { contributor } }
}
const UPDATE = `${MANAGER} WorkManagerImpl.updateWork, WorkForm.compare`
const CREATED = /^\{"created-date":\{"value":(\d+)\},"last-modified-date":\{"value":\1\},/

const changes: readonly Fact[] = [
  fact({
    id: 'visibility-new',
    about: 'a visibility of what is new: the person\'s own setting decides',
    source: `${MANAGER} ProfileKeywordManagerImpl.setIncomingPrivacy`,
    before: [post('keywords', { content: 'A', visibility: 'private' })],
    request: readBack('keywords'),
    answer: { status: 200, body: /"visibility":"public"/ }
  }),
  fact({
    id: 'display-index',
    about: 'a display-index of what is new: it is 1',
    source: `${CORE} DisplayIndexCalculatorHelper.setDisplayIndexOnNewEntity`,
    before: [post('keywords', { content: 'A', 'display-index': 7 })],
    request: readBack('keywords'),
    answer: { status: 200, body: /"display-index":1\}$/ }
  }),
  ...after(UPDATE, [
    ['unchanged', 'a work is changed to what it is: nothing happens, its rules are not asked', post('work', cited), put('work', cited),
      { status: 200, body: new RegExp(`${CREATED.source}.*"path":null`) }],
    ['unchanged-removed', 'a citation, a translated title and a date that are left out: they stay', post('work', cited), put('work', work),
      { status: 200, body: /"translated-title":\{"value":"Una obra".*"citation":\{.*"publication-date":\{"year":\{"value":"2020"\}/ }],
    ['unchanged-date', 'a month for a date that had none: it stays without', post('work', cited),
      put('work', { ...cited, 'publication-date': date('2020', '05') }),
      { status: 200, body: /"publication-date":\{"year":\{"value":"2020"\},"month":null/ }],
    ['unchanged-contributors', 'a change to the fifty-first contributor: nobody looks that far', post('work', crowd(51, 'Z')),
      put('work', crowd(51, 'Y')), { status: 200, body: /"credit-name":\{"value":"Z"\}/ }],
    ['changed-contributors', 'a change to the fiftieth contributor', post('work', crowd(50, 'Z')), put('work', crowd(50, 'Y')),
      { status: 200, body: /"credit-name":\{"value":"Y"\}/ }],
    ['changed-date', 'a date for a work that had none', post('work', work), put('work', { ...work, 'publication-date': date('2020', '05') }),
      { status: 200, body: /"publication-date":\{"year":\{"value":"2020"\},"month":\{"value":"05"\}/ }],
    ['changed-year', 'another year, and what is left out with it is gone', post('work', cited),
      put('work', { ...work, 'publication-date': date('2021') }),
      { status: 200, body: /"translated-title":null\}.*"citation":null.*"publication-date":\{"year":\{"value":"2021"\}/ }]
  ]),
  fact({
    id: 'unchanged-of-another',
    about: 'a work of the person is changed to what it is',
    source: UPDATE,
    request: send('PUT', 'work/1002', {
      'put-code': 1002,
      title: { title: { value: 'How to read a record' } },
      type: 'journal-article',
      'external-ids': {
        'external-id': [{
          'external-id-type': 'doi',
          'external-id-value': '10.5555/sofia.1',
          'external-id-url': { value: 'https://doi.org/10.5555/sofia.1' },
          'external-id-relationship': 'self'
        }]
      }
    }),
    answer: refused(9014, '403 Forbidden: You are not the source of the work, so you are not allowed to update it.')
  }),
  fact({
    id: 'visibility-employment',
    about: 'another visibility than the item has, before its organization is looked at; nobody fills in the client\'s name',
    source: `${ACTIVITY}.validateAffiliation`,
    before: [post('employment', job)],
    request: put('employment', { visibility: 'private', organization: nameless }),
    answer: refused(9035)
  }),
  fact({
    id: 'visibility-same',
    about: 'the visibility that the item has',
    source: `${ACTIVITY}.validateVisibilityDoesntChange`,
    before: [post('employment', job)],
    request: put('employment', { ...job, visibility: 'public' }),
    answer: { status: 200, body: /"visibility":"public"/ }
  }),
  fact({
    id: 'visibility-keyword',
    about: 'another visibility of a keyword',
    source: `${PERSON}.validateAndFixVisibility`,
    before: [post('keywords', { content: 'A' })],
    request: put('keywords', { content: 'A', visibility: 'limited' }),
    answer: refused(9035)
  }),
  ...([['address', 1008, { country: { value: 'PT' }, visibility: 'private' }], ['employment', 1001, {}]] as const)
    .map(([path, putCode, body]) => fact({
      id: `source-first-${path}`,
      about: `an item of the person's own \`${path}\`: whose it is comes before what it is`,
      source: `${MANAGER} AddressManagerImpl.updateAddress, AffiliationsManagerImpl.updateAffiliation`,
      request: send('PUT', `${path}/${putCode}`, { ...body, 'put-code': putCode }),
      answer: refused(9010)
    })),
  fact({
    id: 'source-last-keyword',
    about: 'a keyword of the person: what it is comes before whose it is',
    source: `${MANAGER} ProfileKeywordManagerImpl.updateKeyword`,
    request: send('PUT', 'keywords/1009', { 'put-code': 1009, content: 'x', visibility: 'private' }),
    answer: refused(9035)
  })
]

/** The facts about the rules of an item. */
export const ruleFacts: readonly Fact[] = [
  ...works, ...fundings, ...reviews, ...resources, ...affiliations, ...organizations, ...roles, ...people,
  ...duplicates, ...changes
]
