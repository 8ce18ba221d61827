// The options of a mock, and the refusals that keep a fake ORCID off other machines and out of production.
import { isLoopback } from '../network/address.ts'
import { orcidIssuers, type OrcidSite } from '../network/orcid-hosts.ts'
import { validateAddress, type MockOrcidCertificate } from './address.ts'
import type { MockOrcidBehaviour } from './behaviour.ts'
import type { MockClientOptions } from './client.ts'
import type { MockGroupOptions } from './group.ts'
import { MockOrcidExposedError, MockOrcidOptionsError, MockOrcidProductionError } from '../errors.ts'
import type { MockOrcidQuota } from './quota.ts'
import type { MockResearcherInput } from './researcher.ts'
import { validateOptions } from './validate.ts'
import { webhookShape, type MockWebhookOptions } from './webhook.ts'

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
   * Groups that peer reviews can name, as ORCID's members have made them. A client can add others, at
   * `/v3.0/group-id-record`. The groups of ISSNs need not be here. @default []
   */
  readonly groups?: readonly MockGroupOptions[]
  /** Whom webhooks may call, and when. @default this machine, five minutes after a change */
  readonly webhooks?: MockWebhookOptions
  /**
   * What `snapshot()` of another mock gave: this one goes on where that one was. It replaces the clients, people and
   * groups of the options. One that cannot be read is refused as a whole. @default none
   */
  readonly snapshot?: { readonly version: number }
  /**
   * How the mock behaves where ORCID's behaviour is not known: settings by name, or `'legacy'` for the server before
   * April 2026. docs/reference/behaviour.md lists every setting with its evidence.
   * @default what the evidence says of today's server
   */
  readonly behaviour?: MockOrcidBehaviour | 'legacy'
  /**
   * How many requests the record APIs answer: limits by name, or `'orcid'` for ORCID's own. Reads over the day's limit
   * get 429, requests over the burst 503. `reset()` and the mock's clock empty the count. @default no limit
   */
  readonly quota?: MockOrcidQuota | 'orcid'
  /**
   * Further names that the mock answers to, each with or without a port: `['orcid:9797']`. What comes by one of them
   * stays on it: pages, redirects, and in the discovery document the addresses that an app's server opens. The issuer,
   * and with it the page that the browser opens, stays what it is. Any other name is refused with status 421.
   * @default []
   */
  readonly hosts?: readonly string[]
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
  /**
   * The address of the mock if it does not listen there: a container's name, a path. One that is https wants `tls` or
   * `behindProxy`, because nobody would serve it. @default `http://<host>:<port>`, with `tls` https
   */
  readonly issuer?: string
  /**
   * Whether the mock answers https as well, on the same port: with a certificate and key in PEM, or with `true`, which
   * makes a certificate authority at the start. The handle's `ca` has its certificate, for clients to trust.
   * @default false
   */
  readonly tls?: boolean | MockOrcidCertificate
  /**
   * Stands in for the real ORCID, with TLS: the issuer is `https://orcid.org` or `https://sandbox.orcid.org`, and the
   * mock answers to that name and to its `www.`, `pub.` and `api.` names. docs/hardwired.md says how clients of other
   * processes are led to it. In this process, `intercept()` does without.
   * @default none
   */
  readonly as?: OrcidSite
  /** Whether Fastify logs requests to stdout. @default false */
  readonly logger?: boolean
  /**
   * Whether the mock can be controlled over HTTP, for test suites in other languages: docs/control.md. The handle's
   * `control` has the address, and the token that every request needs. @default false
   */
  readonly control?: boolean
  /**
   * The control token, of your choice: 16 characters or more, without blanks. Everybody who has it turns the mock.
   * @default a fresh one
   */
  readonly controlToken?: string
  /**
   * Whether the control API and the inspector answer other machines and every name: the token alone is the guard then,
   * and the inspector asks for it as a password. It needs `control`. @default false
   */
  readonly controlFromAnywhere?: boolean
}

const flag = { type: 'boolean' }
const world = {
  issuer: { type: 'string' },
  clients: { type: 'array' },
  researchers: { type: 'object' },
  groups: { type: 'array' },
  webhooks: webhookShape,
  snapshot: {},
  behaviour: {},
  quota: {},
  hosts: { type: 'array', items: { type: 'string' } },
  behindProxy: flag
}
const port = { type: 'integer', minimum: 0, maximum: 65535 }
const listening = {
  port,
  host: { type: 'string', minLength: 1 },
  allowNonLoopback: flag,
  tls: {},
  as: { enum: Object.keys(orcidIssuers) },
  logger: flag,
  control: flag,
  controlToken: { type: 'string', pattern: '^[\\x21-\\x7e]{16,}$', description: '16 characters or more, without blanks' },
  controlFromAnywhere: flag
}

const pluginShape = { type: 'object', required: ['issuer'], properties: world }
const startShape = { type: 'object', additionalProperties: false, properties: { ...listening, ...world } }

type Listening = Required<Pick<MockOrcidOptions, 'port' | 'host' | 'tls' | 'logger' | 'control'>>

export interface StartSettings extends MockOrcidWorld, Listening,
  Pick<MockOrcidOptions, 'controlFromAnywhere' | 'controlToken'> {
  readonly issuer: string | null
  readonly as: OrcidSite | null
}

function checkProduction (): void {
  if (process.env['NODE_ENV'] !== 'production') return
  throw new MockOrcidProductionError('A fake ORCID signs anybody in as anybody, and NODE_ENV is ' +
    '"production". Use the plugin\'s environment "production" or "sandbox" there, or another NODE_ENV.')
}

function validateHost (host: string, allowNonLoopback: boolean): void {
  if (allowNonLoopback || isLoopback(host) || host === '::1') return
  throw new MockOrcidExposedError(`Other machines could reach a fake ORCID on the host ${host}, and sign ` +
    'in as anybody. Leave host out to stay on this machine, or set allowNonLoopback: true.')
}

export function resolveStartOptions (options: MockOrcidOptions): StartSettings {
  validateOptions(startShape, options, 'startMockOrcid')
  checkProduction()
  const { port = 0, host = '127.0.0.1', allowNonLoopback = false, as = null, logger = false, control = false } = options
  validateHost(host, allowNonLoopback)
  validateAddress(options)
  const { issuer = null, tls = as !== null } = options
  const own = { issuer: as === null ? issuer : orcidIssuers[as], as, tls }
  return Object.freeze({ ...options, ...own, port, host, logger, control })
}

/** `prefix` is the path that the plugin is mounted under. */
export function validatePluginOptions (options: MockOrcidPluginOptions, prefix: string): void {
  validateOptions(pluginShape, options, 'mockOrcid')
  checkProduction()
  validateAddress({ ...options, behindProxy: true })
  const path = new URL(options.issuer).pathname.replace(/\/$/, '')
  if (path === prefix) return
  throw new MockOrcidOptionsError(`Wrong options for mockOrcid: the path of issuer is "${path}" and the ` +
    `prefix is "${prefix}", and they must be the same.`)
}
