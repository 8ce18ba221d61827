import { readFile, writeFile } from 'node:fs/promises'
import t, { type Test } from 'tap'
import { Errors } from 'typebox/schema'
import { behaviourSettings } from '../../../mock-server/options/behaviour.ts'
import { main } from '../../../mock-server/cli/main.ts'
import { seedSchema } from '../../../mock-server/cli/seed.ts'
import { startMockOrcid } from '../../../mock-server/index.ts'
import { pathOf } from '../../support/root.ts'
import { send } from '../../support/mock.ts'

interface Ready { readonly address: string, readonly control: { readonly url: string, readonly token: string } }

/** What a mock tells that is started with arguments, or what it complains of. */
async function askServed<Told> (args: string[], tell: (ready: Ready) => Promise<Told>): Promise<Told | string> {
  const stop = new AbortController()
  let found: Told | string = ''
  let asked = Promise.resolve()
  const ask = async (text: string): Promise<void> => {
    found = await tell(JSON.parse(text) as Ready)
    stop.abort()
  }
  const stdout = { write: (text: string) => { asked = ask(text) } }
  const stderr = { write: (text: string) => { found = text.trim().replace('fastify-orcid: ', '') } }
  await main(['--port', '0', '--json', '--control', ...args], { stdout, stderr, stop: stop.signal })
  await asked
  return found
}

const behaviourOf = async (args: string[]): Promise<Record<string, string> | string> =>
  await askServed(args, async ({ control }) => {
    const { body } = await send(`${control.url}/behaviour`, { headers: { authorization: `Bearer ${control.token}` } })
    return JSON.parse(body) as Record<string, string>
  })

/** The statuses of the first reads. */
const readsOf = async (args: string[]): Promise<number[] | string> => await askServed(args, async ({ address }) => {
  const statuses: number[] = []
  for (let index = 0; index < 4; index++) statuses.push((await send(`${address}/pub/v3.0/pubStatus`)).status)
  return statuses
})

const seedFile = (t: Test, seed: object): string => `${t.testdir({ 'seed.json': JSON.stringify(seed) })}/seed.json`

t.test('behaviour comes from a file and from the command line, which has the last word', async (t) => {
  t.match(await behaviourOf([]), { codeFormat: 'six', tokenErrors: 'current' })
  t.match(await behaviourOf(['--behaviour', 'codeFormat=opaque', '--behaviour', 'tokenLifetime=1 hour']), {
    codeFormat: 'opaque', tokenLifetime: '1 hour', tokenErrors: 'current'
  })
  t.match(await behaviourOf(['--behaviour', 'legacy', '--behaviour', 'denial=bare']), { tokenErrors: 'legacy', denial: 'bare' })
  const seed = ['--seed', seedFile(t, { behaviour: { codeFormat: 'opaque', denial: 'bare' } })]
  t.match(await behaviourOf(seed), { codeFormat: 'opaque', denial: 'bare', tokenErrors: 'current' })
  t.match(await behaviourOf([...seed, '--behaviour', 'denial=raw']), { codeFormat: 'opaque', denial: 'raw' })
  t.match(await behaviourOf(['--seed', seedFile(t, { behaviour: 'legacy' })]), { tokenErrors: 'legacy' })
  for (const [args, complaint] of [
    [['--behaviour', 'lagacy'], 'Wrong value for --behaviour; expected legacy, or a setting of docs/reference/behaviour.md as name=value'],
    [['--behaviour', 'codeformat=six', '--behaviour', 'denial=x'], /codeformat is not known \(did you mean codeFormat\?\)/],
    [['--behaviour', 'codeformat=six', '--behaviour', 'denial=x'], /denial must be one of described, bare/]
  ] as Array<[string[], RegExp | string]>) t.match(await behaviourOf(args), complaint)
  for (const [behaviour, complaint] of [
    ['lagacy', /seed\.json:1: behaviour must be one of legacy \(did you mean legacy\?\)$/],
    [{ denail: 'raw' }, /:1: behaviour\.denail is not known \(did you mean denial\?\)$/],
    [1, /:1: behaviour must be object$/]
  ] as const) t.match(await behaviourOf(['--seed', seedFile(t, { behaviour })]), complaint)
})

t.test('a quota comes from a file and from the command line, which has the last word', async (t) => {
  t.strictSame(await readsOf([]), [200, 200, 200, 200])
  t.strictSame(await readsOf(['--quota', 'perDay=3']), [200, 200, 429, 429])
  t.strictSame(await readsOf(['--quota', 'orcid', '--quota', 'burst=0', '--quota', 'perSecond=1']), [200, 503, 503, 503])
  const seed = ['--seed', seedFile(t, { quota: { perDay: 4 } })]
  t.strictSame(await readsOf(seed), [200, 200, 200, 429])
  t.strictSame(await readsOf([...seed, '--quota', 'perDay=2']), [200, 429, 429, 429])
  t.strictSame(await readsOf(['--seed', seedFile(t, { quota: 'orcid' }), '--quota', 'perDay=1']), [429, 429, 429, 429])
  for (const wrong of ['orcdi', 'perHour=1', 'perDay', 'perDay=x']) {
    t.match(await readsOf(['--quota', wrong]), 'Wrong value for --quota; expected orcid, or one of perDay, perSecond, burst as name=number')
  }
  t.match(await readsOf(['--quota', 'perDay=0']), 'Wrong options for quota: perDay must be >= 1.')
  t.match(await readsOf(['--seed', seedFile(t, { quota: { perDya: 1 } })]), /:1: quota\.perDya is not known \(did you mean perDay\?\)$/)
})

