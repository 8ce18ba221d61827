import { execFile } from 'node:child_process'
import { setImmediate } from 'node:timers/promises'
import { promisify } from 'node:util'
import t from 'tap'
import { createOrcid } from '../../plugin/index.ts'
import type { OrcidClientOptions } from '../../plugin/index.ts'
import { SOFIA, logIn, startApp, startLyingProvider } from '../support/lying-provider.ts'
import { urlOf } from '../support/root.ts'

const SECRET = 'a secret of the app, of 32 characters and more'

t.test('a job reads and writes with tokens that an app has stored, without Fastify or a redirect URI', async (t) => {
  const provider = await startLyingProvider(t)
  const app = await startApp(t, provider, { secret: SECRET })
  await logIn(app, provider)
  const row = { orcid: SOFIA, tokens: app.orcid.sealTokens(app.logins[0] as NonNullable<typeof app.logins[0]>) }

  const { redirectUri, ...options } = provider.options
  const orcid = createOrcid({ ...options, secret: SECRET })
  t.teardown(() => orcid.close())
  const tokens = orcid.openTokens(row.tokens, row)
  t.strictSame(await orcid.record(tokens, row.orcid).read('person'), { name: null, emails: null })
  t.equal((await orcid.userinfo(tokens, { orcid: row.orcid })).familyName, 'Garcia')
  t.equal((await orcid.refresh(tokens)).orcid, SOFIA)
  await orcid.revoke(tokens)
  t.strictSame(provider.requests.slice(-4).map(({ url }) => url),
    [`/v3.0/${SOFIA}/person`, '/oauth/userinfo', '/oauth/token', '/oauth/revoke'])
  t.equal(orcid.environment.issuer, provider.issuer)
  t.strictSame(Object.keys(orcid).filter((name) => name !== 'close'),
    Object.keys(app.orcid).filter((name) => !['authorizationUrl', 'callback'].includes(name)), 'it is what an app has')
  t.ok(Object.isFrozen(orcid))
})

t.test('wrong options of a job are named', (t) => {
  const good = { environment: 'sandbox', clientId: 'APP-0123456789ABCDEF', clientSecret: 'c1ient-5ecret-canary' } as const
  const failing = (changes: object) => () => { createOrcid({ ...good, ...changes } as OrcidClientOptions) }
  t.throws(failing({ redirectUri: 'https://app.example/cb', onLogin: () => {} }), {
    code: 'ORCID_ERR_OPTIONS',
    message: 'createOrcid() has no option `redirectUri`, `onLogin`; its options are `environment`, `clientId`, `clientSecret`, ' +
      '`secret`, `timeoutMs`, `dispatcher`.'
  })
  t.throws(failing({ clientSecret: '', timeoutMs: 1 }), { code: 'ORCID_ERR_OPTIONS', message: /clientSecret.*timeoutMs/ })
  t.throws(failing({ clientId: undefined }), { message: /^createOrcid\(\) makes no client: option `clientId` is missing/ })
  t.throws(failing({ secret: 'short' }), { code: 'ORCID_ERR_OPTIONS', message: /option `secret` must be at least 32 characters/ })
  t.end()
})

