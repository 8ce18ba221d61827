// How the settings become docs/reference/behaviour.md: what each decides is read from its doc comment.
import { readFileSync } from 'node:fs'
import ts from 'typescript'
import { behaviourSettings } from '../../mock-server/options/behaviour.ts'
import type { BehaviourSetting } from '../../mock-server/options/behaviour.ts'
import { ROOT } from './root.ts'

const SOURCE = 'mock-server/options/behaviour.ts'

const HEAD = `# Where ORCID's behaviour is not known

Since April 2026 ORCID signs people in with a server whose source is not public. What could not be confirmed is a setting
of the mock if a client could break on it; its default, in bold, is the best evidence. This file is written from
\`${SOURCE}\` by \`BEHAVIOUR=write npm run test:one test/mock-server/options/behaviour.test.ts\`.

\`\`\`ts
const orcid = await startMockOrcid({ behaviour: { tokenType: 'Bearer', codeReplay: 'refused' } })
const old = await startMockOrcid({ behaviour: 'legacy' }) // the server before April 2026
\`\`\`

While a mock runs, \`orcid.changeBehaviour({ denial: 'bare' })\` changes a setting until the next reset, and so do
[the control API](../control.md#how-the-mock-behaves) and the inspector. A snapshot does not hold what was changed.

| setting | decides | values | breaks | evidence |
|---|---|---|---|---|
`

/** Every setting by name. */
export const settings: ReadonlyArray<[name: string, setting: BehaviourSetting]> = Object.entries(behaviourSettings)

/** The first doc comment of each property in the source, by the property's name. */
function readComments (): Map<string, string> {
  const text = readFileSync(new URL(SOURCE, ROOT), 'utf8')
  const comments = new Map<string, string>()
  const visit = (node: ts.Node): void => {
    const [comment] = ts.getJSDocCommentsAndTags(node)
    if (ts.isPropertyAssignment(node) && typeof comment?.comment === 'string') {
      comments.set(node.name.getText(), comment.comment)
    }
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(SOURCE, text, ts.ScriptTarget.Latest, true))
  return comments
}

function renderValues ({ values, legacy }: BehaviourSetting): string {
  return Object.entries(values).map(([value, meaning], place) => {
    const name = place === 0 ? `**\`${value}\`**` : `\`${value}\``
    return `${name}: ${meaning}${value === legacy ? ' (`legacy`)' : ''}`
  }).join('<br>')
}

/** The whole document. */
export function renderBehaviour (): string {
  const comments = readComments()
  const rows = settings.map(([name, setting]) => {
    const cells = [`\`${name}\``, comments.get(name) ?? '', renderValues(setting), setting.breaks, setting.evidence]
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`
  })
  return HEAD + rows.join('')
}
