import type { Browser, Page } from 'playwright-core'
import t from 'tap'
import { openMock } from '../support/mock.ts'
import { inBrowser, openPage, violationsOn } from './support.ts'
import type { Look } from './support.ts'

/** A page of the inspector, and what its console has complained of. */
async function look (browser: Browser, url: string, how: Look = {}): Promise<[Page, string[]]> {
  const page = await openPage(browser, how)
  const complaints: string[] = []
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', ({ message }) => complaints.push(message))
  await page.goto(url)
  return [page, complaints]
}

await inBrowser('what a browser makes of the inspector', (browser) => {
  t.test('a login draws itself, and takes neither focus nor what is open', async t => {
    const bench = await openMock()
    t.teardown(() => bench.orcid.close())
    const [page, complaints] = await look(browser, bench.orcid.issuer)
    await page.getByText('Live.').waitFor()
    await page.getByText('No login yet').waitFor()
    await bench.tokens()
    await page.getByText('exchanges the code').waitFor()
    await page.getByText('No login yet').waitFor({ state: 'detached' })
    const message = page.locator('#open-1 > summary')
    await message.focus()
    await page.keyboard.press('Enter')
    await page.locator('#open-1 pre').first().waitFor()
    await page.locator('#open-people > summary').click()
    await message.focus()
    bench.orcid.fail('token', '503')
    await bench.exchange(await bench.code())
    await page.getByText('fault: 503').waitFor()
    t.equal(await page.evaluate('document.activeElement === document.querySelector("#open-1 > summary")'), true)
    t.equal(await page.evaluate('document.getElementById("open-1").open && document.getElementById("open-people").open'), true)
    t.match(await page.locator('#diagrams h2').allTextContents(), [/Login 2/, /Login 1/])
    t.strictSame(complaints, [])
  })

  t.test('a filter is applied where one is, and what was so far can be hidden', async t => {
    const bench = await openMock()
    t.teardown(() => bench.orcid.close())
    await bench.tokens()
    const [page, complaints] = await look(browser, bench.orcid.issuer)
    await page.getByText('Live.').waitFor()
    await page.getByLabel('Leg').focus()
    await page.getByLabel('Leg').selectOption('2')
    await page.getByText('signs in', { exact: true }).waitFor({ state: 'detached' })
    t.match(page.url(), /\?client=&leg=2$/)
    t.equal(await page.evaluate('document.activeElement.id'), 'filter-leg')
    await page.getByText('Hide everything so far').click()
    await page.getByText('No login yet').waitFor()
    t.strictSame(complaints, [])
  })

  t.test('axe finds nothing, in light and dark, wide and at 320 pixels, and nothing sticks out', async t => {
    const bench = await openMock()
    t.teardown(() => bench.orcid.close())
    bench.orcid.fail('jwks', '503', { times: 2 })
    await bench.tokens()
    await bench.ask('/oauth/jwks')
    await bench.exchange('stolen')
    bench.orcid.findings()
    for (const width of [1280, 320]) {
      for (const colorScheme of ['light', 'dark'] as const) {
        const [page] = await look(browser, bench.orcid.issuer, { width, colorScheme })
        await page.getByText('Live.').waitFor()
        await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true')
        t.strictSame(await violationsOn(page), [true, []], `${colorScheme}, ${width} pixels`)
        t.equal(await page.evaluate('document.documentElement.scrollWidth'), width)
        await page.context().close()
      }
    }
  })

  t.test('what is new moves in only for those who do not mind, and forced colours leave every line', async t => {
    const bench = await openMock()
    t.teardown(() => bench.orcid.close())
    for (const [reducedMotion, animation] of [['no-preference', 'appear'], ['reduce', 'none']] as const) {
      const [page] = await look(browser, bench.orcid.issuer, { reducedMotion, forcedColors: 'active' })
      await page.getByText('Live.').waitFor()
      await bench.tokens()
      await page.locator('.fresh').first().waitFor()
      const styleOf = async (element: string, pseudo: string, name: string) =>
        await page.evaluate(`getComputedStyle(document.querySelector('${element}'), '${pseudo}').${name}`)
      t.equal(await styleOf('.fresh', '', 'animationName'), animation)
      t.equal(await styleOf('.say', '', 'borderBlockEndStyle'), 'dashed')
      t.match(await styleOf('.diagram', '::before', 'backgroundImage'), /gradient.*gradient.*gradient/)
      // What is half faded in has half its contrast.
      if (animation === 'none') t.strictSame(await violationsOn(page), [true, []])
      await page.context().close()
    }
  })

  t.test('without script everything is there, and a reload shows what is new', async t => {
    const bench = await openMock()
    t.teardown(() => bench.orcid.close())
    const [page] = await look(browser, bench.orcid.issuer, { javaScriptEnabled: false })
    await page.getByText('Reload to see more.').waitFor()
    await bench.tokens()
    await page.reload()
    await page.locator('#open-5 > summary').click()
    await page.locator('#open-5').getByText('it is no token but a code').waitFor()
    await page.getByLabel('Leg').selectOption('2')
    await page.getByRole('button', { name: 'Show' }).click()
    await page.getByText('exchanges the code').waitFor()
    t.equal(await page.getByText('signs in', { exact: true }).count(), 0)
  })
})
