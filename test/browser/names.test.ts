// A browser that reaches the mock by a further name, by http and https on one port, as if from another machine.
import t from 'tap'
import type { Browser } from 'playwright-core'
import { startMockOrcid } from '../../mock-server/index.ts'
import type { MockOrcid } from '../../mock-server/index.ts'
import { inBrowser } from './support.ts'

const TOKEN = 'only-for-tests-0123456789'

/** The mock, and a browser that knows the token. */
async function open (t: { teardown: (close: () => unknown) => unknown }, browser: Browser, password: string) {
  const orcid: MockOrcid = await startMockOrcid({
    control: true, controlToken: TOKEN, controlFromAnywhere: true, hosts: ['orcid.test'], tls: true
  })
  const context = await browser.newContext({ httpCredentials: { username: 'x', password }, ignoreHTTPSErrors: true })
  t.teardown(async () => {
    await context.close()
    await orcid.close()
  })
  return { orcid, page: await context.newPage(), port: new URL(orcid.address).port }
}

await inBrowser('what a browser makes of a mock of several names', (browser) => {
  for (const scheme of ['http', 'https']) {
    t.test(`it stays on the name and on ${scheme}, and the inspector is live for who has the token`, async (t) => {
      const { orcid, page, port } = await open(t, browser, TOKEN)
      const base = `${scheme}://orcid.test:${port}`
      const complaints: string[] = []
      page.on('console', (message) => complaints.push(message.text()))
      t.equal((await page.goto(`${base}/`))?.status(), 200)
      await page.getByText('Live.').waitFor()
      await fetch(`${orcid.address}/oauth/jwks`)
      await page.getByText('fetches the keys').first().waitFor()
      t.strictSame(complaints, [])
      const client = orcid.client({ redirectUris: [`${base}/callback`] })
      const query = new URLSearchParams({
        client_id: client.clientId, response_type: 'code', scope: 'openid', redirect_uri: `${base}/callback`, state: 's'
      })
      await page.goto(`${base}/oauth/authorize?${query}`)
      t.ok(page.url().startsWith(`${base}/signin?`), page.url())
      await page.getByRole('button', { name: /Sofia Garcia/ }).click()
      t.ok(page.url().startsWith(`${base}/oauth/authorize?`), page.url())
      await page.getByRole('button', { name: 'Authorize' }).first().click()
      t.match(page.url(), new RegExp(`^${base}/callback\\?code=\\w{6}&state=s$`))
    })
  }

  t.test('without the token there is no inspector', async (t) => {
    const { page, port } = await open(t, browser, 'wrong')
    const status = await page.goto(`http://orcid.test:${port}/`).then((response) => response?.status(), () => 'refused')
    t.not(status, 200)
  })
}, ['--host-resolver-rules=MAP orcid.test 127.0.0.1'])
