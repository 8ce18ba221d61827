// The robot over HTTP: a suite in any language has a person sign in to its app, or answer an authorize URL.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { MockOrcidOptionsError } from '../../errors.ts'

/** An answer of the app, as far as it is told. */
interface Answer {
  readonly statusCode: number
  readonly headers: object
  readonly body: string
  readonly location: string | null
}

/** A walk that came to its end. */
interface Walked {
  readonly response: Answer
  readonly callbacks: readonly Answer[]
  readonly toString: () => string
}

/** What the robot can do; plans are judged by the robot itself. */
export interface Walks {
  /** Signs a person in to the app at an address. */
  readonly signIn: (app: string, plan: Record<string, unknown>) => Promise<Walked>
  /** Answers an authorize URL. */
  readonly authorize: (url: string, plan: Record<string, unknown>) => Promise<{ readonly location: string }>
}

// A visit of before and a function that is called cannot come as JSON.
const NOT_JSON = ['browser', 'moveAppClock', 'onHop']

function planOf ({ body }: FastifyRequest, name: 'app' | 'url'): [address: string, plan: Record<string, unknown>] {
  const { [name]: address, ...plan } = (body ?? {}) as Record<string, unknown>
  if (typeof address !== 'string') throw new MockOrcidOptionsError(`Send a JSON object with "${name}", a URL.`)
  const alien = NOT_JSON.find((one) => one in plan)
  if (alien !== undefined) throw new MockOrcidOptionsError(`"${alien}" works in the process of the mock only.`)
  return [address, plan]
}

function tell ({ statusCode, headers, body, location }: Answer): Answer {
  return { statusCode, headers, body, location }
}

/** Mounts the robot. A person may be named as `GET /researchers` does. */
export function registerWalks (app: FastifyInstance, { signIn, authorize }: Walks): void {
  app.post('/sign-in', async (request) => {
    const visit = await signIn(...planOf(request, 'app'))
    return { response: tell(visit.response), callbacks: visit.callbacks.map(tell), walk: String(visit) }
  })
  app.post('/authorize', async (request) => {
    const { location } = await authorize(...planOf(request, 'url'))
    return { location }
  })
}
