import t from 'tap'
import { createControls } from '../../../mock-server/controls/controls.ts'
import { createRegistry } from '../../../mock-server/orcid/registry/registry.ts'
import { ALL, drawParts, exchanged, sketch, textOf } from './support.ts'

t.test('a message that is long, cut, or no JSON is shown as far as it goes', async t => {
  const controls = createControls(createRegistry({}, ''))
  const draw = () => textOf([...drawParts(controls, ALL).parts.values()].join(''))
  controls.journal.add(sketch({ endpoint: 'record', url: '/v3.0/iD/works', json: { a: 'x'.repeat(9_000), list: [], none: null } }))
  t.match(draw(), /… \(\d+ more characters\)/)
  t.match(draw(), 'none null')
  t.notMatch(draw(), 'of today')
  controls.journal.add(sketch({ endpoint: 'record', url: '/v3.0/iD/works', readsToday: 7 }))
  t.match(draw(), '1.0 ms, read 7 of today')
  controls.journal.add(sketch(exchanged('c', { json: { id_token: 'a.%.c', exp: 1, iat: 'soon' } })))
  controls.journal.add(sketch(exchanged('c', { json: { id_token: 'nonsense' } })))
  t.match(draw(), 'exp 1 When it ends. 1970-01-01 00:00:01 UTC.')
  t.notMatch(draw(), 'What the id_token says')
  controls.findings.keep({
    rule: 'grant-refused', severity: 'error', client: null, sent: '', orcidDoes: 'Refuses.', fix: 'Fix.', source: 'A book', exchange: 2
  })
  t.match(draw(), 'ORCID refuses: grant-refused')
  t.match(draw(), 'A book')
})
