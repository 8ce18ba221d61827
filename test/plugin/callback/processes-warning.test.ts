import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import t from 'tap'
import { warnOfProcesses } from '../../../plugin/callback/processes-warning.ts'
import type { Settings } from '../../../plugin/options/settings.ts'
import { pathOf } from '../../support/root.ts'

t.test('one of several processes without a shared state is warned of, once', async (t) => {
  const warnings: string[] = []
  const settings = { name: 'orcid', log: { warn: (text: string) => { warnings.push(text) } } } as unknown as Settings
  const { pm_id: pm2, NODE_APP_INSTANCE: instance } = process.env
  t.teardown(() => {
    for (const [name, value] of [['pm_id', pm2], ['NODE_APP_INSTANCE', instance]] as const) {
      if (value === undefined) Reflect.deleteProperty(process.env, name)
      else process.env[name] = value
    }
  })
  Reflect.deleteProperty(process.env, 'pm_id')
  warnOfProcesses(settings)
  Object.assign(process.env, { pm_id: '1', NODE_APP_INSTANCE: '0' })
  warnOfProcesses(settings)
  process.env['NODE_APP_INSTANCE'] = '1'
  warnOfProcesses({ ...settings, sharedState: {} } as Settings)
  t.strictSame(warnings, [])
  warnOfProcesses(settings)
  warnOfProcesses(settings)
  t.equal(warnings.length, 1)
  t.match(warnings[0], 'sharedState')
})

t.test('each worker of node:cluster says it once', async (t) => {
  const { stdout } = await promisify(execFile)(process.execPath, [pathOf('dist/test/support/cluster-app.js')])
  const warnings = stdout.trim().split('\n').map((line) => JSON.parse(line) as { pid: number, level: number, msg: string })
    .filter(({ msg }) => msg.includes('sharedState'))
  t.equal(warnings.length, 2)
  t.equal(new Set(warnings.map(({ pid }) => pid)).size, 2)
  t.match(warnings, [{ level: 40, msg: 'one of several processes' }, { level: 40 }])
})
