import type { Page } from 'playwright-core'
import t from 'tap'
import { openMock } from '../support/mock.ts'
import type { TestMock } from '../support/mock.ts'
import { choose, judgeAll } from './judge.ts'
import type { Sights } from './judge.ts'
import { inBrowser, openPage } from './support.ts'

const MANY = Object.fromEntries(Array.from({ length: 30 }, (_, place) => [
  `person${place}`, { givenNames: 'Number', familyName: `Of ${place}` }
]))
const EVERYTHING = 'openid /read-limited /activities/update /person/update'

function orcidSights ({ orcid, authorizeUrl }: TestMock): Sights {
  const at = (path: string, query = authorizeUrl().search) => (page: Page) => page.goto(orcid.issuer + path + query)
  const asking = (changes: Record<string, string>) => (page: Page) => page.goto(String(authorizeUrl(changes)))
  const typing = (who: string) => async (page: Page) => {
    await at('/signin')(page)
    await page.locator('input[name=orcid]').fill(who)
    await page.locator('input[name=orcid]').press('Enter')
    await page.getByRole('alert').waitFor()
  }
  return {
    'sign-in': asking({}),
    'sign-in with the special cases open': async (page) => {
      await asking({})(page)
      await page.getByText('Special cases').click()
      await page.getByRole('button', { name: /Haddad/ }).waitFor()
    },
    'sign-in with a suggestion': asking({ orcid: orcid.researchers.sofia.orcid }),
    'search result': at('/signin', `${authorizeUrl().search}&find=of+1`),
    'nobody found': at('/signin', `${authorizeUrl().search}&find=zzz`),
    'sign-in of nobody': typing('nobody@x.example'),
    'sign-in to a locked account': typing(orcid.researchers.locked.orcid),
    'create a researcher': at('/register'),
    'create a researcher, refused': async (page) => {
      await at('/register')(page)
      await page.locator('input[name=given_names]').fill(' ')
      await page.locator('input[name=email]').fill('a@x.example')
      await page.locator('input[name=email]').press('Enter')
      await page.getByRole('alert').waitFor()
    },
    'unknown client': asking({ client_id: 'APP-NOBODY' }),
    'no client': asking({ client_id: '' }),
    'unregistered redirect URI': asking({ redirect_uri: 'https://elsewhere.example/' }),
    'no redirect URI': asking({ redirect_uri: '' }),
    'no scope': asking({ scope: '' }),
    'no response type': asking({ response_type: '' }),
    consent: async (page) => {
      await asking({})(page)
      await choose(page, /Sofia/)
      await page.getByRole('checkbox').waitFor()
    },
    'consent with several scopes': asking({ scope: EVERYTHING }),
    'consent with the fold-out open': async (page) => {
      await asking({ scope: EVERYTHING })(page)
      await page.locator('summary').click()
      await page.getByLabel('What goes wrong').waitFor()
    },
    'consent without a decision': async (page) => {
      await asking({ scope: EVERYTHING })(page)
      await page.evaluate('document.forms[0].submit()')
      await page.getByRole('alert').waitFor()
    },
    'one more page before the app': async (page) => {
      await asking({ scope: EVERYTHING })(page)
      await page.locator('summary').click()
      await page.getByLabel('A page of ORCID\'s before the app').selectOption('affiliation')
      await choose(page, /^deny/i)
      await page.getByRole('link', { name: 'Continue' }).waitFor()
    },
    'public record': at(`/${orcid.researchers.sofia.orcid}`, ''),
    'public record of nobody by name': at(`/${orcid.researchers.privateName.orcid}`, ''),
    'public record with markup': at(`/${orcid.researchers.markup.orcid}`, ''),
    'public record that moved': at(`/${orcid.researchers.deprecated.orcid}`, ''),
    'public record that is locked': at(`/${orcid.researchers.locked.orcid}`, ''),
    'no such record': at('/0000-0000-0000-0001', ''),
    'signed out': at('/signout', '')
  }
}

await inBrowser('what a browser and axe make of the pages of the fake ORCID', (browser) => {
  t.test('axe finds nothing on the pages of the fake ORCID, and nothing sticks out', async t => {
    const bench = await openMock({ researchers: MANY })
    t.teardown(() => bench.orcid.close())
    await judgeAll(t, await openPage(browser), orcidSights(bench))
    // The requests that were wrong on purpose.
    bench.orcid.findings()
  })
})
