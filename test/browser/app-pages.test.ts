import Fastify from 'fastify'
import type { Page } from 'playwright-core'
import t from 'tap'
import { buildJournal } from '../../examples/journal.ts'
import { startMockOrcid } from '../../mock-server/index.ts'
import type { MockOrcid } from '../../mock-server/index.ts'
import fastifyOrcid from '../../plugin/index.ts'
import { allow, choose, judgeAll } from './judge.ts'
import type { Sights } from './judge.ts'
import { inBrowser, openPage, serve } from './support.ts'

const CALLBACK = '/login/orcid/callback'

const follow = async (page: Page, name: RegExp): Promise<void> => { await page.getByRole('link', { name }).click() }

function journalSights (orcid: MockOrcid, origin: string): Sights {
  const arrive = async (page: Page, name: RegExp | string) => {
    await page.getByRole('heading', { level: 1, name }).waitFor()
  }
  return {
    home: (page) => page.goto(origin),
    denied: async (page) => {
      await follow(page, /connect your ORCID iD/i)
      await choose(page, /Sofia/)
      await choose(page, /^deny/i)
      await arrive(page, 'You did not allow it')
    },
    failed: async (page) => {
      orcid.fail('token', 503)
      await follow(page, /connect your ORCID iD/i)
      await allow(page)
      await arrive(page, 'The sign-in did not work')
    },
    author: async (page) => {
      await follow(page, /connect your ORCID iD/i)
      await allow(page)
      await arrive(page, /Sofia/)
    },
    'signed in already': (page) => page.goto(origin + CALLBACK),
    'may add': async (page) => {
      await follow(page, /go on/i)
      await follow(page, /add your article/i)
      await allow(page)
      await page.getByLabel('Title').waitFor()
    },
    added: async (page) => {
      await choose(page, /add it/)
      await page.getByRole('status').waitFor()
    },
    'permission ended': async (page) => {
      orcid.fail('record', '401', { times: 3 })
      await page.goto(`${origin}/author`)
      await arrive(page, 'Please sign in again')
      orcid.reset()
    },
    disconnected: async (page) => {
      await follow(page, /connect your ORCID iD/i)
      await choose(page, /Sofia/)
      await allow(page)
      await choose(page, /Disconnect/)
      await arrive(page, 'Disconnected')
    }
  }
}

function pluginSights (orcid: MockOrcid, origin: string): Sights {
  const arrive = (title: string, first?: () => unknown) => async (page: Page) => {
    first?.()
    await page.goto(`${origin}/login/orcid`)
    const known = page.getByRole('button', { name: /Sofia/ })
    if (await known.count() > 0) await known.click()
    await (first === undefined ? choose(page, /^deny/i) : allow(page))
    await page.getByRole('heading', { level: 1, name: title }).waitFor()
  }
  return {
    'failure of a visitor': (page) => page.goto(origin + CALLBACK),
    denial: arrive('You did not allow it'),
    'failure of ORCID': arrive('The sign-in did not work', () => orcid.fail('token', 503)),
    'failure of the site': arrive('The sign-in did not work', () => orcid.fail('token', 401))
  }
}

await inBrowser('what a browser and axe make of the pages of an app', (browser) => {
  t.test('axe finds nothing on the pages of the journal, and nothing sticks out', async t => {
    const orcid = await startMockOrcid()
    t.teardown(() => orcid.close())
    const origin = await serve(t, async (origin) => await buildJournal({
      environment: orcid.environment, ...orcid.client({ type: 'member' }), redirectUri: origin + CALLBACK
    }))
    await judgeAll(t, await openPage(browser), journalSights(orcid, origin))
  })

  t.test('axe finds nothing on what the plugin shows of a failure, and nothing sticks out', async t => {
    const orcid = await startMockOrcid()
    t.teardown(() => orcid.close())
    const origin = await serve(t, async (origin) => {
      const app = Fastify()
      await app.register(fastifyOrcid, {
        environment: orcid.environment, ...orcid.client(), redirectUri: origin + CALLBACK, onLogin: () => {}
      })
      return app
    })
    await judgeAll(t, await openPage(browser), pluginSights(orcid, origin))
  })
})
