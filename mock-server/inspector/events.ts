// The server-sent events that keep open pages up to date: a poll of the mock a few times a second while there are any.
import type { ServerResponse } from 'node:http'
import { queryOf, type Filter } from './filter.ts'
import { createLivePage, type LivePage } from './live-page.ts'
import { layOut } from './page.ts'
import { readState, revisionOf, type ObservedMock } from './state.ts'

export const MAX_READERS = 12
const POLL_MS = 150
const MAX_PAUSE_MS = 60_000

interface Reader {
  readonly response: ServerResponse
  readonly filter: Filter
  readonly page: LivePage
  version: number
  /** Since when its connection has been full; null while it takes what it is sent. */
  fullSince: number | null
}

export interface InspectorEvents {
  /** Keeps a page up to date until it goes or the mock closes. False if there are too many. */
  readonly join: (response: ServerResponse, filter: Filter) => boolean
  readonly end: () => void
}

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-fake-orcid': '1'
}

// A reader that does not read is skipped, so that no more than one update waits for it.
function send (reader: Reader): void {
  const { response, page, version, fullSince } = reader
  if (fullSince !== null || version === page.version()) return
  reader.version = page.version()
  if (!response.write(`data: ${page.updateSince(version)}\n\n`)) reader.fullSince = Date.now()
}

function pageFor (filter: Filter, mock: ObservedMock, readers: ReadonlySet<Reader>): LivePage {
  const other = [...readers].find((reader) => queryOf(reader.filter) === queryOf(filter))
  if (other !== undefined) return other.page
  const page = createLivePage()
  page.refresh(layOut(readState(mock), filter))
  return page
}

export function openEvents (mock: ObservedMock): InspectorEvents {
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
    const state = readState(mock)
    const pages = new Map([...readers].map(({ page, filter }) => [page, filter]))
    for (const [page, filter] of pages) page.refresh(layOut(state, filter))
    for (const reader of readers) send(reader)
  }

  function join (response: ServerResponse, filter: Filter): boolean {
    if (readers.size >= MAX_READERS) return false
    if (readers.size === 0) timer = setInterval(poll, POLL_MS).unref()
    // The newcomer has just loaded this state: a page that is shared with others must not be older.
    poll()
    const reader: Reader = { response, filter, page: pageFor(filter, mock, readers), version: 0, fullSince: null }
    readers.add(reader)
    // Node says so in the head, where the protocol has the word, and closes the connection afterwards.
    response.shouldKeepAlive = false
    response.writeHead(200, HEADERS)
    response.write('retry: 1000\n\n')
    response.on('drain', () => {
      reader.fullSince = null
      send(reader)
    })
    response.once('close', () => {
      readers.delete(reader)
      if (readers.size === 0) clearInterval(timer)
    })
    send(reader)
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
