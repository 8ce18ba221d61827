// How an audit knows that somebody was signed in, of an app it knows nothing about: by what the app does.
import type { Visit, VisitResponse } from '../browser/sign-in.ts'

/** What can be told of an answer from outside: its status, where it sends the browser, the cookies it leaves. */
interface Look {
  readonly statusCode: number
  /** Host and path, `null` without a redirect; a query may differ between two sign-ins. */
  readonly location: string | null
  /** Names of the cookies that are set to a value. */
  readonly cookies: ReadonlySet<string>
}

/** Tells a sign-in from a failure. */
export interface Judgement {
  /** Whether the answers to a sign-in and to a denial can be told apart at all. */
  readonly canTell: boolean
  /** Whether somebody is signed in at the end of a visit. */
  readonly signedIn: (visit: Visit) => Promise<boolean>
  /** Whether one answer of the app's looks like a failure. */
  readonly looksFailed: (response: VisitResponse) => boolean
}

/** What an answer looks like. */
function lookOf ({ statusCode, location, headers }: VisitResponse): Look {
  const set = (headers['set-cookie'] ?? []).filter(line => !isRemoval(line)).map(line => line.split('=')[0] ?? '')
  return { statusCode, location: location && location.replace(/[?#].*$/s, ''), cookies: new Set(set) }
}

function isRemoval (line: string): boolean {
  const expires = /;\s*expires=([^;]+)/i.exec(line)?.[1]
  return /^[^=]*=(?:""|)(?:;|$)|;\s*max-age=(?:0|-)/i.test(line) ||
    (expires !== undefined && Date.parse(expires) <= Date.now())
}

/**
 * Learns from a sign-in that went well and from one that was denied. An answer is that of a sign-in if it has
 * the status and the place of the first, where those differ from the second's, or sets a cookie that only the
 * first sets. `predicate` is asked instead where the user knows better.
 */
export function learn (allowed: Visit, denied: Visit | null,
  predicate: ((visit: Visit) => boolean | Promise<boolean>) | undefined): Judgement {
  const good = lookOf(allowed.response)
  const bad = denied && lookOf(denied.response)
  const isPlaceTelling = bad === null || !isSamePlace(good, bad)
  const telling = [...good.cookies].filter(name => bad !== null && !bad.cookies.has(name))
  const looksSignedIn = (response: VisitResponse): boolean => {
    const look = lookOf(response)
    return (isPlaceTelling && isSamePlace(look, good)) || telling.some(name => look.cookies.has(name))
  }
  return {
    canTell: predicate !== undefined || isPlaceTelling || telling.length > 0,
    signedIn: async visit => predicate === undefined ? looksSignedIn(visit.response) : await predicate(visit),
    looksFailed: response => response.statusCode >= 400 || (predicate === undefined && !looksSignedIn(response))
  }
}

function isSamePlace (one: Look, other: Look): boolean {
  return one.statusCode === other.statusCode && one.location === other.location
}
