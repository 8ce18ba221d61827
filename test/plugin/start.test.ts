import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import t from 'tap'
import { pathOf } from '../support/root.ts'

const run = promisify(execFile)

t.test('an app that is ready has loaded neither undici nor TypeBox', async (t) => {
  const { stdout } = await run(process.execPath, [pathOf('dist/test/support/loaded-packages.js')])
  const [start = [], callback = []] = stdout.trim().split('\n').map((line) => JSON.parse(line) as string[])
  for (const name of ['fastify', '@fastify/cookie']) t.ok(start.includes(name), `${name} is loaded, and seen`)
  for (const name of ['undici', 'typebox', 'jose', 'limiter']) t.notOk(start.includes(name), `${name} is not loaded`)
  for (const name of ['undici', 'typebox']) t.ok(callback.includes(name), `${name} is loaded when a code comes back`)
  t.notOk(callback.includes('limiter'), 'limiter is only loaded by a synchronization')
})
