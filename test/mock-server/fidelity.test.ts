import { readFileSync, writeFileSync } from 'node:fs'
import t from 'tap'
import { endpointOf, endpoints } from '../facts/endpoints.ts'
import { facts } from '../facts/facts.ts'
import type { Fact } from '../facts/fact.ts'
import { renderFidelity, renderFidelityRows } from '../support/fidelity-table.ts'
import { compare, replay, startCommand, startMock } from '../facts/replay.ts'
import type { RunningMock } from '../facts/replay.ts'
import { ROOT } from '../support/root.ts'
import { sample } from '../support/slow.ts'

const mocks = new Map<string, RunningMock>()

async function mockOf ({ behaviour }: Fact): Promise<RunningMock> {
  const key = JSON.stringify(behaviour ?? {})
  const mock = mocks.get(key) ?? await startMock(behaviour)
  mocks.set(key, mock)
  return mock
}

t.teardown(async () => { for (const mock of mocks.values()) await mock.close() })

t.test('a mock that a test starts answers as docs/reference/fidelity.md says, over a socket', async (t) => {
  for (const fact of sample('facts', facts, 6)) {
    const complaints = compare(fact.answer, await replay(await mockOf(fact), fact))
    t.strictSame(complaints, [], fact.id)
  }
})

const ENDPOINTS = {
  authorize: '/oauth/authorize',
  token: '/oauth/token',
  jwks: '/oauth/jwks',
  discovery: '/.well-known/',
  userinfo: '/oauth/userinfo',
  revoke: '/oauth/revoke',
  record: /^\/(?:pub\/|api\/)?v3\.0\//
}

/** What a command that was just started can be asked: it has the usual settings, people and clock. */
const isUsual = ({ behaviour, given = {} }: Fact): boolean =>
  behaviour === undefined && given.waitSeconds === undefined && given.person === undefined && (given.as === undefined || given.as === 'sofia')

t.test('a mock that the command starts answers so too, at each endpoint', async (t) => {
  const mock = await startCommand()
  t.teardown(mock.close)
  for (const [endpoint, path] of Object.entries(ENDPOINTS)) {
    const asked = facts.filter(isUsual).filter(({ request }) =>
      typeof path === 'string' ? request.path.startsWith(path) : path.test(request.path))
    t.ok(asked.length > 0, endpoint)
    for (const fact of asked.slice(0, 12)) t.strictSame(compare(fact.answer, await replay(mock, fact)), [], fact.id)
  }
})

t.test('every fact has a name of its own, and one that is not exact says what ORCID does', async (t) => {
  t.equal(new Set(facts.map(({ id }) => id)).size, facts.length)
  for (const { id, verdict, orcid } of facts) t.equal(orcid === undefined, verdict === 'exact', id)
})

for (const [name, render] of [['fidelity', renderFidelity], ['fidelity-rows', renderFidelityRows]] as const) {
  t.test(`docs/reference/${name}.md is what the facts say`, async (t) => {
    const file = new URL(`docs/reference/${name}.md`, ROOT)
    const document = render(facts)
    if (process.env['FIDELITY'] === 'write') writeFileSync(file, document)
    t.ok(readFileSync(file, 'utf8') === document, 'run with FIDELITY=write to write it again')
  })
}

t.test('docs/reference/fidelity.md counts every fact, by the headings of the rows', async (t) => {
  const counted = endpoints.map((endpoint) => facts.filter((fact) => endpointOf(fact) === endpoint))
  t.equal(counted.flat().length, facts.length)
  const rows = renderFidelityRows(facts)
  const names = [...renderFidelity(facts).matchAll(/^\| (.+?)<br>/gm)].map(([, name]) => name)
  t.strictSame(names, [...rows.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading))
})
