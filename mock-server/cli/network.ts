// The options of `serve` that say where the mock is and who may reach it, and the file of its certificate authority.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { orcidIssuers, type OrcidSite } from '../network/orcid-hosts.ts'
import type { MockOrcidOptions } from '../options/options.ts'
import { UsageError, checkOption, type parseArguments } from './terminal.ts'

export const NETWORK_OPTIONS = {
  port: { type: 'string' },
  host: { type: 'string', default: '127.0.0.1' },
  issuer: { type: 'string' },
  'also-host': { type: 'string', multiple: true, default: [] as string[] },
  tls: { type: 'boolean', default: false },
  'ca-file': { type: 'string' },
  'tls-cert': { type: 'string' },
  'tls-key': { type: 'string' },
  as: { type: 'string' },
  'allow-non-loopback': { type: 'boolean', default: false },
  'behind-proxy': { type: 'boolean', default: false },
  control: { type: 'boolean', default: false },
  'control-token': { type: 'string' },
  'control-from-anywhere': { type: 'boolean', default: false }
} as const

type Values = ReturnType<typeof parseArguments<typeof NETWORK_OPTIONS>>['values']

export async function readNetwork (values: Values): Promise<MockOrcidOptions> {
  const { port = '0', host, as = 'sandbox', 'tls-cert': cert, 'tls-key': key } = values
  checkOption(/^\d{1,5}$/.test(port) && Number(port) <= 65535, '--port', 'a number from 0 to 65535')
  checkOption(host !== '', '--host', 'a host name or address')
  checkOption(Object.hasOwn(orcidIssuers, as), '--as', 'production or sandbox')
  checkOption((cert === undefined) === (key === undefined), '--tls-cert and --tls-key', 'two files, or neither')
  const tls = cert === undefined ? values.tls : { cert: await readPem(cert, '--tls-cert'), key: await readPem(key, '--tls-key') }
  const { issuer, 'control-token': controlToken, 'control-from-anywhere': controlFromAnywhere } = values
  return {
    // Hard-wired addresses name no port.
    port: Number(values.port ?? (values.as === undefined ? 9797 : 443)),
    host,
    hosts: values['also-host'],
    allowNonLoopback: values['allow-non-loopback'],
    behindProxy: values['behind-proxy'],
    control: values.control || controlToken !== undefined || controlFromAnywhere,
    controlFromAnywhere,
    ...(controlToken !== undefined && { controlToken }),
    ...(issuer !== undefined && { issuer }),
    ...(tls !== false && { tls }),
    ...(values.as !== undefined && { as: values.as as OrcidSite })
  }
}

async function readPem (file: string | undefined, option: string): Promise<string> {
  return await readFile(String(file), 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`Cannot read ${file}: ${error.code}; ${option} expects a file in PEM`)
  })
}

/** Keeps the certificate of an authority where clients find it: in the file that is named, or in one of its own. */
export async function writeAuthority (ca: string | null, named?: string) {
  if (ca === null) return { file: null, remove: async () => {} }
  const folder = named === undefined ? await mkdtemp(join(tmpdir(), 'fake-orcid-')) : ''
  const file = named ?? join(folder, 'ca.pem')
  await writeFile(file, ca)
  return { file, remove: async () => { await rm(folder || file, { recursive: true, force: true }) } }
}
