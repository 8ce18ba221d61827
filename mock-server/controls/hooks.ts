// The seam's other half, and the hooks around every leg that inject faults and keep the journal.
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Drafts, Refusal, Seam, WebhookCall } from '../orcid/registry/seam.ts'
import { queryOf } from '../orcid/web/parameters.ts'
import type { Controls } from './controls.ts'
import { endpointOf, type MockEndpoint } from './endpoints.ts'
import type { ArmedFault } from './faults/arm.ts'
import { createConsentMenu } from './faults/consent-menu.ts'
import type { RawAnswer } from './faults/sockets.ts'
import { adviceOn } from './findings/advice.ts'
import type { MockForgeryName } from './forgeries/catalogue.ts'
import { accessTokenIn, clientOf, keepBody, keepRequest } from './journal/request.ts'

/** A request that has no answer yet, and what is known of it so far. */
interface Pending {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly endpoint: MockEndpoint | null
  /** By the real clock. */
  readonly startedAt: number
  /** By the mock's clock. */
  readonly at: Date
  fault: ArmedFault | null
  forgery: MockForgeryName | null
  refusal: Refusal | null
  issued: Drafts['token']['body'] | null
  readsToday: number | null
}

type PendingRequests = WeakMap<FastifyRequest, Pending>

const NO_ANSWER: RawAnswer = { status: 0, headers: [], body: Buffer.alloc(0) }

interface Answer extends Omit<RawAnswer, 'body'> { readonly body: Buffer | string }

function record ({ registry, journal, findings, followers }: Controls, pending: Pending, answer: Answer): void {
  const { endpoint, fault, forgery, refusal, issued, readsToday, at, startedAt } = pending
  const { status, headers, body } = answer
  const request = keepRequest(pending.request)
  const exchange = journal.add({
    endpoint,
    client: clientOf(request, registry.grants),
    method: pending.request.method,
    status,
    fault: fault?.name ?? null,
    forgery,
    readsToday,
    at,
    durationMs: performance.now() - startedAt,
    request,
    answer: { headers, ...keepBody(body) }
  })
  const found = findings.check(exchange, refusal, issued)
  for (const follow of followers) for (const entry of [exchange, ...found]) follow(entry)
}

/** What the fault leaves of an answer. Null: the fault answers itself. */
async function applyFault (controls: Controls, pending: Pending, answer: RawAnswer): Promise<Buffer | null> {
  const { request, reply, fault } = pending
  const { kind, name, endpoint, delayMs } = fault as ArmedFault
  const { signal } = controls.closing
  // A mock that closes does not wait, because the request is cut off with its connection. A drip waits between bytes.
  if (delayMs > 0 && !name.startsWith('drip')) await sleep(delayMs, undefined, { signal }).catch(() => {})
  if (kind.respond !== undefined) {
    const { issuer } = controls.registry
    const accessToken = accessTokenIn(keepRequest(request))
    const { status, headers, body } = kind.respond({ endpoint, issuer, accessToken })
    // Fastify gives every body a content type except a stream.
    void reply.code(status).headers(headers).send('content-type' in headers || body === '' ? body : Readable.from([body]))
    return null
  }
  record(controls, pending, kind.isSilent === true ? { ...answer, status: 0 } : answer)
  if (kind.onSocket !== undefined) {
    reply.hijack()
    kind.onSocket(request.raw.socket, answer, { delayMs, signal })
    return null
  }
  const { headers = {}, body = answer.body } = kind.spoil?.(answer.body) ?? {}
  reply.headers(headers)
  return body
}

function headersOf (reply: FastifyReply): Array<[name: string, value: string]> {
  return Object.entries(reply.getHeaders())
    .flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, String(one)]))
}

