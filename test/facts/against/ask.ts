// Asks a live registry: slowly, masked, and no further when it has had enough.
import type { WireRequest } from '../fact.ts'
import { sendTo } from '../replay.ts'
import type { Reply } from '../replay.ts'
import type { Settings } from './options.ts'
import type { Secrets } from './secrets.ts'

/** The run must end here; what was told so far is kept. */
export class Stopped extends Error {}

/** The time and how to let it pass. */
export interface Time { readonly now: () => number, readonly sleep: (milliseconds: number) => Promise<void> }

export type Ask = (request: WireRequest) => Promise<Reply>

/** Two a second. */
const APART_MS = 500
const MOST_FAILURES = 3

/** Resolves when the next request may be sent. */
export function createPace ({ now, sleep }: Time): () => Promise<void> {
  let free = -Infinity
  return async () => {
    const wait = Math.max(0, free - now())
    free = now() + wait + APART_MS
    if (wait > 0) await sleep(wait)
  }
}

/** The address of a path as facts have it: `/pub/…` and `/api/…` are hosts of their own. */
function targetOf ({ issuer, pub, api }: Settings['hosts'], path: string): { base: URL, path: string } {
  const [, name, rest = path] = /^\/(pub|api)(\/.*)$/s.exec(path) ?? []
  const base = new URL(name === undefined ? issuer : name === 'pub' ? pub : api)
  return { base, path: base.pathname.replace(/\/$/, '') + rest }
}

// What ORCID stumbles over has its error code, and is no outage.
const isOutage = ({ status, body }: Reply): boolean => status >= 500 && !body.includes('"error-code"')

/** @throws {@link Stopped} at a 429, at the third outage in a row, and when there is no answer */
export function createAsk (hosts: Settings['hosts'], pace: () => Promise<void>, secrets: Secrets): Ask {
  let failures = 0
  return async (request) => {
    const { base, path } = targetOf(hosts, request.path)
    await pace()
    const reply = await sendTo(base, { ...request, path }).catch((error: Error & { code?: string }) => {
      throw new Stopped(`${base.host} does not answer: ${error.code ?? error.message}`)
    })
    secrets.learn(request, reply)
    if (reply.status === 429) {
      const { 'retry-after': after = 'does not say when to come back' } = reply.headers
      throw new Stopped(`${base.host} has had enough requests: 429, Retry-After: ${after}`)
    }
    failures = isOutage(reply) ? failures + 1 : 0
    if (failures === MOST_FAILURES) throw new Stopped(`${base.host} fails: ${failures} answers in a row like ${reply.status}`)
    return reply
  }
}
