import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import t from 'tap'
import { buildJournal } from '../../examples/journal.ts'
import { startMockOrcid } from '../../mock-server/index.ts'
import type { MockOrcid } from '../../mock-server/index.ts'
import { allow, choose } from './judge.ts'
import { CALLBACK, heading, openPlain } from './plain-app.ts'
import { inBrowser, openPage, serve } from './support.ts'
import { ROOT } from '../support/root.ts'

interface Teardown { teardown: (close: () => unknown) => void }

const SOFIA = '0000-0001-2345-6789'
const CONNECT = 'Create or connect your ORCID iD'
const TLS = {
  key: readFileSync(new URL('test/fixtures/tls/key.pem', ROOT)),
  cert: readFileSync(new URL('test/fixtures/tls/certificate.pem', ROOT))
}

/** The demo's journal, and its ORCID. */
async function openJournal (t: Teardown, tls?: typeof TLS): Promise<[MockOrcid, string]> {
  const orcid = await startMockOrcid()
  t.teardown(() => orcid.close())
  const origin = await serve(t, async (origin) => await buildJournal({
    environment: orcid.environment, ...orcid.client({ type: 'member' }), redirectUri: origin + CALLBACK
  }), tls)
  return [orcid, origin]
}

/** What the journal says to somebody who signed in. */
const greeting = async (page: Page, name: string): Promise<void> => {
  await page.getByText(`Signed in as ${name}`).waitFor()
}

const TITLE = 'Gardens that grow twice'

const submitArticle = async (page: Page): Promise<void> => {
  await page.getByLabel('Title').fill(TITLE)
  await page.getByLabel('Abstract').fill('We sowed the same garden in two places.')
  await page.getByLabel('Affiliation').fill('University of Example')
  await page.getByLabel('E-mail').fill('sofia@university.example')
  await choose(page, /^submit/i)
}

/** Presses Tab until what is named has the focus; each stop on the way must be visible. */
async function tabTo (page: Page, name: RegExp): Promise<string[]> {
  const invisible: string[] = []
  for (let stops = 0; stops < 60; stops++) {
    await page.keyboard.press('Tab')
    const [label, outline, width] = await page.evaluate<[string, string, string]>(`(() => {
      const { activeElement } = document
      const { outlineStyle, outlineWidth } = getComputedStyle(activeElement)
      return [(activeElement.labels?.[0] ?? activeElement).innerText, outlineStyle, outlineWidth]
    })()`)
    if (outline === 'none' || Number.parseFloat(width) < 2) invisible.push(label)
    if (name.test(label)) return invisible
  }
  return [...invisible, `${name} cannot be reached`]
}

