// ORCID's dates, of which month and day may be missing: whether one exists, and which of two is later.
import type { Json, Members } from '../registry/record/node.ts'

function part (date: Members, name: string): string | null {
  const value = (date[name] as Members | null | undefined)?.['value']
  return value === undefined || value === null ? null : String(value)
}

/** A date as the text in which ORCID judges it; a part that is missing before another is `null` there. */
export function dateText (date: Json): string {
  const [year, month, day] = ['year', 'month', 'day'].map((name) => part(date as Members, name))
  if (day !== null) return `${year}-${month}-${day}`
  return month === null ? String(year) : `${year}-${month}`
}

/** Whether there is such a day, month or year. */
export function isDate (date: Json): boolean {
  const [, year, month = '01', day = '01'] = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?$/.exec(dateText(date)) ?? []
  if (year === undefined) return false
  const time = new Date(`${year}-${month}-${day}T00:00:00Z`)
  return !Number.isNaN(time.getTime()) && time.getUTCDate() === Number(day)
}

/** Whether one date is later than another, as far as both say. */
export function isLater (one: Json, other: Json): boolean {
  const [first, second] = [dateText(one), dateText(other)]
  const length = Math.min(first.length, second.length)
  return first.slice(0, length) > second.slice(0, length)
}
