// What the control API can do, route by route: what a test does in process, over HTTP.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { MockOrcidOptionsError } from '../../errors.ts'
import type { MockClientOptions } from '../../options/client.ts'
import type { Registry } from '../../orcid/registry/registry.ts'
import type { MockFaultPlan, MockForgeryPlan, MockUndo } from '../arming.ts'
import type { MockEndpoint } from '../endpoints.ts'
import type { MockFaultName } from '../faults/catalogue.ts'
import type { MockForgeryName } from '../forgeries/catalogue.ts'
import type { MockHandle } from '../handle.ts'
import type { MockJournalFilter } from '../journal/journal.ts'

interface Answer {
  readonly statusCode: number
  readonly headers: object
  readonly body: string
  readonly location: string | null
}

type Body = Readonly<Record<string, unknown>>

export interface Controlled {
  readonly handle: MockHandle
  readonly registry: Registry
  readonly browser: {
    readonly signIn: (app: string, plan: Body) => Promise<{ response: Answer, callbacks: readonly Answer[] }>
    readonly authorize: (url: string, plan: Body) => Promise<{ location: string }>
  }
}

// An array or a number has no members, so the error of the call says what is missing.
function bodyOf ({ body }: FastifyRequest): Body {
  if (typeof body === 'object' && body !== null) return body as Body
  throw new MockOrcidOptionsError('Send a JSON object.')
}

// JSON has no Infinity.
function withTimes ({ times, ...plan }: Body): Body {
  return times === undefined ? plan : { ...plan, times: times === 'all' ? Infinity : times }
}

type Keep = (undo: MockUndo, reply: FastifyReply) => FastifyReply

/** What is armed over HTTP is kept under an id, so that it can be undone. */
function registerArming (app: FastifyInstance, { handle }: Controlled): Keep {
  const armed = new Map<string, MockUndo>()
  const keep: Keep = (undo, reply) => {
    const id = String(armed.size + 1)
    armed.set(id, undo)
    return reply.code(201).send({ id })
  }
  app.post('/faults', async (request, reply) => {
    const { endpoint, kind, ...plan } = bodyOf(request)
    return keep(handle.fail(endpoint as MockEndpoint, kind as MockFaultName, withTimes(plan) as MockFaultPlan), reply)
  })
  app.post('/forgeries', async (request, reply) => {
    const { name, ...plan } = bodyOf(request)
    return keep(handle.forge(name as MockForgeryName, withTimes(plan) as MockForgeryPlan), reply)
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
  return keep
}

function registerKeys (app: FastifyInstance, { handle: { keys } }: Controlled, keep: Keep): void {
  app.get('/keys', async () => ({ kid: keys.kid }))
  app.post('/keys/rotate', async (request) => {
    const { keepOld } = (request.body ?? {}) as { keepOld?: unknown }
    keys.rotate({ keepOld: keepOld === true })
    return { kid: keys.kid }
  })
  app.post('/keys/rogue', async (_request, reply) => keep(keys.signWithRogue(), reply))
  app.post('/keys/two', async (_request, reply) => keep(keys.showTwo(), reply))
  app.post('/keys/nameless', async (_request, reply) => keep(keys.hideNames(), reply))
}

function registerReading (app: FastifyInstance, { handle }: Controlled): void {
  app.get('/findings', async (request) => {
    const { client } = request.query as { client?: string }
    return (client === undefined ? handle : handle.forClient(client)).findings()
  })
  app.get('/journal', async (request, reply) => {
    const { as, ...filter } = request.query as MockJournalFilter & { as?: string }
    const { status, ...rest } = filter
    const wanted = status === undefined ? rest : { ...rest, status: Number(status) }
    if (as === 'count') return { count: handle.journal.count(wanted) }
    if (as === 'har') return handle.journal.toHar(wanted)
    const entries = handle.journal.entries(wanted)
    if (as !== 'mermaid' && as !== 'text') return entries
    const text = as === 'mermaid' ? handle.journal.toMermaid(wanted) : entries.join('\n')
    return reply.type('text/plain; charset=utf-8').send(text)
  })
  app.delete('/journal', async (request, reply) => {
    const { client } = request.query as { client?: string }
    const { journal } = client === undefined ? handle : handle.forClient(client)
    journal.clear()
    return reply.code(204).send()
  })
}

function registerWorld (app: FastifyInstance, { handle, registry }: Controlled): void {
  const { clock } = handle
  const time = (): object => ({ now: new Date(clock.now()).toISOString() })
  app.get('/clock', async () => time())
  app.post('/clock', async (request) => {
    const body = bodyOf(request)
    if ('set' in body) clock.set(body['set'] as string)
    if ('advance' in body) clock.advance(body['advance'] as number)
    if (body['freeze'] === true) clock.freeze()
    if (body['run'] === true) clock.run()
    return time()
  })
  app.get('/behaviour', async () => registry.behaviour)
  app.post('/clients', async (request, reply) => {
    const { clientId, clientSecret } = handle.client((request.body ?? {}) as MockClientOptions)
    return reply.code(201).send({ clientId, clientSecret })
  })
  app.get('/researchers', async () => [...registry.people].map(([name, { orcid }]) => ({ name, orcid })))
  app.post('/reset', async (_request, reply) => {
    handle.reset()
    return reply.code(204).send()
  })
}

// An earlier browser and a function cannot come as JSON.
const NOT_JSON = ['browser', 'moveAppClock', 'onHop']

function planOf ({ body }: FastifyRequest, name: 'app' | 'url'): [address: string, plan: Body] {
  const { [name]: address, ...plan } = (body ?? {}) as Body
  if (typeof address !== 'string') throw new MockOrcidOptionsError(`Send a JSON object with "${name}", a URL.`)
  const foreign = NOT_JSON.find((one) => one in plan)
  if (foreign !== undefined) throw new MockOrcidOptionsError(`"${foreign}" works in the process of the mock only.`)
  return [address, plan]
}

function describe ({ statusCode, headers, body, location }: Answer): Answer {
  return { statusCode, headers, body, location }
}

// A person may be named as `GET /researchers` does.
function registerBrowser (app: FastifyInstance, { browser }: Controlled): void {
  app.post('/sign-in', async (request) => {
    const signedIn = await browser.signIn(...planOf(request, 'app'))
    const callbacks = signedIn.callbacks.map(describe)
    return { response: describe(signedIn.response), callbacks, walk: String(signedIn) }
  })
  app.post('/authorize', async (request) => {
    const { location } = await browser.authorize(...planOf(request, 'url'))
    return { location }
  })
}

export function registerRoutes (app: FastifyInstance, controlled: Controlled): void {
  const keep = registerArming(app, controlled)
  registerKeys(app, controlled, keep)
  registerReading(app, controlled)
  registerBrowser(app, controlled)
  registerWorld(app, controlled)
}
