// The language of a search: Solr's standard query syntax, read into a function that scores a person.
import { knownKind, matchPattern, matchPhrase, matchRange, matchTerm, QueryError, type Score } from './match.ts'

export interface QueryOptions {
  /** Where a word without a field is looked for, and how much that counts. */
  readonly defaults: ReadonlyArray<{ readonly field: string, readonly boost: number }>
  /** Whether every part must match unless the query says otherwise (`q.op=AND`). */
  readonly requiresAll: boolean
  /** Milliseconds since 1970. */
  readonly now: number
}

// ORCID-Source, solrconfig.xml, maxBooleanClauses; Java's stack is not that deep.
const MAX_CLAUSES = 1024
const MAX_DEPTH = 250

const START = '(?:[^\\s+\\-!():^[\\]"{}~*?\\\\/]|\\\\[^])'
const WORD = `(?:${START}|[*?])(?:${START}|[*?\\-+/!])*`
const BOUND = '"(?:[^"\\\\]|\\\\[^])+"|[^\\s\\]}]+'

// The names of the groups are the kinds of tokens.
const TOKEN = new RegExp('\\s*(?:(?<range>[[{]\\s*(?<from>' + BOUND + ')\\s+TO\\s+(?<to>' + BOUND + ')\\s*[\\]}])|' +
  '(?<quoted>"(?:[^"\\\\]|\\\\[^])*")|(?<open>filter\\(|\\()|(?<close>\\))|(?<colon>:)|' +
  '(?<boost>\\^=?-?\\d+(?:\\.\\d+)?)|(?<slop>~(?:\\d+(?:\\.\\d+)?)?)|(?<bare>[+\\-!](?=\\s))|(?<sign>[+\\-!])|' +
  `(?<regexp>/(?:[^*/\\\\]|\\\\[^])(?:[^/\\\\]|\\\\[^])*/)|(?<local>\\{![^]*)|(?<word>${WORD}))`, 'uy')

const KINDS = ['range', 'quoted', 'open', 'close', 'colon', 'boost', 'slop', 'bare', 'sign', 'regexp', 'local',
  'word'] as const

type Kind = typeof KINDS[number] | 'end'

type Captured = Partial<Record<string, string>>

interface Lexeme {
  readonly kind: Kind
  readonly text: string
  readonly groups: Captured
  /** Where it begins in the query. */
  readonly at: number
}

function cannotParse (query: string, problem: string): never {
  throw new QueryError(`org.apache.solr.search.SyntaxError: Cannot parse '${query}': ${problem}`)
}

function tokensOf (query: string): Lexeme[] {
  const tokens: Lexeme[] = []
  const end = query.trimEnd().length
  TOKEN.lastIndex = 0
  for (let at = 0; at < end; at = TOKEN.lastIndex) {
    const { groups } = TOKEN.exec(query) ?? cannotParse(query, `Lexical error at line 1, column ${end + 1}.  ` +
      `Encountered: <EOF> after : ${JSON.stringify(query.slice(at).trim())}`)
    const found = groups as Captured
    const kind = KINDS.find((one) => found[one] !== undefined) as Kind
    const token = found[kind] as string
    tokens.push({ kind, text: token, groups: found, at: TOKEN.lastIndex - token.length })
  }
  return [...tokens, { kind: 'end', text: '<EOF>', groups: {}, at: end }]
}

const unescape = (text: string): string => text.replace(/\\([^])/g, '$1')

const hasWildcard = (word: string): boolean => /[*?]/.test(word.replace(/\\[^]/g, ''))

const OPERATORS: ReadonlyMap<string, 'AND' | 'OR' | 'NOT'> = new Map([
  ['AND', 'AND'], ['&&', 'AND'], ['OR', 'OR'], ['||', 'OR'], ['NOT', 'NOT']
])

interface Clause { readonly score: Score, occurs: 'must' | 'should' | 'mustNot' }

function sum (clauses: readonly Clause[], occurs: Clause['occurs']): Score {
  const scores = clauses.filter((clause) => clause.occurs === occurs).map(({ score }) => score)
  return (person) => scores.reduce((total, score) => total + score(person), 0)
}

/** Only a whole query may consist of what must not be: inside another one such a part finds nothing. */
function combine (clauses: readonly Clause[], isWhole: boolean): Score | null {
  if (clauses.length === 0) return null
  const musts = clauses.filter(({ occurs }) => occurs === 'must')
  const [shoulds, mustNots] = [sum(clauses, 'should'), sum(clauses, 'mustNot')]
  const isNegative = clauses.every(({ occurs }) => occurs === 'mustNot')
  return (person) => {
    if (mustNots(person) > 0) return 0
    if (isNegative) return isWhole ? 1 : 0
    let total = shoulds(person)
    for (const { score } of musts) {
      const found = score(person)
      if (found === 0) return 0
      total += found
    }
    return total
  }
}

class Parser {
  readonly #query: string
  readonly #tokens: readonly Lexeme[]
  readonly #options: QueryOptions
  #place = 0
  #depth = 0

  constructor (query: string, options: QueryOptions) {
    this.#query = query
    this.#tokens = tokensOf(query)
    this.#options = options
  }

