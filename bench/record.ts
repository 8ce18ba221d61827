// What checking a record's shape adds to parsing it: the 500 works of a busy person, alone and in their whole record.
//
// `npx tsc -p . --noCheck && node dist/bench/record.js`. Prints medians of interleaved rounds; the ratio counts.
import assert from 'node:assert/strict'
import { performance } from 'node:perf_hooks'
import { orcidSectionSchemas } from 'fastify-orcid'
import { Compile } from 'typebox/schema'

const ROUNDS = 60
const ORCID = '0000-0002-1825-0097'
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

function group (index: number) {
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
const record = {
  'orcid-identifier': { uri: `https://orcid.org/${ORCID}`, path: ORCID, host: 'orcid.org' },
  person: { 'last-modified-date': moment, name, emails: { email: [] }, path: `/${ORCID}/person` },
  'activities-summary': { 'last-modified-date': moment, employments: { 'affiliation-group': [] }, works, path: `/${ORCID}/activities` },
  path: `/${ORCID}`
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] as number

function time (step: () => void): number {
  const start = performance.now()
  step()
  return performance.now() - start
}

function compare (section: 'works' | 'record', content: object): void {
  const text = JSON.stringify(content)
  const shape = Compile(orcidSectionSchemas[section])
  const parse = () => JSON.parse(text) as unknown
  const parseAndCheck = () => { assert(shape.Check(JSON.parse(text)), `${section} does not fit its schema`) }
  for (let warm = 0; warm < 20; warm++) parseAndCheck()
  const [alone, checked]: [number[], number[]] = [[], []]
  const checkOnly: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    alone.push(time(parse))
    checked.push(time(parseAndCheck))
    const parsed = parse()
    checkOnly.push(time(() => { shape.Check(parsed) }))
  }
  const [parsing, both, checking] = [median(alone), median(checked), median(checkOnly)]
  console.log(`${section.padEnd(7)} ${(text.length / 1024).toFixed(0)} KiB   parse ${parsing.toFixed(2)} ms   ` +
    `parse and check ${both.toFixed(2)} ms   check alone ${checking.toFixed(2)} ms   ` +
    `check / parse ${(100 * checking / parsing).toFixed(1)} %   added ${(100 * (both / parsing - 1)).toFixed(1)} %`)
}

// A check that lets anything pass would be fast too.
const broken = { group: [...works.group.slice(1), { ...group(500), 'work-summary': [{ title: null }] }] }
assert(!Compile(orcidSectionSchemas.works).Check(broken), 'the check does not look at every work')

compare('works', works)
compare('record', record)
