// Pages as axe and a ruler judge them; `SCREENSHOTS=folder` keeps a picture of each for people to judge.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import type t from 'tap'
import { violationsOn } from './support.ts'

/** A page by name, and how a visitor comes to see it from the one before. */
export type Sights = Record<string, (page: Page) => Promise<unknown>>
type Assert = Pick<typeof t, 'strictSame' | 'equal'>
type Look = readonly ['light' | 'dark', number]

const LOOKS: readonly Look[] = [['light', 1280], ['dark', 1280], ['light', 320], ['dark', 320]]
/** Both schemes and both widths once, for pages that differ from others by their words alone. */
export const TWO_LOOKS: readonly Look[] = [['dark', 1280], ['light', 320]]

const screenshots = process.env['SCREENSHOTS']
if (screenshots !== undefined) mkdirSync(screenshots, { recursive: true })

async function judge (t: Assert, page: Page, [name, [colorScheme, width]]: [string, Look]): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
  await page.setViewportSize({ width, height: 800 })
  const look = `${name}, ${colorScheme}, ${width} pixels`
  t.strictSame(await violationsOn(page), [true, []], look)
  t.equal(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), true, `${look}: nothing sticks out`)
  if (screenshots !== undefined) {
    await page.screenshot({ path: join(screenshots, `${look.replace(/\W+/g, '-')}.png`), fullPage: true })
  }
}

/** Goes from page to page and judges each: its language, its title, what axe finds, and that nothing sticks out. */
export async function judgeAll (t: Assert, page: Page, sights: Sights,
  { looks = LOOKS }: { looks?: readonly Look[] } = {}): Promise<void> {
  for (const [name, open] of Object.entries(sights)) {
    await open(page)
    const { lang, title } = await page.evaluate<Record<'lang' | 'title', string>>(
      '({ lang: document.documentElement.lang, title: document.title })')
    t.strictSame([lang, title !== ''], ['en', true], name)
    for (const look of looks) await judge(t, page, [name, look])
  }
}

/** Presses a button. */
export const choose = async (page: Page, name: RegExp): Promise<void> => {
  await page.getByRole('button', { name }).click()
}

/** Allows what the consent page asks for. */
export const allow = async (page: Page): Promise<void> => { await choose(page, /^(authorize|allow)/i) }
