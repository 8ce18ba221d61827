// How the errors become docs/errors.md: of their doc comments, of rows of advice, and of runs that fail.
import { readFileSync } from 'node:fs'
import ts from 'typescript'
import * as plugin from '../../plugin/index.ts'
import type { OrcidError } from '../../plugin/index.ts'
import { errorGroups, type ErrorRow } from './error-rows.ts'
import type { Answer, Outcome } from './error-runs.ts'
import { ROOT } from './root.ts'

const SOURCE = 'plugin/errors.ts'

const HEAD = `# Every error of the plugin

An error has a \`code\`, a \`statusCode\`, a \`cause\` with details, and two texts. \`message\` is for developers: it ends with the
heading of its code on this page, as \`See node_modules/fastify-orcid/docs/errors.md#orcid_err_state\`. \`publicMessage\` is
for visitors: it says what happened, and nothing about the code. The error page and the JSON of the login and the callback have the \`publicMessage\`.

If you answer yourself, in \`onFailure\` or in an error handler, show the \`publicMessage\`. Fastify's own handler answers with
\`message\`, so give routes that use \`app.orcid\` a handler:

\`\`\`ts
app.register(async (routes) => {
  routes.setErrorHandler((error, request, reply) => {
    if (!(error instanceof OrcidError)) throw error
    request.log.error(error)
    return reply.code(error.statusCode).send({ code: error.code, message: error.publicMessage })
  })
  routes.get('/works', readWorks) // your routes
})
\`\`\`

The examples are lines of a log as the fake ORCID of \`fastify-orcid/mock-server\` produced them, without \`time\`, \`pid\`,
\`hostname\` and \`reqId\`. \`ref\` is the code that the visitor's page shows. This file is written by
\`ERRORS=write npm run test:one test/plugin/errors-page.test.ts\`.
`

/** Every error by its code, without the base class. */
export const classes: ReadonlyMap<string, OrcidError & { className: string }> = new Map(Object.entries(plugin)
  .filter(([name]) => /^Orcid\w+Error$/.test(name) && name !== 'OrcidError')
  .map(([className, Class]) => {
    const error = new (Class as new () => OrcidError)()
    return [error.code, Object.assign(error, { className })] as const
  }))

export const rows: ReadonlyArray<readonly [code: string, row: ErrorRow]> = errorGroups.flatMap(({ rows }) =>
  Object.entries<ErrorRow>(rows).map(([name, row]) => [`ORCID_ERR_${name}`, row] as const))

/** The doc comments of the classes, by the name of the class. */
function readComments (): Map<string, string> {
  const source = ts.createSourceFile(SOURCE, readFileSync(new URL(SOURCE, ROOT), 'utf8'), ts.ScriptTarget.Latest, true)
  const statements = source.statements.filter(ts.isClassDeclaration)
  return new Map(statements.map((statement) => {
    const [comment] = ts.getJSDocCommentsAndTags(statement)
    const text = ts.getTextOfJSDocComment(comment?.comment) ?? ''
    return [statement.name?.getText() ?? '', text.replaceAll('\n', ' ')]
  }))
}

const comments = readComments()

const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' }

/** The heading and the sentences of the error page. */
function readPage (answer: Answer | null): string {
  if (answer === null) return 'Nothing: the app did not start. If a call failed while it ran: that the site is not set up correctly.'
  const texts = [...answer.body.matchAll(/<(?:h1|p)>(.*?)<\/(?:h1|p)>/g)].map(([, text = '']) => text)
  const [title = '', ...sentences] = texts.map((text) => text.replace(/&\w+;/g, (entity) => ENTITIES[entity] ?? entity))
  return `“${title}”: ${sentences.join(' ')}`
}

const VOLATILE = ['time', 'pid', 'hostname', 'reqId']

function renderLog (logged: Outcome['logged']): string {
  if (logged instanceof Error) return `\`\`\`\n${String(logged)}\n\`\`\``
  const kept = Object.fromEntries(Object.entries(logged).filter(([name]) => !VOLATILE.includes(name)))
  const line = JSON.stringify({ ...kept, ref: '7K3MPQ9RT4WX' })
    .replace(/"stack":"(.*?)\\n.*?[^\\]"/, '"stack":"$1\\n    at …"')
    .replace(/("ageSeconds":\d+)\d\d/, '$100')
    .replace(/(127\.0\.0\.1):\d+/g, '$1:9797')
  return `\`\`\`json\n${line}\n\`\`\``
}

/** The section of one code, from a run of its row. */
export function renderError (code: string, { advice }: ErrorRow, { answer, logged }: Outcome): string {
  const error = classes.get(code)
  return [
    `### ${code}`,
    `Status ${error?.statusCode}, class \`${error?.className}\`.`,
    `**What the visitor saw.** ${readPage(answer)}`,
    `**What happened.** ${comments.get(error?.className ?? '')}`,
    `**What to do.** ${advice}`,
    renderLog(logged)
  ].join('\n\n') + '\n'
}

const FOOT = `## When the visitor never comes back

ORCID shows a page of its own, and sends nobody back, where it does not know the client ID or the redirect URI. The log has
the redirect of the login, and nothing after it. Check three things: that \`environment\` is where the client was made,
because one of the sandbox does not exist in production; that \`clientId\` is whole; and that \`redirectUri\` is registered
there, in these very characters. The fake ORCID shows such a page, too, with what to do.
`

/** The whole document, of the sections by code. */
export function renderErrors (sections: ReadonlyMap<string, string>): string {
  const groups = errorGroups.flatMap(({ title, intro, rows }) => [
    `## ${title}\n`, `${intro}\n`, ...Object.keys(rows).map((name) => sections.get(`ORCID_ERR_${name}`) ?? '')
  ])
  return [HEAD, ...groups, FOOT].join('\n')
}
