// The host names of the real ORCID, what each serves, and the mock's own path for it.
import { environmentOf, type MockOrcidEnvironment } from './address.ts'

/** The two sites of ORCID, by the names of its environments. */
export const orcidIssuers = { production: 'https://orcid.org', sandbox: 'https://sandbox.orcid.org' } as const

/** Which ORCID the mock stands in for. */
export type OrcidSite = keyof typeof orcidIssuers

/** What each host name of a site serves, as a path below the mock. */
export function orcidHostsOf (site: OrcidSite): ReadonlyMap<string, string> {
  const { hostname } = new URL(orcidIssuers[site])
  return new Map([[hostname, ''], [`www.${hostname}`, ''], [`pub.${hostname}`, '/pub'], [`api.${hostname}`, '/api']])
}

export const orcidHosts: ReadonlyMap<string, string> =
  new Map((['production', 'sandbox'] as const).flatMap((site) => [...orcidHostsOf(site)]))

export function isOnOrcidOrg (hostname: string): boolean {
  return /(?:^|\.)orcid\.org\.?$/i.test(hostname)
}

/** The path below the mock that a host and path of ORCID's mean; the API hosts have a token endpoint too. */
export function pathBehind (hostname: string, url: string): string {
  const base = String(orcidHosts.get(hostname))
  return url.startsWith('/oauth/') ? url : base + url
}

/** The addresses of a mock that stands in for a site: those of the real one. */
export function orcidEnvironmentOf (site: OrcidSite): MockOrcidEnvironment {
  const issuer = orcidIssuers[site]
  const { hostname } = new URL(issuer)
  const apis = { publicApi: `https://pub.${hostname}/v3.0`, memberApi: `https://api.${hostname}/v3.0` }
  return Object.freeze({ ...environmentOf(issuer), ...apis })
}