function testLegs (browser: Browser): void {
  t.test('the three legs are walked by clicking', async t => {
    const [orcid, origin] = await openJournal(t)
    const page = await openPage(browser)
    await page.goto(origin)
    await page.getByRole('link', { name: CONNECT }).click()
    await choose(page, /Sofia/)
    await allow(page)
    await greeting(page, 'Sofia Garcia')
    await page.getByRole('link', { name: `${orcid.issuer}/${SOFIA}` }).waitFor()
    t.equal(await page.getByLabel('Affiliation').inputValue(), 'Documentation, University of Example', 'read from the record')
    await submitArticle(page)
    await page.getByRole('link', { name: /add your article/ }).click()
    await allow(page)
    await choose(page, /add it to my ORCID record/i)
    await page.getByRole('status').getByText('on your ORCID record').waitFor()
    t.equal(page.url(), `${origin}/article`, 'no code and no state is left in the address')
    t.equal(orcid.journal.count({ endpoint: 'token', status: 200 }), 2)
    await page.locator(`a[href="${orcid.issuer}/${SOFIA}"]`).first().click()
    await heading(page, 'Sofia Garcia')
    t.match(await page.getByRole('main').innerText(), TITLE, 'the iD leads to the public record, which has the article')
    orcid.assertClean()
  })

  t.test('whoever denies is told so, and can change their mind', async t => {
    const { orcid, origin } = await openPlain(t)
    const page = await openPage(browser)
    await page.goto(`${origin}/login/orcid`)
    await choose(page, /Sofia/)
    await choose(page, /^deny/i)
    await heading(page, 'You did not allow it')
    t.equal(orcid.journal.count({ endpoint: 'token' }), 0)
    await page.getByRole('link', { name: 'Sign in with ORCID' }).click()
    await allow(page)
    await heading(page, `Here: /?came=${SOFIA}`)
  })

  t.test('one more page of ORCID\'s stands between the consent and the app', async t => {
    const { orcid, origin } = await openPlain(t)
    const page = await openPage(browser)
    await page.goto(`${origin}/login/orcid`)
    await choose(page, /Sofia/)
    await page.locator('summary').click()
    await page.getByLabel('A page of ORCID\'s before the app').selectOption('backup-email')
    await allow(page)
    await heading(page, 'Add a second e-mail address')
    t.equal(orcid.journal.count({ endpoint: 'token' }), 0)
    await page.getByRole('link', { name: 'Continue' }).click()
    await heading(page, `Here: /?came=${SOFIA}`)
    orcid.changeBehaviour({ interstitial: 'domains' })
    await page.goto(`${origin}/login/orcid`)
    await page.getByRole('link', { name: 'Continue' }).click()
    await heading(page, `Here: /?came=${SOFIA}`)
    orcid.assertClean()
  })

  t.test('whoever goes back after signing in, and signs in on the old page, stays signed in', async t => {
    const [orcid, origin] = await openJournal(t)
    const page = await openPage(browser)
    await page.goto(origin)
    await page.getByRole('link', { name: CONNECT }).click()
    await choose(page, /Sofia/)
    await allow(page)
    await greeting(page, 'Sofia Garcia')
    await page.goBack()
    await heading(page, 'You are signed in already')
    await page.goto(`${origin}/login/orcid`)
    await greeting(page, 'Sofia Garcia')
    t.equal(orcid.journal.count({ endpoint: 'token' }), 2, 'what was consented to once is not asked again')
    orcid.assertClean()
  })

  t.test('whoever goes back two pages and sends the sign-in form again signs nobody in again', async t => {
    const { orcid, origin } = await openPlain(t)
    const page = await openPage(browser)
    await page.goto(`${origin}/login/orcid`)
    const old = page.url()
    await choose(page, /Sofia/)
    await allow(page)
    await heading(page, `Here: /?came=${SOFIA}`)
    await page.goto(old)
    await choose(page, /Sofia/)
    await heading(page, 'The sign-in did not work')
    t.equal(orcid.journal.count({ endpoint: 'token' }), 1)
    await page.getByRole('link', { name: 'Start again' }).click()
    await heading(page, `Here: /?came=${SOFIA}`)
    orcid.assertClean()
  })
}

function testTwice (browser: Browser): void {
  t.test('two tabs finish crosswise, each as who signed in to it and where it was going', async t => {
    const { orcid, origin } = await openPlain(t)
    const first = await openPage(browser)
    const second = await first.context().newPage()
    await first.goto(`${origin}/login/orcid?returnTo=/first`)
    await second.goto(`${origin}/login/orcid?returnTo=/second`)
    await choose(second, /Sofia/)
    await allow(second)
    await heading(second, `Here: /second?came=${SOFIA}`)
    await first.getByText('Special cases').click()
    await choose(first, /Haddad/)
    await allow(first)
    await heading(first, `Here: /first?came=${orcid.researchers.limitedName.orcid}`)
    t.equal(orcid.journal.count({ endpoint: 'token', status: 200 }), 2)
    orcid.assertClean()
  })

  t.test('a browser that comes to the callback twice makes one exchange, and signs in', async t => {
    const { orcid, origin, arrived } = await openPlain(t)
    const page = await openPage(browser)
    const leaving = await page.context().request.get(`${origin}/login/orcid`, { maxRedirects: 0 })
    const asked = leaving.headers()['location'] as string
    const { location } = await orcid.authorize(asked, { as: orcid.researchers.sofia })
    orcid.fail('token', 'delay', { delayMs: 300 })
    const first = page.goto(location).catch(() => null)
    await arrived(1)
    // The browser sends nothing of what follows the hash, but takes it for another address.
    const second = page.goto(`${location}#`).catch(() => null)
    await arrived(2)
    await Promise.all([first, second])
    await heading(page, `Here: /?came=${SOFIA}`)
    t.equal(orcid.journal.count({ endpoint: 'token' }), 1)
    orcid.assertClean()
  })
}