t.test('M18: a file is refused with all that is wrong, each with its line and what was meant', async (t) => {
  const text = `{
    "reserchers": {},
    "clients": [{ "type": "gold" }],
    "researchers": {
      "ada": {
        "given_names": "Ada"
      },
      "bob": {},
      "eve": { "givenNames": "Eve", "peer_reviews": [], "works": [{ "tilte": "A" }] }
    }
  }`
  const file = `${t.testdir({ 'seed.json': text })}/seed.json`
  t.equal(await behaviourOf(['--seed', file]), [
    ':2: reserchers is not known (did you mean researchers?)',
    ':3: clients.0.type must be one of public, member, premium',
    ':6: researchers.ada.given_names is not known (did you mean givenNames?)',
    ':8: researchers.bob must have required properties givenNames',
    ':9: researchers.eve.peer_reviews is not known (did you mean peerReviews?)',
    ':9: researchers.eve.works.0.tilte is not known (did you mean title?)'
  ].map((complaint) => file + complaint).join('; '))
})

t.test('check digits, shared iDs and shapes are told of in one go, each with its line', async (t) => {
  const text = `{
    "researchers": {
      "ada": { "givenNames": "Ada", "orcid": "0000-0002-1694-2330",
        "works": [{ "tilte": "A" }] },
      "bob": { "givenNames": "Bob",
        "orcid": "0000-0001-2345-6789" },
      "cy": { "givenNames": "Cy", "orcid": "0000-0002-1694-233X", "primaryRecord": 1 },
      "dee": { "orcid": "0000-0002-1694-233X" },
      "eve": { "givenNames": "Eve", "record": {
        "orcid-identifier": { "path": "0000-0001-2345-6789" } } }
    }
  }`
  const file = `${t.testdir({ 'seed.json': text })}/seed.json`
  t.equal(await behaviourOf(['--seed', file]), [
    ':3: researchers.ada.orcid is no ORCID iD: wrong check digit: 0, expected X',
    ':4: researchers.ada.works.0.tilte is not known (did you mean title?)',
    ':6: researchers.bob.orcid is sofia\'s',
    ':7: researchers.cy.primaryRecord must be string',
    ':8: researchers.dee must have required properties givenNames',
    ':8: researchers.dee.orcid is cy\'s',
    ':9: researchers.eve.orcid is sofia\'s'
  ].map((complaint) => file + complaint).join('; '))
  const controlled = await startMockOrcid({ control: true })
  const { url = '', token = '' } = controlled.control ?? {}
  const answer = await fetch(`${url}/researchers`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'sofia', givenNames: 'A', wroks: [], primaryRecord: '1', orcid: '0000-0001-2345-6789' })
  })
  t.match(await answer.json(), {
    message: 'Wrong options for addResearcher: wroks is not known (did you mean works?); primaryRecord is ' +
      'no ORCID iD: wrong length: 1 characters without the hyphens, expected 16; name is somebody else\'s; orcid is sofia\'s.'
  })
  const { orcid } = controlled.addResearcher({ givenNames: 'Nameless', familyName: 'One' })
  t.throws(() => controlled.addResearcher({ givenNames: 'A', orcid }), { message: /: orcid is Nameless One's\.$/ })
  await controlled.close()
})

t.test('a file that is JSON and no object is refused', async (t) => {
  for (const text of ['null', '[]', '1', '"legacy"']) {
    const file = `${t.testdir({ 'seed.json': text })}/seed.json`
    t.equal(await behaviourOf(['--seed', file]), `${file}:1: must be object`)
  }
})

t.test('M16: a client id of an iD\'s form is taken', async (t) => {
  const id = '0000-0001-9884-1913'
  t.match(await behaviourOf(['--client-id', id]), { codeFormat: 'six' })
  t.match(await behaviourOf(['--seed', seedFile(t, { clients: [{ clientId: id }] })]), { codeFormat: 'six' })
  t.match(await behaviourOf(['--client-id', '0000-0001-9884']), /or one of an iD's form/)
})

t.test('the schema for editors is the code\'s, and judges as the command does', async (t) => {
  const path = pathOf('docs/seed.schema.json')
  const generated = `${JSON.stringify(seedSchema(), null, 1)}\n`
  if (process.env['SEED'] === 'write') await writeFile(path, generated)
  t.equal(await readFile(path, 'utf8'), generated, 'write it again with SEED=write npm run test:one cli/seed.test.ts')
  const schema = seedSchema()
  const isRight = (seed: unknown): boolean => Errors(schema, seed)[0]
  const example = JSON.parse(await readFile(pathOf('examples/compose/seed.json'), 'utf8')) as object
  t.ok(isRight(example))
  t.ok(isRight({ $schema: './node_modules/fastify-orcid/docs/seed.schema.json', behaviour: 'legacy' }))
  t.match(await behaviourOf(['--seed', seedFile(t, { $schema: './seed.schema.json' })]), { codeFormat: 'six' })
  const behaviour = { pkce: 'yes' }
  for (const wrong of [{ people: {} }, { behaviour: 'new' }, { behaviour }, { researchers: { ada: {} } }, { $schema: 1 }]) {
    t.notOk(isRight(wrong), JSON.stringify(wrong))
    t.type(await behaviourOf(['--seed', seedFile(t, wrong)]), 'string')
  }
  interface Settings { readonly properties: object }
  const { properties } = JSON.parse(generated) as { properties: { behaviour: { anyOf: [unknown, Settings] } } }
  t.strictSame(Object.keys(properties.behaviour.anyOf[1].properties), Object.keys(behaviourSettings))
})
