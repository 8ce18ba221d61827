// One request while it is being answered: what has come of it so far, and how it is written down in the end.
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ArmedFault } from './armed.ts'
import { callerOf } from './caller.ts'
import type { Caller } from './caller.ts'
import type { MockExchange, MockRequest } from './journal/exchange.ts'
import { judgeExchange } from './findings/check.ts'
import { BODY_CAPACITY, writeDown } from './journal/journal.ts'
import type { MockEndpoint } from './endpoints.ts'
import type { Stage } from './stage.ts'

/** A request on its way. */
export interface Scene {
  /** The mock. */
  readonly stage: Stage
  /** Fastify's request. */
  readonly request: FastifyRequest
  /** Fastify's reply. */
  readonly reply: FastifyReply
  /** The endpoint that answers, or null. */
  readonly endpoint: MockEndpoint | null
  /** When it came, by the real clock, in milliseconds. */
  readonly startedAt: number
  /** When it came, by the mock's clock. */
  readonly at: Date
  /** The body as it came. */
  readonly chunks: Buffer[]
  /** The fault that strikes it, or null. */
  fault: ArmedFault | null
  /** What was read of it, and by whom it was sent; null until the body is there. */
  read: { readonly message: MockRequest, readonly caller: Caller } | null
}

/** The answer to it. */
export interface Outcome {
  /** The status a client sees, 0 for none. */
  readonly status: number
  /** Names and values by turns. */
  readonly headers: ReadonlyArray<readonly [string, string]>
  /** The body. */
  readonly body: Buffer
  /** The forgery in it, or null. */
  readonly forgery: MockExchange['forgery']
}

/** No answer at all. */
export const silence: Outcome = { status: 0, headers: [], body: Buffer.alloc(0), forgery: null }

/** The beginning of a scene. */
export function beginScene (stage: Stage, request: FastifyRequest, reply: FastifyReply): Scene {
  const { endpoint = null } = request.routeOptions.config as { endpoint?: MockEndpoint | null }
  const at = new Date(stage.registry.clock.now())
  return { stage, request, reply, endpoint, startedAt: performance.now(), at, chunks: [], fault: null, read: null }
}

function pairs (flat: readonly string[]): Array<[string, string]> {
  return flat.flatMap((name, index): Array<[string, string]> =>
    index % 2 === 0 ? [[name, flat[index + 1] as string]] : [])
}

/** Reads the request, once its body is there. */
export function readScene (scene: Scene): NonNullable<Scene['read']> {
  if (scene.read !== null) return scene.read
  const { raw } = scene.request
  const body = Buffer.concat(scene.chunks)
  const message = {
    url: raw.url as string,
    headers: pairs(raw.rawHeaders),
    body: body.toString('utf8', 0, BODY_CAPACITY),
    bodyBytes: body.length
  }
  scene.read = { message, caller: callerOf(scene.stage, message) }
  return scene.read
}

/** A body as bytes; the mock's endpoints answer with texts, and with nothing. */
export function bytesOf (payload: unknown): Buffer {
  return Buffer.from(payload as string | Buffer | null | undefined ?? '')
}

/** The headers of a reply, one pair per line on the wire. */
export function headersOf (reply: FastifyReply): Array<[string, string]> {
  return Object.entries(reply.getHeaders())
    .flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, String(one)]))
}

/** Writes the scene down and judges what the client did in it. */
export function endScene (scene: Scene, { status, headers, body, forgery }: Outcome): void {
  const { stage, endpoint, request, fault, at, startedAt } = scene
  const { message, caller: { client } } = readScene(scene)
  judgeExchange(stage, writeDown(stage.journal, {
    endpoint,
    client,
    method: request.method,
    status,
    fault: fault?.name ?? null,
    forgery,
    at,
    durationMs: performance.now() - startedAt,
    request: message,
    answer: { headers, body: body.toString('utf8', 0, BODY_CAPACITY), bodyBytes: body.length }
  }))
}
