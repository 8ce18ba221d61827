// One call of a webhook: whom it may go to, and how it was answered.
import { request as requestByHttp, type IncomingMessage } from 'node:http'
import { request as requestByHttps } from 'node:https'
import type { LookupFunction } from 'node:net'
import { isLoopback } from '../../network/address.ts'
import type { WebhookCall } from '../registry/seam.ts'

type CallAnswer = Pick<WebhookCall, 'status' | 'headers' | 'problem'>

interface Circumstances {
  /** Host names apart from those of this machine, in lower case. */
  readonly allowed: ReadonlySet<string>
  readonly signal: AbortSignal
  /** @default ORCID's patience */
  readonly patienceMs?: number
}

// ORCID-Source, HttpRequestUtils.
const PATIENCE_MS = 20_000
const SENT = { 'content-length': '0', 'user-agent': 'Java-http-client/21' }

// A name that means this machine is not looked up, so that it leads nowhere else.
const lookUpLoopback: LookupFunction = (_hostname, _options, done) => {
  done(null, [{ address: '127.0.0.1', family: 4 }, { address: '::1', family: 6 }])
}

function failed (problem: string): CallAnswer {
  return { status: 0, headers: [], problem }
}

/** The address as ORCID calls it, or null if nobody can (WebhookManagerImpl.doPost). */
function parseAddress (uri: string): URL | null {
  const address = /^http/i.test(uri) ? uri : `http://${uri}`
  const url = URL.canParse(address) ? new URL(address) : null
  return url !== null && /^https?:$/.test(url.protocol) ? url : null
}

function headersOf ({ rawHeaders }: IncomingMessage): CallAnswer['headers'] {
  return rawHeaders.flatMap((name, index) => index % 2 === 0 ? [[name, String(rawHeaders[index + 1])] as const] : [])
}

function reasonOf ({ code }: NodeJS.ErrnoException): string {
  return code === 'ABORT_ERR' ? 'no answer in time' : String(code)
}

async function post (url: URL, { signal, patienceMs = PATIENCE_MS }: Circumstances): Promise<CallAnswer> {
  const isHere = isLoopback(url.hostname)
  const call = url.protocol === 'https:' ? requestByHttps : requestByHttp
  return await new Promise((resolve) => {
    const request = call({
      method: 'POST',
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port,
      path: url.pathname + url.search,
      headers: { host: url.host, ...SENT },
      agent: false,
      ...(isHere && { lookup: lookUpLoopback, autoSelectFamily: true }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)])
    })
    // A mock that nobody closes does not keep its process alive.
    request.on('socket', (socket) => { socket.unref() })
    request.on('response', (response) => {
      // The body means nothing to ORCID, and may never end.
      response.on('error', () => {}).resume()
      resolve({ status: response.statusCode as number, headers: headersOf(response), problem: null })
    })
    request.on('error', (error) => { resolve(failed(reasonOf(error))) })
    request.on('close', () => { resolve(failed('the connection was closed')) })
    request.end()
  })
}

/** Posts an empty body to a webhook. Redirects are not followed. */
export async function callWebhook (uri: string, circumstances: Circumstances): Promise<CallAnswer> {
  const url = parseAddress(uri)
  if (url === null) return failed('not called: this is no address of HTTP')
  if (isLoopback(url.hostname) || circumstances.allowed.has(url.hostname)) return await post(url, circumstances)
  return failed(`not called: ${url.hostname} is not this machine, and the option webhooks does not allow it`)
}
