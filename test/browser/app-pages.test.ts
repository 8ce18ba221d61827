import Fastify from 'fastify'
import type { Page } from 'playwright-core'
import t from 'tap'
import { buildJournal } from '../../examples/journal.ts'
import { startMockOrcid } from '../../mock-server/index.ts'
import type { MockOrcid } from '../../mock-server/index.ts'
import fastifyOrcid from '../../plugin/index.ts'
import { TWO_LOOKS, allow, choose, judgeAll } from './judge.ts'
import type { Sights } from './judge.ts'
import { inBrowser, openPage, serve } from './support.ts'

interface Teardown { teardown: (close: () => unknown) => void }

const CALLBACK = '/login/orcid/callback'

const follow = async (page: Page, name: RegExp): Promise<void> => { await page.getByRole('link', { name }).click() }

const arrive = async (page: Page, name: string): Promise<void> => {
  await page.getByRole('heading', { level: 1, name }).waitFor()
}

/** What the form is told; its author's name is there already. */
const fillIn = async (page: Page): Promise<void> => {
  await page.getByLabel('Title').fill('Gardens that grow twice')
  await page.getByLabel('Abstract').fill('We sowed the same garden in two places, and weeded both.')
  await page.getByLabel('E-mail').fill('sofia@university.example')
}

/** The way of an article. */
function submissionSights (origin: string): Sights {
  return {
    home: (page) => page.goto(origin),
    form: async (page) => {
      await follow(page, /connect your ORCID iD/i)
      await choose(page, /Sofia/)
      await allow(page)
      await arrive(page, 'Tell us about your article')
    },
    'form with mistakes': async (page) => {
      await fillIn(page)
      await page.getByLabel('Name').fill(' ')
      await page.getByLabel('E-mail').fill('sofia@university of example')
      await page.evaluate('document.forms[0].noValidate = true')
      await choose(page, /^submit/i)
      await arrive(page, 'Please look at your article again')
    },
    accepted: async (page) => {
      await fillIn(page)
      await page.getByLabel('Name').fill('Sofia Garcia')
      await choose(page, /^submit/i)
      await arrive(page, 'Your article is accepted')
    },
    'may add': async (page) => {
      await follow(page, /add your article/i)
      await allow(page)
      await page.getByRole('button', { name: /add it/i }).waitFor()
    },
    added: async (page) => {
      await choose(page, /add it/i)
      await page.getByRole('status').waitFor()
    }
  }
}

/** What may go wrong on it. `neighbour` is a site that sends a form of its own to the journal. */
function refusalSights (orcid: MockOrcid, origin: string, neighbour: string): Sights {
  return {
    'nobody signed in': (page) => page.goto(`${origin}/submission`),
    denied: async (page) => {
      await follow(page, /sign in with ORCID/i)
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
    'record out of reach': async (page) => {
      orcid.fail('record', 503, { times: 2 })
      await follow(page, /sign in with ORCID/i)
      await allow(page)
      await page.getByText('cannot read your record').waitFor()
    },
    'signed in already': (page) => page.goto(origin + CALLBACK),
    'home of an author': (page) => page.goto(origin),
    'form that cannot be read': async (page) => {
      await follow(page, /go on/i)
      await fillIn(page)
      await page.evaluate('document.forms[0].enctype = "multipart/form-data"')
      await choose(page, /^submit/i)
      await arrive(page, 'That did not work')
    },
    'more is denied': async (page) => {
      await page.goto(`${origin}/submission`)
      await fillIn(page)
      await choose(page, /^submit/i)
      await follow(page, /add your article/i)
      await choose(page, /^deny/i)
      await arrive(page, 'You did not allow it')
    },
    'not added': async (page) => {
      await follow(page, /back to your article/i)
      await follow(page, /add your article/i)
      await allow(page)
      orcid.fail('record', 503)
      await choose(page, /add it/i)
      await arrive(page, 'It did not work at ORCID')
    },
    'permission ended': async (page) => {
      orcid.fail('record', '401', { times: 2 })
      await page.goto(`${origin}/submission`)
      await arrive(page, 'Please sign in again')
    },
    'form of a neighbour': async (page) => {
      await page.goto(neighbour)
      await choose(page, /Win/)
      await arrive(page, 'This form did not come from us')
    },
    'no such page': (page) => page.goto(`${origin}/nowhere`),
    disconnected: async (page) => {
      await page.goto(`${origin}/article`)
      await arrive(page, 'Your article is accepted')
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
  const openJournal = async (t: Teardown): Promise<[MockOrcid, string]> => {
    const orcid = await startMockOrcid()
    t.teardown(() => orcid.close())
    return [orcid, await serve(t, async (origin) => await buildJournal({
      environment: orcid.environment, ...orcid.client({ type: 'member' }), redirectUri: origin + CALLBACK
    }))]
  }

  t.test('axe finds nothing on the way of an article through the journal, and nothing sticks out', async t => {
    const [orcid, origin] = await openJournal(t)
    const page = await openPage(browser)
    await judgeAll(t, page, submissionSights(origin))
    const lines = '[...document.querySelectorAll(".orcid span span")].map((part) => part.getClientRects().length)'
    t.strictSame([page.viewportSize()?.width, await page.evaluate(lines)], [320, [1, 1]], 'no iD is broken within')
    orcid.assertClean()
  })

  t.test('axe finds nothing where the journal says no, and nothing sticks out', async t => {
    const [orcid, origin] = await openJournal(t)
    const neighbour = await serve(t, async () => Fastify().get('/', async (_request, reply) => await reply.type('text/html')
      .send(`<form method="post" action="${origin}/disconnect"><button>Win a garden</button></form>`)))
    await judgeAll(t, await openPage(browser), refusalSights(orcid, origin, neighbour), { looks: TWO_LOOKS })
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
