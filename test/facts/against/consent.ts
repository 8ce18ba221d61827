// What a person grants in a browser: one page that stays open and fetches each code when a fact needs it.
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createInterface } from 'node:readline/promises'
import type { Readable } from 'node:stream'
import { Stopped } from './ask.ts'
import { isLoopback } from './options.ts'

/** What is asked of a person, and for which client. */
export interface Wish {
  readonly clientId: string
  readonly scope: string
  readonly asked?: Readonly<Record<string, string>>
}

export interface Consent {
  /** A code for what is wished. */
  readonly code: (wish: Wish) => Promise<string>
  readonly close: () => Promise<void>
}

interface Surroundings {
  readonly issuer: string
  readonly redirectUri: string
  readonly input: Readable
  readonly print: (line: string) => void
  /** Takes what must not be shown. */
  readonly keep: (...values: readonly string[]) => void
}

/** A person has this long to sign in, and a browser this long to fetch a code. */
const LONGEST_WAIT_MS = 300_000

function linkOf ({ issuer, redirectUri }: Surroundings, { clientId, scope, asked }: Wish, state: string): string {
  const query = { client_id: clientId, response_type: 'code', redirect_uri: redirectUri, scope, state, ...asked }
  return `${issuer}/oauth/authorize?${new URLSearchParams(query)}`
}

/** The code in an address that a browser has ended at, or in what a person has pasted. */
function codeIn (text: string, state: string): string {
  const query = URL.canParse(text) ? new URL(text).searchParams : new URLSearchParams({ code: text, state })
  if (query.get('state') !== state) throw new Stopped('The browser came back with another state than it left with')
  const code = query.get('code')
  if (code === null || code === '') throw new Stopped(`The person or ORCID said no: ${query.get('error') ?? 'there is no code'}`)
  return code
}

const page = (text: string): string =>
  `<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=/next"><title>Facts</title><p>${text}</p>`

interface Errand { readonly link: string, readonly done: (cameBackTo: string) => void }

/** The link of the next code, when there is one; the browser's request waits for it. */
function createErrands () {
  let [current, isOver] = [null as Errand | null, false]
  let waiting: ServerResponse | null = null
  const go = (): void => {
    if (waiting === null || (current === null && !isOver)) return
    if (current === null) waiting.end('All is asked. This page can be closed.')
    else waiting.writeHead(302, { location: current.link }).end()
    waiting = null
  }
  return {
    run: (errand: Errand): void => { current = errand; go() },
    next: (response: ServerResponse): void => { waiting = response; go() },
    finish: (): Errand | null => {
      const errand = current
      current = null
      return errand
    },
    end: (): void => { isOver = true; go() }
  }
}

async function listenAt (redirectUri: URL, answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(answer).listen(Number(redirectUri.port || 80), redirectUri.hostname.replace(/[[\]]/g, ''))
  await Promise.race([once(server, 'listening'), once(server, 'error').then(([error]: Error[]) => {
    throw new Stopped(`The redirect URI cannot be listened at: ${error?.message}`)
  })])
  return server
}

async function openLoopback (around: Surroundings): Promise<Consent> {
  const [redirectUri, errands] = [new URL(around.redirectUri), createErrands()]
  const server = await listenAt(redirectUri, ({ url = '/' }, response) => {
    const cameBackTo = new URL(url, redirectUri)
    if (cameBackTo.pathname !== redirectUri.pathname) return errands.next(response)
    response.setHeader('content-type', 'text/html')
    response.end(page('Back from ORCID. This page goes on by itself: leave it open.'))
    errands.finish()?.done(cameBackTo.href)
  })
  let isShown = false
  return {
    code: async (wish) => {
      const state = randomUUID()
      around.keep(state)
      const came = new Promise<string>((resolve, reject) => {
        const timer = setTimeout(() => { reject(new Stopped('The browser has not come back within five minutes')) }, LONGEST_WAIT_MS)
        errands.run({
          link: linkOf(around, wish, state),
          done: (cameBackTo) => { clearTimeout(timer); resolve(cameBackTo) }
        })
      })
      if (!isShown) around.print(`Open this in a browser, sign in, allow what is asked, and leave it open: ${redirectUri.origin}/next`)
      isShown = true
      return codeIn(await came, state)
    },
    close: async () => {
      errands.end()
      server.close()
      server.closeIdleConnections()
      await once(server, 'close')
    }
  }
}

function openPasted (around: Surroundings): Consent {
  const lines = createInterface({ input: around.input })
  const answers = lines[Symbol.asyncIterator]()
  return {
    code: async (wish) => {
      const state = randomUUID()
      around.keep(state)
      around.print(`Open this, allow what is asked, and paste the address that the browser ends at: ${linkOf(around, wish, state)}`)
      const { value = '' } = await answers.next() as { value?: string }
      return codeIn(value.trim(), state)
    },
    close: async () => { lines.close() }
  }
}

/** Where codes come from: a loopback redirect URI is listened at, what comes to another one is pasted. */
export async function openConsent (around: Surroundings): Promise<Consent> {
  return isLoopback(new URL(around.redirectUri)) ? await openLoopback(around) : openPasted(around)
}
