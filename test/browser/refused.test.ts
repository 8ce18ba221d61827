import { Writable } from 'node:stream'
import type { Browser, Page, Request } from 'playwright-core'
import t from 'tap'
import type { MockOrcidOptions } from '../../mock-server/index.ts'
import { allow, choose } from './judge.ts'
import { CALLBACK, heading, openPlain } from './plain-app.ts'
import { inBrowser, openPage } from './support.ts'

const SOFIA = '0000-0001-2345-6789'
const FAILED = 'The sign-in did not work'

/** What the page says below its heading, without the code for support. */
const sentences = async (page: Page): Promise<string[]> =>
  await page.locator('main > p:not(.ways, .code)').allTextContents()

function testRedirects (browser: Browser): void {
  t.test('an app that asks for what it may not have: its page has a code under which the log says why', async t => {
    const lines: string[] = []
    const stream = new Writable({ write (line, _encoding, done) { lines.push(String(line)); done() } })
    const { orcid, origin } = await openPlain(t, { fastify: { logger: { stream } }, plugin: { scope: '/activities/update' } })
    const page = await openPage(browser)
    await page.goto(`${origin}/login/orcid`)
    await heading(page, FAILED)
    t.strictSame(await sentences(page), ['ORCID refused the sign-in request.', 'Nothing was lost. Start again from here.'])
    const code = await page.locator('.code code').innerText()
    const written = lines.map((line) => JSON.parse(line)).find(({ ref }) => ref === code)
    t.match(written, { code: 'ORCID_ERR_AUTHORIZATION', cause: { error: 'invalid_scope' } })
    t.match(orcid.findings(), [{ rule: 'scope-refused' }])
  })

  const elsewhere = 'This link does not belong to a sign-in that was started here.'
  const silent: Array<[title: string, MockOrcidOptions['behaviour'], says: string]> = [
    ['in the query', { loginRequired: 'query' }, 'ORCID has to ask you something first, and this site asked it not to.'],
    // What is behind the hash never reaches a server.
    ['behind the hash', {}, elsewhere]
  ]
  for (const [where, behaviour, says] of silent) {
    t.test(`prompt=none with nobody signed in, told ${where}: the visitor can start again`, async t => {
      const { orcid, origin } = await openPlain(t, {
        orcid: { behaviour: behaviour ?? {} },
        plugin: { authorizationParams: (request) => request.url.includes('silent') ? { prompt: 'none' } : {} }
      })
      const page = await openPage(browser)
      await page.goto(`${origin}/login/orcid?silent`)
      await heading(page, FAILED)
      t.equal((await sentences(page))[0], says)
      await page.getByRole('link', { name: 'Start again' }).click()
      await choose(page, /Sofia/)
      await allow(page)
      await heading(page, `Here: /?came=${SOFIA}`)
      await page.goto(`${origin}/login/orcid?silent`)
      await heading(page, `Here: /?came=${SOFIA}`)
      orcid.assertClean()
    })
  }

  t.test('prompt=none with somebody signed in who has not consented', async t => {
    const { orcid, origin } = await openPlain(t, {
      orcid: { behaviour: { interactionRequired: 'query' } }, plugin: { authorizationParams: { prompt: 'none' } }
    })
    const page = await openPage(browser)
    await page.goto(`${orcid.issuer}/signin`)
    await choose(page, /Sofia/)
    await page.getByText('You are signed in as').waitFor()
    await page.goto(`${origin}/login/orcid`)
    await heading(page, FAILED)
    t.equal((await sentences(page))[0], 'ORCID has to ask you something first, and this site asked it not to.')
  })

  t.test('a client that ORCID does not trust stays on ORCID\'s page, and the app is never told', async t => {
    const { orcid, origin } = await openPlain(t, { client: { redirectUris: ['https://app.example.org/'] } })
    const page = await openPage(browser, { locale: 'es' })
    await page.goto(`${origin}/login/orcid`)
    await heading(page, 'This request cannot be answered')
    await page.getByRole('alert').getByText('does not match registered client').waitFor()
    t.match(orcid.findings(), [{ rule: 'redirect-uri-unregistered' }])
  })
}

