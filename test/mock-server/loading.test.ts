import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import t from 'tap'
import { pathOf } from '../support/root.ts'

const run = promisify(execFile)

/** What is not loaded before it is used, and the step of the program that uses it. */
const WAITING: Readonly<Record<string, string>> = {
  'orcid/api/record': 'record',
  'orcid/authorize/authorize': 'authorize',
  'browser/sign-in': 'authorize',
  'tough-cookie': 'authorize',
  'inspector/page': 'inspector',
  'orcid/web/not-found': 'elsewhere'
}

/** What nothing that the program does needs. */
const NEVER = ['@fastify/ajv-compiler', 'typebox', 'audit/audit', 'audit/mock', 'controls/http/server', 'orcid/record-page',
  'orcid/api/client', 'orcid/api/search/endpoint', 'orcid/api/summary-page']

t.test('a mock that is started, and gives out a token, has loaded nothing that it does not use', async (t) => {
  const { stdout } = await run(process.execPath, [pathOf('dist/test/support/loaded-by-mock.js')])
  const lines = stdout.trim().split('\n').map((line) => JSON.parse(line) as [step: string, loaded: string[]])
  const steps = lines.map(([step]) => step)
  t.strictSame(steps.slice(0, 2), ['start', 'token'])
  for (const name of ['fastify', 'start', 'orcid/token/route']) t.ok(lines[0]?.[1].includes(name), `${name} is loaded, and seen`)
  for (const [name, step] of Object.entries(WAITING)) {
    t.equal(lines.find(([, loaded]) => loaded.includes(name))?.[0], step, `${name} is loaded when it is used`)
  }
  for (const name of NEVER) t.notOk(lines.at(-1)?.[1].includes(name), `${name} is not loaded`)
})
