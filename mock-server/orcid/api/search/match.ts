// How one term of a query matches a field: as a word, a phrase, a pattern with wildcards, or a range.
import { kindOf, type FieldKind, type Values } from './fields.ts'

/** How well a person matches; 0 if not at all. */
export type Score = (person: IndexedPerson) => number

/** A query that ORCID's search server refuses, in its words. */
export class QueryError extends Error {}

export interface IndexedPerson {
  readonly values: (field: string) => readonly string[]
  /** The words of each value. */
  readonly words: (field: string) => ReadonlyArray<readonly string[]>
}

// Unicode's word boundaries as Lucene's StandardTokenizer applies them: Chinese and Hiragana have none.
const WORD = new RegExp('[\\p{Script=Han}\\p{Script=Hiragana}]|(?:(?![\\p{Script=Han}\\p{Script=Hiragana}])' +
  '(?:[\\p{L}\\p{M}](?:[.:\'’·](?=\\p{L}))?|\\p{N}(?:[.,;\'’](?=\\p{N}))?|_))+', 'gu')

const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i'
}

// ORCID-Source, solr-config/cores/profile/conf/mapping-FoldToASCII.txt
function fold (text: string): string {
  return text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').replace(/[ßæœøłđðþı]/g, (letter) => LETTERS[letter] as string)
}

/** A text as its field's kind compares it, before it is cut into words. */
function normalize (kind: FieldKind, text: string): string {
  if (kind === 'text') return text.toLowerCase()
  return kind === 'folded' ? fold(text) : text
}

function wordsOf (kind: FieldKind, text: string): string[] {
  const normal = normalize(kind, text)
  return kind === 'text' || kind === 'folded' ? normal.match(WORD) ?? [] : [normal]
}

/** Refuses a field that the index does not have. */
export function knownKind (field: string): FieldKind {
  const kind = kindOf(field)
  if (kind === null) throw new QueryError(`undefined field ${field}`)
  return kind
}

export function indexPerson (values: Values): IndexedPerson {
  const words = new Map<string, string[][]>()
  const valuesIn = (field: string): readonly string[] => values.get(field) ?? []
  return {
    values: valuesIn,
    words: (field) => {
      const kept = words.get(field) ?? valuesIn(field).map((value) => wordsOf(knownKind(field), value))
      words.set(field, kept)
      return kept
    }
  }
}

const scoreIf = (matches: boolean): number => matches ? 1 : 0

/** Without backtracking: a pattern of a client costs at most its length for every character. */
function matchesGlob (parts: readonly string[], text: string): boolean {
  let [at, next, star, mark] = [0, 0, -1, 0]
  while (at < text.length) {
    if (parts[next] === '*') {
      [star, mark] = [next++, at]
    } else if (parts[next] === '?' || parts[next] === `\\${text[at]}`) {
      [at, next] = [at + 1, next + 1]
    } else if (star === -1) {
      return false
    } else {
      [next, at] = [star + 1, ++mark]
    }
  }
  return parts.slice(next).every((part) => part === '*')
}

/** A word with wildcards: `*` for any text, `?` for one character. */
export function matchPattern (field: string, pattern: string): Score {
  const kind = knownKind(field)
  if (pattern === '*') return ({ values }) => scoreIf(values(field).length > 0)
  const parts = (pattern.match(/\\?[^]/g) as string[]).flatMap((part) =>
    part === '*' || part === '?' ? [part] : [...normalize(kind, part.slice(-1))].map((letter) => `\\${letter}`))
  return ({ words }) => scoreIf(words(field).some((value) => value.some((word) => matchesGlob(parts, word))))
}

const UNITS: ReadonlyMap<string, number> = new Map([
  ['SECOND', 1000], ['MINUTE', 60_000], ['HOUR', 3_600_000], ['DAY', 86_400_000]
])

/** Moves a time by a part of Solr's date math: `-1DAY`, `+2MONTHS`, or back to the start of it with `/DAY`. */
function moveDate (time: number, operator: string, count: number, unit: string): number {
  const length = UNITS.get(unit)
  if (length !== undefined) return operator === '/' ? time - time % length : time + Number(`${operator}${count}`) * length
  const date = new Date(time)
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()]
  if (operator === '/') return Date.UTC(year, unit === 'YEAR' ? 0 : month)
  const months = Number(`${operator}${count}`) * (unit === 'YEAR' ? 12 : 1)
  return date.setUTCMonth(month + months)
}

const DATE = /^(NOW|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)((?:[+-]\d+[A-Z]+|\/[A-Z]+)*)$/
const DATE_MATH = /([+\-/])(\d*)(SECOND|MINUTE|HOUR|DAY|MONTH|YEAR)S?/g

/** A time in milliseconds; `NOW` and calculations with it are Solr's. */
function parseDate (text: string, now: number): number {
  const [, start = '', math = ''] = DATE.exec(text) ?? []
  const from = start === 'NOW' ? now : Date.parse(start)
  const left = math.replace(DATE_MATH, '')
  if (Number.isNaN(from) || left !== '') throw new QueryError(`Invalid Date in Date Math String:'${text}'`)
  return [...math.matchAll(DATE_MATH)].reduce((time, [, operator = '', count, unit = '']) =>
    moveDate(time, operator, Number(count), unit), from)
}

export interface Range {
  /** Null if the range is open at this end. */
  readonly from: string | null
  readonly to: string | null
  readonly includesFrom: boolean
  readonly includesTo: boolean
}

/** Dates are compared as times, everything else as texts. */
export function matchRange (field: string, { from, to, includesFrom, includesTo }: Range, now: number): Score {
  const kind = knownKind(field)
  const boundOf = (text: string): string | number => kind === 'date' ? parseDate(text, now) : normalize(kind, text)
  const [low, high] = [from, to].map((text) => text === null ? null : boundOf(text)) as Array<string | number | null>
  const isInside = (word: string): boolean => {
    const value = kind === 'date' ? Number(word) : word
    if (low != null && (includesFrom ? value < low : value <= low)) return false
    return high == null || (includesTo ? value <= high : value < high)
  }
  return ({ words }) => scoreIf(words(field).some((value) => value.some(isInside)))
}

/** What a phrase finds: the words one after another, or with `slop` others between them. */
function hasPhrase (words: readonly string[], phrase: readonly string[], slop: number): boolean {
  return words.some((first, start) => {
    if (first !== phrase[0]) return false
    let at = start
    for (const word of phrase.slice(1)) {
      at = words.indexOf(word, at + 1)
      if (at === -1) return false
    }
    return at - start < phrase.length + slop
  })
}

export function matchPhrase (field: string, text: string, slop: number): Score | null {
  const phrase = wordsOf(knownKind(field), text)
  if (phrase.length === 0) return null
  return ({ words }) => scoreIf(words(field).some((value) => hasPhrase(value, phrase, slop)))
}

/** A term without quotes; null if nothing is left of it. It may be several words, such as the parts of a DOI. */
export function matchTerm (field: string, text: string,
  { now, requiresAll }: { readonly now: number, readonly requiresAll: boolean }): Score | null {
  const kind = knownKind(field)
  if (kind === 'date') {
    const time = String(parseDate(text, now))
    return ({ values }) => scoreIf(values(field).includes(time))
  }
  const wanted = wordsOf(kind, text)
  if (wanted.length === 0) return null
  return ({ words }) => {
    const found = words(field)
    const matching = wanted.filter((word) => found.some((value) => value.includes(word))).length
    return requiresAll && matching < wanted.length ? 0 : matching
  }
}
