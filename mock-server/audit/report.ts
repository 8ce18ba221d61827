// The report of an audit: its counts, and the same lines as text, as Markdown and as JUnit's XML.
import { GROUPS, type AuditCheck, type Group, type Outcome } from './types.ts'

/** The result of an audit. */
export interface AuditReport {
  /** Whether no check failed. */
  readonly passed: boolean
  /** The number of checks by outcome. */
  readonly counts: Readonly<Record<Outcome, number>>
  /** Every check, in order. */
  readonly checks: readonly AuditCheck[]
  /**
   * The failed checks, with their walks if they are no more than three, then the counts: for a terminal and for a
   * failing test.
   */
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
    toString: () => printReport(checks, counts),
    toMarkdown: () => printMarkdown(checks, counts),
    toJUnit: () => printJUnit(checks, counts)
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

function printCounts (counts: AuditReport['counts']): string {
  return Object.entries(counts).map(([outcome, count]) => `${count} ${outcome}`).join(', ')
}

function countsOf (checks: readonly AuditCheck[]): Record<Outcome, number> {
  const counts: Record<Outcome, number> = { passed: 0, failed: 0, 'not applicable': 0, 'for a person': 0 }
  for (const { outcome } of checks) counts[outcome]++
  return counts
}

const MAX_SHOWN_WALKS = 3

function printFailure ({ id, sent, expected, got, fix, source, walk }: AuditCheck, hasWalk: boolean): string {
  const lines = [`✗ ${id}`, `sent      ${sent}`, `expected  ${expected}`, `got       ${got}`, `fix       ${fix}`,
    `source    ${source}`]
  return [...lines, ...hasWalk ? walk.split('\n').filter(Boolean) : []].join('\n  ')
}

function printReport (checks: readonly AuditCheck[], counts: AuditReport['counts']): string {
  const failures = checks.filter(({ outcome }) => outcome === 'failed')
  const hasWalks = failures.length <= MAX_SHOWN_WALKS
  const groups = Object.entries(GROUPS).flatMap(([group, title]) => {
    const own = Object.entries(countsOf(checks.filter(check => check.group === group))).filter(([, count]) => count > 0)
    return own.length === 0 ? [] : [`${title.padEnd(36)} ${own.map(([outcome, count]) => `${count} ${outcome}`).join(', ')}`]
  })
  return [
    ...failures.map(check => printFailure(check, hasWalks)),
    ...hasWalks ? [] : ['The walk of each is in the Markdown and in the JUnit report.'],
    groups.join('\n'),
    printCounts(counts)
  ].join('\n\n')
}

const cell = (text: string): string => text.replace(/[\\|`*_<>[\]]/g, '\\$&').replace(/\s+/g, ' ')

// A walk has no backticks in a row: an answer of the app's is quoted on one line, and each line begins with blanks.
function printMarkdownFailure ({ id, sent, expected, got, fix, source, walk }: AuditCheck): string {
  const lines = [`### ✗ ${id}`, '', `- sent: ${cell(sent)}`, `- expected: ${cell(expected)}`, `- got: ${cell(got)}`,
    `- fix: ${cell(fix)}`, `- source: ${source}`]
  return [...lines, ...walk === '' ? [] : ['', '```text', walk, '```']].join('\n')
}

function printMarkdown (checks: readonly AuditCheck[], counts: AuditReport['counts']): string {
  const failures = checks.filter(({ outcome }) => outcome === 'failed')
  const sections = Object.entries(GROUPS).flatMap(([group, title]) => {
    const own = checks.filter(check => check.group === group)
    const rows = own.map(({ id, outcome, sent, expected, got, source }) =>
      `| ${MARKS[outcome]} ${outcome} | ${[id, sent, expected, got].map(cell).join(' | ')} | ${cell(source)} |`)
    const head = ['| | check | sent | expected | got | source |', '|---|---|---|---|---|---|']
    return own.length === 0 ? [] : [[`## ${title}`, '', ...head, ...rows].join('\n')]
  })
  const failed = failures.length === 0 ? [] : ['## To fix', ...failures.map(printMarkdownFailure)]
  return ['# Audit of an ORCID login', `${printCounts(counts)}.`, ...failed, ...sections].join('\n\n') + '\n'
}

// XML 1.0 has no way to write the control characters that an answer may contain.
function xml (text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '\ufffd').replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

function printJUnit (checks: readonly AuditCheck[], counts: AuditReport['counts']): string {
  const suites = Object.keys(GROUPS).map(group => printSuite(group as Group, checks.filter(one => one.group === group)))
  const skipped = counts['not applicable'] + counts['for a person']
  const totals = `tests="${checks.length}" failures="${counts.failed}" skipped="${skipped}"`
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="fastify-orcid audit" ${totals}>\n` +
    `${suites.join('')}</testsuites>\n`
}

function printSuite (group: Group, checks: readonly AuditCheck[]): string {
  const cases = checks.map(({ id, outcome, sent, expected, got, fix, source, walk, durationMs }) => {
    const text = `sent: ${sent}\nexpected: ${expected}\nfix: ${fix}\nsource: ${source}\n${walk}`
    const bodies: Readonly<Record<Outcome, string>> = {
      passed: '',
      failed: `<failure message="${xml(got)}">${xml(text)}</failure>`,
      'not applicable': `<skipped message="${xml(got)}"/>`,
      'for a person': `<skipped message="${xml(`for a person: ${expected}`)}"/>`
    }
    const time = (durationMs / 1000).toFixed(3)
    return `<testcase classname="${group}" name="${xml(id)}" time="${time}">${bodies[outcome]}</testcase>\n`
  })
  const failures = checks.filter(({ outcome }) => outcome === 'failed').length
  const skipped = checks.filter(({ outcome }) => outcome !== 'passed' && outcome !== 'failed').length
  const counts = `tests="${checks.length}" failures="${failures}" skipped="${skipped}"`
  return `<testsuite name="${xml(GROUPS[group])}" ${counts}>\n${cases.join('')}</testsuite>\n`
}
