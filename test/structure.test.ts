import { existsSync, readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { posix } from 'node:path'

import t from 'tap'
import ts from 'typescript'
import { namesIn, ROOT } from './support/root.ts'

/**
 * Who stands above whom: an import may only point to a later line of its house, or stay inside its own room.
 * A room is a folder (with a slash) or a file; the longest name that fits a file is its room.
 */
const LEVELS: Record<string, string[][]> = {
  plugin: [
    ['index.ts', 'redis.ts'],
    ['register.ts'],
    ['client.ts', 'sync/'],
    ['login/', 'callback/', 'api/'],
    ['transaction/', 'front-channel/'],
    ['context.ts'],
    ['back-channel/'],
    ['options/'],
    ['login-result.ts', 'environments.ts'],
    ['seal.ts', 'tracing.ts'],
    ['errors.ts', 'orcid-id.ts', 'random.ts', 'typebox.ts']
  ],
  'mock-server': [
    ['index.ts', 'cli.ts'],
    ['cli/'],
    ['start.ts'],
    ['plugin.ts', 'audit/'],
    ['inspector/', 'browser/'],
    ['controls/'],
    ['orcid/authorize/', 'orcid/token/', 'orcid/api/', 'orcid/webhooks/', 'orcid/record-page.ts'],
    ['orcid/id-token.ts'],
    ['orcid/web/'],
    ['orcid/registry/'],
    ['options/'],
    ['network/'],
    ['errors.ts']
  ]
}

/** What the world outside a house may open. */
const DOORS = ['plugin/index.ts', 'plugin/orcid-id.ts', 'plugin/redis.ts', 'plugin/sync/sync.ts', 'mock-server/index.ts']

const MAX_FILE_LINES = 300
/** A file of rows is as long as it has rows. */
const ROWS = /\/(?:catalogue|rules|behaviour|scenarios|people)\.ts$/
const MAX_FUNCTION_LINES = 50
const MAX_ROOT_ENTRIES = 13
/** How many rooms import how many others. */
const MAX_ROOM_PAIRS = 50

interface Edge { from: string, to: string, isType: boolean }

const houses = Object.keys(LEVELS)
const files = houses.flatMap(listSources)
const sources = new Map(files.map(file => [file, parse(file)]))
const edges = [...sources].flatMap(([file, source]) => readImports(file, source))

function listSources (folder: string): string[] {
  const names = existsSync(new URL(folder, ROOT)) ? namesIn(folder) : []
  return names.filter(name => name.endsWith('.ts')).map(name => posix.join(folder, name)).sort()
}

function parse (file: string): ts.SourceFile {
  const text = readFileSync(new URL(file, ROOT), 'utf8')
  return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
}

/** Every import of a file: declarations, re-exports, `import()`, `import('…').Type`; paths seen from the root. */
function readImports (file: string, source: ts.SourceFile): Edge[] {
  const found: Edge[] = []
  function add (specifier: ts.Node | undefined, isType: boolean): void {
    if (specifier === undefined || !ts.isStringLiteralLike(specifier)) return
    const { text } = specifier
    const to = text.startsWith('.') ? posix.join(posix.dirname(file), text) : text
    found.push({ from: file, to, isType })
  }
  function visit (node: ts.Node): void {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, node.importClause?.isTypeOnly === true)
    if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly)
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node.arguments[0], false)
    }
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, true)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

function houseOf (file: string): string | undefined {
  return houses.find(house => file.startsWith(`${house}/`))
}

/** The room of a file and the line of the table it stands on. */
function placeOf (file: string): { room: string, level: number } | undefined {
  const house = houseOf(file) ?? ''
  const name = file.slice(house.length + 1)
  return (LEVELS[house] ?? [])
    .flatMap((rooms, level) => rooms.map(room => ({ room, level })))
    .filter(({ room }) => room === name || (room.endsWith('/') && name.startsWith(room)))
    .sort((a, b) => b.room.length - a.room.length)[0]
}

function show ({ from, to, isType }: Edge): string {
  return `${from} → ${to}${isType ? ' (type)' : ''}`
}

function isInside ({ to }: Edge): boolean {
  return sources.has(to)
}

/** The first circle found from a file, as a path, or null. */
function findCycle (start: string): string[] | null {
  const done = new Set<string>()
  function walk (file: string, path: string[]): string[] | null {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file]
    if (done.has(file)) return null
    done.add(file)
    const next = edges.filter(({ from }) => from === file).map(({ to }) => walk(to, [...path, file]))
    return next.find(cycle => cycle !== null) ?? null
  }
  return walk(start, [])
}

t.test('every file has a place in the house', async t => {
  t.not(files.length, 0)
  t.strictSame(files.filter(file => placeOf(file) === undefined), [])
})