  #peek (ahead = 0): Lexeme {
    return this.#tokens[this.#place + ahead] as Lexeme
  }

  /** The next token if it is of this kind. */
  #take (kind: Kind): Lexeme | null {
    const token = this.#peek()
    if (token.kind !== kind) return null
    this.#place++
    return token
  }

  #takeOperator (operator: 'AND' | 'OR' | 'NOT'): boolean {
    const { kind, text } = this.#peek()
    const isNext = kind === 'word' && OPERATORS.get(text) === operator
    if (isNext) this.#place++
    return isNext
  }

  #stop (): never {
    const { kind, text, at } = this.#peek()
    const name = kind === 'word' ? `<${OPERATORS.get(text)}>` : `"${text}"`
    const shown = kind === 'end' ? text : ` ${name} "${text} "`
    return cannotParse(this.#query, `Encountered "${shown}" at line 1, column ${at}.`)
  }

  whole (): Score | null {
    const score = this.#group(null, true)
    return this.#peek().kind === 'end' ? score : this.#stop()
  }

  #group (field: string | null, isWhole = false): Score | null {
    const clauses: Clause[] = []
    let isFirst = true
    do {
      this.#addClause(clauses, field, isFirst)
      isFirst = false
    } while (!['end', 'close'].includes(this.#peek().kind))
    if (clauses.length > MAX_CLAUSES) cannotParse(this.#query, 'too many boolean clauses')
    return combine(clauses, isWhole)
  }

  // A term that comes after AND makes the one before it required, too (Lucene, QueryParserBase.addClause).
  #addClause (clauses: Clause[], field: string | null, isFirst: boolean): void {
    const { requiresAll } = this.#options
    // A part that says nothing, such as "*" in quotes, is no clause. What joins the next one to it is read anyway.
    const last = clauses.at(-1)
    const isAnd = !isFirst && this.#takeOperator('AND')
    const isOr = !isFirst && !isAnd && this.#takeOperator('OR')
    if (isAnd && last?.occurs === 'should') last.occurs = 'must'
    if (isOr && requiresAll && last?.occurs === 'must') last.occurs = 'should'
    const sign = this.#takeOperator('NOT') ? '!' : this.#take('sign')?.text
    const score = this.#clause(field)
    if (score === null) return
    const isRequired = sign === '+' || isAnd || (requiresAll && !isOr)
    clauses.push({ score, occurs: sign === '-' || sign === '!' ? 'mustNot' : isRequired ? 'must' : 'should' })
  }

  #clause (outer: string | null): Score | null {
    let field = outer
    if (this.#peek().kind === 'word' && this.#peek(1).kind === 'colon') {
      field = unescape((this.#take('word') as Lexeme).text)
      this.#take('colon')
      if (field !== '*') knownKind(field)
    }
    if (this.#take('open') === null) return this.#term(field)
    if (++this.#depth > MAX_DEPTH) cannotParse(this.#query, 'too many parentheses')
    const score = this.#group(field)
    if (this.#take('close') === null) this.#stop()
    this.#depth--
    return this.#boosted(score)
  }

  #boosted (score: Score | null): Score | null {
    const boost = Number(this.#take('boost')?.text.replace(/^\^=?/, '') ?? 1)
    return score === null || boost === 1 ? score : (person) => score(person) * boost
  }

  #term (field: string | null): Score | null {
    const token = this.#peek()
    const { kind, text } = token
    if (kind === 'regexp' || kind === 'local') {
      throw new QueryError(`This fake ORCID searches neither by regular expressions nor by {!…}: '${text}'`)
    }
    if (!['word', 'quoted', 'range', 'bare'].includes(kind) || (kind === 'word' && OPERATORS.has(text))) this.#stop()
    this.#place++
    const slop = Number(this.#take('slop')?.text.slice(1) ?? 0)
    if (text === '*' && field === '*') return this.#boosted(() => 1)
    const { defaults } = this.#options
    if (field !== null) return this.#boosted(this.#match(field, token, slop))
    const scores = defaults.flatMap(({ field: one, boost }) => {
      const score = this.#match(one, token, slop)
      return score === null ? [] : [{ score, boost }]
    })
    if (scores.length === 0) return this.#boosted(null)
    return this.#boosted((person) => Math.max(...scores.map(({ score, boost }) => score(person) * boost)))
  }

  #match (field: string, { kind, text, groups: { from = '*', to = '*' } }: Lexeme, slop: number): Score | null {
    if (kind === 'quoted') return matchPhrase(field, unescape(text.slice(1, -1)), slop)
    if (kind === 'range') {
      const [start, end] = [from, to].map((bound) => bound === '*' ? null : unescape(bound.replace(/^"|"$/g, '')))
      const inclusive = { includesFrom: text.startsWith('['), includesTo: text.endsWith(']') }
      return matchRange(field, { from: start ?? null, to: end ?? null, ...inclusive }, this.#options.now)
    }
    return hasWildcard(text) ? matchPattern(field, text) : matchTerm(field, unescape(text), this.#options)
  }
}

/**
 * Null if a query says nothing. Throws a QueryError in the words of ORCID's search server.
 * @see https://solr.apache.org/guide/8_0/the-standard-query-parser.html
 */
export function parseQuery (query: string, options: QueryOptions): Score | null {
  return query.trim() === '' ? null : new Parser(query, options).whole()
}
