// A client in a process of its own with ORCID's sandbox hard-wired. It verifies TLS, issuer and signature, then reads a
// record. `CONNECT_TO` names the port that stands for 443, for a machine whose /etc/hosts stays as it is.
import * as openid from 'openid-client'
import { Agent, buildConnector, fetch as fetchWith } from 'undici'

const { CONTROL = '', TOKEN = '', CLIENT = '', SECRET = '', CONNECT_TO } = process.env
const REDIRECT_URI = 'http://127.0.0.1:3000/callback'

const connector = buildConnector({})
const dispatcher = new Agent(CONNECT_TO === undefined
  ? {}
  : { connect: (options, done) => { connector({ ...options, hostname: '127.0.0.1', port: CONNECT_TO }, done) } })
const reach = async (url: string, options: object): Promise<Response> =>
  await fetchWith(url, { ...options, dispatcher }) as unknown as Response

const config = await openid.discovery(new URL('https://sandbox.orcid.org'), CLIENT, SECRET, undefined, {
  [openid.customFetch]: reach, execute: [openid.enableNonRepudiationChecks]
})
const [expectedState, expectedNonce] = [openid.randomState(), openid.randomNonce()]
const url = openid.buildAuthorizationUrl(config, {
  redirect_uri: REDIRECT_URI, scope: 'openid', state: expectedState, nonce: expectedNonce
})
// The person at the browser.
const answered = await fetch(`${CONTROL}/authorize`, {
  method: 'POST',
  headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
  body: JSON.stringify({ url, as: 'sofia' })
})
const { location } = await answered.json() as { location: string }
const tokens = await openid.authorizationCodeGrant(config, new URL(location), { expectedState, expectedNonce })
const claims = tokens.claims()
const read = async (host: string): Promise<number> => {
  const headers = { authorization: `Bearer ${tokens.access_token}`, accept: 'application/json' }
  return (await reach(`https://${host}/v3.0/${String(claims?.sub)}/person`, { headers })).status
}
console.log(JSON.stringify({
  authorize: url.origin, iss: claims?.iss, sub: claims?.sub, pub: await read('pub.sandbox.orcid.org'), api: await read('api.sandbox.orcid.org')
}))
await dispatcher.close()
