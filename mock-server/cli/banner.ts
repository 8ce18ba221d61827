// The banner of a started mock: one line of JSON for a program, or a page of text for a person.
import type { MockControl } from '../controls/http/server.ts'
import { isOnOrcidOrg } from '../network/orcid-hosts.ts'
import { fullName } from '../orcid/registry/researchers.ts'
import type { MockSnapshot } from '../orcid/registry/snapshot.ts'
import type { MockOrcid } from '../start.ts'

export type ServedClient =
  Pick<MockSnapshot['clients'][number], 'clientId' | 'clientSecret' | 'type' | 'redirectUris'>

type MockDescription = ReturnType<typeof describeMock>

type DescribedMock = Pick<MockOrcid, 'address' | 'control' | 'environment' | 'issuer' | 'researchers'>

/** `caFile` is where clients find the certificate that they have to trust, or null. */
export function describeMock (mock: DescribedMock, clients: readonly ServedClient[], caFile: string | null) {
  const { address, control, environment, issuer } = mock
  const researchers = Object.entries(mock.researchers)
    .map(([as, one]) => ({ as, name: fullName(one), orcid: one.orcid }))
  const discovery = `${issuer}/.well-known/openid-configuration`
  const { clientId, clientSecret } = clients[0] as ServedClient
  const client = { clientId, clientSecret }
  return { issuer, address, caFile, discovery, environment, client, clients, researchers, control }
}

export function printMock (description: MockDescription): string {
  const { address, caFile, clients, control, discovery, environment, issuer, researchers } = description
  const width = Math.max(...researchers.map(({ name }) => name.length))
  return `A fake ORCID for tests is listening at ${issuer}
It asks nobody for a password. Stop it with Ctrl-C.

Addresses
  inspector      ${isOnOrcidOrg(new URL(issuer).hostname) ? address : issuer}/
  authorize      ${environment.authorizationEndpoint}
  token          ${environment.tokenEndpoint}
  discovery      ${discovery}
  public API     ${environment.publicApi}
  member API     ${environment.memberApi}

${clients.map(printClient).join('\n')}
People to sign in as
${researchers.map(({ name, orcid }) => `  ${name.padEnd(width)}  ${orcid}`).join('\n')}
${caFile === null ? '' : printTrust(issuer, caFile)}${control === null ? '' : printControl(control)}
Next, ${nextStep(description)}
`
}

function printClient ({ clientId, clientSecret, redirectUris, type }: ServedClient): string {
  const uris = redirectUris.length === 0 ? ['the first loopback one it is used with'] : redirectUris
  return `Client (${type})
  client id      ${clientId}
  client secret  ${clientSecret}
${uris.map(uri => `  redirect URI   ${uri}`).join('\n')}
`
}

function printTrust (issuer: string, caFile: string): string {
  const { hostname } = new URL(issuer)
  const names = ['', 'www.', 'pub.', 'api.'].map(name => name + hostname).join(' ')
  return `
TLS, by an authority that ends with this process
  Node.js        NODE_EXTRA_CA_CERTS=${caFile}
  others         docs/hardwired.md
${isOnOrcidOrg(hostname) ? `  /etc/hosts     127.0.0.1 ${names}\n` : ''}`
}

function printControl ({ token, url }: MockControl): string {
  return `
Control API, for this machine only
  address        ${url}
  token          ${token}
`
}

// No link without a registered redirect URI: the client would hold on to whichever an example names.
function nextStep ({ clients, discovery, environment }: MockDescription): string {
  const { clientId, redirectUris: [redirectUri] } = clients[0] as ServedClient
  if (redirectUri === undefined) {
    return `give your app the addresses and the client, or look around:\n  curl ${discovery}`
  }
  const query = new URLSearchParams({
    client_id: clientId, response_type: 'code', scope: 'openid', redirect_uri: redirectUri
  })
  return `open in a browser:\n  ${environment.authorizationEndpoint}?${query.toString()}`
}
