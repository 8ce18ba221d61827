import t from 'tap'
import { html } from '../../../../mock-server/orcid/web/html.ts'
import { CAPACITY, remember } from '../../../../mock-server/orcid/registry/bounded-map.ts'
import { createClock } from '../../../../mock-server/orcid/registry/clock.ts'
import { createGrants, findToken, isGranted, issueCode, issueToken } from '../../../../mock-server/orcid/registry/grants.ts'
import { validateOrcidId, makeOrcidId } from '../../../../mock-server/orcid/registry/orcid-id.ts'
import { createRecords, itemsOf } from '../../../../mock-server/orcid/registry/record/store.ts'
import { sections } from '../../../../mock-server/orcid/registry/record/sections.ts'
import { createResearchers } from '../../../../mock-server/orcid/registry/researchers.ts'
import { grantableScopes, hasScope, ownScopes } from '../../../../mock-server/orcid/registry/scopes.ts'
import { beginSession } from '../../../../mock-server/orcid/authorize/session.ts'
import type { Session } from '../../../../mock-server/orcid/registry/registry.ts'

const person = { clientId: 'APP-AAAAAAAAAAAAAAAA', orcid: '0000-0001-2345-6789', scopes: ['openid'] }

t.test('a made iD lies in ORCID\'s range and has the right check digit', async (t) => {
  t.equal(makeOrcidId(0), '0009-0000-0000-0009')
  t.equal(makeOrcidId(100_000_000), '0009-0010-0000-0003')
  for (const orcid of ['0000-0002-1825-0097', '0000-0001-5109-3700', '0000-0002-1694-233X', '0000-0000-0000-0001']) {
    t.equal(validateOrcidId(orcid), null)
  }
  for (const orcid of ['0000-0000-0000-0000', '0000-0001-2345-6780', '0009-0000-1234-5678']) t.match(validateOrcidId(orcid), /^wrong check digit/)
})

t.test('every built-in person has a right iD of their own, and every item a number of its own', async (t) => {
  const people = [...createResearchers({}).values()]
  t.ok(people.every(({ orcid }) => validateOrcidId(orcid) === null))
  const records = createRecords(() => {})
  const putCodes = people.flatMap((person) =>
    sections.flatMap((section) => [...itemsOf(records, person, section).keys()]))
  t.equal(new Set(putCodes).size, putCodes.length)
})

t.test('the mock\'s clock is the system\'s until somebody replaces it', async (t) => {
  const before = Date.now()
  const shown = createClock().now()
  t.ok(before <= shown && shown <= Date.now())
})

t.test('a full map forgets its oldest entry', async (t) => {
  const map = new Map<number, string>()
  for (let key = 0; key < CAPACITY; key++) remember(map, key, `${key}`)
  t.equal(map.size, CAPACITY)
  t.equal(remember(map, CAPACITY, 'new'), '0')
  t.equal(map.size, CAPACITY)
})

const bound = { ...person, redirectUri: 'https://h/cb', nonce: null, authTime: 0, hasChallenge: false }
const codes = { isOpaque: false }

t.test('more logins than it holds do not grow the registry', async (t) => {
  const grants = createGrants()
  const sessions = new Map<string, Session>()
  let now = 0
  const clock = { ...createClock(), now: () => now }
  for (let login = 0; login < 3 * CAPACITY; login++) {
    now += 1
    beginSession({ sessions, clock }, person.orcid)
    issueCode(grants, now, { ...bound, ...codes })
    const orcid = login % 2 === 0 ? person.orcid : `nobody ${login}`
    issueToken(grants, now, { ...person, orcid, expiresIn: 631138518 })
  }
  t.equal(sessions.size, CAPACITY)
  t.equal(grants.codes.size, CAPACITY)
  t.equal(grants.tokens.size, CAPACITY)
  t.equal(grants.refreshTokens.size, CAPACITY)
  t.equal(grants.consents.size, CAPACITY / 2 + 1, 'one for each person who holds a token')
  t.ok(isGranted(grants, person, now))
})

t.test('an expired code is told apart from an unknown one for a while, and then forgotten', async (t) => {
  const grants = createGrants()
  const issue = (now: number) => issueCode(grants, now, { ...bound, ...codes })
  const old = issue(0)
  issue(1_199_999)
  t.ok(grants.codes.has(old))
  issue(1_200_000)
  t.notOk(grants.codes.has(old))
  t.equal(grants.codes.size, 2)
})

t.test('an expired token is found no more, and is no consent', async (t) => {
  const grants = createGrants()
  let now = 0
  const clock = { now: () => now }
  const { accessToken, expiresAt } = issueToken(grants, now, { ...person, expiresIn: 3601 })
  t.ok(findToken(grants, clock, accessToken))
  t.ok(isGranted(grants, person, now))
  now = expiresAt
  t.notOk(findToken(grants, clock, accessToken))
  t.notOk(isGranted(grants, person, now))
  issueToken(grants, now, { ...person, expiresIn: 3599 })
  t.notOk(isGranted(grants, person, now), 'nor is one that never was to live long')
})

t.test('scopes imply each other as ORCID says', async (t) => {
  t.ok(hasScope(['openid'], '/authenticate'))
  t.ok(hasScope(['openid'], '/read-public'))
  t.ok(hasScope(['/orcid-profile/read-limited'], '/person/read-limited'))
  t.ok(hasScope(['/activities/update'], '/orcid-works/create'))
  t.ok(hasScope(['/person/update'], '/orcid-bio/external-identifiers/create'))
  t.ok(hasScope(['/activities/update'], '/read-public'))
  t.notOk(hasScope(['/read-limited'], '/authenticate'))
  t.notOk(hasScope(['/group-id-record/update'], '/read-public'))
  t.notOk(hasScope([], '/read-public'))
})

t.test('a client of each type may ask for what ORCID lets it', async (t) => {
  t.strictSame(grantableScopes('public'), ['openid', '/authenticate'])
  t.strictSame(ownScopes('public'), ['/read-public'])
  t.strictSame(ownScopes('member'), ['/read-public', '/group-id-record/read', '/group-id-record/update'])
  t.strictSame(ownScopes('premium'), [...ownScopes('member'), '/webhook'])
  t.strictSame(grantableScopes('premium'), grantableScopes('member'))
  t.ok(grantableScopes('member').includes('/read-limited'))
})

t.test('a template escapes what it is given, once', async (t) => {
  const inner = html`<b>${'<&>"\''}</b>`
  t.equal(html`<p title="${'"'}">${inner}${[inner, inner]}${null}</p>`.markup,
    `<p title="&quot;">${'<b>&lt;&amp;&gt;&quot;&#39;</b>'.repeat(3)}</p>`)
})
