// What `npm run facts` is asked to do: the registry and its hosts, the clients, the person, what is allowed.
import { parseArgs } from 'node:util'

export const HELP = `npm run facts -- --against <registry>: ask a live ORCID whether the facts of test/facts/ are so

Each fact is sent as far as what is given allows:
  a  without credentials
  b  with a client's credentials, from the environment:
       ORCID_CLIENT_ID, ORCID_CLIENT_SECRET                  a client of the public API
       ORCID_MEMBER_CLIENT_ID, ORCID_MEMBER_CLIENT_SECRET    a client of the member API
       ORCID_CLIENT_NAME, ORCID_MEMBER_CLIENT_NAME           their names, which some answers quote
  c  with --consent: with what a person grants. Open the link that is printed in a browser that stays open; it asks once,
     or once more for each scope that the person has not granted yet, and fetches each code that a fact needs

  --against <registry>      https://sandbox.orcid.org, or where a fake ORCID is
  --pub, --api <address>    its public and its member API (default: the registry's host with pub. and api. before it,
                            or /pub and /api below a loopback address)
  --consent                 ask a person: one whose given and family name are public, without a credit name, with a
                            verified e-mail address and a public keyword, and nothing else on the record
  --redirect-uri <uri>      redirect URI of the clients (default http://127.0.0.1:8734/callback). If it is not a
                            loopback address, the address that the browser ends at is pasted here, once for each code
  --orcid <iD>              whose public record is read without a consent
  --write                   send what writes on the record, too, and remove it again; never on orcid.org
  --only <text>             only facts whose names begin so, may be repeated
  --again                   forget what an earlier run was told
  --out <folder>            where the proposal and the progress are kept (default dist/facts)
  --help

At most two requests a second are sent. A 429 ends the run, and so do three answers of 5xx in a row: what was told is
kept, and the same command goes on from there. Nothing secret is printed or written.
Exit code: 0 when live answers as the table says, 1 when a fact differs, 2 for wrong arguments, 3 when the run stopped.
`

/** Refused before anything is sent. */
export class UsageError extends Error {}

export interface Credentials {
  readonly clientId: string
  readonly clientSecret: string
  readonly name: string | undefined
}

export type LiveClientType = 'public' | 'member'

export interface Settings {
  /** The registry, its public and its member API, without a slash at the end. */
  readonly hosts: { readonly issuer: string, readonly pub: string, readonly api: string }
  readonly clients: Readonly<Partial<Record<LiveClientType, Credentials>>>
  readonly hasConsent: boolean
  readonly redirectUri: string
  readonly orcid: string | undefined
  readonly isWriting: boolean
  readonly only: readonly string[]
  readonly isAgain: boolean
  readonly out: string
}

type Environment = Readonly<Record<string, string | undefined>>

function clientIn (env: Environment, prefix: string): Credentials | undefined {
  const [clientId, clientSecret] = [env[`${prefix}_ID`], env[`${prefix}_SECRET`]]
  if (clientId === undefined && clientSecret === undefined) return undefined
  if (!clientId || !clientSecret) throw new UsageError(`${prefix}_ID and ${prefix}_SECRET must both be set`)
  return { clientId, clientSecret, name: env[`${prefix}_NAME`] }
}

export const isLoopback = ({ hostname }: URL): boolean => /^(?:127(?:\.\d+){3}|localhost|\[::1\])$/.test(hostname)

function readAddress (option: string, address: string, mayHavePath: boolean): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined
  const isBare = url !== undefined && url.search + url.hash + url.username + url.password === ''
  if (!isBare || !/^https?:$/.test(url.protocol) || !(mayHavePath || url.pathname === '/')) {
    throw new UsageError(`${option} must be an address like https://sandbox.orcid.org, without a query` +
      (mayHavePath ? '' : ' and a path'))
  }
  if (url.protocol === 'http:' && !isLoopback(url)) throw new UsageError(`${option} must be https, unless it is a loopback address`)
  return url
}

const withoutSlash = ({ href }: URL): string => href.replace(/\/$/, '')

function hostsOf (against: string, pub: string | undefined, api: string | undefined): Settings['hosts'] {
  const registry = readAddress('--against', against, false)
  const [, part, rest] = /^(pub|api|www|auth)\.(.+)$/.exec(registry.hostname) ?? []
  if (part !== undefined) throw new UsageError(`--against must name the registry: https://${rest}, not its host ${part}.${rest}`)
  const hostOf = (name: 'pub' | 'api'): string =>
    isLoopback(registry) ? `${registry.origin}/${name}` : `${registry.protocol}//${name}.${registry.host}`
  return {
    issuer: registry.origin,
    pub: withoutSlash(readAddress('--pub', pub ?? hostOf('pub'), true)),
    api: withoutSlash(readAddress('--api', api ?? hostOf('api'), true))
  }
}

const OPTIONS = {
  against: { type: 'string' },
  pub: { type: 'string' },
  api: { type: 'string' },
  consent: { type: 'boolean', default: false },
  'redirect-uri': { type: 'string', default: 'http://127.0.0.1:8734/callback' },
  orcid: { type: 'string' },
  write: { type: 'boolean', default: false },
  only: { type: 'string', multiple: true, default: [] as string[] },
  again: { type: 'boolean', default: false },
  out: { type: 'string', default: 'dist/facts' },
  help: { type: 'boolean', default: false }
} as const

// Node's own message quotes the argument, which may be a secret that belongs into the environment.
function parse (argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS }).values
  } catch {
    throw new UsageError(`Wrong arguments; expected ${Object.keys(OPTIONS).map((name) => `--${name}`).join(', ')}. ` +
      'Credentials are taken from the environment')
  }
}

/** The settings, or null if only help is wanted. */
export function readSettings (argv: readonly string[], env: Environment): Settings | null {
  const { against, pub, api, orcid, ...given } = parse(argv)
  if (given.help) return null
  if (against === undefined) throw new UsageError('--against is missing: the registry, such as https://sandbox.orcid.org')
  const hosts = hostsOf(against, pub, api)
  const [publicClient, member] = [clientIn(env, 'ORCID_CLIENT'), clientIn(env, 'ORCID_MEMBER_CLIENT')]
  if (orcid !== undefined && !/^(?:\d{4}-){3}\d{3}[\dX]$/.test(orcid)) throw new UsageError('--orcid must be an ORCID iD')
  if (given.write && hosts.issuer === 'https://orcid.org') throw new UsageError('--write is not for orcid.org: use the sandbox')
  if (given.consent && publicClient === undefined && member === undefined) {
    throw new UsageError('--consent needs a client: set ORCID_CLIENT_ID and ORCID_CLIENT_SECRET')
  }
  return {
    hosts,
    clients: { ...(publicClient && { public: publicClient }), ...(member && { member }) },
    hasConsent: given.consent,
    redirectUri: withoutSlash(readAddress('--redirect-uri', given['redirect-uri'], true)),
    orcid,
    isWriting: given.write,
    only: given.only,
    isAgain: given.again,
    out: given.out
  }
}
