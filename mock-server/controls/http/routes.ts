// The routes of the control API, one row each: what a test does in process, over HTTP.
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify'
import { MockOrcidOptionsError } from '../../errors.ts'
import { validateOptions, type Shape } from '../../options/validate.ts'
import type { MockClientOptions } from '../../options/client.ts'
import type { MockAddedResearcherOptions, MockRecordItemName } from '../../options/researcher-change.ts'
import type { Registry } from '../../orcid/registry/registry.ts'
import type { MockSnapshot } from '../../orcid/registry/snapshot.ts'
import type { MockUndo } from '../arming.ts'
import type { MockEndpoint } from '../endpoints.ts'
import type { MockFaultName } from '../faults/catalogue.ts'
import type { MockForgeryName } from '../forgeries/catalogue.ts'
import type { MockControls, MockHandle } from '../controls.ts'
import { filterMembers, type MockJournalFilter } from '../journal/journal.ts'
import type { MockResearcher } from '../people.ts'

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
    readonly signIn: (app: string, plan: object) => Promise<{ response: Answer, callbacks: readonly Answer[] }>
    readonly authorize: (url: string, plan: object) => Promise<{ location: string }>
  }
}

interface World extends Controlled {
  /** What was armed over HTTP, by the id that undoes it. */
  readonly armed: Map<string, MockUndo>
}

/** A text is answered as it is, an undo by its id, undefined by 204, and anything else as JSON. */
type Act = (world: World, request: FastifyRequest, reply: FastifyReply) => unknown

// An array or a number has no members, so the error of the call says what is missing.
function bodyOf ({ body }: FastifyRequest): Body {
  if (typeof body === 'object' && body !== null) return body as Body
  throw new MockOrcidOptionsError('Send a JSON object.')
}

// JSON has no Infinity.
function withTimes ({ times, ...plan }: Body): Body {
  return times === undefined ? plan : { ...plan, times: times === 'all' ? Infinity : times }
}

function idOf ({ params }: FastifyRequest): string {
  return (params as { id: string }).id
}

/** The person whose name or iD is in the path; answers 404 for an unknown one. */
function personOf ({ handle }: World, { params }: FastifyRequest): MockResearcher {
  try {
    return handle.researcher((params as { person: string }).person)
  } catch (error) {
    throw Object.assign(error as Error, { statusCode: 404 })
  }
}

/** The controls of the client that the query names, or of all. */
function controlsOf ({ handle }: World, { query }: FastifyRequest): MockControls {
  const { client } = query as { client?: string }
  return client === undefined ? handle : handle.forClient(client)
}

function readJournal ({ handle: { journal } }: World, { query }: FastifyRequest): unknown {
  const { as, status, ...rest } = query as MockJournalFilter & { as?: string }
  const filter = status === undefined ? rest : { ...rest, status: Number(status) }
  switch (as) {
    case 'count': return { count: journal.count(filter) }
    case 'har': return journal.toHar(filter)
    case 'mermaid': return journal.toMermaid(filter)
    case 'text': return journal.entries(filter).join('\n')
    default: return journal.entries(filter)
  }
}

const flag = { type: 'boolean' }
const members = (properties: Shape): Shape => ({ type: 'object', additionalProperties: false, properties })
const clockShape = members({ set: {}, advance: {}, freeze: flag, run: flag })
const rotationShape = members({ keepOld: flag })

