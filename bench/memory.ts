// How large the fake ORCID is after some logins and after many: the heap behind a collection, in megabytes.
//
// Every memory has a bound of its own, and the last of them, that of findings, is full after some 7,000 logins here.
//
// `npm run bench:memory`, or with numbers of logins: `npm run bench:memory -- 1000 10000`
import { setTimeout as sleep } from 'node:timers/promises'
import { startMockOrcid } from 'fastify-orcid/mock-server'
import type { MockOrcid } from 'fastify-orcid/mock-server'
import { Pool } from 'undici'

const chosen = process.argv.slice(2).map(Number)
const goals = chosen.length > 0 ? chosen : [1_000, 10_000, 100_000]
const NEWCOMERS = 1_000
const redirectUri = 'https://app.example.org/callback'
const collect = globalThis.gc

interface Sent {
  readonly path: string
  readonly form?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
}

interface Answer {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

function openClient (orcid: MockOrcid) {
  const pool = new Pool(orcid.issuer, { connections: 4 })
  const { clientId, clientSecret } = orcid.client({ redirectUris: [redirectUri], type: 'member' })
  const people = Object.values(orcid.researchers).filter(({ state, primaryRecord }) => state === 'active' && primaryRecord === null)

  async function send ({ path, form, headers }: Sent): Promise<Answer> {
    const answer = await pool.request({
      path,
      method: form === undefined ? 'GET' : 'POST',
      headers: { ...headers, ...(form !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }) },
      body: form === undefined ? null : String(new URLSearchParams(form))
    })
    return { headers: answer.headers, body: await answer.body.text() }
  }

  /**
   * A login as an app sees it, and what an app then does; every seventh ends in a mistake. The first ones are those of
   * people who register on the way, until the mock takes no more; later every fifth tries in vain.
   */
  async function logIn (number: number): Promise<void> {
    const query = new URLSearchParams({
      client_id: clientId,
      response_type: 'code',
      scope: number % 2 === 0 ? 'openid' : 'openid /read-limited',
      redirect_uri: redirectUri,
      state: `state-of-login-${number}`,
      nonce: `nonce-of-login-${number}`
    })
    const person = people[number % people.length]
    const who = number < NEWCOMERS || number % 5 === 0
      ? { path: `/register?${query}`, form: { given_names: 'New', email: `${number}@a.example` } }
      : { path: `/signin?${query}`, form: { orcid: person?.orcid ?? '' } }
    const signedIn = await send(who)
    const cookie = String(signedIn.headers['set-cookie'] ?? '').split(';', 1)[0] ?? ''
    const { headers: { location } } = await send({ path: `/oauth/authorize?${query}`, form: { decision: 'allow' }, headers: { cookie } })
    const code = number % 7 === 0 ? `wrong${number}` : new URL(String(location)).searchParams.get('code') ?? ''
    const credentials = { client_id: clientId, client_secret: clientSecret }
    const tokens = await send({ path: '/oauth/token', form: { ...credentials, grant_type: 'authorization_code', code } })
    const { access_token: accessToken, orcid: iD } = JSON.parse(tokens.body) as Record<string, string>
    const headers = { authorization: `Bearer ${accessToken}`, accept: 'application/json' }
    await send({ path: '/oauth/userinfo', headers })
    await send({ path: `/pub/v3.0/${iD}/person`, headers })
  }

  return { logIn, close: async () => await pool.close() }
}

async function megabytes (): Promise<number> {
  for (let round = 0; round < 3; round++) {
    // What a collection sets free may be let go of by a callback, and that by the next one.
    await sleep(50)
    collect?.()
  }
  return process.memoryUsage().heapUsed / 1024 / 1024
}

if (collect === undefined) throw new Error('Run it with node --expose-gc.')
const orcid = await startMockOrcid()
const client = openClient(orcid)
const started = performance.now()
let done = 0
for (const goal of goals) {
  while (done < goal) {
    await Promise.all([0, 1, 2, 3].map((place) => client.logIn(done + place)))
    done += 4
  }
  const seconds = Math.round((performance.now() - started) / 1000)
  console.log(`${done} logins in ${seconds} s: ${(await megabytes()).toFixed(2)} MB`)
}
await client.close()
orcid.findings()
await orcid.close()
