// Hides every secret in what is printed and written: those that were given, and those that came by.
import { maskText, secretsIn } from '../../../mock-server/controls/journal/mask.ts'
import { escapeRegExp } from '../replay.ts'
import type { Reply } from '../replay.ts'
import type { WireRequest } from '../fact.ts'

export interface Secrets {
  readonly keep: (...values: readonly string[]) => void
  /** Keeps what is secret in a request and its answer. */
  readonly learn: (request: WireRequest, reply: Reply) => void
  readonly mask: (text: string) => string
}

const SHORTEST = 6
/** ORCID quotes a token behind these words. */
const QUOTED_TOKEN = /(?<=access token: )[^\s"\\]+/g

function headOf (headers: WireRequest['headers'] = {}): string {
  return Object.entries(headers).flatMap(([name, values]) => [values].flat().map((value) => `${name}: ${value}`)).join('\n')
}

function textOf ({ path, query, headers, form, body }: WireRequest): string {
  const pairs = [query, form].map((fields) => String(new URLSearchParams(fields)))
  return [path, ...pairs, headOf(headers), body].join('\n')
}

/** A value as it may stand in a URL, a pattern, JSON or an Authorization header. */
const formsOf = (value: string): string[] =>
  [value, encodeURIComponent(value), String(new URLSearchParams({ '': value })).slice(1), escapeRegExp(value),
    JSON.stringify(value).slice(1, -1), Buffer.from(value).toString('base64')]

export function createSecrets (): Secrets {
  const known = new Set<string>()
  const keep = (...values: readonly string[]): void => {
    for (const form of values.filter(({ length }) => length >= SHORTEST).flatMap(formsOf)) known.add(form)
  }
  const learn = (request: WireRequest, { headers, body }: Reply): void => {
    const cookies = (headers['set-cookie'] ?? '').split('\n').map((line) => line.split(';', 1)[0] ?? '')
    const sent = /^cookie: (.*)$/im.exec(textOf(request))?.[1]?.split(/;\s*/) ?? []
    keep(...[...cookies, ...sent].map((pair) => pair.slice(pair.indexOf('=') + 1)))
    keep(...[textOf(request), headers['location'] ?? '', body].flatMap(secretsIn))
  }
  const mask = (text: string): string => {
    let masked = text
    // A longer one may hold a shorter one.
    for (const value of [...known].sort((a, b) => b.length - a.length)) masked = masked.replaceAll(value, '***')
    return maskText(masked).replace(QUOTED_TOKEN, '***')
  }
  return { keep, learn, mask }
}
