// Who is signed in to the mock, in which browser.
import { randomBytes } from 'node:crypto'
import { remember } from './bounded-map.ts'
import { nowInSeconds, type Clock } from './clock.ts'

export interface Session {
  readonly orcid: string
  /** When the person signed in: seconds since 1970. */
  readonly authTime: number
}

/** The browsers in which somebody is signed in, by the secret in their cookie. Bounded. */
export type Sessions = Map<string, Session>

export function beginSession (sessions: Sessions, clock: Pick<Clock, 'now'>, orcid: string): string {
  const secret = randomBytes(24).toString('base64url')
  remember(sessions, secret, { orcid, authTime: nowInSeconds(clock) })
  return secret
}
