// Whether somebody is signed in to an unknown app, told by comparing its answers with an ordinary sign-in's.
import type { Visit, VisitResponse } from '../browser/result.ts'
import type { AuditOptions } from './types.ts'

export type Detector = ReturnType<typeof createDetector>

/**
 * An answer is that of a sign-in if it has the status and the location of the allowed one, where the denied one's
 * differ, or sets a cookie that only the allowed one sets. `predicate` is asked instead if the user gave one.
 */
export function createDetector (allowed: Visit, denied: Visit | null,
  predicate: AuditOptions['signedIn']) {
  const good = traitsOf(allowed.response)
  const bad = denied && traitsOf(denied.response)
  const placeDiffers = good.place !== bad?.place
  const ownCookies = good.cookies.filter(name => bad !== null && !bad.cookies.includes(name))
  const looksSignedIn = (response: VisitResponse): boolean => {
    const { place, cookies } = traitsOf(response)
    return (placeDiffers && place === good.place) || ownCookies.some(name => cookies.includes(name))
  }
  return {
    canTell: predicate !== undefined || placeDiffers || ownCookies.length > 0,
    isSignedIn: async (visit: Visit) => predicate === undefined ? looksSignedIn(visit.response) : await predicate(visit),
    looksFailed: (response: VisitResponse) => response.statusCode >= 400 || (predicate === undefined && !looksSignedIn(response))
  }
}

function traitsOf ({ statusCode, location, headers }: VisitResponse) {
  const set = (headers['set-cookie'] ?? []).filter(line => !isRemoval(line))
  const cookies = set.map(line => String(line.split('=', 1)[0]))
  return { place: `${statusCode} ${location && location.replace(/[?#].*$/s, '')}`, cookies }
}

function isRemoval (line: string): boolean {
  const expires = /;\s*expires=([^;]+)/i.exec(line)?.[1]
  return /^[^=]*=(?:""|)(?:;|$)|;\s*max-age=(?:0|-)/i.test(line) ||
    (expires !== undefined && Date.parse(expires) <= Date.now())
}
