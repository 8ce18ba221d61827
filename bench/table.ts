// A table of results: what was measured, each row beside its goals, and all of it as Markdown.

export interface Goal {
  readonly text: string
  /** Null if what it compares with is not installed. */
  readonly isMet: boolean | null
}

export interface Row {
  readonly name: string
  readonly cells: readonly string[]
  readonly goals?: readonly Goal[]
}

export interface Table {
  readonly title: string
  /** What is measured, and how, in a sentence. */
  readonly about: string
  /** The columns between the row's name and its goals. */
  readonly columns: readonly string[]
  readonly rows: readonly Row[]
}

/** How often the second fits in the first; not a number if one of them was not measured. */
export const ratio = (one: number | undefined, other: number | undefined): number => (one ?? NaN) / (other ?? NaN)

export const show = (value: number, digits = 2): string => Number.isFinite(value) ? value.toFixed(digits) : '–'

const judge = (value: number, isMet: boolean) => Number.isFinite(value) ? isMet : null

export function atMost (value: number, limit: number, unit: string): Goal {
  return { text: `≤ ${limit} ${unit}`, isMet: judge(value, value <= limit) }
}

export function atLeast (value: number, limit: number, unit: string): Goal {
  return { text: `≥ ${limit} ${unit}`, isMet: judge(value, value >= limit) }
}

function verdict ({ text, isMet }: Goal): string {
  if (isMet === null) return `${text}: not measured`
  return `${text}: ${isMet ? 'met' : '**missed**'}`
}

export function render ({ title, about, columns, rows }: Table): string {
  const hasGoals = rows.some(({ goals }) => goals !== undefined)
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const lines = rows.map(({ name, cells, goals = [] }) =>
    line([name, ...cells, ...(hasGoals ? [goals.map(verdict).join('; ')] : [])]))
  const head = ['', ...columns, ...(hasGoals ? ['goal'] : [])]
  return [`### ${title}`, '', about, '', line(head), line(head.map(() => '---')), ...lines].join('\n')
}
