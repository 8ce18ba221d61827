// Writes the reference of the package's entries from their doc comments, into docs/reference/.
//   node test/reference.mjs           writes it
//   node test/reference.mjs --check   fails if it is not what the sources say
// An entry is a row of `exports` in package.json. Something exported
// without a doc comment is an error, and so is an option without its default.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Application, ReflectionKind } from 'typedoc'
import ts from 'typescript'

const root = fileURLToPath(new URL('../', import.meta.url))
const folder = `${root}docs/reference/`
const HEAD = '<!-- Written by `npm run reference` from the doc comments. -->\n\n'

const manifest = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))

/** Each entry: how it is imported, the name of its page, and its source. */
const entries = Object.entries(manifest.exports).filter(([, target]) => target.types !== undefined)
  .map(([path, { types }]) => ({
    specifier: path.replace('.', manifest.name),
    page: path === '.' ? 'plugin' : path.slice(2),
    source: types.replace('./dist/', '').replace('.d.ts', '.ts')
  }))

const TABLES_OF_THE_MOCK = `What the fake ORCID does, each written by a test:

- [Faults, forgeries and findings](faults.md)
- [Settings for what is not known of ORCID](behaviour.md)
- [How faithful it is](fidelity.md)
- [The schema of a seed](../seed.schema.json), for editors
`

const TABLES = ['parameters', 'interfaceProperties', 'classProperties', 'typeAliasProperties', 'typeDeclaration', 'propertyMembers']

async function createApplication (out) {
  const { compilerOptions } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile).config
  const app = await Application.bootstrapWithPlugins({
    plugin: ['typedoc-plugin-markdown'],
    entryPoints: entries.map(({ source }) => root + source),
    outputs: [{ name: 'markdown', path: out }],
    router: 'module',
    readme: 'none',
    disableSources: true,
    disableGit: true,
    excludeExternals: true,
    // npm run typecheck does it.
    skipErrorChecking: true,
    groupOrder: ['Functions', 'Interfaces', 'Classes', 'Type Aliases', 'Variables'],
    sort: ['alphabetical'],
    expandParameters: true,
    hideBreadcrumbs: true,
    hidePageHeader: true,
    useCodeBlocks: true,
    // Names that differ in case only: a reader's renderer numbers them in another way.
    useHTMLAnchors: true,
    ...Object.fromEntries(TABLES.map((name) => [`${name}Format`, 'table'])),
    tableColumnSettings: { hideInherited: true, hideModifiers: true, hideOverrides: true, hideSources: true },
    requiredToBeDocumented: ['Class', 'Function', 'Interface', 'Method', 'TypeAlias', 'Variable'],
    validation: { invalidLink: true, notDocumented: true, notExported: false, rewrittenLink: true },
    logLevel: 'Warn'
  })
  const { options } = ts.convertCompilerOptionsFromJson(compilerOptions, root)
  app.options.setCompilerOptions(entries.map(({ source }) => root + source), options, [])
  return app
}

/** The members of ORCID's own JSON have ORCID's names, and ORCID documents them. */
const isOfOrcid = (project, member) => /plugin\/api\/schema\//.test(project.getSymbolIdFromReflection(member)?.fileName)

/** A member says what it is, and an option that may be left out what happens then: `@default none` if nothing does. */
function findSilent (project) {
  const members = project.getReflectionsByKind(ReflectionKind.Property)
    .filter(({ parent }) => parent.kind === ReflectionKind.Interface).filter((member) => !isOfOrcid(project, member))
  const silent = members.filter(({ comment }) => comment === undefined)
  const options = members.filter(({ flags, parent }) => flags.isOptional && /Options$/.test(parent.name))
  return [
    ...silent.map((member) => `${member.getFullName()} has no doc comment`),
    ...options.filter(({ comment }) => comment?.getTag('@default') === undefined)
      .map((option) => `${option.getFullName()} is an option without @default`)
  ]
}

// How each class of error is made would be half of the page.
const MAKING_OF_AN_ERROR = /^(### Orcid\w+Error\n\n(?:(?!#### ).*\n)*)#### Extends\n(?:(?!#### Properties).*\n)*/gm

const nameOf = (source) => source.replace(/(?:\/index)?\.ts$/, '')
const firstLine = (source) => readFileSync(root + source, 'utf8').split('\n', 1)[0].slice(3)

function renderIndex () {
  const rows = entries.map(({ specifier, page, source }) => `- [\`${specifier}\`](${page}.md): ${firstLine(source)}`)
  return `${HEAD}# Reference\n\nWhat the package exports, by entry. [Its errors](../errors.md) have a page of their own.\n\n${rows.join('\n')}\n\n${TABLES_OF_THE_MOCK}`
}

/** The pages by name. */
async function renderReference () {
  const out = mkdtempSync(join(tmpdir(), 'reference-'))
  try {
    const app = await createApplication(out)
    const project = await app.convert()
    if (project === undefined) throw new Error('The sources cannot be read: npm run typecheck')
    app.validate(project)
    for (const problem of findSilent(project)) app.logger.error(problem)
    for (const { page, source } of entries) project.children.find(({ name }) => name === nameOf(source)).name = page
    await app.generateOutputs(project)
    if (app.logger.hasErrors() || app.logger.hasWarnings()) throw new Error('Mend the doc comments above.')
    const pages = entries.map(({ specifier, page, source }) => {
      const text = readFileSync(`${out}/${page}.md`, 'utf8').replace(/^# .*\n/, `${HEAD}# ${specifier}\n\n${firstLine(source)}\n`)
        .replace(MAKING_OF_AN_ERROR, '$1')
      return [`${page}.md`, text]
    })
    return [...pages, ['README.md', renderIndex()]]
  } finally {
    rmSync(out, { recursive: true })
  }
}

const readPage = (file) => existsSync(file) ? readFileSync(file, 'utf8') : ''

for (const [page, text] of await renderReference()) {
  if (!process.argv.includes('--check')) writeFileSync(folder + page, text)
  else if (readPage(folder + page) !== text) {
    console.error(`docs/reference/${page} is not what the sources say: npm run reference`)
    process.exitCode = 1
  }
}
