import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, readdir } from 'node:fs/promises'
import { posix } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { ROOT } from './support/root.ts'
import { slow } from './support/slow.ts'

const read = (path: string) => readFile(new URL(path, ROOT), 'utf8')

async function listPages (): Promise<string[]> {
  const folders = ['.', '.github', 'docs', 'examples', 'compat']
  const found = await Promise.all(folders.map(async (folder) => {
    if (!existsSync(new URL(folder, ROOT))) return []
    const names = await readdir(new URL(folder, ROOT), { recursive: folder !== '.' && folder !== 'compat' })
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

t.test('every link of a page leads to a file that is there, and to a heading that it has', async (t) => {
  for (const [page, text] of texts) {
    const prose = text.replace(/^```.*?^```/gms, '').replace(/`[^`\n]*`/g, '')
    for (const [, target = ''] of prose.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue
      const [file = '', anchor] = target.split('#')
      const path = file === '' ? page : posix.join(posix.dirname(page), file)
      t.ok(existsSync(new URL(path, ROOT)), `${page}: ${target}`)
      if (anchor !== undefined && path.endsWith('.md')) t.ok(anchors.get(path)?.has(anchor), `${page}: ${target}`)
    }
  }
})

t.test('every npm script that a page names is there', async (t) => {
  const { scripts } = JSON.parse(await read('package.json')) as { scripts: Record<string, string> }
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