function testHosts (browser: Browser): void {
  t.test('what the host shows of its own: an error page, and a 404', async t => {
    const { origin } = await openPlain(t, {
      prepare: (app) => {
        app.setErrorHandler(async (error: { code?: string }, _request, reply) =>
          reply.code(400).type('text/html').send(`<h1>The host says ${error.code}</h1>`))
        app.setNotFoundHandler(async (_request, reply) => reply.code(404).type('text/html').send('<h1>The host has no such page</h1>'))
      }
    })
    const page = await openPage(browser)
    await page.goto(origin + CALLBACK)
    await heading(page, 'The host says ORCID_ERR_STATE')
    for (const path of [`${CALLBACK}/more`, '/login/orcid/', '/no/where']) {
      const response = await page.goto(origin + path)
      t.equal(response?.status(), 404, path)
      await heading(page, 'The host has no such page')
    }
  })

  t.test('onFailure shows its own page', async t => {
    const { origin } = await openPlain(t, {
      plugin: { onFailure: (_request, reply, { code }) => reply.code(400).type('text/html').send(`<h1>My own: ${code}</h1>`) }
    })
    const page = await openPage(browser)
    await page.goto(`${origin}/login/orcid`)
    await choose(page, /Sofia/)
    await choose(page, /^deny/i)
    await heading(page, 'My own: ORCID_ERR_ACCESS_DENIED')
  })

  t.test('a link on the failure page tells nobody which address it stood at', async t => {
    const { origin } = await openPlain(t)
    const page = await openPage(browser)
    await page.goto(`${origin}${CALLBACK}?code=abc&state=def`)
    await heading(page, FAILED)
    const next: Request[] = []
    page.on('request', (request) => { next.push(request) })
    await page.getByRole('link', { name: 'Go to the home page' }).click()
    await page.waitForURL(`${origin}/`)
    t.notOk('referer' in await (next[0] as Request).allHeaders())
  })
}

function testVisitors (browser: Browser): void {
  t.test('a person arms a fault, then a forgery, and then nothing, each for the next login', async t => {
    const { orcid, origin } = await openPlain(t)
    const page = await openPage(browser)
    const start = async (): Promise<void> => {
      await page.goto(`${origin}/login/orcid`)
      const known = page.getByRole('button', { name: /Sofia/ })
      if (await known.count() > 0) await known.click()
      await page.getByRole('checkbox').waitFor()
    }
    const arm = async (choice: string): Promise<void> => {
      await page.getByText('Make this login go wrong').click()
      await page.getByLabel('What goes wrong').selectOption(choice)
      await page.getByRole('button', { name: /^authorize/i }).click()
      await heading(page, FAILED)
    }
    await start()
    await arm('fail token 503')
    t.equal((await sentences(page))[0], 'ORCID is not available at the moment.')
    await start()
    await arm('forge id_token nonce-invalid')
    t.equal((await sentences(page))[0], 'ORCID answered for another sign-in.')
    await page.goto(`${origin}/login/orcid`)
    await heading(page, `Here: /?came=${SOFIA}`)
    t.strictSame(orcid.journal.entries({ endpoint: 'token' }).map(({ fault, forgery }) => fault ?? forgery),
      ['503', 'nonce-invalid', null])
    orcid.assertClean()
  })

  t.test('whoever denies, goes back and allows after all gets there by starting again', async t => {
    const { orcid, origin } = await openPlain(t)
    const page = await openPage(browser)
    await page.goto(`${origin}/login/orcid`)
    await choose(page, /Sofia/)
    await choose(page, /^deny/i)
    await heading(page, 'You did not allow it')
    await page.goBack()
    await allow(page)
    await heading(page, FAILED)
    await page.getByRole('link', { name: 'Start again' }).click()
    await allow(page)
    await heading(page, `Here: /?came=${SOFIA}`)
    t.equal(orcid.journal.count({ endpoint: 'token' }), 1)
    orcid.assertClean()
  })

  t.test('a browser that keeps no cookie of the app is told so, as often as it tries', async t => {
    const { orcid, origin } = await openPlain(t, {
      prepare: (app) => app.addHook('onSend', async (_request, reply) => { reply.removeHeader('set-cookie') })
    })
    const page = await openPage(browser)
    await page.goto(`${origin}/login/orcid`)
    await choose(page, /Sofia/)
    for (let attempt = 0; attempt < 2; attempt++) {
      await allow(page)
      await heading(page, FAILED)
      t.match((await sentences(page))[1], 'If that does not help, allow this site to keep cookies.')
      await page.getByRole('link', { name: 'Start again' }).click()
    }
    t.equal(orcid.journal.count({ endpoint: 'token' }), 0)
  })
}

await inBrowser('what a visitor sees of a login that is refused', (browser) => {
  testRedirects(browser)
  testHosts(browser)
  testVisitors(browser)
})
