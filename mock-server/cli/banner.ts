// How a mock that has started introduces itself: as data for a program, as a page of text for a person.
import type { MockClientOptions } from '../client-options.ts'
import type { MockOrcidEnvironment } from '../address.ts'
import type { MockOrcidClient } from '../registry/clients.ts'
import { fullName } from '../registry/researchers.ts'
import type { MockOrcid } from '../start.ts'

/** What a started mock has to say; with `--json`, this is the line that is printed. */
export interface MockDescription {
  /** The issuer. */
  readonly issuer: string
  /** Where OpenID Connect clients find the addresses. */
  readonly discovery: string
  /** All addresses, in the shape the plugin takes as its `environment`. */
  readonly environment: MockOrcidEnvironment
  /** A client that is ready to be used. */
  readonly client: MockOrcidClient
  /** The people to sign in as. */
  readonly researchers: ReadonlyArray<{ readonly name: string, readonly orcid: string }>
}

/** Collects what a mock has to say. */
export function describeMock (
  mock: Pick<MockOrcid, 'environment' | 'issuer' | 'researchers'>, client: MockOrcidClient
): MockDescription {
  const { issuer, environment } = mock
  const researchers = Object.values(mock.researchers).map(one => ({ name: fullName(one), orcid: one.orcid }))
  const discovery = `${issuer}/.well-known/openid-configuration`
  return { issuer, discovery, environment, client, researchers }
}

/** The page of text, the next step last. */
export function printMock (description: MockDescription, options: MockClientOptions): string {
  const { type, redirectUris = [] } = options
  const { issuer, discovery, environment, client, researchers } = description
  const uris = redirectUris.length === 0 ? ['the first loopback one it is used with'] : redirectUris
  const width = Math.max(...researchers.map(({ name }) => name.length))
  return `A fake ORCID for tests is listening at ${issuer}
It asks nobody for a password. Stop it with Ctrl-C.

Addresses
  authorize      ${environment.authorizationEndpoint}
  token          ${environment.tokenEndpoint}
  discovery      ${discovery}
  public API     ${environment.publicApi}
  member API     ${environment.memberApi}

Client (${type})
  client id      ${client.clientId}
  client secret  ${client.clientSecret}
${uris.map(uri => `  redirect URI   ${uri}`).join('\n')}

People to sign in as
${researchers.map(({ name, orcid }) => `  ${name.padEnd(width)}  ${orcid}`).join('\n')}

Next, ${nextStep(description, redirectUris)}
`
}

// No link without a registered redirect URI: the client would hold on to whichever an example names.
function nextStep (description: MockDescription, [redirectUri]: readonly string[]): string {
  const { discovery, environment, client } = description
  if (redirectUri === undefined) {
    return `give your app the addresses and the client, or look around:\n  curl ${discovery}`
  }
  const query = new URLSearchParams({
    client_id: client.clientId, response_type: 'code', scope: 'openid', redirect_uri: redirectUri
  })
  return `open in a browser:\n  ${environment.authorizationEndpoint}?${query.toString()}`
}
