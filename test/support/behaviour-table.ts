// How the settings become docs/behaviour.md: what each decides is read from its doc comment.
import { readFileSync } from 'node:fs'
import ts from 'typescript'
import { authorizeSettings } from '../../mock-server/options/behaviour/authorize.ts'
import { openidSettings } from '../../mock-server/options/behaviour/openid.ts'
import type { Setting } from '../../mock-server/options/behaviour/setting.ts'
import { tokenSettings } from '../../mock-server/options/behaviour/token.ts'

const HEAD = `# Where ORCID's behaviour is not known

Since April 2026 ORCID signs people in with a server whose source is not public. What could not be confirmed is a setting
of the mock; its default, in bold, is the best evidence. This file is written from \`mock-server/options/behaviour/\` by
\`BEHAVIOUR=write npm run test:one test/mock-server/behaviour.test.ts\`.

\`\`\`ts
const orcid = await startMockOrcid({ behaviour: { tokenType: 'Bearer', codeReplay: 'refused' } })
const old = await startMockOrcid({ behaviour: 'legacy' }) // the server before April 2026
\`\`\`
`

/** The tables by the file they stand in. */
export const tables: ReadonlyArray<readonly [file: string, heading: string, Readonly<Record<string, Setting>>]> = [
  ['authorize.ts', 'Authorize', authorizeSettings],
  ['token.ts', 'Token endpoint', tokenSettings],
  ['openid.ts', 'OpenID Connect', openidSettings]
]

function readComments (file: string): Map<string, string> {
  const url = new URL(`../../mock-server/options/behaviour/${file}`, import.meta.url)
  const source = ts.createSourceFile(file, readFileSync(url, 'utf8'), ts.ScriptTarget.Latest, true)
  const comments = new Map<string, string>()
  const visit = (node: ts.Node): void => {
    const [comment] = ts.getJSDocCommentsAndTags(node)
    if (ts.isPropertyAssignment(node) && typeof comment?.comment === 'string') {
      comments.set(node.name.getText().replaceAll('\'', ''), comment.comment)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return comments
}

function renderValue ([value, meaning]: [string, string], place: number, { legacy }: Setting): string {
  const name = place === 0 ? `**\`${value}\`**` : `\`${value}\``
  return `${name}: ${meaning}${value === legacy ? ' (`legacy`)' : ''}`
}

/** The whole document. */
export function renderBehaviour (): string {
  const rooms = tables.map(([file, heading, settings]) => {
    const comments = readComments(file)
    const rows = Object.entries<Setting>(settings).map(([name, setting]) => {
      const values = Object.entries(setting.values).map((entry, place) => renderValue(entry, place, setting))
      const cells = [`\`${name}\``, comments.get(name) ?? '', values.join('<br>'), setting.evidence]
      return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
    })
    return `## ${heading}\n\n| setting | decides | values | evidence |\n|---|---|---|---|\n${rows.join('\n')}\n`
  })
  return [HEAD, ...rooms].join('\n')
}
