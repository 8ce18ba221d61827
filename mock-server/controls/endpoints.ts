// The seven endpoints of ORCID that a fault, a journal entry or a count can name.

/** The endpoints, each with the addresses it covers. */
export const endpoints = {
  authorize: 'The pages of leg one: `/oauth/authorize`, `/signin`, `/signout`.',
  token: 'Leg two: `/oauth/token`, whatever the grant.',
  jwks: 'The keys that verify an id_token: `/oauth/jwks`.',
  discovery: 'The discovery document: `/.well-known/openid-configuration`.',
  userinfo: 'OpenID Connect userinfo: `/oauth/userinfo`.',
  revoke: 'Token revocation: `/oauth/revoke`.',
  record: 'Leg three: the public and the member record API.'
} as const

/** The name of an endpoint. */
export type MockEndpoint = keyof typeof endpoints

const BY_PATH: ReadonlyArray<readonly [RegExp, MockEndpoint]> = [
  [/^\/(?:oauth\/authorize|signin|signout)$/, 'authorize'],
  [/^\/oauth\/token$/, 'token'],
  [/^\/oauth\/jwks$/, 'jwks'],
  [/^\/\.well-known\/openid-configuration$/, 'discovery'],
  [/^\/oauth\/userinfo$/, 'userinfo'],
  [/^\/oauth\/revoke$/, 'revoke'],
  [/^\/(?:pub|api|v\d+\.\d+)(?:\/|$)/, 'record']
]

/** The endpoint of a path seen from the issuer; null for a record's page and for what ORCID does not have. */
export function endpointOf (path: string): MockEndpoint | null {
  return BY_PATH.find(([pattern]) => pattern.test(path))?.[1] ?? null
}
