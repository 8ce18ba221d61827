import fc from 'fast-check'
import type { FastifyRequest } from 'fastify'
import t from 'tap'
import { findReturnTo, parseReturnTo } from '../../../plugin/login/return-to.ts'
import type { Settings } from '../../../plugin/options/settings.ts'
import { codePoint } from '../../support/code-point.ts'
import { CODE, comeBack, leave, startApp, startLyingProvider } from '../../support/lying-provider.ts'
import { RUNS, SEED } from '../../support/generators.ts'

const ORIGIN = 'https://app.example'
const CALLBACK = `${ORIGIN}/login/orcid/callback?code=x&state=y`
const settings = {
  redirectUri: new URL('/login/orcid/callback', ORIGIN),
  loginPath: '/login/orcid',
  callbackPath: '/login/orcid/callback',
  proxyPrefix: '',
  defaultReturnTo: '/home'
} as Settings
const judge = (returnTo: unknown, changes: Partial<Settings> = {}) =>
  parseReturnTo({ ...settings, ...changes }, returnTo) ?? settings.defaultReturnTo

/** Whether a browser on the callback page would stay on this site. */
function staysHere (location: string): boolean {
  return new URL(location, CALLBACK).origin === ORIGIN && /^\/(?![/\\])[\x21-\x7e]*$/.test(location)
}

const hosts = ['evil.example', 'evil.example/..', 'evil.example:443', 'app.example@evil.example', 'app.example.evil.example',
  'app.example:8443', 'evil%2eexample', 'evil。example', 'EVIL.example', '[::1]', '0x7f.1', 'evil.example#@app.example', 'evil.example?@app.example']
const doors = ['//', '///', '////', '/\\', '\\\\', '\\/', '/\\/', '/\t/', '/\n/', '/\r/', '/\0/', '\t//', ' //', '/ /', '//\\', '/..//', '/.//', '/a/..//',
  '/a/../..//', '/./..//', '/%2e%2e//', '/.%2e//', '/;//', '/%0a/', '/%09/', 'https://', 'http://', 'HTTPS://', 'https:', 'http:', 'https:/', 'https:\\\\',
  'javascript://', 'javascript:alert(1)//', 'data:text/html,', 'vbscript:', 'blob:https://app.example/', 'ftp://', 'file://', 'ws://', 'about:blank#',
  '\u2028//', '\ufeff//', '\u3000//', '.', '..', '?', '#', '', '@', ':', '/@', '//@', '\u202e//', '/\u2028/', '/\u00a0/']

t.test('SEC-R1, SEC-R2, SEC-R3, SEC-R4, SEC-R5, SEC-R6, SEC-R7: none of 700 written-out redirects leaves the site, whatever a parser strips or decodes', async (t) => {
  const corpus = doors.flatMap((door) => hosts.map((host) => door + host))
  t.ok(corpus.length >= 600)
  t.strictSame(corpus.filter((returnTo) => !staysHere(judge(returnTo))), [])
  const twice = corpus.flatMap((returnTo) => [encodeURI(returnTo), `/${returnTo}`, `${returnTo}/../..`, `/x/..${returnTo}`])
  t.strictSame(twice.filter((returnTo) => !staysHere(judge(returnTo))), [])
})

t.test('SEC-R5: an absolute URL of another origin is refused', async (t) => {
  for (const url of [ORIGIN, `${ORIGIN}//evil.example`, `${ORIGIN}/\\evil.example`, `${ORIGIN}/.//evil.example`, `${ORIGIN}@evil.example/`, `${ORIGIN}.evil.example/`, `${ORIGIN}:8443/`, `${ORIGIN}./`, 'https:x']) t.equal(judge(url), '/home')
})

t.test('P14: an absolute URL of this site is its path', async (t) => {
  t.equal(judge(`${ORIGIN}/x?y=1#z`), '/x?y=1#z')
  t.equal(judge(`${ORIGIN}/${'x'.repeat(440)}`), `/${'x'.repeat(440)}`, 'the length of the path counts')
  t.equal(judge(`${ORIGIN}/login/orcid`), '/home')
})

t.test('P9: behind a proxy that strips the start of the path, an own path gets it back, once', async (t) => {
  const changes = { proxyPrefix: '/app' }
  for (const [given, due] of [['/x', '/app/x'], ['/app/x', '/app/x'], ['/app', '/app'], ['/', '/app/'], ['/apple', '/app/apple'],
    [`${ORIGIN}/app/x`, '/app/x'], ['/app/../x', '/app/x'], ['/app?x', '/app?x']] as const) {
    t.equal(judge(given, changes), due, given)
  }
})