/** What is sent at last. Null: a fault has answered on the socket. */
async function conclude (controls: Controls, pending: Pending, payload: unknown): Promise<Buffer | null> {
  const { reply, fault } = pending
  const isStream = typeof payload !== 'string' && !Buffer.isBuffer(payload)
  const body = isStream ? await buffer(payload as Readable) : Buffer.from(payload as string)
  const answer = { status: reply.statusCode, headers: headersOf(reply), body }
  if (fault?.kind.phase === 'after') return await applyFault(controls, pending, answer)
  record(controls, pending, answer)
  return body
}

// The address is the whole of what ORCID sends.
function recordCall ({ journal, followers }: Controls, call: WebhookCall): void {
  const { uri, clientId, at, durationMs, status, headers, problem } = call
  const exchange = journal.add({
    endpoint: null,
    isWebhook: true,
    client: clientId,
    method: 'POST',
    status,
    fault: null,
    forgery: null,
    readsToday: null,
    at,
    durationMs,
    request: { url: uri, headers: [['content-length', '0']], ...keepBody('') },
    answer: { headers, ...keepBody(problem ?? '') }
  })
  for (const follow of followers) follow(exchange)
}

function createSeam (controls: Controls, pendings: PendingRequests): Seam {
  const { registry, faults, forgeries, keys } = controls
  const { groups, choose } = createConsentMenu(faults, forgeries)
  return {
    consentMenu: groups,
    choose,
    refused: (request, refusal) => {
      const pending = pendings.get(request)
      // A request that a hook before these has refused is not in the journal.
      if (pending !== undefined) pending.refusal = refusal
    },
    counted: (request, readsToday) => { (pendings.get(request) as Pending).readsToday = readsToday },
    called: (call) => { recordCall(controls, call) },
    adviceOn: (request, { reason }) => adviceOn(registry, queryOf(request), reason),
    amend: (request, kind, draft, token) => {
      const pending = pendings.get(request) as Pending
      keys.amend(kind, draft)
      if (forgeries.armed().length > 0) pending.forgery = forgeries.amend(kind, draft, token)
      if (kind === 'token') pending.issued = (draft as Drafts['token']).body
      return draft
    }
  }
}

export function registerControls (app: FastifyInstance, controls: Controls): void {
  const { registry, faults } = controls
  const pendings: PendingRequests = new WeakMap()
  registry.seam = createSeam(controls, pendings)
  app.addHook('onRoute', function nameEndpoint (route) {
    const endpoint = endpointOf(route.url.slice(route.prefix.length))
    route.config = Object.assign({}, route.config, { endpoint })
  })
  app.addHook('onRequest', function open (request, reply, done) {
    const { endpoint = null } = request.routeOptions.config as { endpoint?: MockEndpoint | null }
    const at = new Date(registry.clock.now())
    const startedAt = performance.now()
    pendings.set(request, {
      request, reply, endpoint, startedAt, at, fault: null, forgery: null, refusal: null, issued: null, readsToday: null
    })
    done()
  })
  app.addHook('preHandler', function injectFault (request, _reply, done) {
    if (faults.armed().length === 0 || request.method === 'OPTIONS') return done()
    const pending = pendings.get(request) as Pending
    const client = clientOf(keepRequest(request), registry.grants)
    pending.fault = faults.pick(client, ({ endpoint }) => endpoint === pending.endpoint)
    if (pending.fault?.kind.phase !== 'instead') return done()
    applyFault(controls, pending, NO_ANSWER).catch(done)
  })
  app.addHook('onSend', function keepJournal (request, reply, payload, done) {
    const pending = pendings.get(request)
    // A hook before these has failed.
    if (pending === undefined) return done(null, payload)
    const body = payload ?? ''
    // Nearly every answer is a text, or nothing.
    if (typeof body === 'string' && pending.fault?.kind.phase !== 'after') {
      record(controls, pending, { status: reply.statusCode, headers: headersOf(reply), body })
      return done(null, body)
    }
    const finish = (bytes: Buffer | null): void => { if (bytes !== null) done(null, bytes) }
    conclude(controls, pending, body).then(finish, done)
  })
}
