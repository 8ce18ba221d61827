// Leg three by itself: the client of a job or a worker, which an app has as `fastify.orcid`, too.
import type { FastifyInstance } from 'fastify'
import { createPublicData, type OpenPublicRecord } from './api/public-record.ts'
import { createRecord, type OpenRecord } from './api/record.ts'
import { createRefresh, type Refresh } from './api/refresh.ts'
import type { RevokeAll } from './api/revoke-all.ts'
import { createRevoke, type Revoke } from './api/revoke.ts'
import type { Search } from './api/search.ts'
import { createTokenVault, type OpenTokens, type SealTokens } from './api/sealed-tokens.ts'
import { createUserinfo, type Userinfo } from './api/userinfo.ts'
import { createBackChannel } from './back-channel/http.ts'
import type { ClientContext } from './context.ts'
import type { OrcidEnvironment } from './environments.ts'
import type { FastifyOrcidDecoratorOptions } from './options/options.ts'
import { OrcidOptionsError } from './errors.ts'
import { resolveOptions } from './options/settings.ts'

/** Leg three: what an app does with the tokens of a login, at once or years later. */
export interface OrcidClient {
  /** The addresses of the ORCID registry in use. */
  readonly environment: OrcidEnvironment
  /** Opens a record with an access token, to read and update it. */
  readonly record: OpenRecord
  /** Opens what everybody may see of a record. */
  readonly publicRecord: OpenPublicRecord
  /** Finds people by what they show in public. */
  readonly search: Search
  /** Exchanges a refresh token for a new access token. */
  readonly refresh: Refresh
  /** Revokes a token, for instance when a person disconnects their iD. */
  readonly revoke: Revoke
  /** Revokes a list of tokens, and says what became of each. */
  readonly revokeAll: RevokeAll
  /** Asks which person an access token belongs to. */
  readonly userinfo: Userinfo
  /** Seals the tokens of a login into one text for a database column. */
  readonly sealTokens: SealTokens
  /** Opens the text of a database column, which gives the tokens. */
  readonly openTokens: OpenTokens
}

/** What a client without an app is given. The options mean what they mean to the plugin. */
export type OrcidClientOptions =
  Pick<FastifyOrcidDecoratorOptions, 'environment' | 'clientId' | 'clientSecret' | 'secret' | 'timeoutMs' | 'dispatcher'>

export function createClient (context: ClientContext): OrcidClient {
  const revoke = createRevoke(context)
  return {
    environment: context.settings.environment,
    record: createRecord(context),
    ...createPublicData(context),
    refresh: createRefresh(context),
    revoke,
    revokeAll: async (tokens) => await (await import('./api/revoke-all.ts')).revokeAll(revoke, tokens),
    userinfo: createUserinfo(context),
    ...createTokenVault(context.settings)
  }
}

const OPTIONS: readonly string[] = ['environment', 'clientId', 'clientSecret', 'secret', 'timeoutMs', 'dispatcher']

const quote = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ')

// A job has no logger of Fastify's.
const log = { warn: (message: string) => { process.emitWarning(message) } } as unknown as FastifyInstance['log']

/**
 * Leg three without Fastify, routes or a redirect URI, for jobs and workers:
 * `const orcid = createOrcid({ clientId, clientSecret, secret })`. It is what an app has as `fastify.orcid`, less the
 * first two legs. `close()` ends its connections; a process that ends closes them itself.
 *
 * Throws `ORCID_ERR_OPTIONS` for wrong options, all of them at once.
 */
export function createOrcid (options: OrcidClientOptions): OrcidClient & {
  /** Ends the connections to ORCID. */
  close (): Promise<void>
} {
  if (typeof options !== 'object' || options === null) {
    throw new OrcidOptionsError(`createOrcid() expects an object of options: ${quote(OPTIONS)}.`)
  }
  const unknown = Object.keys(options).filter((name) => !OPTIONS.includes(name))
  if (unknown.length > 0) {
    throw new OrcidOptionsError(`createOrcid() has no option ${quote(unknown)}; its options are ${quote(OPTIONS)}.`)
  }
  const settings = resolveOptions({ prefix: '', log }, { ...options, routes: false })
  const backChannel = createBackChannel(settings)
  return Object.freeze({ ...createClient({ settings, backChannel }), close: backChannel.close })
}
