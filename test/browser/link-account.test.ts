import t from 'tap'
import helmet from '@fastify/helmet'
import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import { buildAccounts } from '../../examples/link-account.ts'
import { startMockOrcid } from '../../mock-server/index.ts'
import type { MockOrcid } from '../../mock-server/index.ts'
import fastifyOrcid from '../../plugin/index.ts'
import type { FastifyOrcidOptions } from '../../plugin/index.ts'
import { allow, choose } from './judge.ts'
import { inBrowser, openPage, serve } from './support.ts'

const CALLBACK = '/login/orcid/callback'

async function startOrcid (t: { teardown: (close: () => unknown) => void }): Promise<MockOrcid> {
  const orcid = await startMockOrcid() as MockOrcid
  t.teardown(() => orcid.close())
  return orcid
}

await inBrowser('accounts beside helmet, in Chromium', (browser) => {
  t.test('P2, P3, P4: a form of a page with helmet\'s headers leads to ORCID and back, and the iD is linked', async (t) => {
    const orcid = await startOrcid(t)
    const links = new Map()
    const origin = await serve(t, (origin) => buildAccounts({
      environment: orcid.environment, ...orcid.client(), redirectUri: origin + CALLBACK, secret: 'a secret of the app, of 32 characters and more'
    }, links))
    const page = await openPage(browser)
    const blocked: string[] = []
    page.on('console', (message) => { blocked.push(message.text()) })
    await page.goto(origin)
    await page.getByLabel('Account').fill('U1')
    await choose(page, /Sign in/)
    await choose(page, /Connect your ORCID iD/)
    await choose(page, /Sofia/)
    await allow(page)
    await page.getByText(`ORCID iD: ${orcid.issuer}/${orcid.researchers.sofia.orcid}`).waitFor()
    t.equal(page.url(), `${origin}/account`)
    t.strictSame(blocked.filter((line) => /Refused|violates/.test(line)), [])
    await choose(page, /Disconnect/)
    await page.getByRole('button', { name: 'Connect your ORCID iD' }).waitFor()
    t.equal(links.size, 0)
  })

  t.test('P4: with helmet\'s own form-action the browser stays where it is, as the documentation warns', async (t) => {
    const orcid = await startOrcid(t)
    const origin = await serve(t, async (origin) => {
      const app: FastifyInstance = Fastify()
      await app.register(helmet)
      await app.register(fastifyOrcid, {
        environment: orcid.environment, ...orcid.client(), redirectUri: origin + CALLBACK, loginMethod: 'POST', onLogin: () => {}
      } as FastifyOrcidOptions)
      app.get('/', async (_request, reply) => await reply.type('text/html').send('<form method="post" action="/login/orcid"><button>Connect</button></form>'))
      return app
    })
    const page = await openPage(browser)
    const blocked = page.waitForEvent('console', (message) => /form-action/.test(message.text()))
    await page.goto(origin)
    await page.getByRole('button').click({ noWaitAfter: true })
    t.match((await blocked).text(), /violates .*form-action 'self'/)
    t.equal(page.url(), `${origin}/`)
  })

  t.test('P1, D1: the page of the app keeps its policy, and a failure takes the code out of the address bar', async (t) => {
    const orcid = await startOrcid(t)
    const origin = await serve(t, async (origin) => {
      const app: FastifyInstance = Fastify()
      await app.register(helmet)
      await app.register(fastifyOrcid, {
        environment: orcid.environment,
        ...orcid.client(),
        redirectUri: origin + CALLBACK,
        onLogin: (_request, reply) => reply.type('text/html').send('<p id="said"></p><script src="/said.js"></script>')
      } as FastifyOrcidOptions)
      app.get('/said.js', async (_request, reply) => await reply.type('text/javascript').send("document.getElementById('said').textContent = 'The script ran.'"))
      return app
    })
    const page = await openPage(browser)
    await page.goto(`${origin}/login/orcid`)
    await choose(page, /Sofia/)
    await allow(page)
    await page.getByText('The script ran.').waitFor()
    await page.goto(`${origin}${CALLBACK}?code=live&state=x`)
    await page.getByRole('heading', { name: 'The sign-in did not work' }).waitFor()
    t.equal(page.url(), origin + CALLBACK)
    t.equal(await page.evaluate('document.referrer + location.href + JSON.stringify(history.state)'), `${origin}${CALLBACK}null`)
  })
})
