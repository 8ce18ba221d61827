// The control API: what a test does in process, over HTTP, for suites in other languages. Loopback and token only.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { isFromHere } from '../../address.ts'
import type { MockClientOptions } from '../../options/client.ts'
import { MockOrcidOptionsError } from '../../errors.ts'
import type { MockOrcidClient } from '../../orcid/registry/clients.ts'
import type { Researcher } from '../../orcid/registry/researchers.ts'
import type { MockClock } from '../clock.ts'
import { endWithNewline, listRoutes, readJsonBodies } from './answers.ts'
import { createStore, registerKeys } from './keys.ts'
import type { UndoStore } from './keys.ts'
import { registerWalks } from './walks.ts'
import type { Walks } from './walks.ts'
import type { MockFaultName } from '../faults/catalogue.ts'
import type { MockForgeryName } from '../forgeries/catalogue.ts'
import type { MockJournalFilter } from '../journal/journal.ts'
import type { MockKeys } from '../keys.ts'
import type { MockControls } from '../handle.ts'
import type { MockEndpoint } from '../endpoints.ts'
import type { MockFaultPlan, MockForgeryPlan } from '../arming.ts'

/** How the control API is reached. */
export interface MockControl {
  /** Its base address: `http://127.0.0.1:9797/control`. */
  readonly url: string
  /** What every request carries, as `Authorization: Bearer`. Fresh for each mock. */
  readonly token: string
}

/** What the control API controls. */
export interface Controlled {
  /** For all clients. */
  readonly controls: MockControls
  /** For one client. */
  readonly forClient: (client: string) => MockControls
  /** The clock. */
  readonly clock: MockClock
  /** The keys. */
  readonly keys: MockKeys
  /** How the mock behaves where ORCID's behaviour is not known. */
  readonly behaviour: object
  /** The robot. */
  readonly walks: Walks
  /** Registers a client. */
  readonly client: (options: MockClientOptions) => MockOrcidClient
  /** The people, by name. */
  readonly people: ReadonlyMap<string, Researcher>
  /** Back to the start. */
  readonly reset: () => void
}

/** A token for one mock. */
export function makeControlToken (): string {
  // Not in base64url, which may begin with a hyphen: `--control-token` would take that for another option.
  return randomBytes(32).toString('hex')
}

