// Who has taken ORCID's host names over: a fact of the whole process, because host names are.
import type { Dispatcher } from 'undici'

export interface Taken {
  readonly hasHost: (hostname: string) => boolean
  readonly dispatcher: Dispatcher
}

let taken: Taken | null = null

/** Notes that the names are taken, or with null that they are free. */
export function noteTaken (by: Taken | null): void {
  taken = by
}

export function isTaken (): boolean {
  return taken !== null
}

/** What carries a request for ORCID's own names to the mock that has taken them over; undefined for other names. */
export function takenDispatcher ({ hostname }: URL): Dispatcher | undefined {
  return taken?.hasHost(hostname) === true ? taken.dispatcher : undefined
}
