import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, readdir } from 'node:fs/promises'
import { posix } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { namesIn, pathOf, ROOT } from './support/root.ts'
import { slow } from './support/slow.ts'

const read = (path: string) => readFile(new URL(path, ROOT), 'utf8')
interface Manifest { files: string[], scripts: Record<string, string> }
const manifest = JSON.parse(await read('package.json')) as Manifest

async function listPages (): Promise<string[]> {
  const folders = ['.', '.github', 'docs', 'examples', 'compat']
  const found = await Promise.all(folders.map(async (folder) => {
    if (!existsSync(new URL(folder, ROOT))) return []
    const names = /^(?:\.|compat)$/.test(folder) ? await readdir(new URL(folder, ROOT)) : namesIn(folder)
    return names.filter((name) => /\.md$|^llms\.txt$/.test(name)).map((name) => posix.join(folder, name))
  }))
  return found.flat().sort()
}

/** The anchors of a page, as GitHub makes them of its headings. */
function anchorsOf (markdown: string): Set<string> {
  const outsideBlocks = markdown.replace(/^```.*?^```/gms, '')
  const headings = [...outsideBlocks.matchAll(/^#+ (.+)$/gm)].map(([, text = '']) => text.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase().replace(/[^\p{L}\p{N}_ -]/gu, '').trim().replaceAll(' ', '-'))
  const named = [...markdown.matchAll(/<a (?:id|name)="([^"]+)"/g)].map(([, name = '']) => name)
  return new Set([...headings, ...named])
}

const pages = await listPages()
const texts = new Map(await Promise.all(pages.map(async (page) => [page, await read(page)] as const)))
const anchors = new Map([...texts].map(([page, text]) => [page, anchorsOf(text)]))

/** Each link of a page to another file, or to a heading: its page, the file, and the link as it is written. */
function linksOf (page: string, text: string): Array<[page: string, path: string, target: string]> {
  const prose = text.replace(/^```.*?^```/gms, '').replace(/`[^`\n]*`/g, '')
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target).filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [file = ''] = target.split('#')
      return [page, file === '' ? page : posix.join(posix.dirname(page), file), target]
    })
}

t.test('every link of a page leads to a file that is there, and to a heading that it has', async (t) => {
  for (const [page, path, target] of [...texts].flatMap(([page, text]) => linksOf(page, text))) {
    const [, anchor] = target.split('#')
    t.ok(existsSync(new URL(path, ROOT)), `${page}: ${target}`)
    if (anchor !== undefined && path.endsWith('.md')) t.ok(anchors.get(path)?.has(anchor), `${page}: ${target}`)
  }
})

/** Whether npm packs a file, by the list `files` of package.json. */
function isPacked (path: string): boolean {
  const matches = (glob: string): boolean => {
    const pattern = glob.split('**/').map((part) => part.replaceAll('.', '\\.').replaceAll('*', '[^/]*')).join('(?:.*/)?')
    return new RegExp(`^${pattern}(?:/|$)`).test(path)
  }
  const given = ['package.json', 'README.md', 'LICENSE', ...manifest.files.filter((glob) => !glob.startsWith('!'))]
  const left = manifest.files.filter((glob) => glob.startsWith('!')).map((glob) => glob.slice(1))
  return given.some(matches) && !left.some(matches)
}

t.test('every link of a page that is packed leads to a file that is packed', async (t) => {
  const packed = [...texts].filter(([page]) => isPacked(page))
  t.ok(packed.length > 20)
  for (const [page, path, target] of packed.flatMap(([page, text]) => linksOf(page, text))) t.ok(isPacked(path), `${page}: ${target}`)
  for (const path of ['docs/reference/fidelity-rows.md', 'CONTRIBUTING.md', 'Dockerfile', 'test/run.mjs', 'dist/plugin/index.js.map']) {
    t.notOk(isPacked(path), path)
  }
})

t.test('what is packed by the list of package.json is what npm packs', slow, async (t) => {
  const { stdout } = await promisify(execFile)('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: pathOf('.') })
  const [{ files }] = Object.values(JSON.parse(stdout)) as [{ files: Array<{ path: string }> }]
  t.ok(files.length > 100)
  t.strictSame(files.filter(({ path }) => !isPacked(path)), [])
})

t.test('every npm script that a page names is there', async (t) => {
  const { scripts } = manifest
  for (const [page, text] of texts) {
    // A page for test runners and containers names the scripts of its reader.
    if (/docs\/(?:test-runners|containers)\.md$/.test(page)) continue
    for (const [, name = ''] of text.matchAll(/npm run (?:--silent )?([a-z][\w:-]*)/g)) t.ok(name in scripts, `${page}: npm run ${name}`)
  }
})

t.test('the app, the job and the test of llms.txt work', slow, async (t) => {
  const [, block = ''] = /^```js\n(.*?)^```$/ms.exec(await read('llms.txt')) ?? []
  const dir = t.testdir({ 'llms.test.mjs': block })
  const { PATH } = process.env
  const { stdout, stderr } = await promisify(execFile)(process.execPath,
    ['--test', '--test-reporter=tap', `${dir}/llms.test.mjs`], { env: { PATH } })
  t.match(stdout, /# pass 1\n/)
  t.equal(stderr, '')
})
