// Who watches: server-sent events to a few pages, from a look at the mock a few times a second while there are any.
import type { ServerResponse } from 'node:http'
import type { Controls } from '../controls/controls.ts'
import { drawBlocks } from './blocks.ts'
import { fingerprintOf } from './view.ts'
import type { Filter } from './view.ts'

/** How many pages may watch one mock. */
export const MOST_WATCHERS = 12

/** How often the mock is looked at, in milliseconds. */
const PACE_MS = 150

interface Watcher {
  readonly response: ServerResponse
  readonly filter: Filter
  /** What it has been sent, by id. */
  readonly sent: Map<string, string>
}

/** The pages that watch one mock. */
export interface Watch {
  /** Lets a page watch, from here on until it goes or the mock ends. False: there are too many. */
  readonly join: (response: ServerResponse, filter: Filter) => boolean
  /** Sends everybody away. */
  readonly end: () => void
}

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-fake-orcid': '1'
}

/** Sends what is not as it was sent before. */
function update (controls: Controls, { response, filter, sent }: Watcher): void {
  const { parts, order } = drawBlocks(controls, filter)
  const changed = [...parts].filter(([id, markup]) => sent.get(id) !== markup)
  sent.clear()
  for (const [id, markup] of parts) sent.set(id, markup)
  response.write(`data: ${JSON.stringify({ parts: Object.fromEntries(changed), order })}\n\n`)
}

/** Opens a watch. As long as nobody joins, it costs nothing. */
export function openWatch (controls: Controls): Watch {
  const watchers = new Set<Watcher>()
  let timer: NodeJS.Timeout | undefined
  let seen = ''
  const look = (): void => {
    const before = seen
    seen = fingerprintOf(controls)
    if (seen === before) return
    for (const watcher of watchers) update(controls, watcher)
  }
  const join = (response: ServerResponse, filter: Filter): boolean => {
    if (watchers.size >= MOST_WATCHERS) return false
    const watcher: Watcher = { response, filter, sent: new Map() }
    // Node says so in the head, where the protocol has the word, and does not keep the connection.
    response.shouldKeepAlive = false
    response.writeHead(200, HEADERS)
    response.write('retry: 1000\n\n')
    response.once('close', () => {
      watchers.delete(watcher)
      if (watchers.size === 0) clearInterval(timer)
    })
    if (watchers.size === 0) {
      seen = fingerprintOf(controls)
      timer = setInterval(look, PACE_MS).unref()
    }
    watchers.add(watcher)
    update(controls, watcher)
    return true
  }
  return { join, end: () => { for (const { response } of watchers) response.end() } }
}
