// docs/cookbook.md in Chromium, at its own https addresses: a form beside helmet, a popup, and a single-page app.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { createServer } from 'node:https'
import type { Page } from 'playwright-core'
import t from 'tap'
import { startMockOrcid } from '../../mock-server/index.ts'
import type { MockOrcid } from '../../mock-server/index.ts'
import { start, swap } from '../support/cookbook.ts'
import { freePort } from '../support/free-port.ts'
import { ROOT } from '../support/root.ts'
import { allow, choose } from './judge.ts'
import { inBrowser, openPage } from './support.ts'

const APP = 'https://app.example.org'
const EVIL = 'https://evil.example'
const port = await freePort()
const pem = (name: string) => readFileSync(new URL(`test/fixtures/tls/${name}.pem`, ROOT))

const behind = { port: 0, evilPage: '' }

/** Ends TLS for the program of the test, and is somebody else's site as well. */
const proxy = createServer({ key: pem('key'), cert: pem('certificate') }, (incoming, outgoing) => {
  if (incoming.headers.host === 'evil.example') {
    outgoing.setHeader('content-type', 'text/html').end(behind.evilPage)
    return
  }
  const { method = 'GET', url = '/' } = incoming
  const headers = { ...incoming.headers, 'x-forwarded-proto': 'https' }
  incoming.pipe(request({ host: '127.0.0.1', port: behind.port, method, path: url, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(outgoing)
  }))
})

interface Teardown { teardown: (close: () => unknown) => void }

async function open (t: Teardown, name: string, edit = (text: string) => text): Promise<MockOrcid> {
  const orcid = await startMockOrcid()
  t.teardown(() => orcid.close())
  const program = await start(t, name, { ORCID: orcid, edit })
  behind.port = program.port
  return orcid
}

async function signIn (page: Page): Promise<void> {
  await choose(page, /Sofia/)
  await allow(page)
}

const flags = [`--host-resolver-rules=MAP app.example.org 127.0.0.1:${port}, MAP evil.example 127.0.0.1:${port}`]

await inBrowser('the cookbook in Chromium', (browser) => {
  t.before(async () => { await once(proxy.listen(port, '127.0.0.1'), 'listening') })
  t.after(() => { proxy.close().closeAllConnections() })
  const openHere = () => openPage(browser, { ignoreHTTPSErrors: true })

  const openAccount = async () => {
    const page = await openHere()
    await page.goto(`${APP}/account`)
    await page.evaluate("fetch('/sign-in', { method: 'POST', body: new URLSearchParams({ account: 'U1' }) })")
    return page
  }

  t.test('link: the button leads to ORCID and back, beside helmet', async (t) => {
    const orcid = await open(t, 'link')
    const page = await openAccount()
    await choose(page, /Connect/)
    await signIn(page)
    await page.getByRole('link', { name: `${orcid.issuer}/${orcid.researchers.sofia.orcid}` }).waitFor()
    t.equal(page.url(), `${APP}/account`)
  })

  t.test('link: without ORCID in form-action the browser blocks it, and only the console says so', async (t) => {
    await open(t, 'link', swap(", 'https://orcid.org'", ''))
    const page = await openAccount()
    const blocked = page.waitForEvent('console', (message) => /form-action/.test(message.text()))
    await page.getByRole('button').click({ noWaitAfter: true })
    t.match((await blocked).text(), /violates .*form-action 'self'/)
    t.equal(page.url(), `${APP}/account`)
  })

  const openPopup = async (page: Page) => {
    const popup = page.waitForEvent('popup')
    await page.getByRole('button').click()
    return await popup
  }

  t.test('popup: the page that opened it hears of the login, and the popup closes', async (t) => {
    const orcid = await open(t, 'popup')
    const page = await openHere()
    await page.goto(APP)
    const popup = await openPopup(page)
    const closed = popup.waitForEvent('close')
    await page.evaluate("postMessage('signed in', '*')")
    await signIn(popup)
    await closed
    await page.getByText(orcid.researchers.sofia.orcid).waitFor()
    t.equal(page.url(), `${APP}/`)
  })

  for (const [what, edit, heard] of [
    ['an exact origin', (text: string) => text, []],
    ["'*', to see that the attack is real", swap("'https://app.example.org'); close()", "'*'); close()"), ['signed in']]
  ] as const) {
    t.test(`popup: what a page of another site hears, with ${what}`, async (t) => {
      await open(t, 'popup', edit)
      behind.evilPage = `<button onclick="window.popup = window.open('${APP}/login/orcid')">Win</button>
<script>const heard = []; addEventListener('message', ({ data }) => heard.push(data))</script>`
      const page = await openHere()
      await page.goto(EVIL)
      const popup = await openPopup(page)
      const closed = popup.waitForEvent('close')
      await signIn(popup)
      await closed
      t.strictSame(await page.evaluate('heard'), heard)
    })
  }

  t.test('popup: the page does not believe a message of another site, or of another window', async (t) => {
    // With the policy, another site would lose its hold on the page before it could say anything.
    await open(t, 'popup', swap("if (path === '/') reply.header('cross-origin-opener-policy', 'same-origin-allow-popups')", ''))
    behind.evilPage = `<button onclick="window.popup = window.open('${APP}/')">Win</button>`
    const page = await openHere()
    await page.goto(EVIL)
    const victim = await openPopup(page)
    await victim.getByRole('button', { name: 'Sign in' }).waitFor()
    await victim.evaluate('window.heard = []; window.asked = 0; const { fetch } = window; window.fetch = (...all) => { asked++; return fetch(...all) }')
    await victim.evaluate("addEventListener('message', ({ origin }) => { heard.push(origin) })")
    await page.evaluate("popup.postMessage('signed in', '*')")
    await victim.evaluate("postMessage('signed in', '*')")
    await victim.waitForFunction('heard.length === 2')
    t.strictSame(await victim.evaluate('[heard.sort(), asked]'), [[APP, EVIL], 0])
  })

  t.test('popup: with helmet\'s own Cross-Origin-Opener-Policy the page hears nothing', async (t) => {
    await open(t, 'popup', swap('helmet, { crossOriginOpenerPolicy: false }', 'helmet'))
    const page = await openHere()
    await page.goto(APP)
    await page.evaluate("window.heard = []; addEventListener('message', ({ data }) => { heard.push(data) })")
    const popup = await openPopup(page)
    const closed = popup.waitForEvent('close')
    await signIn(popup)
    await closed
    t.strictSame(await page.evaluate('heard'), [])
    t.equal(await page.evaluate("fetch('/me').then((answer) => answer.text())"), '{"orcid":"0000-0001-2345-6789"}')
  })

  t.test('spa: the link is a navigation, the script cannot follow it, and the page comes back where it was', async (t) => {
    const orcid = await open(t, 'spa')
    const page = await openHere()
    await page.goto(`${APP}/articles?page=2`)
    const link = page.getByRole('link', { name: 'Sign in with ORCID' })
    await link.waitFor()
    t.equal(await page.evaluate("fetch('/login/orcid').then(({ status }) => status)"), 403)
    await link.click()
    await signIn(page)
    await page.getByText(orcid.researchers.sofia.orcid).waitFor()
    t.equal(page.url(), `${APP}/articles?page=2`)
    const write = "fetch('/api/me', { method: 'PUT', headers: { 'content-type': 'application/json' }, body: '{\"nickname\":\"S\"}' }).then(({ status }) => status)"
    t.equal(await page.evaluate(write), 200)
  })
}, flags)
