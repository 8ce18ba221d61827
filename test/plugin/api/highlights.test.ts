import t from 'tap'
import { currentEmployments, safeHttpUrl } from '../../../plugin/index.ts'
import type { OrcidEmployments } from '../../../plugin/index.ts'

t.test('P10: a job that has not begun is no current one', (t) => {
  const dated = (date: string | null) => {
    const [year, month, day] = (date ?? '').split('-').map((value) => ({ value }))
    return date === null ? null : { year: year ?? null, month: month ?? null, day: day ?? null }
  }
  const listed = (start: string | null, end: string | null = null) => {
    const job = { 'put-code': 1, organization: { name: 'Oxbridge' }, 'start-date': dated(start), 'end-date': dated(end) }
    const employments = { 'affiliation-group': [{ summaries: [{ 'employment-summary': job }] }] } as unknown as OrcidEmployments
    return currentEmployments(employments, new Date('2026-11-23T12:00:00Z')).length === 1
  }
  for (const start of ['2027', '2026-12', '2026-11-24', '2027-01-01']) t.notOk(listed(start), start)
  t.notOk(listed('2027', '2028'))
  for (const start of ['2026', '2026-11', '2026-11-23', '2019', null]) t.ok(listed(start), String(start))
  t.end()
})

t.test('SEC-A12: S4, no link of a record closes the attribute it stands in', (t) => {
  const hosts = ['https://a"onclick="alert(1)//x', "https://a'onclick='alert(1)//x", 'https://a`onclick=`alert(1)//x', 'https://a"@b"/', 'http://a&quot;onclick=&quot;alert(1)', 'https://a{b}.example', 'https://a!b.example/', 'https://a;b.example']
  for (const url of hosts) t.equal(safeHttpUrl(url), null, url)
  for (const end of ['/"\'`<>x', '/?"\'`<>x', '/#"\'`<>x', '/x"onclick="alert(1)']) {
    for (const start of ['https://roses.example', 'https://a"\'`b:c"\'`d@roses.example']) {
      const url = safeHttpUrl(start + end)
      t.match(url, /^https:[^"'`<>\s]+$/, start + end)
      t.equal(new URL(String(url)).hostname, 'roses.example')
      t.equal(decodeURIComponent(new URL(String(url)).pathname), decodeURIComponent(new URL(start + end).pathname))
    }
  }
  for (const url of ['https://my_site.roses.example/', 'http://127.0.0.1:8080/', 'http://[::1]/x', 'https://xn--rsen-5qa.example/']) t.equal(safeHttpUrl(url), url)
  t.equal(safeHttpUrl('https://rösen.example'), 'https://xn--rsen-5qa.example/')
  for (const strange of [{ toString: 1 }, ['https://roses.example'], 7]) t.equal(safeHttpUrl(strange as never), null, 'what is no text is no link')
  t.end()
})
