// A real browser: where it is, how it starts, what axe finds in its pages, and apps on real sockets for it to visit.
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { ServerOptions } from 'node:https'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { chromium } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'
import t from 'tap'
import { slow } from '../support/slow.ts'

interface Teardown { teardown: (close: () => unknown) => void }

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
const { source: axe } = createRequire(import.meta.url)('axe-core') as { source: string }
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-dev-shm-usage']

// A machine that runs one Chromium runs others beside it.
const PATIENCE_MS = 30_000

/**
 * Runs tests in one browser. Without `/usr/bin/chromium` (or what `CHROMIUM` names) they are left out, which is said,
 * unless `REQUIRE_BROWSER=1`: then there must be one.
 */
export async function inBrowser (what: string, tests: (browser: Browser) => void,
  flags: readonly string[] = []): Promise<void> {
  if (slow.skip !== undefined) {
    t.test(what, slow, () => {})
    return
  }
  if (existsSync(executablePath)) {
    const browser = await chromium.launch({ executablePath, args: [...FLAGS, ...flags], timeout: PATIENCE_MS })
    t.teardown(() => browser.close())
    return tests(browser)
  }
  const reason = `there is no browser at ${executablePath}`
  if (process.env['REQUIRE_BROWSER'] === '1') t.fail(`${what}: ${reason}`)
  else t.test(what, { skip: reason }, () => {})
}

/** How a visitor's browser is set up. */
export interface Look {
  /** How wide its window is, in pixels. */
  width?: number
  colorScheme?: 'dark' | 'light'
  reducedMotion?: 'no-preference' | 'reduce'
  forcedColors?: 'active'
  javaScriptEnabled?: boolean
  ignoreHTTPSErrors?: boolean
  /** The language it asks for. */
  locale?: string
}

/** A page of a browser that has no cookies yet. */
export async function openPage (browser: Browser, { width = 1280, ...rest }: Look = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height: 800 }, reducedMotion: 'reduce', ...rest })
  context.setDefaultTimeout(PATIENCE_MS)
  return await context.newPage()
}

/** What axe finds. The debugger puts it into the page, whose policy admits no script. */
export async function violationsOn (page: Page): Promise<unknown> {
  const session = await page.context().newCDPSession(page)
  const { result: { value: isThere } } = await session.send('Runtime.evaluate', { expression: 'typeof axe === "object"' })
  if (isThere !== true) await session.send('Runtime.evaluate', { expression: axe })
  const run = `axe.run({ rules: { 'target-size': { enabled: true } } }).then(({ violations, passes }) => JSON.stringify([
    passes.length > 10, violations.map(({ id, nodes }) => id + ' ' + nodes[0].html)]))`
  const { result } = await session.send('Runtime.evaluate', { expression: run, awaitPromise: true })
  await session.detach()
  return JSON.parse(String(result.value))
}

/** Serves an app on a free port, which it is told before it is built. Gives its origin. */
export async function serve (t: Teardown, build: (origin: string) => Promise<FastifyInstance>,
  tls?: ServerOptions): Promise<string> {
  const current: { app: FastifyInstance | null } = { app: null }
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    current.app?.routing(request, response)
  }
  const server = tls === undefined ? createServer(answer) : createTlsServer(tls, answer)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => { server.close().closeAllConnections() })
  const origin = `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${(server.address() as AddressInfo).port}`
  const app = await build(origin)
  t.teardown(() => app.close())
  await app.ready()
  current.app = app
  return origin
}
