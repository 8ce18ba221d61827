// Arctic 3: its generic client, which uses PKCE and Basic.
import { OAuth2Client, decodeIdToken, generateCodeVerifier, generateState, CodeChallengeMethod } from 'arctic'
import { clientId, clientSecret, finish, issuer, redirectUri, visit } from './protocol.mjs'

const client = new OAuth2Client(clientId, clientSecret, redirectUri)
const [state, verifier] = [generateState(), generateCodeVerifier()]
const callback = await visit(client.createAuthorizationURLWithPKCE(`${issuer}/oauth/authorize`, state,
  CodeChallengeMethod.S256, verifier, ['openid']))
const tokens = await client.validateAuthorizationCode(`${issuer}/oauth/token`, callback.searchParams.get('code'), verifier)
const { sub } = decodeIdToken(tokens.idToken())
await client.refreshAccessToken(`${issuer}/oauth/token`, tokens.refreshToken(), [])
await client.revokeToken(`${issuer}/oauth/revoke`, tokens.accessToken())
finish({ orcid: sub, name: tokens.data.name, did: ['basic', 'pkce', 'refresh', 'revoke'] })
