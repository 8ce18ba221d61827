// The screen between the consent page and the app: when it stands there, and where it leads.
import t from 'tap'
import { openInjectedMock, SOFIA } from '../../../support/mock.ts'

const decide = (interstitial: string) => ({ decision: 'allow', interstitial })

t.test('a person chooses it on the consent page, for one login', async (t) => {
  const { get, post, client, authorizePath, cookie } = await openInjectedMock()
  const path = authorizePath(client())
  const headers = { cookie: await cookie() }
  const consent = await get(path, headers)
  for (const name of ['affiliation', 'domains', 'backup-email']) {
    t.match(consent.body, `<option value="${name}">`)
    const { statusCode, headers: sent, body } = await post(path, decide(name), headers)
    t.equal(statusCode, 200)
    t.match(sent.link, /^<https:\/\/app\.example\.org\/callback\?code=\w{6}&state=S[^>]*>; rel="next"$/)
    t.match(body, /<a id="continue" href="https:\/\/app\.example\.org\/callback\?code=\w{6}&amp;state=S/)
  }
  t.equal((await post(path, decide(''), headers)).statusCode, 302)
  t.equal((await post(path, decide('toString'), headers)).statusCode, 302, 'what is no screen is none')
})

t.test('by the mock\'s behaviour it stands in every login that shows a page', async (t) => {
  const { get, post, client, authorizePath, cookie } = await openInjectedMock({}, { interstitial: 'backup-email' })
  const app = client()
  const headers = { cookie: await cookie(SOFIA) }
  t.match((await post(authorizePath(app), { decision: 'deny' }, headers)).body, /href="[^"]*error=access_denied/)
  t.match((await post(authorizePath(app), decide('domains'), headers)).body, /<h1>Show the domain/, 'the form has the last word')
  const { body } = await post(authorizePath(app), decide(''), headers)
  t.match(body, /<h1>Add a second e-mail address/)
  const code = /code=(\w{6})/.exec(body)?.[1] as string
  const exchanged = await post('/oauth/token', {
    client_id: app.clientId, client_secret: app.clientSecret, grant_type: 'authorization_code', code, redirect_uri: 'https://app.example.org/callback'
  })
  t.equal(exchanged.statusCode, 200)
  t.match((await get(authorizePath(app), headers)).body, /<h1>Add a second e-mail address/, 'where nothing is asked, too')
  const silent = await get(authorizePath(app, { prompt: 'none' }), headers)
  t.match(silent.headers.location, /callback\?code=/, 'what must show no page shows none')
})

t.test('a fragment is kept', async (t) => {
  const { post, client, authorizePath, cookie } = await openInjectedMock()
  const path = authorizePath(client(), { response_type: 'token', nonce: 'n' })
  const { body } = await post(path, decide('domains'), { cookie: await cookie() })
  t.match(body, /href="https:\/\/app\.example\.org\/callback#access_token=/)
})
