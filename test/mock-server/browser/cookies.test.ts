import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import t from 'tap'
import { createCookies } from '../../../mock-server/browser/cookies.ts'
import { COOKIES } from '../../support/cookies.ts'
import { urlOf } from '../../support/root.ts'

const NOWHERE = ['none-insecure', 'suffix', 'foreign', '__Host-domain', '__Host-deep', '__Host-pathless', '__Host-insecure',
  '__host-lower', '__Secure-insecure', '__SECURE-upper', '', 'callback', 'gone', 'negative', 'past', 'fits', 'bloated']
const SECURE = ['none-secure', 'secure', '__Host-good', '__Secure-good']

/** What the cookies of a page below /me lack, by where it is. */
const LACKING = {
  'https://app.example': ['address', 'local'],
  'http://app.example': ['address', 'local', ...SECURE],
  'http://127.0.0.1:3000': ['domain', 'dotted', 'local'],
  'http://localhost:3000': ['domain', 'dotted', 'address']
}

const nameOf = (cookie: string) => cookie.replace(/[=;].*/s, '')

t.test('V1: a cookie that breaks a rule is dropped, as by Chromium', async t => {
  for (const [origin, lacking] of Object.entries(LACKING)) {
    const cookies = await createCookies()
    const send = async (path: string) =>
      (await cookies.send(new URL(path, origin), 'strict')).split('; ').map(nameOf)
    for (const line of [...COOKIES, ';=', 'control=\u0001']) await cookies.keep(line, new URL('/me/login', origin))
    const sent = await send('/me/deep')
    const left = COOKIES.map(nameOf).filter(name => !sent.includes(name))
    t.strictSame(left.sort(), [...NOWHERE, ...lacking].sort(), origin)
    t.strictSame((await send('/big')).filter(name => /fits|bloated/.test(name)), ['fits'], 'four kilobytes and no more')
  }
})

t.test('V1: over http no Secure cookie is replaced, but on loopback', async t => {
  for (const [origin, left] of [['http://app.example', 'a=2; b=1'], ['http://localhost', 'a=3; b=3']] as const) {
    const cookies = await createCookies()
    const keep = async (url: string, ...lines: string[]) => {
      for (const line of lines) await cookies.keep(line, new URL(url))
    }
    const https = origin.replace('http:', 'https:')
    await keep(origin, 'a=1', 'b=0')
    await keep(https, 'a=2; Secure', 'b=1; Secure')
    await keep(origin, 'a=3', 'b=3; Path=/')
    t.equal(await cookies.send(new URL(https), 'strict'), left)
  }
})

t.test('V1: SameSite is Lax without the attribute, and is compared by scheme and registrable domain', async t => {
  const cookies = await createCookies()
  const url = new URL('https://app.example/')
  for (const line of ['none=1; SameSite=None; Secure', 'bare=1', 'lax=1; SameSite=Lax', 'strict=1; SameSite=Strict']) {
    await cookies.keep(line, url)
  }
  t.equal(await cookies.send(url, 'none'), 'none=1')
  t.equal(await cookies.send(url, 'lax'), 'none=1; bare=1; lax=1')
  t.equal(await cookies.send(url, 'strict'), 'none=1; bare=1; lax=1; strict=1')
  const sites = ['https://a.b.co.uk:1', 'https://b.co.uk', 'http://b.co.uk', 'https://127.0.0.1:2', 'https://a.github.io']
  t.strictSame(sites.map(site => cookies.siteOf(new URL(site))), [
    'https://b.co.uk', 'https://b.co.uk', 'http://b.co.uk', 'https://127.0.0.1', 'https://a.github.io'
  ])
})

t.test('where npm left out the optional package, the error says how to get it, and the mock still starts', async t => {
  const missing = `export const resolve = (name, context, next) => {
    if (name === 'tough-cookie') throw Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' })
    return next(name, context)
  }`
  const program = `
    import { register } from 'node:module'
    register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(missing)}))
    const { startMockOrcid } = await import('${urlOf('dist/mock-server/index.js')}')
    const orcid = await startMockOrcid()
    const error = await orcid.signIn('http://127.0.0.1:1', { path: '/', as: 'sofia' }).catch(error => error)
    console.log(JSON.stringify([error.message, error.cause.code]))
    await orcid.close()`
  const args = ['--no-warnings', '--input-type=module', '--eval', program]
  const [message, code] = JSON.parse((await promisify(execFile)(process.execPath, args)).stdout)
  t.match(message, /tough-cookie, an optional dependency.*: npm install --save-dev tough-cookie$/)
  t.equal(code, 'ERR_MODULE_NOT_FOUND')
})
