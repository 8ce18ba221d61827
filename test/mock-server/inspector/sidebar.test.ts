import t from 'tap'
import { createControls } from '../../../mock-server/controls/controls.ts'
import { createRegistry } from '../../../mock-server/orcid/registry/registry.ts'
import { openMock } from '../../support/mock.ts'
import { ALL, drawParts, textOf } from './support.ts'

t.test('what is wrong is marked where it happened, and what will go wrong stands beside', async t => {
  const bench = await openMock()
  const { orcid, client } = bench
  t.teardown(() => orcid.close())
  orcid.fail('token', '503', { client })
  await bench.exchange(await bench.code({ nonce: '' }))
  orcid.forge('invalid-aud')
  await bench.tokens()
  client.fail('record', 'delay', { times: 3 })
  orcid.fail('jwks', '503', { times: Infinity })
  await bench.ask('/oauth/jwks')
  orcid.forge('missing-iss')
  await bench.exchange('stolen')
  const { body } = await bench.ask('/')
  const text = textOf(body)
  t.match(text, 'warning: nonce-missing at no. 1')
  t.match(body, /<li id="message-1">.*?<span class="badge warning">warning: nonce-missing<\/span>.*?<li id="message-2">/s)
  t.match(text, /Warning: nonce-missing What ORCID does: .* What to change: .* https:\/\/www\.rfc-editor\.org/)
  t.match(text, /ORCID refuses: grant-refused/)
  t.match(text, /fault: 503/)
  t.match(text, /the exchange failed: /)
  t.match(text, /ORCID lied: invalid-aud/)
  t.match(text, /gives an access token \(forged\)/)
  t.match(text, /forged: invalid-aud/)
  t.match(text, new RegExp(`delay acts on record, 3 times, client ${client.clientId}`))
  t.match(text, /503 acts on jwks, until it is taken back, 1 so far/)
  t.match(text, /missing-iss forges id_token, once No iss \./)
  t.match(text, /Outside a login .* exchanges the code/)
})

t.test('the clock is shown as it goes: ahead, behind, or stopped', async t => {
  const { orcid, ask } = await openMock()
  t.teardown(() => orcid.close())
  const says = async () => /Running[^.]*\.|Stopped[^.]*\./.exec(textOf((await ask('/')).body))?.[0]
  orcid.clock.advance(7200)
  t.equal(await says(), 'Running, 2 hours ahead.')
  orcid.clock.advance(-7200 - 86_400 * 3)
  t.equal(await says(), 'Running, 3 days behind.')
  orcid.clock.reset()
  orcid.clock.advance(-61)
  t.equal(await says(), 'Running, 1 minute behind.')
  orcid.clock.set('2030-01-01')
  orcid.clock.freeze()
  const { body } = await ask('/')
  t.match(body, '<time class="clock" datetime="2030-01-01T00:00:00')
  t.notMatch(body, '<time class="clock" datetime="2030-01-01T00:00:00.000Z" data-ahead')
  t.match(await says(), /^Stopped, \d+ days ahead\.$/)
  orcid.clock.run()
  t.match(await says(), /^Running, /)
  const controls = createControls(createRegistry({}, ''))
  controls.registry.clock.turn(Date.now() + 5000)
  t.match(textOf(String(drawParts(controls, ALL).parts.get('sidebar-clock'))), 'Running, 5 seconds ahead.')
})

t.test('thousands of clients do not fill the page', async t => {
  const { orcid, ask } = await openMock()
  t.teardown(() => orcid.close())
  const [oldest] = Array.from({ length: 60 }, () => orcid.client())
  const { body } = await ask('/')
  t.match(textOf(body), /Clients: 61 .* and 11 more/)
  t.notMatch(body, oldest?.clientId)
  t.match((await ask(`/?client=${String(oldest?.clientId)}`)).body, `<option value="${String(oldest?.clientId)}" selected>`)
})
