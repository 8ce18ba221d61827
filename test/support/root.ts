// Where the repository is: the tests run from dist/, and read pages, sources and certificates that only the root has.
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const above = new URL('../../', import.meta.url)

export const ROOT = above.pathname.endsWith('/dist/') ? new URL('../', above) : above

/** The path of a file of the repository, named from its root. */
export const pathOf = (name: string): string => fileURLToPath(new URL(name, ROOT))

/** The same to be imported: Windows takes no path for that. */
export const urlOf = (name: string): string => new URL(name, ROOT).href

/** Everything in a folder of the repository and below it, named from there, with slashes on every system. */
export const namesIn = (folder: string): string[] =>
  readdirSync(new URL(folder, ROOT), { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'))
