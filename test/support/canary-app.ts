// A cage for canaries: it learns every secret of a walk from the wire itself, and hears them where they must not be.
import { inspect } from 'node:util'
import { Agent } from 'undici'
import type { Dispatcher } from 'undici'
import type { MockHop } from '../../mock-server/index.ts'

/** What a secret is. */
export type Kind = 'client secret' | 'cookie key' | 'code' | 'state' | 'nonce' | 'verifier' | 'access token' |
'refresh token' | 'id_token' | 'cookie'

const FIELDS: Readonly<Record<string, Kind>> = {
  code: 'code',
  state: 'state',
  nonce: 'nonce',
  code_verifier: 'verifier',
  access_token: 'access token',
  refresh_token: 'refresh token',
  id_token: 'id_token'
}
const SHORTEST = 6

/** The ways in which a text may be written somewhere else. */
function spellings (secret: string): string[] {
  const bytes = Buffer.from(secret)
  return [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), bytes.toString('hex'),
    // The same bytes at another place in a longer text have other letters at both ends.
    ...['base64', 'base64url'].flatMap((form) => [0, 1, 2].map((before) =>
      Buffer.concat([Buffer.alloc(before), bytes]).toString(form as BufferEncoding).slice(before === 0 ? 0 : 4, -4)))]
}

export function openCanaryApp (fixed: Readonly<Partial<Record<Kind, string>>>) {
  const secrets = new Map<string, Kind>(Object.entries(fixed).map(([kind, secret]) => [secret, kind as Kind]))
  let fresh = new Set(secrets.keys())

  function learn (secret: string, kind: Kind): void {
    const parts = kind === 'id_token' ? secret.split('.').slice(1) : [secret]
    for (const part of parts) {
      if (part.length < SHORTEST) continue
      secrets.set(part, kind)
      fresh.add(part)
    }
  }

  function learnFrom (fields: URLSearchParams): void {
    for (const [name, value] of fields) {
      const kind = FIELDS[name]
      if (kind !== undefined) learn(value, kind)
    }
  }

  /** Learns from what the browser saw. */
  function watch ({ from, url, headers }: MockHop): void {
    for (const address of [url, String(headers.location ?? '')]) {
      if (URL.canParse(address)) learnFrom(new URL(address).searchParams)
    }
    if (from !== 'app') return
    for (const line of headers['set-cookie'] ?? []) {
      const value = /^[^=]*orcid\.[^=]*=([^;]*)/.exec(line)?.[1] ?? ''
      learn(value, 'cookie')
    }
  }

  /** Learns from what the app says to ORCID and hears of it. */
  const dispatcher = new Agent({ pipelining: 0 }).compose((dispatch) => (options, handler) => {
    if (typeof options.body === 'string') learnFrom(new URLSearchParams(options.body))
    let heard = ''
    const listening = new Proxy(handler, {
      get (target, name) {
        const value: unknown = Reflect.get(target, name)
        if (typeof value !== 'function') return value
        return (...given: unknown[]) => {
          if (name === 'onResponseData') heard += String(given[1]).slice(0, 65_536)
          if (name === 'onResponseEnd') {
            for (const [, field = '', secret = ''] of heard.matchAll(/"(\w+)"\s*:\s*"([^"]+)"/g)) {
              if (field.endsWith('_token')) learn(secret, FIELDS[field] ?? 'access token')
            }
          }
          return Reflect.apply(value, target, given)
        }
      }
    })
    return dispatch(options, listening)
  })

  /** Which kinds of secrets a text has in it, in any spelling: those that are new since the last call of `rest`. */
  function heardIn (text: string, except: readonly Kind[] = []): Kind[] {
    const words = new Set(text.split(/[^\w~-]+/))
    const kinds = new Set<Kind>()
    for (const secret of fresh) {
      const kind = secrets.get(secret) as Kind
      // A short one may be part of an ordinary word.
      const isLong = secret.length >= 16
      const isThere = words.has(secret) || (isLong && spellings(secret).some((form) => text.includes(form)))
      if (isThere && !except.includes(kind)) kinds.add(kind)
    }
    return [...kinds]
  }

  /** The same for every secret there ever was, as it is. */
  function everHeardIn (text: string): Kind[] {
    return [...new Set(text.split(/[^\w~-]+/).flatMap((word) => secrets.get(word) ?? []))]
  }

  return {
    watch,
    dispatcher: dispatcher as Dispatcher,
    heardIn,
    everHeardIn,
    kinds: () => [...new Set(secrets.values())].sort(),
    count: () => secrets.size,
    rest () { fresh = new Set(Object.values(fixed)) }
  }
}

/** All that can be read off an error. */
export function read (error: unknown): string {
  const inspected = (thing: unknown) => inspect(thing, { depth: 9, showHidden: true })
  if (!(error instanceof Error)) return inspected(error)
  const { message, stack, cause } = error
  return [message, stack, String(error), JSON.stringify(error), JSON.stringify({ ...error }), inspected(error),
    inspected(cause), JSON.stringify(cause)].join('\n')
}

/**
 * What an answer shows to the browser. Apart from the rest is what the protocol itself must send: the sealed cookie,
 * and the way to ORCID.
 */
export function shown (answer: Pick<MockHop, 'headers' | 'body'>, authorizationEndpoint: string) {
  const { 'set-cookie': cookies, location = '', ...headers } = answer.headers
  const isWayToOrcid = location.startsWith(authorizationEndpoint)
  return {
    everywhere: [answer.body, JSON.stringify(headers), isWayToOrcid ? '' : location].join('\n'),
    cookies: (cookies ?? []).join('\n'),
    wayToOrcid: isWayToOrcid ? location : ''
  }
}