t.test('SEC-R7: what is no single short text leads home and makes no error', async (t) => {
  for (const strange of [['/a', '/b'], { toString: () => '//evil.example' }, 7, null, undefined, true, '', `/${'x'.repeat(10_000)}`, `/${'ä'.repeat(449)}`]) {
    t.equal(judge(strange), '/home')
  }
})

t.test('SEC-R8: fragments and parameters that name other sites stay what they are, on this site', async (t) => {
  for (const path of ['/x#@evil.example', '/x?next=//evil.example', '/x;evil.example', '/%5cevil.example', '/%2f/evil.example', '/x?a=%0d%0ab']) t.equal(judge(path), path)
})

t.test('SEC-L15: no spelling of the two routes is a place to return to', async (t) => {
  for (const path of ['/login/orcid', '/login/orcid/', '/login//orcid', '/LOGIN/orcid', '/login/%6frcid', '/login%2Forcid', '/x/../login/orcid', '/login/orcid?x=1#y',
    '/login/orcid/callback?code=x', '/login/orcid/%63allback', '/app/login/orcid']) t.equal(judge(path), '/home', path)
  for (const path of ['/login/orcids', '/orcid', '/login', '/']) t.equal(judge(path), path)
  t.equal(judge('/x/', { callbackPath: '/' }), '/x/', 'a callback at the root does not take every path that ends in a slash')
})

t.test('SEC-R1: an allow-list that says anything but true says no', async (t) => {
  const ask = (allowReturnTo: NonNullable<Settings['allowReturnTo']>, returnTo = '/x') =>
    findReturnTo({ ...settings, allowReturnTo }, returnTo, {} as FastifyRequest)
  for (const said of [undefined, null, 0, '', 'yes', 1, ['/x'], Promise.resolve(false), {}]) {
    t.equal(await ask(() => said as boolean), null)
  }
  t.equal(await ask(() => true), '/x')
  t.equal(await ask(async () => true), '/x')
  t.equal(await ask(() => true, '//evil.example'), null)
})

t.test('SEC-R1: a hook that fails fails this login, and not the process', async (t) => {
  const provider = await startLyingProvider(t)
  const fails = async () => { throw new Error('the database is down') }
  for (const hook of [{ allowReturnTo: fails }, { authorizationParams: fails }]) {
    const app = await startApp(t, provider, hook as never)
    const response = await app.inject('/login/orcid?returnTo=/x')
    t.equal(response.statusCode, 500)
    t.equal(response.headers['set-cookie'], undefined, 'and begins none')
  }
  const app = await startApp(t, provider, { authorizationParams: async () => ({ prompt: 'login' }) })
  t.equal((await leave(app, provider)).url.searchParams.get('prompt'), 'login', 'what takes its time is waited for')
})

t.test('SEC-R11: whatever is generated, the browser stays on this site', async (t) => {
  const part = fc.oneof(fc.constantFrom(...doors, ...hosts, '/', '\\', '.', '..', '%2f', '%5c', '%', '@', ':', '?', '#'), fc.string({ unit: codePoint, maxLength: 6 }), fc.webPath())
  fc.assert(fc.property(fc.array(part, { maxLength: 8 }), (parts) => staysHere(judge(parts.join('')))), { numRuns: RUNS * 40, seed: SEED })
  fc.assert(fc.property(fc.anything(), (anything) => staysHere(judge(anything))), { numRuns: RUNS * 4, seed: SEED })
  t.pass(`${RUNS * 44} inputs`)
})

t.test('SEC-R9, SEC-R10: where a login leads is sealed at its start, and the callback has no say in it, nor a failure', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider, {
    onFailure: (_request, reply, error) => reply.redirect(`/login/failed?${new URLSearchParams({ code: error.code })}`, 303)
  })
  const { state, cookie } = await leave(app, provider, '/login/orcid?returnTo=/mine')
  const other = { code: CODE, state, returnTo: '/theirs', return_to: '//evil.example' }
  t.equal((await comeBack(app, other, cookie)).headers.location, '/mine')
  const failed = await comeBack(app, { ...other, error: '//evil.example', error_description: '<script>' }, cookie)
  t.equal(failed.headers.location, '/login/failed?code=ORCID_ERR_CALLBACK_INVALID')
})
