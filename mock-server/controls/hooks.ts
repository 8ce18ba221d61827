// Fastify hooks around every leg: they inject faults and keep the journal, so that no leg knows of either.
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Controls } from './controls.ts'
import { endpointOf, type MockEndpoint } from './endpoints.ts'
import type { ArmedFault } from './faults/arm.ts'
import type { WireAnswer } from './faults/sockets.ts'
import { checkExchange } from './findings/check.ts'
import { accessTokenOf, clientOf, keepBody, keepRequest } from './journal/request.ts'

interface Pending {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly endpoint: MockEndpoint | null
  /** By the real clock. */
  readonly startedAt: number
  /** By the mock's clock. */
  readonly at: Date
  client: string | null | undefined
  fault: ArmedFault | null
}

const NO_ANSWER: WireAnswer = { status: 0, headers: [], body: Buffer.alloc(0) }

function clientSending ({ registry: { grants } }: Controls, pending: Pending): string | null {
  if (pending.client === undefined) pending.client = clientOf(pending.request, grants)
  return pending.client
}

function record (controls: Controls, pending: Pending, { status, headers, body }: WireAnswer): void {
  const { request, endpoint, fault, at, startedAt } = pending
  const { refusal, forgery, issued } = controls.toldOf(request)
  const exchange = controls.journal.add({
    endpoint,
    client: clientSending(controls, pending),
    method: request.method,
    status,
    fault: fault?.name ?? null,
    forgery,
    at,
    durationMs: performance.now() - startedAt,
    request: keepRequest(request),
    answer: { headers, ...keepBody(body) }
  })
  checkExchange(controls.registry, controls.findings, { exchange, request, refusal, issued })
}

// A mock that closes does not wait; the request is cut off with its connection.
async function wait ({ closing }: Controls, delayMs: number): Promise<void> {
  if (delayMs > 0) await sleep(delayMs, undefined, { signal: closing.signal }).catch(() => {})
}

function answerOnSocket ({ closing }: Controls, { request, reply, fault }: Pending, answer: WireAnswer): void {
  const { kind, delayMs } = fault as ArmedFault
  reply.hijack()
  kind.onSocket?.(request.raw.socket, answer, { delayMs, signal: closing.signal })
}

async function failInstead (controls: Controls, pending: Pending, fault: ArmedFault): Promise<void> {
  const { request, reply } = pending
  const { kind, delayMs, endpoint } = fault
  await wait(controls, delayMs)
  if (kind.respond === undefined) {
    record(controls, pending, NO_ANSWER)
    answerOnSocket(controls, pending, NO_ANSWER)
    return
  }
  const { issuer } = controls.registry
  const { status, headers, body } = kind.respond({ endpoint, issuer, accessToken: accessTokenOf(request) })
  void reply.code(status).headers(headers).send(body)
}

/** A payload as bytes: a text, bytes, a stream, or nothing. */
async function bytesOf (payload: unknown): Promise<Buffer> {
  if (payload === null || payload === undefined) return Buffer.alloc(0)
  if (typeof payload === 'string' || Buffer.isBuffer(payload)) return Buffer.from(payload as string)
  const chunks: Buffer[] = []
  for await (const chunk of payload as AsyncIterable<string | Buffer>) chunks.push(Buffer.from(chunk as string))
  return Buffer.concat(chunks)
}

function headersOf (reply: FastifyReply): Array<[name: string, value: string]> {
  return Object.entries(reply.getHeaders())
    .flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, String(one)]))
}

/** What is sent at last. Null: the answer has been given on the socket. */
async function conclude (controls: Controls, pending: Pending, payload: unknown): Promise<Buffer | null> {
  const { reply, fault } = pending
  const answer = { status: reply.statusCode, headers: headersOf(reply), body: await bytesOf(payload) }
  if (fault === null || fault.kind.phase === 'instead') {
    record(controls, pending, answer)
    return answer.body
  }
  const { kind, name, delayMs } = fault
  if (!name.startsWith('drip')) await wait(controls, delayMs)
  record(controls, pending, kind.isSilent === true ? { ...answer, status: 0 } : answer)
  if (kind.onSocket !== undefined) {
    answerOnSocket(controls, pending, answer)
    return null
  }
  const { headers = {}, body = answer.body } = kind.spoil?.(answer.body) ?? {}
  reply.headers(headers)
  return body
}

export function registerControls (app: FastifyInstance, controls: Controls): void {
  const pendings = new WeakMap<FastifyRequest, Pending>()
  const pendingOf = (request: FastifyRequest): Pending => pendings.get(request) as Pending
  app.addHook('onRoute', function nameEndpoint (route) {
    const endpoint = endpointOf(route.url.slice(route.prefix.length))
    route.config = Object.assign({}, route.config, { endpoint })
  })
  app.addHook('onRequest', async function open (request, reply) {
    const { endpoint = null } = request.routeOptions.config as { endpoint?: MockEndpoint | null }
    const at = new Date(controls.registry.clock.now())
    const startedAt = performance.now()
    pendings.set(request, { request, reply, endpoint, startedAt, at, client: undefined, fault: null })
  })
  app.addHook('preHandler', async function injectFault (request, reply) {
    if (controls.faults.armed().length === 0 || request.method === 'OPTIONS') return undefined
    const pending = pendingOf(request)
    pending.fault = controls.faults.pick(pending.endpoint, clientSending(controls, pending))
    if (pending.fault?.kind.phase !== 'instead') return undefined
    await failInstead(controls, pending, pending.fault)
    return reply
  })
  app.addHook('onSend', function keepJournal (request, _reply, payload, done) {
    const pending = pendings.get(request)
    // A hook before these has failed.
    if (pending === undefined) return done(null, payload)
    const finish = (body: Buffer | null): void => { if (body !== null) done(null, body) }
    conclude(controls, pending, payload).then(finish, done)
  })
}
