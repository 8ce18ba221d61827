import Fastify from 'fastify'
import t from 'tap'
import { startMockOrcid } from '../../mock-server/index.ts'
import fastifyOrcid from '../../plugin/index.ts'
import { openMock } from '../support/mock.ts'
import { allow, choose } from './judge.ts'
import { hear } from './spoken.ts'
import { inBrowser, openPage, serve } from './support.ts'

const WARNING = ['banner', 'Fake ORCID', 'For tests. This is not orcid.org: nobody here is real, and no password is asked for.']

/** What differs from run to run: ids, ports, codes and times. */
const constant = (lines: readonly string[]): string[] => lines.map((line) => line
  .replace(/APP-[0-9A-Z]{16}/g, 'APP-ID').replace(/\b[0-9A-HJ-NP-TV-Z]{12}\b/g, 'CODE').replace(/\d\d:\d\d:\d\d/g, 'TIME'))

/** The lines from one to another. */
const between = (lines: readonly string[], first: string, last: string): string[] =>
  lines.slice(lines.indexOf(first), lines.indexOf(last) + 1)

await inBrowser('what a screen reader makes of the pages', (browser) => {
  t.test('signing in: people are buttons with name and iD, and what was typed in vain is heard at once', async t => {
    const { orcid, authorizeUrl } = await openMock()
    t.teardown(() => orcid.close())
    const page = await openPage(browser)
    await page.goto(String(authorizeUrl()))
    const said = await hear(page)
    t.strictSame(said.slice(0, 11), [
      ...WARNING, 'main', 'heading 1 Sign in', 'to go on to', 'A test client', 'heading 2 Choose a researcher',
      'list Choose a researcher', 'button Sofia Garcia 0000-0001-2345-6789 sofia', 'button Amara Okafor 0009-0009-9990-0191 amara'
    ])
    t.strictSame(said.slice(-3), [
      'disclosure collapsed Special cases: 18', 'edit required ORCID iD or e-mail address', 'button Sign in'
    ])
    await page.getByLabel('ORCID iD or e-mail address').fill('nobody')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').waitFor()
    t.strictSame((await hear(page)).slice(3, 9), [
      'main', 'heading 1 Sign in', 'to go on to', 'A test client', 'alert', 'Nobody here has this ORCID iD or e-mail address.'
    ])
    t.ok((await hear(page)).includes(
      'edit required invalid "nobody" (Nobody here has this ORCID iD or e-mail address.) ORCID iD or e-mail address'))
    t.equal(await page.evaluate('document.activeElement.id'), 'orcid', 'the focus is where it has to be typed again')
  })

  t.test('consent: who asks for what, two buttons, and a fold-out', async t => {
    const { orcid, authorizeUrl } = await openMock()
    t.teardown(() => orcid.close())
    const page = await openPage(browser)
    await page.goto(String(authorizeUrl({ scope: 'openid /read-limited' })))
    await choose(page, /Sofia/)
    await page.getByRole('checkbox').first().waitFor()
    t.strictSame(constant(await hear(page)), [
      ...WARNING, 'main', 'heading 1 Authorize A test client',
      'You are signed in as', 'Sofia Garcia', ',', '0000-0001-2345-6789', '.', 'link Sign in as somebody else',
      'group A test client asks to',
      'checkbox checked Read your information with visibility set to Trusted Parties /read-limited',
      'checkbox checked Get your ORCID iD, and sign you in with it openid',
      'Uncheck what you do not want to grant.',
      'button Authorize access', 'button Deny access',
      'disclosure collapsed Make this login go wrong',
      'The answer goes to', 'https://app.example.org/callback', ', which is registered by', 'APP-ID', '.'
    ])
    await page.evaluate('document.forms[0].submit()')
    await page.getByRole('alert').waitFor()
    t.equal(await page.evaluate('document.activeElement.textContent'), 'Choose one of the two buttons.')
  })

  t.test('an error page: ORCID\'s own words are an alert right below the heading', async t => {
    const { orcid, authorizeUrl } = await openMock()
    t.teardown(() => orcid.close())
    const page = await openPage(browser)
    await page.goto(String(authorizeUrl({ scope: '' })))
    t.strictSame((await hear(page)).slice(3, 8), [
      'main', 'heading 1 This request cannot be answered', 'alert', 'Error:', 'oauth_error: - Please specify the desired scopes'
    ])
    orcid.findings()
  })

  t.test('the inspector: a login is a heading with its outcome, an arrow says who tells whom what', async t => {
    const bench = await openMock()
    t.teardown(() => bench.orcid.close())
    await bench.tokens()
    const page = await openPage(browser)
    await page.goto(bench.orcid.issuer)
    await page.getByText('Live.').waitFor()
    const said = constant(await hear(page))
    t.strictSame(between(said, 'heading 1 Inspector', 'heading 3 Leg 1 The person allows it'), [
      'heading 1 Inspector', 'The three legs of signing in with ORCID, as they happen.',
      'status', 'Live.', '1 login, 6 exchanges, 0 findings',
      'form What is shown', 'menu collapsed "Every client" Client', 'menu collapsed "All three legs" Leg', 'button Show',
      'link Hide everything so far', 'status',
      'disclosure collapsed Three legs, and how to read them',
      'disclosure expanded Login 1 to A test client . ORCID said: Sofia Garcia, 0000-0001-2345-6789',
      'heading 2 Login 1 to A test client .', 'heading 3 Leg 1 The person allows it'
    ])
    t.strictSame(between(said, 'heading 3 Leg 2 The code becomes an iD and a token', 'aside The mock'), [
      'heading 3 Leg 2 The code becomes an iD and a token',
      'disclosure collapsed Browser to App: brings a code . GET /callback .',
      'disclosure collapsed No. 6 App to ORCID: exchanges the code . POST /oauth/token . ' +
        'ORCID to App: names 0000-0001-2345-6789 and gives an access token . 200 .',
      'aside The mock'
    ], 'and nothing is said of older logins where there are none')
    t.strictSame(said.filter((line) => line.startsWith('heading 2')), [
      'heading 2 Login 1 to A test client .', 'heading 2 Clock', 'heading 2 Armed', 'heading 2 Findings', 'heading 2 Clients: 1',
      'heading 2 People: 21', 'heading 2 Settings'
    ])
  })

  t.test('the inspector tells of a login once it has calmed down, and not of each of its messages', async t => {
    const bench = await openMock()
    t.teardown(() => bench.orcid.close())
    const page = await openPage(browser)
    await page.clock.install()
    await page.goto(bench.orcid.issuer)
    await page.getByText('Live.').waitFor()
    // From here on time passes only when the test says so, however busy the machine is.
    await page.clock.pauseAt(Date.now() + 60_000)
    await page.evaluate(`news = []; new MutationObserver(() => { news.push(document.getElementById('news').textContent) })
      .observe(document.getElementById('news'), { childList: true })`)
    for (let login = 1; login <= 3; login++) {
      await bench.tokens()
      await page.getByText(`Login ${login} to`).waitFor()
    }
    await page.getByText('exchanges the code').nth(2).waitFor()
    t.strictSame(await page.evaluate('news'), [])
    await page.clock.runFor(2000)
    t.strictSame(await page.evaluate('news'), ['Login 3 to A test client: ORCID said: Sofia Garcia, 0000-0001-2345-6789. 0 findings.'])
  })

  t.test('what the plugin shows of a failure: what happened, and two ways on', async t => {
    const orcid = await startMockOrcid()
    t.teardown(() => orcid.close())
    const origin = await serve(t, async (origin) => {
      const app = Fastify()
      await app.register(fastifyOrcid, {
        environment: orcid.environment, ...orcid.client(), redirectUri: `${origin}/callback`, onLogin: () => {}
      })
      return app
    })
    const page = await openPage(browser)
    await page.goto(`${origin}/login/orcid`)
    await choose(page, /Sofia/)
    await choose(page, /^deny/i)
    await page.getByRole('heading', { name: 'You did not allow it' }).waitFor()
    t.strictSame(await hear(page), [
      'main', 'heading 1 You did not allow it', 'ORCID says that you did not grant permission, so nothing was shared with this site.',
      'That is fine. If you change your mind, you can sign in again.', 'link Sign in with ORCID', 'link Go to the home page'
    ])
    orcid.fail('token', 503)
    await page.getByRole('link', { name: 'Sign in with ORCID' }).click()
    await allow(page)
    await page.getByRole('heading', { name: 'The sign-in did not work' }).waitFor()
    t.strictSame(constant(await hear(page)), [
      'main', 'heading 1 The sign-in did not work', 'ORCID is not available at the moment.',
      'It is not your fault. Try again in a few minutes.', 'link Try again', 'link Go to the home page',
      'If it happens again, tell the people who run this site this code:', 'CODE'
    ])
  })
})
