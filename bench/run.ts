// Runs the benchmarks, prints their tables, and keeps a whole run in docs/performance.md.
//
// `npm run bench`, or a section of it: `npm run bench -- login`
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { availableParallelism, cpus, loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { compare } from './compare.ts'
import { login } from './login.ts'
import { isSmoke } from './measure.ts'
import { memory } from './memory.ts'
import { mock } from './mock.ts'
import { BENCH, peers, versionOf } from './peers.ts'
import { record } from './record.ts'
import { start } from './start.ts'
import { summarise } from './summary.ts'
import { render } from './table.ts'
import type { Table } from './table.ts'

const sections: Record<string, () => Promise<Table[]>> = { login, start, mock, record, memory, compare }

/** Peers are installed once, beside the benchmarks. */
function installPeers (): void {
  const missing = peers.filter((peer) => versionOf(peer) === null)
  if (missing.length === 0 || isSmoke) return
  console.error(`npm install --prefix bench, for ${missing.join(', ')}`)
  const { status } = spawnSync('npm', ['install', '--prefix', BENCH], {
    // What npm says of the installation is no part of the results.
    stdio: ['ignore', process.stderr, process.stderr], shell: process.platform === 'win32'
  })
  if (status !== 0) throw new Error('The packages to compare with could not be installed.')
}

function machine (): string {
  const requirePackage = createRequire(import.meta.url)
  const own = ['fastify', 'undici', 'typebox'].map((name) => {
    const folder = requirePackage.resolve(name).replace(/(.*[\\/]node_modules[\\/][^\\/]+).*/, '$1')
    return `${name} ${(requirePackage(`${folder}/package.json`) as { version: string }).version}`
  })
  const others = peers.map((peer) => `${peer} ${versionOf(peer)}`)
  const cores = `${cpus()[0]?.model.trim()}, ${availableParallelism()} cores, ${process.platform} ${process.arch}`
  const load = loadavg()[0]?.toFixed(1)
  return [
    `- **Day**: ${new Date().toISOString().slice(0, 10)}`,
    `- **Machine**: ${cores}; load before the run ${load}`,
    `- **Versions**: Node.js ${process.versions.node}, ${[...own, ...others].join(', ')}`
  ].join('\n')
}

function page (host: string, tables: readonly Table[], minutes: number): string {
  const goals = tables.flatMap(({ rows }) => rows.flatMap(({ goals = [] }) => goals))
  const met = goals.filter(({ isMet }) => isMet === true).length
  return `# Performance

\`npm run bench\` measures all of this in one run and writes this page; this run took ${minutes.toFixed(0)} minutes. The rows of
a table take turns, so that a busy moment of the machine is shared by all of them, and what is compared are medians. The
ratios count: what they are ratios of depends on the machine. \`npm run bench -- login\` runs a section by itself (also
\`${Object.keys(sections).slice(1).join('`, `')}\`) and leaves this page as it is.

${summarise(tables)}

${host}

Of ${goals.length} goals ${met} are met. A goal is a limit that this project has set for itself.

${tables.map((table) => render(table).replace(/^#/, '')).join('\n\n')}
`
}

function write (name: string, change: (text: string) => string): void {
  const file = fileURLToPath(new URL(`../../${name}`, import.meta.url))
  writeFileSync(file, change(readFileSync(file, 'utf8')))
  console.error(`written: ${file}`)
}

async function main (chosen: readonly string[]): Promise<void> {
  const unknown = chosen.find((name) => !Object.hasOwn(sections, name))
  if (unknown !== undefined) {
    console.error(`There is no section ${unknown}, but ${Object.keys(sections).join(', ')}.`)
    process.exitCode = 1
    return
  }
  installPeers()
  const [host, began] = [machine(), performance.now()]
  const tables: Table[] = []
  for (const name of chosen.length > 0 ? chosen : Object.keys(sections)) {
    for (const table of await sections[name]?.() ?? []) {
      tables.push(table)
      console.log(`${render(table)}\n`)
    }
  }
  if (chosen.length > 0 || isSmoke) return
  write('docs/performance.md', () => page(host, tables, (performance.now() - began) / 60_000))
  write('README.md', (text) => text.replace(/(?<=<!-- measured -->\n)[^]*?(?=\n<!-- \/measured -->)/, () => summarise(tables)))
}

await main(process.argv.slice(2))
