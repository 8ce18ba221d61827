import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import t from 'tap'
import { ROOT, pathOf } from './support/root.ts'
import { slow } from './support/slow.ts'

// Nothing else of this process's environment: what runs there is not what coverage is about.
const env = { PATH: process.env['PATH'], BENCH_SMOKE: '1' }
const bench = async (...sections: string[]) =>
  await promisify(execFile)(process.execPath, ['dist/bench/run.js', ...sections], { cwd: pathOf('.'), env })
const read = async (name: string) => await readFile(new URL(name, ROOT), 'utf8')

/** The tables of a page by their title, each with its rows, without the head. */
function tablesIn (text: string): Map<string, string[][]> {
  const parts = text.split(/^###? /m).slice(1)
  return new Map(parts.map((part) => {
    const rows = part.split('\n').filter((line) => line.startsWith('| ')).slice(2)
    return [part.slice(0, part.indexOf('\n')), rows.map((row) => row.split('|').slice(1, -1).map((cell) => cell.trim()))]
  }))
}

const goalsIn = (rows: string[][] | undefined = []) =>
  rows.flatMap((row) => [...(row.at(-1) ?? '').matchAll(/[≤≥] [^:;]+(?=:)/g)].map(([goal]) => goal.replace(/after \d+$/, 'after n')))
const namesIn = (rows: string[][] | undefined = []) => rows.map(([name = '']) => name.replace(/\d+/g, 'n'))

t.test('every section of the bench runs, and docs/performance.md shows the same tables, rows and goals', slow, async (t) => {
  const page = await read('docs/performance.md')
  const { stdout } = await bench()
  t.equal(await read('docs/performance.md'), page, 'a run whose numbers mean nothing is not kept')
  const [printed, kept] = [tablesIn(stdout), tablesIn(page)]
  t.strictSame([...printed.keys()], [...kept.keys()])
  t.ok(printed.size >= 13)
  for (const [title, rows] of printed) {
    t.ok(rows.length > 0, title)
    t.strictSame(goalsIn(rows), goalsIn(kept.get(title)), `${title}: the goals`)
    const known = namesIn(kept.get(title))
    t.strictSame(namesIn(rows).filter((name) => !known.includes(name)), [], `${title}: the rows`)
    t.ok(rows.some((row) => row.slice(1).some((cell) => /\d/.test(cell))), `${title}: something was measured`)
  }
  const reads = printed.get('Reading the record')?.map((row) => row.slice(0, 8))
  const number = /^[\d.]+$/
  t.match(reads, ['person', 'works', 'record'].map((name) =>
    [`read('${name}')`, /^\d+$/, '1', '1', number, number, number, number]), 'one request and one JSON.parse each')
  const readme = await read('README.md')
  const summary = /^- [^]*?(?=\n\n)/m.exec(page)?.[0] ?? ''
  t.match(summary, /^(?:- .* [\d.]+ × .*\n?){3}$/, 'three lines with a number each')
  t.ok(readme.includes(`<!-- measured -->\n${summary}\n<!-- /measured -->`), 'README: the summary of the page')
  for (const title of ['What a visitor gets', 'What a wrong token request gets']) {
    for (const [name, status] of printed.get(title) ?? []) t.ok(readme.includes(`| ${name} | ${status} |`), `README: ${name}`)
  }
})

t.test('the bench knows its sections by name', slow, async (t) => {
  await t.rejects(bench('logon'), { code: 1, stderr: /^There is no section logon, but login, start, mock, / })
})
