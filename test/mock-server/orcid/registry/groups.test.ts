// Groups of peer reviews: those of the options, and what a reset, a snapshot and a restore make of them.
import t, { type Test } from 'tap'
import type { MockGroupOptions, MockOrcidOptions, MockSnapshot } from '../../../../mock-server/index.ts'
import { startMockOrcid } from '../../../../mock-server/index.ts'
import { send } from '../../../support/mock.ts'

const PATH = '/api/v3.0/group-id-record'

async function open (t: Test, options: MockOrcidOptions = {}) {
  const orcid = await startMockOrcid(options)
  t.teardown(orcid.close)
  const client = orcid.client({ type: 'member' })
  const { access_token: token } = await client.token({ scope: '/group-id-record/update' })
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json', 'content-type': 'application/json' }
  const ids = async (): Promise<string[]> => {
    const { body } = await send(orcid.issuer + PATH, { headers })
    return (JSON.parse(body)['group-id-record'] as Array<Record<string, string>>).map((group) => String(group['group-id']))
  }
  const add = async (groupId: string): Promise<string> => {
    const group = { name: 'N', 'group-id': groupId, description: 'D', type: 'journal' }
    const { status, headers: { location } } = await send(orcid.issuer + PATH, { method: 'POST', headers, body: JSON.stringify(group) })
    t.equal(status, 201)
    return String(location)
  }
  const remove = async (location: string): Promise<number> => (await send(location, { method: 'DELETE', headers })).status
  return { orcid, client, headers, ids, add, remove }
}

t.test('the groups of the options are there, with defaults', async (t) => {
  const full: MockGroupOptions = { groupId: 'publons:12', name: 'Publons', description: 'All of it', type: 'peer-review service' }
  const { orcid, headers } = await open(t, { groups: [{ groupId: 'ringgold:1234' }, full] })
  const { body } = await send(orcid.issuer + PATH, { headers })
  t.strictSame(JSON.parse(body)['group-id-record'], [
    { name: 'ringgold:1234', 'group-id': 'ringgold:1234', description: null, type: 'journal', 'put-code': 1000 },
    { name: 'Publons', 'group-id': 'publons:12', description: 'All of it', type: 'peer-review service', 'put-code': 1001 }
  ])
})

t.test('a group of the options is ORCID\'s, so no client changes it', async (t) => {
  const { orcid, remove } = await open(t, { groups: [{ groupId: 'ringgold:1234' }] })
  t.equal(await remove(`${orcid.issuer}${PATH}/1000`), 403)
})

t.test('a review that a person was given keeps its group from being removed', async (t) => {
  const { orcid, add, remove } = await open(t)
  const location = await add('fundref:10.5555/F')
  orcid.addResearcher({
    givenNames: 'R',
    peerReviews: [{ groupId: 'fundref:10.5555/f', organization: 'U', city: 'C', country: 'GB', completionDate: '2020' }]
  })
  t.equal(await remove(location), 409)
})

t.test('a reset brings back the groups of the options, and forgets the others', async (t) => {
  const { orcid, add, ids, client } = await open(t, { groups: [{ groupId: 'ringgold:12' }] })
  await add('ringgold:34')
  t.strictSame(await ids(), ['ringgold:12', 'ringgold:34'])
  orcid.reset()
  const { access_token: token } = await client.token({ scope: '/group-id-record/read' })
  const { body } = await send(orcid.issuer + PATH, { headers: { authorization: `Bearer ${token}`, accept: 'application/json' } })
  t.match(JSON.parse(body), { total: 1, 'group-id-record': [{ 'group-id': 'ringgold:12' }] })
})

t.test('a snapshot keeps the groups, and another mock goes on with them', async (t) => {
  const one = await open(t, { groups: [{ groupId: 'ringgold:12' }] })
  const location = await one.add('ringgold:34')
  const snapshot = JSON.parse(JSON.stringify(one.orcid.snapshot())) as MockSnapshot
  const other = await open(t, { snapshot })
  t.strictSame(await other.ids(), ['ringgold:12', 'ringgold:34'])
  t.match(await other.add('ringgold:56'), /\/1002$/)
  other.orcid.restore(snapshot)
  other.orcid.reset()
  t.strictSame(other.orcid.snapshot().groups, snapshot.groups)
  one.orcid.restore(snapshot)
  t.equal(await one.remove(location), 204, 'the client that added it removes it')
})

t.test('a snapshot from before there were groups has none', async (t) => {
  const { orcid } = await open(t, { groups: [{ groupId: 'ringgold:12' }] })
  const { groups, webhooks, ...older } = orcid.snapshot()
  t.strictSame([groups?.length, webhooks], [1, []])
  orcid.restore(older)
  t.strictSame(orcid.snapshot().groups, [])
})

t.test('a snapshot with a wrong group or webhook is refused', async (t) => {
  const { orcid } = await open(t, { groups: [{ groupId: 'ringgold:12' }] })
  const snapshot = orcid.snapshot()
  const [group] = snapshot.groups ?? []
  const webhook = { orcid: '0000-0002-1825-0097', uri: 'x', clientId: 'APP-X', isPending: false, failures: 0, failedAt: 0 }
  const wrong: Array<[change: object, what: RegExp]> = [
    [{ groups: [group, group] }, /groups\.1\.groupId is there twice; groups\.1\.putCode is there twice/],
    [{ groups: [{ ...group, clientId: 'APP-X' }] }, /groups\.0\.clientId is no client of the snapshot/],
    [{ groups: [{ ...group, putCode: 'x' }] }, /groups\.0\.putCode must be integer/],
    [{ webhooks: [webhook] }, /webhooks\.0\.clientId is no client of the snapshot/],
    [{ webhooks: [{ ...webhook, failures: -1 }] }, /webhooks\.0\.failures must be >= 0/]
  ]
  for (const [change, message] of wrong) {
    t.throws(() => { orcid.restore({ ...snapshot, ...change }) }, { code: 'MOCK_ORCID_ERR_OPTIONS', message })
  }
})

t.test('wrong groups are refused', async (t) => {
  const wrong: Array<[groups: unknown, message: RegExp]> = [
    [{}, /groups must be array/],
    [[{}], /groups: 0 must have required properties groupId/],
    [[{ groupId: 'doi:10.1' }], /groups: 0\.groupId must match pattern/],
    [[{ groupId: 'issn:1741-4857', type: 'blog' }], /groups: 0\.type must be one of publisher, institution/],
    [[{ groupId: 'ringgold:ab' }, { groupId: 'ringgold:AB' }], /groups: 1\.groupId is there twice/],
    [[{ groupid: 'ringgold:ab' }], /groups: 0\.groupid is not known \(did you mean groupId\?\)/]
  ]
  for (const [groups, message] of wrong) {
    await t.rejects(startMockOrcid({ groups: groups as [] }), { code: 'MOCK_ORCID_ERR_OPTIONS', message })
  }
})
