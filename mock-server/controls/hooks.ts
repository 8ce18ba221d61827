// Where the stage touches the wire: Fastify hooks around every endpoint, so that no endpoint knows of them.
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ArmedFault } from './armed.ts'
import type { Caller } from './caller.ts'
import { faultAnswer } from './faults/responses.ts'
import { pickFault } from './faults/arm.ts'
import { forgeDiscovery, forgeJwks, forgeTokenAnswer, forgeUserinfo } from './forgeries/apply.ts'
import type { Forged } from './forgeries/apply.ts'
import { endpointOf } from './endpoints.ts'
import { spoil } from './faults/odd-answers.ts'
import { accessTokenIn } from './journal/request.ts'
import { beginScene, bytesOf, endScene, headersOf, readScene, silence } from './scene.ts'
import type { Outcome, Scene } from './scene.ts'
import type { Stage } from './stage.ts'
import { isPlayedOnSocket, playOnSocket, statusSeen } from './faults/sockets.ts'

// A mock that closes does not wait; the request is cut off with its connection.
async function wait ({ stage }: Scene, delayMs: number): Promise<void> {
  if (delayMs > 0) await sleep(delayMs, undefined, { signal: stage.closing.signal }).catch(() => {})
}

function play (scene: Scene, fault: ArmedFault, outcome: Outcome): void {
  const { stage, request, reply } = scene
  reply.hijack()
  playOnSocket(fault, request.raw.socket, [outcome, stage.closing.signal])
}

/** Strikes a request that its endpoint shall not see. */
async function strike (scene: Scene, fault: ArmedFault): Promise<void> {
  const { stage, reply } = scene
  await wait(scene, fault.delayMs)
  if (isPlayedOnSocket(fault.name)) {
    endScene(scene, silence)
    play(scene, fault, silence)
    return
  }
  const accessToken = accessTokenIn(readScene(scene).message)
  const { status, headers, body } = faultAnswer(fault, { issuer: stage.registry.issuer, accessToken })
  void reply.code(status).headers(headers).send(body)
}

function forge ({ stage, endpoint }: Scene, body: string, caller: Caller): Forged {
  if (endpoint === 'token') return forgeTokenAnswer(stage, body, caller)
  if (endpoint === 'jwks') return forgeJwks(stage, body)
  if (endpoint === 'userinfo') return forgeUserinfo(stage, body, caller)
  return endpoint === 'discovery' ? forgeDiscovery(stage, body) : { body, name: null }
}

/** The answer as the endpoint made it, forged if that is due. */
async function readOutcome (scene: Scene, payload: unknown): Promise<Outcome> {
  const { reply, fault } = scene
  const made = bytesOf(payload)
  const { caller } = readScene(scene)
  const outcome = { status: reply.statusCode, headers: headersOf(reply), body: made, forgery: null }
  if (outcome.status !== 200 || fault?.phase === 'instead') return outcome
  const before = made.toString()
  const { body, name } = forge(scene, before, caller)
  return body === before ? { ...outcome, forgery: name } : { ...outcome, body: Buffer.from(body), forgery: name }
}

/** What is sent at last. Null: the answer has been given on the socket. */
async function conclude (scene: Scene, payload: unknown): Promise<Buffer | null> {
  const { reply, fault } = scene
  const outcome = await readOutcome(scene, payload)
  if (fault === null || fault.phase === 'instead') {
    endScene(scene, outcome)
    return outcome.body
  }
  if (!fault.name.startsWith('drip')) await wait(scene, fault.delayMs)
  endScene(scene, { ...outcome, status: statusSeen(fault.name, outcome.status) })
  if (isPlayedOnSocket(fault.name)) {
    play(scene, fault, outcome)
    return null
  }
  const { headers, body } = spoil(fault.name, outcome.body)
  reply.headers(headers)
  return body
}

/** Keeps a copy of a body, and leaves the reading to whoever parses it. */
function overhear ({ chunks }: Scene, { raw }: FastifyRequest): void {
  raw.on('data', (chunk: Buffer) => { chunks.push(chunk) })
  // To listen is to start a stream, and the parser does not listen yet.
  raw.pause()
}

/** Puts the stage around every route of a scope that is registered from here on. */
export function registerStage (app: FastifyInstance, stage: Stage): void {
  const scenes = new WeakMap<FastifyRequest, Scene>()
  const sceneOf = (request: FastifyRequest): Scene => scenes.get(request) as Scene
  app.addHook('onRoute', function nameLeg (route) {
    const endpoint = endpointOf(route.url.slice(route.prefix.length))
    route.config = Object.assign({}, route.config, { endpoint })
  })
  app.addHook('onRequest', async function openScene (request, reply) {
    scenes.set(request, beginScene(stage, request, reply))
  })
  app.addHook('preParsing', function keepBody (request, _reply, payload, done) {
    const { headers } = request
    if ('content-length' in headers || 'transfer-encoding' in headers) overhear(sceneOf(request), request)
    done(null, payload)
  })
  app.addHook('preHandler', async function strikeInstead (request, reply) {
    if (stage.faults.length === 0 || request.method === 'OPTIONS') return undefined
    const scene = sceneOf(request)
    scene.fault = pickFault(stage, scene.endpoint, readScene(scene).caller)
    if (scene.fault?.phase !== 'instead') return undefined
    await strike(scene, scene.fault)
    return reply
  })
  app.addHook('onSend', function concludeScene (request, _reply, payload, done) {
    const finish = (body: Buffer | null): void => {
      if (body !== null) done(null, body)
    }
    conclude(sceneOf(request), payload).then(finish, done)
  })
}
