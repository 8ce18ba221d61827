// Every link of a page to another page or heading of the repository leads there.
import { existsSync, readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { posix } from 'node:path'
import t from 'tap'
import { ROOT, pathOf } from './support/root.ts'

const FOLDERS = ['docs', 'examples', 'compat']

async function listPages (): Promise<string[]> {
  const inside = await Promise.all(FOLDERS.map(async (folder) => {
    const names = await readdir(new URL(folder, ROOT), { recursive: true })
    return names.map((name) => posix.join(folder, name.replaceAll('\\', '/')))
  }))
  const pages = inside.flat().filter((name) => name.endsWith('.md') && !name.includes('node_modules'))
  return ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...pages]
}

/** The anchor that a heading has on GitHub. */
const anchorOf = (heading: string): string =>
  heading.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(' ', '-')

function listAnchors (page: string): string[] {
  const text = readFileSync(pathOf(page), 'utf8')
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading))
  return [...headings, ...[...text.matchAll(/<a id="([^"]+)"/g)].map(([, id = '']) => id)]
}

t.test('every link of a page leads somewhere', async (t) => {
  const anchors = new Map<string, Set<string>>()
  const hasAnchor = (page: string, anchor: string): boolean => {
    const known = anchors.get(page) ?? new Set(listAnchors(page))
    anchors.set(page, known)
    return known.has(anchor)
  }
  const links = (await listPages()).flatMap((page) =>
    [...readFileSync(pathOf(page), 'utf8').matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => ({ page, link })))
  const own = links.filter(({ link }) => !/^[a-z]+:/.test(link))
  const broken = own.filter(({ page, link }) => {
    const [path = '', anchor] = link.split('#')
    const target = path === '' ? page : posix.join(posix.dirname(page), path)
    if (!existsSync(pathOf(target))) return true
    return anchor !== undefined && target.endsWith('.md') && !hasAnchor(target, anchor)
  })
  t.ok(own.length > 300, String(own.length))
  t.strictSame(broken, [])
})