function testCookies (browser: Browser): void {
  t.test('a browser that has dropped its cookies gets a page that says so and leads back', async t => {
    const { orcid, origin } = await openPlain(t)
    const page = await openPage(browser)
    await page.goto(`${origin}/login/orcid`)
    await choose(page, /Sofia/)
    await page.context().clearCookies({ name: /^orcid/ })
    await allow(page)
    await heading(page, 'The sign-in did not work')
    t.equal(orcid.journal.count({ endpoint: 'token' }), 0)
    await page.getByRole('link', { name: 'Start again' }).click()
    await allow(page)
    await heading(page, `Here: /?came=${SOFIA}`)
    orcid.assertClean()
  })

  t.test('over https the cookie of a login is the site\'s alone, and gone afterwards', async t => {
    const { origin } = await openPlain(t, { tls: TLS })
    const page = await openPage(browser, { ignoreHTTPSErrors: true })
    await page.goto(`${origin}/login/orcid`)
    const mine = async () => (await page.context().cookies(origin)).filter(({ name }) => !name.startsWith('fake_orcid'))
    t.match(await mine(), [{
      name: /^__Host-orcid\./, secure: true, httpOnly: true, sameSite: 'Lax', path: '/', domain: '127.0.0.1'
    }], 'a domain without a leading dot is the host alone')
    await choose(page, /Sofia/)
    await allow(page)
    await heading(page, `Here: /?came=${SOFIA}`)
    t.strictSame(await mine(), [])
  })

  t.test('over https the session of the journal is the site\'s alone', async t => {
    const [, origin] = await openJournal(t, TLS)
    const page = await openPage(browser, { ignoreHTTPSErrors: true })
    await page.goto(`${origin}/login/orcid`)
    await choose(page, /Sofia/)
    await allow(page)
    await greeting(page, 'Sofia Garcia')
    const mine = (await page.context().cookies(origin)).filter(({ name }) => !name.startsWith('fake_orcid'))
    t.match(mine, [{
      name: '__Host-journal', secure: true, httpOnly: true, sameSite: 'Lax', path: '/', domain: '127.0.0.1', expires: -1
    }])
    await choose(page, /^Sign out$/)
    await heading(page, 'Submit an article')
  })
}

function testWithout (browser: Browser): void {
  t.test('a keyboard is enough, and shows where it is', async t => {
    const [, origin] = await openJournal(t)
    const page = await openPage(browser)
    await page.goto(origin)
    t.strictSame(await tabTo(page, new RegExp(CONNECT)), [])
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: /Sofia/ }).waitFor()
    t.strictSame(await tabTo(page, /Sofia/), [])
    await page.keyboard.press('Space')
    await page.getByRole('button', { name: /^deny/i }).waitFor()
    t.strictSame(await tabTo(page, /^(authorize|allow)/i), [])
    await page.keyboard.press('Enter')
    await greeting(page, 'Sofia Garcia')
    for (const [label, answer] of [[/^Title/, 'Roses'], [/^Abstract/, 'Red.'], [/^E-mail/, 'sofia@']] as const) {
      t.strictSame(await tabTo(page, label), [])
      await page.keyboard.type(answer)
    }
    await page.evaluate('document.forms[0].noValidate = true')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').and(page.locator(':focus')).waitFor()
    t.strictSame(await tabTo(page, /^E-mail should look like/), [])
    await page.keyboard.press('Enter')
    await page.locator('#email:focus').waitFor()
    await page.keyboard.press('End')
    await page.keyboard.type('university.example')
    t.strictSame(await tabTo(page, /^Submit/), [])
    await page.keyboard.press('Space')
    await heading(page, 'Your article is accepted')
    t.strictSame(await tabTo(page, /^Sign out$/), [])
    await page.keyboard.press('Space')
    await heading(page, 'Submit an article')
  })

  t.test('without script somebody new gets an iD, and an article onto the record', async t => {
    const [orcid, origin] = await openJournal(t)
    const page = await openPage(browser, { javaScriptEnabled: false })
    await page.goto(origin)
    await page.getByRole('link', { name: CONNECT }).click()
    await page.getByRole('link', { name: /create/i }).click()
    await page.getByLabel(/given names/i).fill('Ana')
    await page.getByLabel(/family name/i).fill('Kovač')
    await page.getByLabel(/e-mail/i).fill('ana@x.example')
    await choose(page, /create/i)
    await allow(page)
    await greeting(page, 'Ana Kovač')
    await submitArticle(page)
    await page.getByRole('link', { name: /add your article/i }).click()
    await allow(page)
    await choose(page, /add it to my ORCID record/i)
    await page.getByRole('status').getByText('on your ORCID record').waitFor()
    orcid.assertClean()
  })
}

await inBrowser('what a browser makes of a login', (browser) => {
  testLegs(browser)
  testTwice(browser)
  testCookies(browser)
  testWithout(browser)
})
