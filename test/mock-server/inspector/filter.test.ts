import t from 'tap'
import { openMock, REDIRECT_URI } from '../../support/mock.ts'
import { arrowsIn, textOf } from './support.ts'

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
  t.equal(logins(await shown('')), '2,1', 'the youngest is on top')
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
  t.match(later, `href="?client=${other.clientId}&amp;leg=1&amp;after=${last}"`, 'a clean sheet')
  t.match(later, `href="?client=${other.clientId}&amp;leg=1"`, 'everything again')
  t.match(later, `<input type="hidden" name="after" value="${Number(second?.number) - 1}">`)
  const clean = await shown(`?after=${last}`)
  t.match(textOf(clean), 'No login yet')
  t.notMatch(clean, 'clean sheet')
  t.equal(logins(await shown('?after=999999')), '2,1', 'the number of another mock, which had this address before')
  t.notMatch(await shown(''), 'name="after"')
  t.match(await shown(''), `<option value="${client.clientId}">A test client (${client.clientId})`)
})
