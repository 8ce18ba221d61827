import t from 'tap'
import { isOrcidId, orcidCheckDigit, orcidUri, parseOrcidId } from '../../plugin/orcid-id.ts'

t.test('iDs that ORCID documents are iDs, and their neighbours are not', async (t) => {
  for (const id of ['0000-0001-2345-6789', '0000-0002-1825-0097', '0000-0002-1694-233X', '0009-0010-0000-0003']) {
    t.ok(isOrcidId(id), id)
    for (const digit of '0123456789X') t.equal(isOrcidId(id.slice(0, -1) + digit), digit === id.at(-1))
  }
  const none = ['', '0000-0002-1694-233x', ' 0000-0002-1825-0097', 'https://orcid.org/0000-0002-1825-0097', '0000000218250097',
    '0000-0002-1825-00977', '0000-0000-0000-0000', '０000-0002-1825-0097', null, 7, ['0000-0002-1825-0097'], {}]
  for (const value of none) t.notOk(isOrcidId(value), String(value))
  t.equal(orcidCheckDigit('000000021694233'), 'X')
})

t.test('an iD as a person writes it becomes an iD as ORCID writes it', async (t) => {
  const written = ['0000-0002-1694-233x', ' https://orcid.org/0000-0002-1694-233X ', 'http://orcid.org/0000-0002-1694-233X/',
    'orcid.org/000000021694233X', 'https://sandbox.orcid.org/0000-0002-1694-233X', '000000021694233x']
  for (const text of written) t.equal(parseOrcidId(text), '0000-0002-1694-233X', text)
  for (const text of ['', 'x', 'https://orcid.org/', 'https://evil.example/0000-0002-1694-233X', '0000-0002-1694-2330']) {
    t.equal(parseOrcidId(text), null, text)
  }
  const id = parseOrcidId('0000-0002-1825-0097')
  if (id === null) throw new Error('an iD that ORCID documents is one')
  t.equal(orcidUri(id), 'https://orcid.org/0000-0002-1825-0097')
  t.equal(orcidUri(id, 'https://sandbox.orcid.org'), 'https://sandbox.orcid.org/0000-0002-1825-0097')
})

t.test('P20: an iD as people see, copy and paste it becomes an iD as ORCID writes it', (t) => {
  const id = '0000-0002-1825-0097'
  const pasted = ['https://orcid.org/my-orcid?orcid=0000-0002-1825-0097', 'https://sandbox.orcid.org/my-orcid?lang=en&orcid=0000-0002-1825-0097#works',
    'https://orcid.org/0000-0002-1825-0097?lang=en', 'orcid.org/0000-0002-1825-0097/?lang=en', 'https://orcid.org/0000-0002-1825-0097#employment', 'HTTPS://ORCID.ORG/0000-0002-1825-0097',
    ...[...'‐‑‒–—―−－﹣'].map((dash) => id.replaceAll('-', dash)), '0000 0002 1825 0097', '0000\u00a00002\u00a01825\u00a00097', '０００0-0002-1825-0097',
    '\u200b0000-0002\u00ad-1825-0097\ufeff', '<https://orcid.org/0000-0002-1825-0097>', '(0000-0002-1825-0097)', '0000-0002-1825-0097.',
    'ORCID: 0000-0002-1825-0097', 'orcid:0000-0002-1825-0097', 'ORCID iD: https://orcid.org/0000-0002-1825-0097', 'ORCID iD 0000-0002-1825-0097']
  for (const text of pasted) t.equal(parseOrcidId(text), id, JSON.stringify(text))
  const others = ['https://evil.example/?https://orcid.org/0000-0002-1825-0097', 'https://orcid.org.evil.example/0000-0002-1825-0097', 'https://evil.example/my-orcid?orcid=0000-0002-1825-0097',
    'https://orcid.org@evil.example/0000-0002-1825-0097', '0000-0002-1825-0097 0000-0002-1694-233X', '0000-0002-1825-00970', 'my-orcid?orcid=0000-0002-1825-0097', `${id}\n${id}`,
    ' '.repeat(3000) + id, `https://orcid.org/my-orcid?${'&orcid=0-'.repeat(200)}`]
  for (const text of others) t.equal(parseOrcidId(text), null, JSON.stringify(text).slice(0, 80))
  t.end()
})
