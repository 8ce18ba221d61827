// Where the repository is: the tests run from dist/, and read pages, sources and certificates that only the root has.
import { fileURLToPath } from 'node:url'

const above = new URL('../../', import.meta.url)

export const ROOT = above.pathname.endsWith('/dist/') ? new URL('../', above) : above

/** The path of a file of the repository, named from its root. */
export const pathOf = (name: string): string => fileURLToPath(new URL(name, ROOT))
