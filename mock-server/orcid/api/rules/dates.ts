// Which dates ORCID takes, and which it takes for later than others.
import { at, partsOf, type Json } from '../../registry/record/model.ts'
import { refuse } from '../errors.ts'
import { invalid, refuseIf, stumble, type Rule } from './rule.ts'

/** A date as the text that ORCID checks; a part that is missing before another one is `null` there. */
function dateText (date: Json): string {
  const [year, month, day] = partsOf(date)
  if (day !== null) return `${year}-${month}-${day}`
  return month === null ? String(year) : `${year}-${month}`
}

function isDate (text: string): boolean {
  const [, year, month = '01', day = '01'] = /^(?!0000)(\d{4})(?:-(\d\d))?(?:-(\d\d))?$/.exec(text) ?? []
  if (year === undefined) return false
  const time = new Date(`${year}-${month}-${day}T00:00:00Z`)
  return !Number.isNaN(time.getTime()) && time.getUTCDate() === Number(day)
}

// Java reads a year of more digits if it has a sign.
export const checkYear: Rule = ({ content }) => {
  const year = String(at(content, 'publication-date.year.value'))
  if (/^\+\d{5,9}$/.test(year)) invalid(`Invalid year ${year} please specify a four digits value`)
}

export const checkDates = (...names: string[]): Rule => ({ content }) => {
  for (const date of names.map((name) => content[name] as Json)) {
    if (date === null) continue
    // ORCID's parser is given a null, and that goes all the way up.
    if (partsOf(date).every((part) => part === null)) stumble('text')
    if (!isDate(dateText(date))) refuse(9049, { params: { dateString: dateText(date) } })
  }
}

export const requireStartDate = refuseIf(({ content }) => isEndAlone(content), 9050)

export function isEndAlone (dates: Json): boolean {
  return at(dates, 'end-date') !== null && at(dates, 'start-date') === null
}

// A part that is missing comes before every other (ORCID-Source, FuzzyDateUtils.compareTo).
const sortKey = (date: Json): string => partsOf(date).map((part) => String(part ?? '').padStart(2, '0')).join('')

export const checkDateOrder = refuseIf(({ content: { 'start-date': start = null, 'end-date': end = null } }) =>
  start !== null && end !== null && sortKey(start) > sortKey(end), 9055)
