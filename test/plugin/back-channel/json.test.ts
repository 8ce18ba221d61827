import t from 'tap'
import { findJsonLimit, parseJson } from '../../../plugin/back-channel/json.ts'
import { SOFIA, startApp, startLyingProvider } from '../../support/lying-provider.ts'

const MEGABYTE = 1024 * 1024
/** In front of a text it makes it one whose limits are looked at. */
const large = ' '.repeat(MEGABYTE)

/** Its value, or the limit it is beyond. */
function read (text: string | Buffer, { refusesDuplicates = false } = {}): unknown {
  const bytes = Buffer.from(text as string)
  return findJsonLimit(bytes) ?? parseJson(bytes, { refusesDuplicates })
}

t.test('SEC-A11: D7, eight million nested lists are refused before they are parsed', async (t) => {
  const parse = t.capture(JSON, 'parse', JSON.parse)
  t.equal(read('['.repeat(8 * MEGABYTE) + ']'.repeat(8 * MEGABYTE)), 'too deep')
  t.equal(read(large + '{"a":'.repeat(1001) + '1' + '}'.repeat(1001)), 'too deep')
  t.equal(parse().length, 0)
  t.type(read(large + '['.repeat(1000) + ']'.repeat(1000)), Array)
  const start = performance.now()
  t.type(read('['.repeat(MEGABYTE / 2 - 1) + ']'.repeat(MEGABYTE / 2 - 1)), Array, 'a short text takes no time')
  t.comment(`${Math.round(performance.now() - start)} ms`)
  const brackets = '[{'.repeat(100_000)
  t.strictSame(read(`${large}["${brackets}", "\\"${brackets}"]`), [brackets, `"${brackets}`], 'brackets in a text are none')
})

t.test('SEC-A11: S1, a body of more values or names than a record has is refused before it is parsed', async (t) => {
  const parse = t.capture(JSON, 'parse', JSON.parse)
  for (const [item, count] of [['1,', 1_500_000], ['"",', 1_500_000], ['[],', 500_000], ['{},', 500_000], ['{"a":1},', 500_000]] as const) {
    t.equal(read(`{"group":[${item.repeat(count)}1]}`), 'too many values', item)
  }
  const names = Array.from({ length: 1001 }, (_, index) => `"${index}":1`).join()
  t.equal(read(`${large}{${names}}`), 'too many names')
  t.equal(parse().length, 0)
  t.equal((read(`[${'{"a":"b:c","\\"d":1},'.repeat(100_000)}1]`) as unknown[]).length, 100_001)
})

t.test('a text is JSON in UTF-8, with or without a byte order mark, and on request without a member twice', (t) => {
  const value = { 'a"b\\': ['\\', '"', '\\"', 'ü', '𝒳', '[{]}', ''], '': { c: [[], {}, 'x,y:z'] } }
  const text = JSON.stringify(value)
  for (const same of [text, `\ufeff${text}`, large + text]) t.strictSame(read(same), value)
  t.equal(read(`\ufeff\ufeff${text}`), undefined)
  for (const wrong of ['', '{', '[1,]', '{"a":1}}', Buffer.from([0x22, 0xff, 0x22])]) t.equal(read(wrong), undefined)
  const twice = '{"orcid":"A","orcid":["B",{"c":null}]}'
  t.equal(read(twice, { refusesDuplicates: true }), undefined)
  t.strictSame(read(twice), { orcid: ['B', { c: null }] })
  t.strictSame(read(twice.replace('orcid', 'iD'), { refusesDuplicates: true }), { iD: 'A', orcid: ['B', { c: null }] })
  t.end()
})

t.test('D7, S1: what is beyond a limit is an answer that cannot be used, and a change may have been made', async (t) => {
  const provider = await startLyingProvider(t)
  const { orcid } = await startApp(t, provider)
  const record = orcid.record('token', SOFIA)
  for (const [body, reason] of [[large + '['.repeat(1001), 'too deep'], [`{"group":[${'1,'.repeat(1_500_001)}1]}`, 'too many values']] as const) {
    provider.record = (_form, reply) => reply.type('application/json').send(body)
    await t.rejects(record.read('works'), { code: 'ORCID_ERR_BAD_RESPONSE', cause: { statusCode: 200, reason } })
    await t.rejects(record.remove('work', 1), { code: 'ORCID_ERR_OUTCOME_UNKNOWN', cause: { statusCode: 200, reason } })
  }
})

t.test('P21: ten thousand works, which is ORCID\'s maximum, are read', async (t) => {
  const provider = await startLyingProvider(t)
  const { orcid } = await startApp(t, provider)
  const text = (value: string) => ({ value })
  const moment = { value: 1577836800000 }
  const ids = {
    'external-id': [{
      'external-id-type': 'doi',
      'external-id-value': '10.5555/12345678',
      'external-id-normalized': { value: '10.5555/12345678', transient: true },
      'external-id-normalized-error': null,
      'external-id-url': text('https://doi.org/10.5555/12345678'),
      'external-id-relationship': 'self'
    }]
  }
  const client = { uri: 'https://orcid.org/client/APP-0123456789ABCDEF', path: 'APP-0123456789ABCDEF', host: 'orcid.org' }
  const source = { 'source-orcid': null, 'source-client-id': client, 'source-name': text('Crossref'), 'assertion-origin-orcid': null, 'assertion-origin-client-id': null, 'assertion-origin-name': null }
  const work = {
    'put-code': 1,
    'created-date': moment,
    'last-modified-date': moment,
    source,
    title: { title: text(`Roses ${'and tulips '.repeat(26)}`), subtitle: null, 'translated-title': null },
    'external-ids': ids,
    url: text('https://doi.org/10.5555/12345678'),
    type: 'journal-article',
    'publication-date': { year: text('2019'), month: text('04'), day: null },
    'journal-title': text('Journal of Reproducible Gardens'),
    visibility: 'public',
    path: `/${SOFIA}/work/1`,
    'display-index': '0'
  }
  const group = Array.from({ length: 10_000 }, () => ({ 'last-modified-date': moment, 'external-ids': ids, 'work-summary': [work] }))
  const body = JSON.stringify({ group, path: `/${SOFIA}/works` })
  t.ok(body.length > 17_000_000, String(body.length))
  provider.record = (_form, reply) => reply.type('application/json').send(body)
  t.equal((await orcid.record('token', SOFIA).read('works')).group.length, 10_000)
  provider.record = (_form, reply) => reply.type('application/json').send(`{"employments":null,"works":${body}}`)
  t.equal((await orcid.record('token', SOFIA).read('activities')).works?.group.length, 10_000)
})
