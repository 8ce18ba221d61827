// The seven legs a fault, a journal entry or a count can name, and which address belongs to which.

/** The legs, with what a client asks there. */
export const legs = {
  authorize: 'The pages of leg one: `/oauth/authorize`, `/signin`, `/signout`.',
  token: 'Leg two: `/oauth/token`, whatever the grant.',
  jwks: 'The keys that verify an id_token: `/oauth/jwks`.',
  discovery: 'The discovery document: `/.well-known/openid-configuration`.',
  userinfo: 'OpenID Connect userinfo: `/oauth/userinfo`.',
  revoke: 'Where a token is given back: `/oauth/revoke`.',
  record: 'Leg three: the public and the member record API.'
} as const

/** The name of a leg. */
export type MockLeg = keyof typeof legs

const BY_PATH: ReadonlyArray<readonly [RegExp, MockLeg]> = [
  [/^\/(?:oauth\/authorize|signin|signout)$/, 'authorize'],
  [/^\/oauth\/token$/, 'token'],
  [/^\/oauth\/jwks$/, 'jwks'],
  [/^\/\.well-known\/openid-configuration$/, 'discovery'],
  [/^\/oauth\/userinfo$/, 'userinfo'],
  [/^\/oauth\/revoke$/, 'revoke'],
  [/^\/(?:(?:pub|api)\/)?v\d+\.\d+(?:\/|$)/, 'record']
]

/** The leg of an address, seen from the issuer; null for a record's page and for what ORCID does not have. */
export function legOf (path: string): MockLeg | null {
  return BY_PATH.find(([pattern]) => pattern.test(path))?.[1] ?? null
}
