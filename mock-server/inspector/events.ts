// The server-sent events that keep open pages up to date: a poll of the mock a few times a second while there are any.
import type { ServerResponse } from 'node:http'
import type { Controls } from '../controls/controls.ts'
import { queryOf, type Filter } from './filter.ts'
import { drawRegions } from './page.ts'
import type { Region } from './sidebar.ts'

export const MAX_READERS = 12
const POLL_MS = 150
const MAX_PAUSE_MS = 60_000

interface Reader {
  readonly response: ServerResponse
  readonly filter: Filter
  /** What it has been sent, and what there is. */
  sent: readonly Region[]
  latest: readonly Region[]
  /** Since when its connection has been full; null while it takes what it is sent. */
  fullSince: number | null
}

// Changes whenever the page does, apart from the time that passes.
function revisionOf ({ journal, findings, faults, forgeries, registry }: Controls): string {
  const { behaviour, clock, clients, grants, researchers } = registry
  const armed = [...faults.armed(), ...forgeries.armed()].map(({ name, remaining, fired }) => `${name} ${remaining} ${fired}`)
  const time = clock.isFrozen() ? clock.now() : Math.round((clock.now() - Date.now()) / 1000)
  const redirectUris = [...clients.values()].map((client) => client.redirectUris.length)
  const world = [researchers.size, grants.consents.size, behaviour]
  const counts = [journal.total(), journal.exchanges().length, findings.all().length]
  return JSON.stringify([counts, armed, time, clock.isFrozen(), redirectUris, world])
}

// A reader that does not read is skipped, so that no more than one update waits for it.
function send (reader: Reader): void {
  const { response, sent, latest, fullSince } = reader
  if (fullSince !== null) return
  const known = new Map(sent.map(({ id, content, key = content.markup }) => [id, key]))
  const changed = latest.filter(({ id, content, key = content.markup }) => known.get(id) !== key)
  reader.sent = latest
  if (changed.length === 0) return
  const update = Object.fromEntries(changed.map(({ id, content }) => [id, content.markup]))
  if (!response.write(`data: ${JSON.stringify(update)}\n\n`)) reader.fullSince = Date.now()
}

function open (reader: Reader): void {
  const { response } = reader
  // Makes Node send `connection: close`, where the protocol has that header, and close the connection afterwards.
  response.shouldKeepAlive = false
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-fake-orcid': '1'
  })
  response.write('retry: 1000\n\n')
  response.on('drain', () => {
    reader.fullSince = null
    send(reader)
  })
  send(reader)
}

export function openEvents (mock: Controls) {
  const readers = new Set<Reader>()
  let timer: NodeJS.Timeout | undefined
  let revision = ''

  function poll (): void {
    for (const { response, fullSince } of readers) {
      if (fullSince !== null && Date.now() - fullSince > MAX_PAUSE_MS) response.destroy()
    }
    const before = revision
    revision = revisionOf(mock)
    if (revision === before) return
    const drawn = new Map<string, readonly Region[]>()
    for (const reader of readers) {
      const query = queryOf(reader.filter)
      reader.latest = drawn.get(query) ?? drawRegions(mock, reader.filter)
      drawn.set(query, reader.latest)
      send(reader)
    }
  }

  /** Keeps a page up to date until it goes or the mock closes. False if there are too many. */
  function join (response: ServerResponse, filter: Filter): boolean {
    if (readers.size >= MAX_READERS) return false
    if (readers.size === 0) timer = setInterval(poll, POLL_MS).unref()
    // The newcomer has just loaded this state: a page that is shared with others must not be older.
    poll()
    const other = [...readers].find((reader) => queryOf(reader.filter) === queryOf(filter))
    const latest = other?.latest ?? drawRegions(mock, filter)
    const reader: Reader = { response, filter, sent: [], latest, fullSince: null }
    readers.add(reader)
    response.once('close', () => {
      readers.delete(reader)
      if (readers.size === 0) clearInterval(timer)
    })
    open(reader)
    return true
  }

  function end (): void {
    for (const { response, fullSince } of readers) {
      if (fullSince === null) response.end()
      else response.destroy()
    }
  }
  return { join, end }
}