t.test('every relative import leads to a file that is there', async t => {
  t.strictSame(edges.filter(edge => houseOf(edge.to) !== undefined && !isInside(edge)).map(show), [])
  t.strictSame(edges.filter(({ to }) => /^\.|^(?:test|examples|bench|dist)\//.test(to)).map(show), [])
})

t.test('no import goes in circles, counting types', async t => {
  t.strictSame(files.map(findCycle).find(cycle => cycle !== null)?.join(' → ') ?? 'none', 'none')
})

t.test('the two houses never import each other', async t => {
  const crossing = edges.filter(({ from, to }) => (houseOf(to) ?? houseOf(from)) !== houseOf(from))
  const bySelfName = edges.filter(({ to }) => /^fastify-orcid(?:\/|$)/.test(to))
  t.strictSame([...crossing, ...bySelfName].map(show), [])
})

t.test('every import points down the house, and a leg never to another leg', async t => {
  const climbing = edges.filter(isInside).filter(({ from, to }) => {
    const [above, below] = [placeOf(from), placeOf(to)]
    if (above === undefined || below === undefined) return true
    return above.room === below.room ? !above.room.endsWith('/') : above.level >= below.level
  })
  t.strictSame(climbing.map(show), [])
})

t.test('what ORCID does knows nothing of what a test turns, reads or shows', async t => {
  const outer = /^mock-server\/(?:controls|browser|audit|inspector)\//
  const reaching = edges.filter(({ from, to }) => from.startsWith('mock-server/orcid/') && outer.test(to))
  t.strictSame(reaching.map(show), [])
})

t.test(`the root of the mock has at most ${MAX_ROOT_ENTRIES} entries`, async t => {
  const entries = await readdir(new URL('mock-server', ROOT))
  t.ok(entries.length <= MAX_ROOT_ENTRIES, entries.join(', '))
})

t.test('few rooms of the mock need one another', async t => {
  const roomOf = (file: string): string => file.split('/')[1] as string
  const between = edges.filter(isInside).filter(({ from }) => from.startsWith('mock-server/'))
    .filter(({ from, to }) => roomOf(from) !== roomOf(to)).map(({ from, to }) => `${roomOf(from)} → ${roomOf(to)}`)
  const pairs = [...new Set(between)].sort()
  t.ok(pairs.length <= MAX_ROOM_PAIRS, `${pairs.length} pairs: ${pairs.join(', ')}`)
})

t.test('outside the houses only their doors are used', async t => {
  const others = ['examples', 'bench', 'compat'].flatMap(listSources)
  const outside = others.flatMap(file => readImports(file, parse(file)))
  t.strictSame(outside.filter(({ to }) => houseOf(to) !== undefined && !DOORS.includes(to)).map(show), [])
})

// Jest's loader of ES modules cannot link two graphs at once: "request for 'node:events' is not in cache".
t.test('one import() waits for the other', async t => {
  const hasty = [...sources].filter(([, { text }]) => /Promise\.\w+\(\[[^\]]*\bimport\(/.test(text))
  t.strictSame(hasty.map(([file]) => file), [])
})

t.test('what runs is installed: every import is a dependency, a peer or of Node', async t => {
  const { dependencies, optionalDependencies, peerDependencies } =
    JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8'))
  const installed = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })
  const missing = edges.filter(edge => houseOf(edge.to) === undefined).filter(({ to, isType }) => {
    const name = to.split('/').slice(0, to.startsWith('@') ? 2 : 1).join('/')
    return !to.startsWith('node:') && !installed.includes(name) && !(isType && name === 'fastify')
  })
  t.strictSame(missing.map(show), [])
})

t.test(`no file has over ${MAX_FILE_LINES} lines, no function over ${MAX_FUNCTION_LINES}`, async t => {
  const tooLong: string[] = []
  for (const [file, source] of sources) {
    const lineOf = (position: number): number => source.getLineAndCharacterOfPosition(position).line + 1
    const lines = source.text.trimEnd().split('\n').length
    if (lines > MAX_FILE_LINES && !ROWS.test(file)) tooLong.push(`${file}: ${lines} lines`)
    const measure = (node: ts.Node): void => {
      const length = lineOf(node.getEnd()) - lineOf(node.getStart()) + 1
      if (ts.isFunctionLike(node) && length > MAX_FUNCTION_LINES) {
        tooLong.push(`${file}:${lineOf(node.getStart())}: a function of ${length} lines`)
      }
      ts.forEachChild(node, measure)
    }
    measure(source)
  }
  t.strictSame(tooLong, [])
})

t.test('every file starts with one line that says what it knows', async t => {
  const silent = [...sources].filter(([, source]) => {
    const [first = '', second = ''] = source.text.replace(/^#!.*\n/, '').split('\n')
    return !/^\/\/ \S.*\.$/.test(first) || second.startsWith('//')
  })
  t.strictSame(silent.map(([file]) => file), [])
})

// tap ends when the tests that it knows have ended: one that is told later is lost without a word.
t.test('nothing is awaited between two tests of a file', async t => {
  const isAwaited = (node: ts.Node): boolean => ts.isAwaitExpression(node) ||
    (ts.isForOfStatement(node) && node.awaitModifier !== undefined) ||
    (!ts.isFunctionLike(node) && ts.forEachChild(node, isAwaited) === true)
  const late = namesIn('test').filter(name => name.endsWith('.test.ts')).flatMap(name => {
    const { statements } = parse(`test/${name}`)
    const first = statements.findIndex(statement => /^t\.test\(/.test(statement.getText()))
    if (first < 0) return []
    return statements.slice(first).filter(isAwaited).map(late => `test/${name}: ${late.getText().split('\n')[0]}`)
  })
  t.strictSame(late, [])
})