t.test('what is passed in place of options is refused by name, before anything is sent', async (t) => {
  for (const nothing of [undefined, null, 'APP-0123456789ABCDEF']) {
    t.throws(() => { createOrcid(nothing as unknown as OrcidClientOptions) }, { code: 'ORCID_ERR_OPTIONS' })
  }
  t.throws(() => { createOrcid(undefined as unknown as OrcidClientOptions) }, {
    message: /^createOrcid\(\) expects an object of options: `environment`, `clientId`/
  })
  const { requests, options: { redirectUri, ...options } } = await startLyingProvider(t)
  const orcid = createOrcid({ ...options, secret: SECRET })
  t.teardown(() => orcid.close())
  const record = orcid.record('token', SOFIA)
  const calls: Array<(given: never) => unknown> = [
    (given) => orcid.record('token', SOFIA, given), (given) => orcid.openTokens('text', given),
    (given) => orcid.refresh('token', given), (given) => orcid.userinfo('token', given), (given) => record.read('work', given)
  ]
  for (const given of ['member', 12, [], Symbol('member')]) {
    for (const call of calls) {
      await t.rejects(async () => await call(given as never), { code: 'ORCID_ERR_VALIDATION', message: /^Nothing was sent to ORCID: the options are not an object: expected one like \{ / })
    }
  }
  for (const nothing of [undefined, null]) {
    t.throws(() => orcid.openTokens('text', nothing as never), { code: 'ORCID_ERR_VALIDATION', message: /not an ORCID iD/ })
    t.ok(orcid.record('token', SOFIA, nothing as never))
  }
  t.strictSame(requests, [])
})

t.test('EXPECTATION-TYPO: a check that is misspelt, or is of nobody, is refused instead of left out', async (t) => {
  const { requests, options: { redirectUri, ...options } } = await startLyingProvider(t)
  const orcid = createOrcid({ ...options, secret: SECRET })
  t.teardown(() => orcid.close())
  const record = orcid.record('token', SOFIA)
  const nobody: Array<[RegExp, () => unknown]> = [{ orcd: SOFIA }, { orcid: undefined }, { name: 'Sofia' }].flatMap((given) => [
    [/not an ORCID iD|unknown option `(?:orcd|name)`/, () => orcid.userinfo('token', given as never)],
    [/not an ORCID iD|unknown option `(?:orcd|name)`/, () => orcid.refresh('token', given as never)],
    [/not an ORCID iD/, () => orcid.openTokens('text', given as never)]
  ])
  class Row {
    get orcid () { return 'nobody' }
  }
  nobody.push([/not an ORCID iD/, () => orcid.userinfo('token', new Row())], [/not an ORCID iD/, () => orcid.refresh('token', new Row())])
  const misspelt: typeof nobody = [
    [/unknown option `orcd`, did you mean `orcid`\?/, () => orcid.refresh('token', { orcd: SOFIA } as never)],
    [/unknown option `scop`, did you mean `scope`\?/, () => orcid.refresh('token', { scop: 'openid' } as never)],
    [/unknown option `ap`, did you mean `api`\?/, () => orcid.record('token', SOFIA, { ap: 'member' } as never)],
    [/unknown option `putcode`, did you mean `putCode`\?/, () => record.read('work', { putcode: 7 } as never)],
    [/unknown option `row`, did you mean `rows`\?/, () => orcid.search({ familyName: 'Garcia' }, { row: 7 } as never)]
  ]
  for (const [message, call] of [...nobody, ...misspelt]) {
    await t.rejects(async () => await call(), { code: 'ORCID_ERR_VALIDATION', message })
  }
  t.strictSame(requests, [])
})

t.test('a warning of a job is one of its process, and nothing is said of cookies', async (t) => {
  const warnings: string[] = []
  const keep = ({ message }: Error) => { warnings.push(message) }
  process.on('warning', keep)
  const before = process.env['NODE_ENV']
  t.teardown(() => {
    process.off('warning', keep)
    if (before === undefined) delete process.env['NODE_ENV']
    else process.env['NODE_ENV'] = before
  })
  const { issuer, options: { redirectUri, ...options } } = await startLyingProvider(t)
  process.env['NODE_ENV'] = 'production'
  createOrcid({ ...options, clientSecret: 'short' })
  await setImmediate()
  t.strictSame(warnings, [`orcid: NODE_ENV is production, but people sign in at ${issuer}, which is not ORCID`])
})

t.test('a job that never closes its client ends all the same', async (t) => {
  const provider = await startLyingProvider(t)
  const { redirectUri, ...options } = provider.options
  const program = `import { createOrcid } from ${JSON.stringify(urlOf('dist/plugin/index.js'))}
    const orcid = createOrcid(${JSON.stringify(options)})
    console.log((await orcid.record('a-token', '${SOFIA}').read('person')).name)`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], { timeout: 20_000 })
  t.equal(stdout, 'null\n')
})
