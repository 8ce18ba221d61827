// docs/errors.md, compared with the errors of the code both ways, and with the logs of sign-ins that really fail.
import { readFile, writeFile } from 'node:fs/promises'
import Fastify from 'fastify'
import t from 'tap'
import { OrcidError, OrcidNotFoundError } from '../../plugin/index.ts'
import { runRow, startMockOrcid } from '../support/error-runs.ts'
import { classes, renderError, renderErrors, rows } from '../support/errors-table.ts'
import { ROOT } from '../support/root.ts'
import { isAll, sample } from '../support/slow.ts'

const file = new URL('docs/errors.md', ROOT)

t.test('every error has a heading in docs/errors.md, and every heading an error', async (t) => {
  const page = await readFile(file, 'utf8')
  t.strictSame(rows.map(([code]) => code).sort(), [...classes.keys()].sort(), 'and so has every row')
  const headings = [...page.matchAll(/^### (ORCID_ERR_\w+)\n\nStatus (\d+),/gm)].map(([, code, status]) => `${code} ${status}`)
  t.strictSame(headings.sort(), [...classes.values()].map(({ code, statusCode }) => `${code} ${statusCode}`).sort())
  const anchors = [...page.matchAll(/^### (.*)$/gm)].map(([, heading = '']) => `#${heading.toLowerCase()}`)
  for (const { message } of classes.values()) {
    t.ok(anchors.includes(message.slice(message.lastIndexOf('#'))), message)
  }
})

t.test('docs/errors.md has what visitors saw and what was logged, without a secret', async (t) => {
  const orcid = await startMockOrcid()
  t.teardown(() => orcid.close())
  const sections = new Map<string, string>()
  for (const [code, row] of sample('errors that are made to happen', rows)) {
    sections.set(code, renderError(code, row, await runRow(orcid, code, row.run)))
  }
  if (isAll && process.env['ERRORS'] === 'write') await writeFile(file, renderErrors(sections))
  const page = await readFile(file, 'utf8')
  if (isAll) t.equal(page, renderErrors(sections), 'run with ERRORS=write to write it again')
  for (const [code, section] of sections) t.ok(page.includes(section), code)
  t.notMatch(page, /eyJ|Bearer |[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}/, 'neither a token nor a secret')
})

t.test('the error handler of docs/errors.md answers visitors without the place for developers', async (t) => {
  const [, block = ''] = /```ts\n([^]*?)```/.exec(await readFile(file, 'utf8')) ?? []
  const app = Fastify()
  t.teardown(() => app.close())
  const readWorks = async () => { throw new OrcidNotFoundError({ cause: { statusCode: 404, errorCode: 9016 } }) }
  // eslint-disable-next-line no-new-func -- what a reader copies is what is run
  new Function('app', 'OrcidError', 'readWorks', block)(app, OrcidError, readWorks)
  const { statusCode, body } = await app.inject('/works')
  t.strictSame([statusCode, JSON.parse(body)], [404, { code: 'ORCID_ERR_NOT_FOUND', message: 'ORCID has no such record or item.' }])
})
