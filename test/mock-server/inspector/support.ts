// Exchanges sketched in a few strokes, and the inspector's pages as a reader gets them.
import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { createExchange } from '../../../mock-server/controls/journal/exchange.ts'
import type { ExchangeFacts, MockExchange } from '../../../mock-server/controls/journal/exchange.ts'
import type { Controls } from '../../../mock-server/controls/controls.ts'
import { readFilter } from '../../../mock-server/inspector/filter.ts'
import type { Filter } from '../../../mock-server/inspector/filter.ts'
import type { Login } from '../../../mock-server/inspector/logins.ts'
import { drawRegions } from '../../../mock-server/inspector/page.ts'

export const ALL = readFilter(new URLSearchParams())

/** What a page says, without its markup. */
export function textOf (markup: string): string {
  return markup.replace(/<(style|script)>.*?<\/\1>/gs, '').replace(/<[^>]+>/g, ' ')
    .replaceAll('&#39;', '\'').replaceAll('&quot;', '"').replaceAll('&amp;', '&').replace(/\s+/g, ' ')
}

/** The arrows of a page: from whom, to whom, what, and how it is drawn. */
export function arrowsIn (markup: string): string[] {
  return [...markup.matchAll(/<span class="say (\w+)[^"]*"><span class="ends">(.*?): <\/span><b>(.*?)<\/b>/g)]
    .map(([, kind, ends, says]) =>
      `${String(ends)} ${String(says).replace(/<.*?>/g, '')}${kind === 'implied' ? ' (implied)' : ''}`)
}

/** The regions of a page that changed, by id, and the ids of the diagrams, if their list did. */
export interface Event { parts: Record<string, string>, order: string[] }

export function readEvent (data: string): Event {
  const parts: Record<string, string> = JSON.parse(data)
  const { diagrams = '' } = parts
  return { parts, order: [...diagrams.matchAll(/ id="(.*?)"/g)].map(([, id]) => String(id)) }
}

export interface Listener {
  readonly incoming: IncomingMessage
  /** The next event. */
  readonly next: () => Promise<Event>
  /** When it is told that there is nothing more, or cut off. */
  readonly ended: () => Promise<void>
  readonly leave: () => void
}

/** A page that watches. */
export async function listen (url: string, headers: Record<string, string> = {}): Promise<Listener> {
  const outgoing = httpRequest(url, { headers: { accept: 'text/event-stream', ...headers }, agent: false }).end()
  outgoing.on('error', () => {})
  const [incoming] = await once(outgoing, 'response') as [IncomingMessage]
  incoming.on('error', () => {})
  const events = incoming.setEncoding('utf8')[Symbol.asyncIterator]()
  let rest = ''
  const next = async (): Promise<Event> => {
    for (;;) {
      const [, before, after] = /^(.*?)\n\n(.*)$/s.exec(rest) ?? []
      if (before === undefined) rest += String((await events.next()).value)
      else {
        rest = String(after)
        if (before.startsWith('data: ')) return readEvent(before.slice(6))
      }
    }
  }
  const ended = async (): Promise<void> => {
    for (let isOver = false; !isOver;) {
      isOver = await events.next().then(({ done }) => done === true, () => true)
    }
  }
  return { incoming, next, ended, leave: () => { outgoing.destroy() } }
}

const NO_MESSAGE = { headers: [], body: '', bodyBytes: 0 }

export interface Sketch extends Partial<Omit<ExchangeFacts, 'request' | 'answer'>> {
  url?: string
  form?: Record<string, string>
  headers?: Array<[string, string]>
  location?: string
  link?: string
  json?: unknown
}

/** An exchange of a few strokes. */
export function sketch ({ url = '/', form, headers = [], location, link, json, ...facts }: Sketch): Omit<ExchangeFacts, 'number'> {
  const type: Array<[string, string]> = form === undefined ? [] : [['content-type', 'application/x-www-form-urlencoded']]
  const body = form === undefined ? '' : String(new URLSearchParams(form))
  return {
    endpoint: null,
    isWebhook: false,
    client: null,
    method: form === undefined ? 'GET' : 'POST',
    status: 200,
    fault: null,
    forgery: null,
    at: new Date(0),
    readsToday: null,
    durationMs: 1,
    request: { ...NO_MESSAGE, url, headers: [...headers, ...type], body },
    answer: {
      ...NO_MESSAGE,
      headers: Object.entries({ ...location !== undefined && { location }, ...link !== undefined && { link } }),
      body: json === undefined ? '' : JSON.stringify(json)
    },
    ...facts
  }
}

export function journalOf (...sketches: Sketch[]): MockExchange[] {
  return sketches.map((one, index) => createExchange({ number: index + 1, ...sketch(one) }))
}

export function only ({ logins: [login] }: { logins: readonly Login[] }): Login {
  return login as Login
}

const CALLBACK = 'http://127.0.0.1:3000/callback'
export const QUERY = `client_id=APP-1&redirect_uri=${encodeURIComponent(CALLBACK)}&state=S&scope=openid`
export const question = (more = ''): Sketch => ({ endpoint: 'authorize', url: `/oauth/authorize?${QUERY}${more}` })
export const answered = (answer: string, more = ''): Sketch => ({
  ...question(more), method: 'POST', form: { decision: 'allow' }, status: 302, location: `${CALLBACK}${answer}`
})
export const exchanged = (code: string, more: Sketch = {}): Sketch => ({
  endpoint: 'token', url: '/oauth/token', form: { grant_type: 'authorization_code', code, client_secret: 'hunter2hunter2' }, ...more
})

interface Parts { parts: Map<string, string>, order: readonly string[] }

export function drawParts (controls: Controls, filter: Filter): Parts {
  const parts = Object.fromEntries(drawRegions(controls, filter).map(({ id, content }) => [id, content.markup]))
  return { ...readEvent(JSON.stringify(parts)), parts: new Map(Object.entries(parts)) }
}
