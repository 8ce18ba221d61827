// The file that `--state` names: read at the start, written whole after changes, never overwritten if it is no state.
import { open, readFile, rename, rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { MockSnapshot } from '../orcid/registry/snapshot.ts'
import { UsageError, type Terminal } from './terminal.ts'

/** The pause between two writes, and the most that is lost when the process is killed. */
const INTERVAL_MS = 1000

const KEPT = 'expected what --state has written; the file is as it was'

/** Reads a state; null if there is no file yet. Throws `UsageError` for one that cannot be read. */
export async function readState (file: string): Promise<{ readonly snapshot: MockSnapshot } | null> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw new UsageError(`Cannot read ${file}: ${error.code}; --state expects a file of its own`)
  })
  if (text === null) return null
  try {
    return { snapshot: JSON.parse(text) }
  } catch {
    throw new UsageError(`${file} is no JSON; ${KEPT}`)
  }
}

/** The refusal of a file that is JSON and no state, or one of another version. */
export function refuseState (file: string, { message }: Error): UsageError {
  return new UsageError(`${file}: ${message.replace(/\.$/, '')}; ${KEPT}`)
}

// A file of that name is either the old one or the new one, whatever ends the process. The draft that a killed process
// leaves behind goes with the next write.
async function replaceFile (file: string, text: string): Promise<void> {
  const draft = `${file}.tmp`
  await rm(draft, { force: true })
  const handle = await open(draft, 'wx', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await replaceSoon(draft, file)
}

// On Windows a file that somebody reads, a virus scanner say, cannot be replaced until it is closed.
async function replaceSoon (draft: string, file: string, tries = 10): Promise<void> {
  await rename(draft, file).catch(async (error: NodeJS.ErrnoException) => {
    if (tries === 1 || !/^(?:EACCES|EBUSY|EPERM)$/.test(String(error.code))) throw error
    await sleep(50)
    await replaceSoon(draft, file, tries - 1)
  })
}

/**
 * Writes the state now, once a second if it has changed, and when it is stopped. Rejects if the first write fails; a
 * later failure is a line of complaint, and the next second tries again.
 */
export async function keepState (file: string, snapshot: () => MockSnapshot, { stderr }: Pick<Terminal, 'stderr'>):
Promise<{ readonly stop: () => Promise<void> }> {
  let written = ''
  const write = async (): Promise<void> => {
    const text = `${JSON.stringify(snapshot(), null, 1)}\n`
    if (text === written) return
    await replaceFile(file, text)
    written = text
  }
  await write().catch((error: NodeJS.ErrnoException) => { throw new UsageError(`Cannot write ${file}: ${error.code}`) })
  let writing = Promise.resolve()
  const save = (): Promise<void> => {
    writing = writing.then(write).catch(({ code }: NodeJS.ErrnoException) => {
      stderr.write(`fastify-orcid: Cannot write ${file}: ${code}; what has changed since is kept in memory only\n`)
    })
    return writing
  }
  const timer = setInterval(() => { void save() }, INTERVAL_MS)
  return {
    stop: async () => {
      clearInterval(timer)
      await save()
    }
  }
}
