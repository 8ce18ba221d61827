// A sign-in that fails on purpose: the mock, an app that logs, and what the log and the browser got.
import Fastify from 'fastify'
import type { FastifyInstance, InjectOptions } from 'fastify'
import { startMockOrcid } from '../../mock-server/index.ts'
import type { MockClientType, MockOrcid, MockSignInPlan } from '../../mock-server/index.ts'
import fastifyOrcid from '../../plugin/index.ts'
import type { FastifyOrcidOptions, FastifyOrcidRouteOptions } from '../../plugin/index.ts'

export const CALLBACK = '/login/orcid/callback'
const LOGIN = '/login/orcid'
const SECRET = 'a secret of the app, of 32 characters and more'
/** What one process waits for at once: the next callback is one too many. */
const CROWD = 2000

export interface Answer { readonly statusCode: number, readonly body: string }

type Changes = Partial<FastifyOrcidRouteOptions>
type Credentials = Pick<FastifyOrcidRouteOptions, 'clientId' | 'clientSecret'>

/** What a row of error-rows.ts works with. */
export interface World {
  readonly orcid: MockOrcid
  readonly client: (type: MockClientType) => Credentials
  /** An app with these options, as a user would write them. */
  readonly app: (changes?: Changes) => Promise<FastifyInstance>
  /** Sofia signs in to such an app. Gives the last answer of the app. */
  readonly signIn: (changes?: Changes, plan?: Partial<MockSignInPlan>) => Promise<Answer>
  /** Begins a sign-in to an app, and gives the callback that would end it, but for its code. */
  readonly begin: (app: FastifyInstance) => Promise<InjectOptions>
  /** Opens a page of such an app in a browser without cookies. */
  readonly open: (url: string, changes?: Changes, request?: InjectOptions) => Promise<Answer>
  /** Signs in, and opens the callback again with a code that was not in it. */
  readonly replay: () => Promise<Answer>
  /** A callback that comes while as many are waiting as one process takes. */
  readonly flood: () => Promise<Answer>
  /** For time that passes in the app. */
  readonly moveAppClock: (seconds: number) => void
}

export interface Outcome {
  readonly answer: Answer | null
  /** The line of the log, or the error that the registration threw. */
  readonly logged: Readonly<Record<string, unknown>> | Error
}

interface Run { readonly lines: string[], readonly apps: FastifyInstance[] }

function createWorld (orcid: MockOrcid, { lines, apps }: Run): World {
  const redirectUri = `http://127.0.0.1:3000${CALLBACK}`
  const client = (type: MockClientType) => ({ ...orcid.client({ type, redirectUris: [redirectUri] }) })

  async function app (changes: Changes = {}): Promise<FastifyInstance> {
    const app: FastifyInstance = Fastify({ logger: { stream: { write: (line: string) => { lines.push(line) } } } })
    apps.push(app)
    const options = {
      environment: orcid.environment, ...client('public'), redirectUri, secret: SECRET, onLogin: () => 'Hello', ...changes
    }
    await app.register(fastifyOrcid, options as FastifyOrcidOptions)
    await app.ready()
    return app
  }

  async function signIn (changes?: Changes, plan: Partial<MockSignInPlan> = {}): Promise<Answer> {
    const as = orcid.researchers.sofia
    const visit = await orcid.signIn(await app(changes), { path: LOGIN, as, ...plan })
    const { response } = visit
    if (response.location?.startsWith(orcid.issuer) !== true) return response
    // The app has begun the sign-in again.
    const { location } = await orcid.authorize(response.location, { as, browser: visit })
    return await visit.get(location)
  }

  async function begin (target: FastifyInstance): Promise<InjectOptions> {
    const { headers } = await target.inject(LOGIN)
    const state = String(new URL(String(headers.location)).searchParams.get('state'))
    const cookie = String(headers['set-cookie']).split(';')[0] ?? ''
    return { url: CALLBACK, query: { code: state.slice(0, 6), state }, headers: { cookie, accept: 'text/html' } }
  }

  const open: World['open'] = async (url, changes, { headers, ...request } = {}) =>
    await (await app(changes)).inject({ url, ...request, headers: { accept: 'text/html', ...headers } })

  async function replay (): Promise<Answer> {
    const target = await app()
    const visit = await orcid.signIn(target, { path: LOGIN, as: orcid.researchers.sofia })
    const [hop] = visit.hops.filter(({ url }) => url.includes(CALLBACK))
    const cookie = visit.hops.flatMap(({ headers }) => headers['set-cookie'] ?? [])[0]?.split(';')[0] ?? ''
    const { searchParams } = new URL(String(hop?.url))
    return await target.inject({
      url: CALLBACK,
      query: { code: 'eUeiz2', state: String(searchParams.get('state')) },
      headers: { cookie, accept: 'text/html' }
    })
  }

  async function flood (): Promise<Answer> {
    const crowded = await app({ dispatcher: { dispatch: () => true } as never, openid: false, scope: '/authenticate' })
    const arrive = async (): Promise<Answer> => await crowded.inject(await begin(crowded))
    return await Promise.race(Array.from({ length: CROWD + 1 }, arrive))
  }

  const moveAppClock = (seconds: number): void => {
    const now = Date.now
    Date.now = () => now() + seconds * 1000
  }
  return { orcid, client, app, signIn, begin, open, replay, flood, moveAppClock }
}

function findLine (lines: readonly string[], code: string): Record<string, unknown> | undefined {
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>)
    .findLast((line) => line['code'] === code && 'ref' in line)
}

/** Runs one row. What it changes in the mock and in the process is undone. */
export async function runRow (orcid: MockOrcid, code: string,
  run: (world: World) => Promise<Answer | null>): Promise<Outcome> {
  const now = Date.now
  const lines: string[] = []
  const apps: FastifyInstance[] = []
  try {
    const answer = await run(createWorld(orcid, { lines, apps }))
    const logged = findLine(lines, code)
    if (logged === undefined) throw new Error(`${code} was not logged: ${lines.join('')}`)
    return { answer, logged }
  } catch (error) {
    if ((error as { code?: unknown }).code !== code) throw error
    return { answer: null, logged: error as Error }
  } finally {
    Date.now = now
    await Promise.all(apps.map((app) => app.close()))
    orcid.findings()
    orcid.reset()
  }
}

export { startMockOrcid }