function digest (text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

interface Refusal { readonly status: number, readonly message: string }

function refusalOf (request: FastifyRequest, token: string): Refusal | null {
  const { authorization = '' } = request.headers
  if (!isFromHere(request.raw)) {
    return { status: 421, message: 'The control API answers to loopback names and addresses only.' }
  }
  const presented = /^Bearer (\S+)$/i.exec(authorization)?.[1] ?? ''
  if (!timingSafeEqual(digest(presented), digest(token))) {
    return { status: 401, message: 'Send the token that was printed at the start as Authorization: Bearer.' }
  }
  return null
}

interface Failure {
  readonly message: string
  readonly code?: string
  readonly statusCode?: number
  readonly about?: string
}

// What a caller got wrong, and a walk that could not be walked.
function statusOf ({ code, statusCode = 500, about }: Failure): number {
  if (code === 'MOCK_ORCID_ERR_OPTIONS' || about === 'plan') return 400
  return code === 'MOCK_ORCID_ERR_VISIT' ? 422 : statusCode
}

function guard (app: FastifyInstance, token: string): void {
  app.addHook('onRequest', async function guardControl (request, reply) {
    reply.headers({ 'x-fake-orcid': '1', 'cache-control': 'no-store' })
    const refusal = refusalOf(request, token)
    return refusal === null ? undefined : reply.code(refusal.status).send({ message: refusal.message })
  })
  app.setErrorHandler(async function sayWhy (error: Failure, _request, reply) {
    const { message, code } = error
    return reply.code(statusOf(error)).send({ code, message })
  })
}

type Wish = Readonly<Record<string, unknown>>

// An array or a number has no members that anybody asks for, and then says itself what is missing.
function wishOf ({ body }: FastifyRequest): Wish {
  if (typeof body === 'object' && body !== null) return body as Wish
  throw new MockOrcidOptionsError('Send a JSON object.')
}

// JSON has no Infinity.
function withTimes ({ times, ...plan }: Wish): Wish {
  if (times === undefined) return plan
  return { ...plan, times: times === 'all' ? Infinity : times }
}

function registerArming (app: FastifyInstance, { controls }: Controlled, { armed, keep }: UndoStore): void {
  app.post('/faults', async (request, reply) => {
    const { endpoint, kind, ...plan } = wishOf(request)
    return keep(controls.fail(endpoint as MockEndpoint, kind as MockFaultName, withTimes(plan) as MockFaultPlan), reply)
  })
  app.post('/forgeries', async (request, reply) => {
    const { name, ...plan } = wishOf(request)
    return keep(controls.forge(name as MockForgeryName, withTimes(plan) as MockForgeryPlan), reply)
  })
  app.get('/armed/:id', async (request, reply) => {
    const { id } = request.params as { id: string }
    const undo = armed.get(id)
    return undo === undefined ? reply.code(404).send({ message: 'Nothing has this id.' }) : { id, fired: undo.fired }
  })
  app.delete('/armed/:id', async (request, reply) => {
    armed.get((request.params as { id: string }).id)?.()
    return reply.code(204).send()
  })
}

function registerReading (app: FastifyInstance, { controls, forClient }: Controlled): void {
  app.get('/findings', async (request) => {
    const { client } = request.query as { client?: string }
    return (client === undefined ? controls : forClient(client)).findings()
  })
  app.get('/journal', async (request, reply) => {
    const { as, ...filter } = request.query as MockJournalFilter & { as?: string }
    const { status, ...rest } = filter
    const wanted = status === undefined ? rest : { ...rest, status: Number(status) }
    if (as === 'count') return { count: controls.journal.count(wanted) }
    if (as === 'har') return controls.journal.toHar(wanted)
    if (as === 'mermaid') return reply.type('text/plain; charset=utf-8').send(controls.journal.toMermaid(wanted))
    if (as === 'text') {
      return reply.type('text/plain; charset=utf-8').send(controls.journal.entries(wanted).join('\n'))
    }
    return controls.journal.entries(wanted)
  })
  app.delete('/journal', async (request, reply) => {
    const { client } = request.query as { client?: string }
    const { journal } = client === undefined ? controls : forClient(client)
    journal.clear()
    return reply.code(204).send()
  })
}

function registerWorld (app: FastifyInstance, { behaviour, clock, client, people, reset }: Controlled): void {
  const time = (): object => ({ now: new Date(clock.now()).toISOString() })
  app.get('/clock', async () => time())
  app.post('/clock', async (request) => {
    const wish = wishOf(request)
    if ('set' in wish) clock.set(wish['set'] as string)
    if ('advance' in wish) clock.advance(wish['advance'] as number)
    if (wish['freeze'] === true) clock.freeze()
    if (wish['run'] === true) clock.run()
    return time()
  })
  app.get('/behaviour', async () => behaviour)
  app.post('/clients', async (request, reply) => {
    const { clientId, clientSecret } = client((request.body ?? {}) as MockClientOptions)
    return reply.code(201).send({ clientId, clientSecret })
  })
  app.get('/researchers', async () => [...people].map(([name, { orcid }]) => ({ name, orcid })))
  app.post('/reset', async (_request, reply) => {
    reset()
    return reply.code(204).send()
  })
}

/** Mounts the control API in a scope of its own. */
export function registerControl (app: FastifyInstance, token: string, controlled: Controlled): void {
  guard(app, token)
  readJsonBodies(app)
  endWithNewline(app)
  listRoutes(app)
  const store = createStore()
  registerArming(app, controlled, store)
  registerKeys(app, controlled.keys, store)
  registerReading(app, controlled)
  registerWalks(app, controlled.walks)
  registerWorld(app, controlled)
}
