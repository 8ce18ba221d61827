import { once } from 'node:events'
import t from 'tap'
import type { MockFinding } from '../../../mock-server/controls/findings/findings.ts'
import { createControls } from '../../../mock-server/controls/controls.ts'
import { createRegistry } from '../../../mock-server/orcid/registry/registry.ts'
import { openMock, REDIRECT_URI } from '../../support/mock.ts'
import { ALL, arrowsIn, drawParts, textOf } from './support.ts'

t.test('a filter narrows what is shown, and one that makes no sense shows everything', async t => {
  const bench = await openMock()
  const { orcid, client } = bench
  t.teardown(() => orcid.close())
  const other = orcid.client({ name: 'The other', redirectUris: [REDIRECT_URI] })
  await bench.tokens()
  await bench.code({ client_id: other.clientId })
  await bench.ask('/oauth/jwks')
  await bench.ask('/nowhere')
  const last = orcid.journal.count()
  const shown = async (query: string) => (await bench.ask(`/${query}`)).body
  const logins = (body: string) => [...textOf(body).matchAll(/Login (\d) to/g)].map(([, place]) => place).join()
  t.equal(logins(await shown('')), '2,1', 'the latest is on top')
  t.equal(logins(await shown(`?client=${other.clientId}`)), '2')
  t.match(await shown(`?client=${other.clientId}`), `<option value="${other.clientId}" selected>The other (${other.clientId})`)
  t.match(await shown('?client=APP-X'), '<option value="APP-X" selected>APP-X</option>')
  t.equal(logins(await shown('?leg=2')), '2,1')
  t.notMatch(arrowsIn(await shown('?leg=2')), /sign in/)
  t.match(textOf(await shown('?leg=3')), /Outside a login .* asks GET/, 'an address that ORCID does not have')
  t.equal(logins(await shown('?leg=3')), '')
  t.equal(logins(await shown('?leg=4&after=x')), '2,1')
  const [second] = orcid.journal.entries({ client: other })
  const later = await shown(`?after=${Number(second?.number) - 1}&client=${other.clientId}&leg=1`)
  t.equal(logins(later), '2')
  t.match(later, `href="?client=${other.clientId}&amp;leg=1&amp;after=${last}"`, 'nothing so far')
  t.match(later, `href="?client=${other.clientId}&amp;leg=1"`, 'everything again')
  t.match(later, `<input type="hidden" name="after" value="${Number(second?.number) - 1}">`)
  const hidden = await shown(`?after=${last}`)
  t.match(textOf(hidden), 'No login yet')
  t.notMatch(hidden, 'Hide everything')
  t.equal(logins(await shown('?after=999999')), '2,1', 'the number of another mock, which had this address before')
  t.notMatch(await shown(''), 'name="after"')
  t.match(await shown(''), `<option value="${client.clientId}">A test client (${client.clientId})`)
})

t.test('looking at the inspector is not looking at the findings', async t => {
  const controls = createControls(createRegistry({}, ''))
  const finding: MockFinding = {
    rule: 'grant-refused', severity: 'error', client: null, sent: '', orcidDoes: '', fix: '', source: '', exchange: 0
  }
  controls.findings.keep(finding)
  drawParts(controls, ALL)
  const warned = once(process, 'warning') as Promise<[Error]>
  controls.findings.warnOfUnseen()
  t.match((await warned)[0].message, 'grant-refused')
})
