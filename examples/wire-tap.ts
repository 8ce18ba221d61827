// Prints every HTTP request of this process and its answer as they happen, secrets masked.
import { subscribe, unsubscribe } from 'node:diagnostics_channel'

interface Traffic {
  readonly request: { readonly origin: string, readonly method: string, readonly path: string, readonly body?: unknown }
  readonly response?: { readonly statusCode: number, readonly headers: Buffer[] }
  readonly chunk?: Buffer
}

const SECRETS = /((?:code|state|nonce|client_secret|\w*_token)=|"(?:access_token|refresh_token|id_token)":\s*"|Bearer )([^&"\s]{4})[^&"\s]+/g
const KEYS = /"n":"([\w-]{4})[\w-]+"/g
const mask = (text: string) => text.replace(SECRETS, '$1$2…').replace(KEYS, '"n":"$1…"')
const isOurs = (path: string) => /^\/(?:oauth\/(?:token|jwks|userinfo)|(?:\w+\/)?v3\.0\/)/.test(path)

/** Starts printing; returns what stops it. `app` is the origin of the app, everything else is ORCID. */
export function tapWire (app: string, print: (line: string) => void): () => void {
  const parties = ({ origin, path }: Traffic['request']) =>
    origin === app ? ['Browser', 'App'] as const : [isOurs(path) ? 'App' : 'Browser', 'ORCID'] as const
  const shorten = (text: string) => text.length > 500 ? `${text.slice(0, 500)}…` : text
  let link: string | undefined
  // The link of leg one travels along from page to page; once is enough to read it.
  const readable = (text: string) => {
    const query = /\?(response_type=.*)/.exec(text)?.[1]
    const known = link
    link ??= query
    return mask(decodeURIComponent(query !== undefined && query === known ? text.replace(query, '…') : text))
  }

  const handlers: Record<string, (traffic: Traffic) => void> = {
    'undici:request:create' ({ request }) {
      const [from, to] = parties(request)
      print(`${from} → ${to}: ${request.method} ${readable(request.path)}`)
      if (request.body instanceof Uint8Array) print(`    ${mask(decodeURIComponent(String(Buffer.from(request.body))))}`)
    },
    'undici:request:headers' ({ request, response }) {
      const [from, to] = parties(request)
      const headers = response?.headers.map(String) ?? []
      const header = (name: string) => headers[headers.findIndex((key) => key.toLowerCase() === name) + 1]
      const location = headers.some((key) => key.toLowerCase() === 'location') ? header('location') : undefined
      print(`${from} ← ${to}: ${response?.statusCode}${location === undefined ? '' : ` to ${readable(location)}`}`)
    },
    'undici:request:bodyChunkReceived' ({ chunk }) {
      const text = chunk?.toString() ?? ''
      if (text.startsWith('{')) print(`    ${shorten(mask(text))}`)
    }
  }
  const listeners = Object.entries(handlers).map(([name, handler]) => ({
    name,
    listener: (message: unknown) => handler(message as Traffic)
  }))
  for (const { name, listener } of listeners) subscribe(name, listener)
  return () => { for (const { name, listener } of listeners) unsubscribe(name, listener) }
}
