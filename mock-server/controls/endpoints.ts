// The seven endpoints a fault, a journal entry or a count can name, and which address belongs to which.

/** The endpoints, with what a client asks there. */
export const endpoints = {
  authorize: 'The pages of leg one: `/oauth/authorize`, `/signin`, `/signout`.',
  token: 'Leg two: `/oauth/token`, whatever the grant.',
  jwks: 'The keys that verify an id_token: `/oauth/jwks`.',
  discovery: 'The discovery document: `/.well-known/openid-configuration`.',
  userinfo: 'OpenID Connect userinfo: `/oauth/userinfo`.',
  revoke: 'Where a token is given back: `/oauth/revoke`.',
  record: 'Leg three: the public and the member record API.'
} as const

/** The name of a endpoint. */
export type MockEndpoint = keyof typeof endpoints

const BY_PATH: ReadonlyArray<readonly [RegExp, MockEndpoint]> = [
  [/^\/(?:oauth\/authorize|signin|signout)$/, 'authorize'],
  [/^\/oauth\/token$/, 'token'],
  [/^\/oauth\/jwks$/, 'jwks'],
  [/^\/\.well-known\/openid-configuration$/, 'discovery'],
  [/^\/oauth\/userinfo$/, 'userinfo'],
  [/^\/oauth\/revoke$/, 'revoke'],
  [/^\/(?:(?:pub|api)\/)?v\d+\.\d+(?:\/|$)/, 'record']
]

/** The endpoint of an address, seen from the issuer; null for a record's page and for what ORCID does not have. */
export function endpointOf (path: string): MockEndpoint | null {
  return BY_PATH.find(([pattern]) => pattern.test(path))?.[1] ?? null
}