function turnClock ({ handle: { clock }, registry }: World, request: FastifyRequest): object {
  const body = bodyOf(request)
  validateOptions(clockShape, body, 'clock')
  const before = registry.clock.save()
  try {
    if ('set' in body) clock.set(body['set'] as string)
    if ('advance' in body) clock.advance(body['advance'] as number)
  } catch (error) {
    registry.clock.load(before)
    throw error
  }
  if (body['freeze'] === true) clock.freeze()
  if (body['run'] === true) clock.run()
  return { now: new Date(clock.now()).toISOString() }
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

/** What each method and path of the control API does. */
export const routes: Readonly<Record<string, Act>> = {
  'POST /faults': ({ handle }, request) => {
    const { endpoint, kind, ...plan } = bodyOf(request)
    return handle.fail(endpoint as MockEndpoint, kind as MockFaultName, withTimes(plan))
  },
  'POST /forgeries': ({ handle }, request) => {
    const { name, ...plan } = bodyOf(request)
    return handle.forge(name as MockForgeryName, withTimes(plan))
  },
  'GET /armed/:id': ({ armed }, request, reply) => {
    const undo = armed.get(idOf(request))
    if (undo !== undefined) return { id: idOf(request), fired: undo.fired }
    reply.code(404)
    return { message: 'Nothing has this id.' }
  },
  'DELETE /armed/:id': ({ armed }, request) => { armed.get(idOf(request))?.() },
  'GET /keys': ({ handle: { keys } }) => ({ kid: keys.kid }),
  'POST /keys/rotate': ({ handle: { keys } }, { body }) => {
    const options = body ?? {}
    validateOptions(rotationShape, options, 'keys/rotate')
    keys.rotate(options)
    return { kid: keys.kid }
  },
  'POST /keys/rogue': ({ handle }) => handle.keys.signWithRogue(),
  'POST /keys/two': ({ handle }) => handle.keys.showTwo(),
  'POST /keys/nameless': ({ handle }) => handle.keys.hideNames(),
  'GET /findings': (world, request) => controlsOf(world, request).findings(),
  'GET /journal': readJournal,
  'DELETE /journal': (world, request) => { controlsOf(world, request).journal.clear() },
  // A person may be named as `GET /researchers` does.
  'POST /sign-in': async ({ browser }, request) => {
    const visit = await browser.signIn(...planOf(request, 'app'))
    return { response: describe(visit.response), callbacks: visit.callbacks.map(describe), walk: String(visit) }
  },
  'POST /authorize': async ({ browser }, request) => {
    const { location } = await browser.authorize(...planOf(request, 'url'))
    return { location }
  },
  'GET /clock': ({ handle: { clock } }) => ({ now: new Date(clock.now()).toISOString() }),
  'POST /clock': turnClock,
  'GET /behaviour': ({ registry }) => registry.behaviour,
  'PATCH /behaviour': ({ handle, registry }, request) => {
    handle.changeBehaviour(request.body === 'legacy' ? 'legacy' : bodyOf(request))
    return registry.behaviour
  },
  'POST /clients': ({ handle }, { body }, reply) => {
    reply.code(201)
    const { clientId, clientSecret } = handle.client((body ?? {}) as MockClientOptions)
    return { clientId, clientSecret }
  },
  'GET /researchers': ({ registry: { people, researchers } }) => {
    const names = new Map([...people].map(([name, { orcid }]) => [orcid, name]))
    return [...researchers.keys()].map((orcid) => ({ name: names.get(orcid) ?? null, orcid }))
  },
  'POST /researchers': ({ handle }, request, reply) => {
    const researcher = handle.addResearcher(bodyOf(request) as unknown as MockAddedResearcherOptions)
    reply.code(201)
    return researcher
  },
  'GET /researchers/:person': (world, request) => personOf(world, request),
  'PATCH /researchers/:person': (world, request) => {
    const researcher = personOf(world, request)
    researcher.change(bodyOf(request))
    return researcher
  },
  'DELETE /researchers/:person': (world, request) => { personOf(world, request).remove() },
  'POST /researchers/:person/withdraw': (world, request) => {
    personOf(world, request).withdraw(bodyOf(request)['client'] as string)
  },
  'POST /researchers/:person/hide': (world, request) => {
    personOf(world, request).hide(bodyOf(request) as unknown as MockRecordItemName)
  },
  'POST /token': ({ handle }, request) => handle.token(bodyOf(request)),
  'POST /webhooks': ({ handle }) => handle.webhooks(),
  'GET /snapshot': ({ handle }) => handle.snapshot(),
  'PUT /snapshot': ({ handle }, { body }) => { handle.restore(body as MockSnapshot) },
  'POST /reset': ({ handle }) => { handle.reset() }
}

const ofClient = members({ client: { type: 'string' } })

/** What the query of a route may say. The others have none. */
const queries: Readonly<Record<string, Shape>> = {
  'GET /findings': ofClient,
  'GET /journal': members({
    as: { enum: ['json', 'har', 'mermaid', 'text', 'count'] },
    ...filterMembers,
    client: { type: 'string' },
    status: { type: 'string', pattern: '^\\d{1,3}$', description: 'a number' }
  }),
  'DELETE /journal': ofClient
}

const NOTHING = members({})

/** What a body would say here is not done. */
const bodiless: readonly string[] = ['DELETE /armed/:id', 'POST /keys/rogue', 'POST /keys/two', 'POST /keys/nameless',
  'DELETE /journal', 'DELETE /researchers/:person', 'POST /webhooks', 'POST /reset']

/** Refuses what would be ignored: it was meant to do something. */
function validateRequest (route: string, { query, body = {} }: FastifyRequest): void {
  validateOptions(queries[route] ?? NOTHING, query, `the query of ${route}`)
  if (bodiless.includes(route)) validateOptions(NOTHING, body, `the body of ${route}`)
}

// A snapshot of many full records.
const BODY_LIMIT = 64 * 1024 * 1024

export function registerRoutes (app: FastifyInstance, controlled: Controlled): void {
  const armed: World['armed'] = new Map()
  const world = { ...controlled, armed }
  for (const [route, act] of Object.entries(routes)) {
    const [method, url] = route.split(' ') as [HTTPMethods, string]
    app.route({
      method,
      url,
      bodyLimit: BODY_LIMIT,
      async handler (request, reply) {
        validateRequest(route, request)
        const answer = await act(world, request, reply)
        if (answer === undefined) return reply.code(204).send()
        if (typeof answer !== 'function') return reply.send(answer)
        const id = String(armed.size + 1)
        armed.set(id, answer as MockUndo)
        return reply.code(201).send({ id })
      }
    })
  }
}
