import t from 'tap'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { startMockOrcid } from '../../mock-server/index.ts'

const redirectUri = 'http://127.0.0.1:3000/callback'

t.test('a person signs in, consents, and the client gets a code, tokens, an identity and a record', async (t) => {
  const orcid = await startMockOrcid()
  t.teardown(() => orcid.close())
  const { clientId, clientSecret } = orcid.client({ redirectUris: [redirectUri] })
  const url = new URL(orcid.environment.authorizationEndpoint)
  url.search = String(new URLSearchParams({
    client_id: clientId, response_type: 'code', scope: 'openid', redirect_uri: redirectUri, state: 'xyz', nonce: 'n-1'
  }))
  const { location } = await orcid.authorize(url, { as: orcid.researchers.sofia })
  const back = new URL(location)
  t.equal(back.origin + back.pathname, redirectUri)
  t.match(back.search, /^\?code=[0-9A-Za-z]{6}&state=xyz$/)

  const response = await fetch(orcid.environment.tokenEndpoint, {
    method: 'POST',
    body: new URLSearchParams({
      client_id: clientId,
      client_secret: clientSecret,
      grant_type: 'authorization_code',
      code: back.searchParams.get('code') ?? '',
      redirect_uri: redirectUri
    })
  })
  t.equal(response.status, 200)
  t.equal(response.headers.get('x-fake-orcid'), '1')
  const tokens = await response.json() as Record<string, string>
  t.strictSame(Object.keys(tokens), [
    'access_token', 'token_type', 'refresh_token', 'expires_in', 'scope', 'name', 'orcid', 'id_token'
  ])
  t.match(tokens, { token_type: 'bearer', scope: 'openid', name: 'Sofia Garcia', orcid: '0000-0001-2345-6789' })

  const keys = createRemoteJWKSet(new URL(orcid.environment.jwksUri))
  const { payload } = await jwtVerify(tokens['id_token'] ?? '', keys, {
    issuer: orcid.issuer, audience: clientId, algorithms: ['RS256']
  })
  t.match(payload, { sub: '0000-0001-2345-6789', nonce: 'n-1' })

  const person = await fetch(`${orcid.environment.publicApi}/0000-0001-2345-6789/person`, {
    headers: { accept: 'application/json', authorization: `Bearer ${tokens['access_token']}` }
  })
  t.equal(person.status, 200)
  t.match(await person.json(), { name: { 'given-names': { value: 'Sofia' } } })
})
