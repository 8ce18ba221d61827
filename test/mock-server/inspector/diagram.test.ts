import t from 'tap'
import { createControls } from '../../../mock-server/controls/controls.ts'
import { createRegistry } from '../../../mock-server/orcid/registry/registry.ts'
import { openMock } from '../../support/mock.ts'
import { ALL, answered, arrowsIn, drawParts, exchanged, question, sketch, textOf } from './support.ts'
import type { Sketch } from './support.ts'

t.test('a login draws itself: three legs, who speaks with whom, and what is only implied', async t => {
  const { orcid, ask, post, client, tokens } = await openMock()
  t.teardown(() => orcid.close())
  const { access_token: token = '', id_token: idToken = '', refresh_token: refresh = '' } = await tokens('openid')
  const bearer = { authorization: `Bearer ${token}`, accept: 'application/json' }
  await ask('/oauth/jwks')
  await ask('/oauth/userinfo', bearer)
  await ask('/pub/v3.0/0000-0001-2345-6789/works', bearer)
  const credentials = { client_id: client.clientId, client_secret: client.clientSecret }
  await post('/oauth/revoke', { ...credentials, token })
  const { body } = await ask('/')
  t.strictSame(arrowsIn(body), [
    'Browser to App asks to sign in (implied)',
    'App to Browser sends it to ORCID with a question (implied)',
    'Browser to ORCID brings the app&#39;s question',
    'ORCID to Browser wants to know who it is',
    'Browser to ORCID opens the sign-in page',
    'ORCID to Browser shows the page',
    'Browser to ORCID signs in',
    'ORCID to Browser sends it on to the question',
    'Browser to ORCID brings the app&#39;s question',
    'ORCID to Browser asks the person to allow it',
    'Browser to ORCID allows it',
    'ORCID to Browser sends it back with a code',
    'Browser to App brings a code (implied)',
    'App to ORCID exchanges the code',
    'ORCID to App names 0000-0001-2345-6789 and gives an access token',
    'App to ORCID fetches the keys',
    'ORCID to App gives its public keys',
    'App to ORCID asks who it is',
    'ORCID to App says who it is',
    'App to ORCID reads works',
    'ORCID to App gives it',
    'App to ORCID gives the token back',
    'ORCID to App ends the token'
  ])
  const text = textOf(body)
  t.match(text, /Login 1 to A test client \. ORCID said: Sofia Garcia, 0000-0001-2345-6789 /)
  t.match(text, /Leg 1 The person allows it .* Leg 2 The code becomes an iD and a token .* Leg 3 The token is used/)
  t.match(text, /What the id_token says .* auth_time \d+ When the person signed in\. \d{4}-\d\d-\d\d /)
  t.match(text, 'GET /pub/v3.0/…/works')
  t.match(text, 'The app has it: it exchanged the code.')
  const [authorize, allowed] = [orcid.journal.entries()[0], orcid.journal.entries()[4]]
  const query = new URLSearchParams(authorize?.request.url.split('?')[1])
  const secrets = [token, idToken, refresh, client.clientSecret, query.get('state'), query.get('nonce'),
    new URL(String(allowed?.answer.headers.find(([name]) => name === 'location')?.[1])).searchParams.get('code')]
  for (const secret of secrets) t.notOk(body.includes(String(secret)), `${String(secret).slice(0, 4)}… is masked`)
  t.equal(orcid.findings().length, 0)
})

t.test('of a login that goes on for ever the last messages are drawn, and a finding leads to those that are not', async t => {
  const controls = createControls(createRegistry({}, ''))
  const write = (one: Sketch): void => { controls.journal.add(sketch(one)) }
  const reading: Sketch = { endpoint: 'record', url: '/v3.0/iD/works', headers: [['authorization', 'Bearer A1']] }
  for (const one of [question(), answered('?code=c'), exchanged('c', { json: { access_token: 'A1', orcid: 'iD' } })]) write(one)
  for (let request = 0; request < 120; request++) write(reading)
  for (const exchange of [2, 120]) {
    controls.findings.keep({
      rule: 'grant-refused', severity: 'error', client: null, sent: String(exchange), orcidDoes: '', fix: '', source: '', exchange
    })
  }
  const parts = drawParts(controls, ALL).parts
  t.match(textOf(String(parts.get('login-1'))), 'ORCID 26 earlier messages are not drawn. Leg 3')
  t.match(parts.get('sidebar-findings'), '<a href="?until=2#message-2">at no. 2</a>')
  t.match(parts.get('sidebar-findings'), '<a href="#message-120">at no. 120</a>')
  t.match(parts.get('login-1'), '<li id="message-120">')
  t.equal(parts.get('news'), 'Login 1 to a client that is not registered: ORCID said: iD. 2 findings.')
})
