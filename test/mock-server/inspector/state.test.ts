import { once } from 'node:events'
import t from 'tap'
import type { MockFinding } from '../../../mock-server/controls/findings/findings.ts'
import { createControls } from '../../../mock-server/controls/controls.ts'
import { createRegistry } from '../../../mock-server/orcid/registry/registry.ts'
import { ALL, drawParts } from './support.ts'

t.test('looking at the inspector is not looking at the findings', async t => {
  const controls = createControls(createRegistry({}, ''))
  const finding: MockFinding = {
    rule: 'grant-refused', severity: 'error', client: null, sent: '', orcidDoes: '', fix: '', source: '', exchange: 0
  }
  controls.findings.keep(finding)
  drawParts(controls, ALL)
  const warned = once(process, 'warning') as Promise<[Error]>
  controls.findings.warnOfUnseen()
  t.match((await warned)[0].message, 'grant-refused')
})
