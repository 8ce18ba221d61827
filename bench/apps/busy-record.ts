// A busy record as ORCID answers it: a person, 500 works, and the whole of it.
export const ORCID = '0000-0002-1825-0097'
const moment = { value: 1577836800000 }
const source = {
  'source-orcid': null,
  'source-client-id': { uri: 'https://orcid.org/client/APP-0123456789ABCDEF', path: 'APP-0123456789ABCDEF', host: 'orcid.org' },
  'source-name': { value: 'Crossref' },
  'assertion-origin-orcid': null,
  'assertion-origin-client-id': null,
  'assertion-origin-name': null
}
const stamps = { 'created-date': moment, 'last-modified-date': moment, source }

function externalIds (index: number) {
  const doi = `10.5555/12345678.${index}`
  return {
    'external-id': [{
      'external-id-type': 'doi',
      'external-id-value': doi,
      'external-id-normalized': { value: doi, transient: true },
      'external-id-normalized-error': null,
      'external-id-url': { value: `https://doi.org/${doi}` },
      'external-id-relationship': 'self'
    }]
  }
}

/** One work, in a group of its own. */
export function group (index: number) {
  const ids = externalIds(index)
  return {
    'last-modified-date': moment,
    'external-ids': ids,
    'work-summary': [{
      'put-code': 1_000_000 + index,
      ...stamps,
      title: { title: { value: `Toward a unified theory of roses, part ${index}` }, subtitle: null, 'translated-title': null },
      'external-ids': ids,
      url: { value: `https://doi.org/10.5555/12345678.${index}` },
      type: 'journal-article',
      'publication-date': { year: { value: '2019' }, month: { value: '04' }, day: null },
      'journal-title': { value: 'Journal of Reproducible Gardens' },
      visibility: 'public',
      path: `/${ORCID}/work/${1_000_000 + index}`,
      'display-index': '0'
    }]
  }
}

const works = { 'last-modified-date': moment, group: Array.from({ length: 500 }, (_, index) => group(index)), path: `/${ORCID}/works` }
const name = { ...stamps, 'given-names': { value: 'Josiah' }, 'family-name': { value: 'Carberry' }, 'credit-name': null, visibility: 'public', path: ORCID }
const person = { 'last-modified-date': moment, name, emails: { email: [] }, path: `/${ORCID}/person` }
const record = {
  'orcid-identifier': { uri: `https://orcid.org/${ORCID}`, path: ORCID, host: 'orcid.org' },
  person,
  'activities-summary': { 'last-modified-date': moment, employments: { 'affiliation-group': [] }, works, path: `/${ORCID}/activities` },
  path: `/${ORCID}`
}

export const sections = { person, works, record }
export type Section = keyof typeof sections
