// What is wrong with the addresses of a mock: its issuer, its further names, its TLS, and who may turn it.
import { isBaseAddress } from '../network/address.ts'
import { isOnOrcidOrg, type OrcidSite } from '../network/orcid-hosts.ts'
import { MockOrcidOptionsError } from '../errors.ts'

/** A certificate, or a chain of them, and its private key. */
export interface MockOrcidCertificate {
  /** In PEM. */
  readonly cert: string
  /** In PEM. */
  readonly key: string
}

interface Address {
  readonly as?: OrcidSite
  readonly behindProxy?: boolean
  readonly control?: boolean
  readonly controlFromAnywhere?: boolean
  readonly controlToken?: string
  readonly hosts?: readonly string[]
  readonly issuer?: string
  readonly tls?: boolean | MockOrcidCertificate
}

const HOST = /^(?:(?:[\w-]+\.)*[\w-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i

function * findIssuerProblems (issuer: string): Generator<string> {
  if (!isBaseAddress(issuer)) {
    yield 'issuer must be an http: or https: URL without a query, credentials or a slash at the end, such as ' +
      'http://127.0.0.1:3000/orcid.'
  } else if (isOnOrcidOrg(new URL(issuer).hostname)) {
    yield 'issuer is on orcid.org, and a fake must not look like ORCID. Leave it out, use an address of your own machine, ' +
      'or let the mock stand in for ORCID with as, or --as.'
  }
}

function * findHostProblems (hosts: readonly string[]): Generator<string> {
  for (const [index, host] of hosts.entries()) {
    if (!HOST.test(host)) yield `hosts.${index} must be a host name, with or without a port, such as orcid:9797.`
    else if (isOnOrcidOrg(host.replace(/:\d+$/, ''))) {
      yield `hosts.${index} is on orcid.org: use as, or --as, for ORCID's own names.`
    }
  }
}

function hasCertificate (tls: unknown): boolean {
  const { cert, key } = Object(tls) as Record<string, unknown>
  const members = Object.keys(Object(tls))
  return [cert, key].every((pem) => typeof pem === 'string' && pem.includes('-----BEGIN ')) && members.length === 2
}

function * findProblems (given: Address): Generator<string> {
  const { as, behindProxy = false, hosts = [], issuer, tls = false } = given
  if (issuer !== undefined) yield * findIssuerProblems(issuer)
  yield * findHostProblems(hosts)
  if (typeof tls !== 'boolean' && !hasCertificate(tls)) yield 'tls must be true or { cert, key }, both of them texts in PEM.'
  if (given.control !== true) {
    for (const name of ['controlToken', 'controlFromAnywhere'] as const) {
      if (given[name] !== undefined && given[name] !== false) yield `${name} needs control: true.`
    }
  }
  if (as !== undefined && given.tls === false) yield 'as needs tls: leave tls out, or give a certificate.'
  if (as !== undefined && issuer !== undefined) yield 'as sets the issuer: leave issuer out.'
  if (issuer?.startsWith('https:') === true && tls === false && !behindProxy) {
    yield 'issuer is https, which nobody serves. Let the mock serve it with tls, or --tls; if a proxy does, say so with ' +
      'behindProxy, or --behind-proxy.'
  }
}

/** Throws `MOCK_ORCID_ERR_OPTIONS` with everything that is wrong. */
export function validateAddress (address: Address): void {
  const problems = [...findProblems(address)]
  if (problems.length > 0) throw new MockOrcidOptionsError(`Wrong options: ${problems.join(' ')}`)
}
