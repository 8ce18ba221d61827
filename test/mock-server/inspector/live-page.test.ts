import t from 'tap'
import { createLivePage } from '../../../mock-server/inspector/live-page.ts'
import { html } from '../../../mock-server/orcid/web/html.ts'

t.test('a block is drawn again when its key changes, and each reader gets what it lacks', async t => {
  const page = createLivePage()
  const drawn: string[] = []
  const refresh = (keys: Record<string, string>, order: string[] = []): void => {
    page.refresh({
      blocks: Object.entries(keys).map(([id, key]) => ({
        id,
        key,
        draw () {
          drawn.push(id)
          return html`${id} ${key}`
        }
      })),
      order
    })
  }
  const updateSince = (version: number) => JSON.parse(page.updateSince(version))
  t.equal(page.version(), 0)
  refresh({ a: '1', b: '1' }, ['a'])
  t.equal(page.version(), 1)
  t.strictSame(updateSince(0), { parts: { a: 'a 1', b: 'b 1' }, order: ['a'] })
  refresh({ a: '1', b: '1' }, ['a'])
  t.equal(page.version(), 1, 'nothing has changed')
  refresh({ a: '1', b: '2' }, ['a'])
  t.strictSame(drawn, ['a', 'b', 'b'])
  t.strictSame(updateSince(1), { parts: { b: 'b 2' }, order: ['a'] })
  t.strictSame(updateSince(0), { parts: { a: 'a 1', b: 'b 2' }, order: ['a'] })
  refresh({ b: '2' })
  t.strictSame(updateSince(2), { parts: {}, order: [] }, 'a diagram that is gone leaves the order')
  refresh({ a: '1', b: '2' }, ['a'])
  t.strictSame(updateSince(3), { parts: { a: 'a 1' }, order: ['a'] }, 'and is drawn again when it is back')
})
