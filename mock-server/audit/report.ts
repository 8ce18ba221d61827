// The report of an audit: its counts, and the same lines as text, as Markdown and as JUnit's XML.
import { GROUPS, type AuditCheck, type Outcome } from './types.ts'

/** The result of an audit. */
export interface AuditReport {
  /** Whether no check failed. */
  readonly passed: boolean
  /** The number of checks by outcome. */
  readonly counts: Readonly<Record<Outcome, number>>
  /** Every check, in order. */
  readonly checks: readonly AuditCheck[]
  /** The failed checks, with their walks if they are no more than three, then the counts: for a terminal. */
  toString (): string
  /** Everything, as Markdown, with the walks of what failed. */
  toMarkdown (): string
  /** Everything, as the XML that CI systems read; what has no verdict counts as skipped. */
  toJUnit (): string
}

const MARKS: Readonly<Record<Outcome, string>> = {
  passed: '✓', failed: '✗', 'not applicable': '–', 'for a person': '?'
}

export function createReport (checks: readonly AuditCheck[]): AuditReport {
  const counts = countsOf(checks)
  return {
    passed: counts.failed === 0,
    counts,
    checks,
    toString: () => printReport(checks),
    toMarkdown: () => printMarkdown(checks),
    toJUnit: () => printJUnit(checks)
  }
}

const LINE_LENGTH = 150

/** One check on one line, as it is shown while an audit runs, under its group's title if that has not been shown. */
export function printCheck ({ id, group, outcome, expected, got }: AuditCheck, before?: AuditCheck): string {
  const text = outcome === 'for a person' && group === 'checklist' ? expected : got
  const line = `${MARKS[outcome]} ${id.padEnd(36)} ${text}`
  const shown = line.length > LINE_LENGTH ? `${line.slice(0, LINE_LENGTH - 1)}…` : line
  return before?.group === group ? shown : `\n${GROUPS[group]}\n${shown}`
}

function countsOf (checks: readonly AuditCheck[]): Record<Outcome, number> {
  const counts: Record<Outcome, number> = { passed: 0, failed: 0, 'not applicable': 0, 'for a person': 0 }
  for (const { outcome } of checks) counts[outcome]++
  return counts
}

function printCounts (counts: AuditReport['counts'], least: number): string {
  return Object.entries(counts).filter(([, count]) => count >= least)
    .map(([outcome, count]) => `${count} ${outcome}`).join(', ')
}

function groupsIn (checks: readonly AuditCheck[]) {
  return Object.entries(GROUPS).map(([group, title]) => ({ title, own: checks.filter(one => one.group === group) }))
}

const MAX_SHOWN_WALKS = 3

const FACTS = ['sent', 'expected', 'got', 'fix', 'source'] as const

function printFailure (check: AuditCheck, hasWalk: boolean): string {
  const facts = FACTS.map(name => `${name.padEnd(9)} ${check[name]}`)
  return [`✗ ${check.id}`, ...facts, ...hasWalk ? check.walk.split('\n').filter(Boolean) : []].join('\n  ')
}

function printReport (checks: readonly AuditCheck[]): string {
  const failures = checks.filter(({ outcome }) => outcome === 'failed')
  const hasWalks = failures.length <= MAX_SHOWN_WALKS
  return [
    ...failures.map(check => printFailure(check, hasWalks)),
    ...hasWalks ? [] : ['The walk of each is in the Markdown and in the JUnit report.'],
    groupsIn(checks).filter(({ own }) => own.length > 0)
      .map(({ title, own }) => `${title.padEnd(36)} ${printCounts(countsOf(own), 1)}`).join('\n'),
    printCounts(countsOf(checks), 0)
  ].join('\n\n')
}

function cell (text: string): string {
  return text.replace(/[\\|`*_<>[\]]/g, '\\$&').replace(/\s+/g, ' ')
}

// A walk has no backticks in a row: an answer of the app's is quoted on one line, and each line begins with blanks.
function printMarkdownFailure (check: AuditCheck): string {
  const { id, source, walk } = check
  const facts = FACTS.map(name => `- ${name}: ${name === 'source' ? source : cell(check[name])}`)
  return [`### ✗ ${id}`, '', ...facts, ...walk === '' ? [] : ['', '```text', walk, '```']].join('\n')
}

function printMarkdown (checks: readonly AuditCheck[]): string {
  const failures = checks.filter(({ outcome }) => outcome === 'failed')
  const failed = failures.length === 0 ? [] : ['## To fix', ...failures.map(printMarkdownFailure)]
  const head = ['| | check | sent | expected | got | source |', '|---|---|---|---|---|---|']
  const sections = groupsIn(checks).filter(({ own }) => own.length > 0).map(({ title, own }) => {
    const rows = own.map(({ id, outcome, sent, expected, got, source }) =>
      `| ${MARKS[outcome]} ${outcome} | ${[id, sent, expected, got, source].map(cell).join(' | ')} |`)
    return [`## ${title}`, '', ...head, ...rows].join('\n')
  })
  const counts = printCounts(countsOf(checks), 0)
  return ['# Audit of an ORCID login', `${counts}.`, ...failed, ...sections].join('\n\n') + '\n'
}

// XML 1.0 has no way to write the control characters that an answer may contain.
function xml (text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '\ufffd').replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

function printTotals (checks: readonly AuditCheck[]): string {
  const { failed, 'not applicable': unasked, 'for a person': open } = countsOf(checks)
  return `tests="${checks.length}" failures="${failed}" skipped="${unasked + open}"`
}

function printJUnit (checks: readonly AuditCheck[]): string {
  const suites = groupsIn(checks).map(({ title, own }) =>
    `<testsuite name="${xml(title)}" ${printTotals(own)}>\n${own.map(printTestCase).join('')}</testsuite>\n`)
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="fastify-orcid audit" ${printTotals(checks)}>\n` +
    `${suites.join('')}</testsuites>\n`
}

function printTestCase (check: AuditCheck): string {
  const { id, group, outcome, sent, expected, got, fix, source, walk, durationMs } = check
  const text = `sent: ${sent}\nexpected: ${expected}\nfix: ${fix}\nsource: ${source}\n${walk}`
  const bodies: Readonly<Record<Outcome, string>> = {
    passed: '',
    failed: `<failure message="${xml(got)}">${xml(text)}</failure>`,
    'not applicable': `<skipped message="${xml(got)}"/>`,
    'for a person': `<skipped message="${xml(`for a person: ${expected}`)}"/>`
  }
  const time = (durationMs / 1000).toFixed(3)
  return `<testcase classname="${group}" name="${xml(id)}" time="${time}">${bodies[outcome]}</testcase>\n`
}
