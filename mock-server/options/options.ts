// The options of a mock, and the refusals that keep a fake ORCID off other machines and out of production.
import { isLoopback } from '../address.ts'
import type { MockOrcidBehaviour } from './behaviour.ts'
import type { MockClientOptions } from './client.ts'
import { MockOrcidExposedError, MockOrcidOptionsError, MockOrcidProductionError } from '../errors.ts'
import type { MockResearcherInput } from './researcher.ts'
import { validateOptions } from './validate.ts'

/** The options that every mock takes, however it is started. */
export interface MockOrcidWorld<Name extends string = string> {
  /** Clients with fixed ids, for apps that read theirs from a file. `client()` adds others later. @default [] */
  readonly clients?: readonly MockClientOptions[]
  /**
   * People by the name that a test gives them, as options or as records in ORCID's own JSON. The name of a built-in
   * person replaces that person. @default {}
   */
  readonly researchers?: Readonly<Record<Name, MockResearcherInput>>
  /**
   * What `snapshot()` of another mock gave: this one goes on where that one was. It replaces the clients and people of
   * the options. One that cannot be read is refused as a whole. @default none
   */
  readonly snapshot?: { readonly version: number }
  /**
   * How the mock behaves where ORCID's behaviour is not known: settings by name, or `'legacy'` for the server before
   * April 2026. docs/behaviour.md lists every setting with its evidence.
   * @default what the evidence says of today's server
   */
  readonly behaviour?: MockOrcidBehaviour | 'legacy'
  /**
   * Whether requests that a proxy has passed on are answered. They may come from any machine, though they reach the
   * mock from this one. Without it, a request with `Forwarded`, `Via`, `X-Forwarded-For` or another header of that kind
   * is refused with status 421. With it, everybody the proxy lets in can sign in as anybody, and can open the inspector
   * if the proxy sends a loopback `Host`. @default false
   */
  readonly behindProxy?: boolean
}

/** Options of the Fastify plugin `mockOrcid`. Its `prefix` must be the path of `issuer`. */
export interface MockOrcidPluginOptions extends MockOrcidWorld {
  /** Where the app mounts the mock, without a slash at the end: `http://127.0.0.1:3000/orcid`. Not on orcid.org. */
  readonly issuer: string
}

/** Options of `startMockOrcid`. Everything has a default. */
export interface MockOrcidOptions<Name extends string = string> extends MockOrcidWorld<Name> {
  /**
   * The port to listen on; 0 lets the system choose a free one. With a port, as with `control`, the mock keeps its
   * process alive until it is closed. Without either, the process ends when nothing else is left to do.
   * @default 0, and the process may end
   */
  readonly port?: number
  /**
   * The host to listen on. A host that other machines can reach is refused with `MOCK_ORCID_ERR_EXPOSED`, unless
   * `allowNonLoopback` is set. @default '127.0.0.1'
   */
  readonly host?: string
  /** Whether other machines may reach the mock, and sign in as anybody. @default false */
  readonly allowNonLoopback?: boolean
  /** The address of the mock if it does not listen there: a container's name, a path. @default `http://<host>:<port>` */
  readonly issuer?: string
  /** Whether Fastify logs requests to stdout. @default false */
  readonly logger?: boolean
  /**
   * Whether the mock can be controlled over HTTP, for test suites in other languages: docs/control.md. The handle's
   * `control` has the address, and the token that every request needs. @default false
   */
  readonly control?: boolean
}

const flag = { type: 'boolean' }
const world = {
  issuer: { type: 'string' },
  clients: { type: 'array' },
  researchers: { type: 'object' },
  snapshot: {},
  behaviour: {},
  behindProxy: flag
}
const port = { type: 'integer', minimum: 0, maximum: 65535 }
const listening = { port, host: { type: 'string', minLength: 1 }, allowNonLoopback: flag, logger: flag, control: flag }

const pluginShape = { type: 'object', required: ['issuer'], properties: world }
const startShape = { type: 'object', additionalProperties: false, properties: { ...listening, ...world } }

type Listening = Required<Pick<MockOrcidOptions, 'port' | 'host' | 'logger' | 'control'>>

export interface StartSettings extends MockOrcidWorld, Listening { readonly issuer: string | null }

function checkProduction (): void {
  if (process.env['NODE_ENV'] !== 'production') return
  throw new MockOrcidProductionError('A fake ORCID signs anybody in as anybody, and NODE_ENV is ' +
    '"production". Use the plugin\'s environment "production" or "sandbox" there, or another NODE_ENV.')
}

function validateIssuer (issuer: string): void {
  const { hostname, pathname, origin } = URL.canParse(issuer) ? new URL(issuer) : new URL('about:blank')
  const isPlain = issuer === origin + pathname.replace(/\/$/, '')
  if (!isPlain || !/^https?:/.test(origin)) {
    throw new MockOrcidOptionsError('Wrong options: issuer must be an http: or https: URL without a query, ' +
      'credentials or a slash at the end, such as http://127.0.0.1:3000/orcid.')
  }
  if (/(?:^|\.)orcid\.org\.?$/.test(hostname)) {
    throw new MockOrcidOptionsError('Wrong options: issuer is on orcid.org, and a fake must not look like ' +
      'ORCID. Leave it out, or use an address of your own machine.')
  }
}

function validateHost (host: string, allowNonLoopback: boolean): void {
  if (allowNonLoopback || isLoopback(host) || host === '::1') return
  throw new MockOrcidExposedError(`Other machines could reach a fake ORCID on the host ${host}, and sign ` +
    'in as anybody. Leave host out to stay on this machine, or set allowNonLoopback: true.')
}

export function resolveStartOptions (options: MockOrcidOptions): StartSettings {
  validateOptions(startShape, options, 'startMockOrcid')
  checkProduction()
  const { port = 0, host = '127.0.0.1', allowNonLoopback = false, issuer = null, logger = false, control = false } = options
  validateHost(host, allowNonLoopback)
  if (issuer !== null) validateIssuer(issuer)
  return Object.freeze({ ...options, port, host, issuer, logger, control })
}

/** `prefix` is the path that the plugin is mounted under. */
export function validatePluginOptions (options: MockOrcidPluginOptions, prefix: string): void {
  validateOptions(pluginShape, options, 'mockOrcid')
  checkProduction()
  validateIssuer(options.issuer)
  const path = new URL(options.issuer).pathname.replace(/\/$/, '')
  if (path === prefix) return
  throw new MockOrcidOptionsError(`Wrong options for mockOrcid: the path of issuer is "${path}" and the ` +
    `prefix is "${prefix}", and they must be the same.`)
}
