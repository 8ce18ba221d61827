// What V8 has loaded in this process so far.
import { Session } from 'node:inspector/promises'

/** Watches the scripts that are loaded, and those that are loaded already. */
export async function watchLoading () {
  const urls = new Set<string>()
  const session = new Session()
  session.connect()
  session.on('Debugger.scriptParsed', ({ params: { url } }) => { urls.add(url) })
  await session.post('Debugger.enable')
  const matches = (pattern: RegExp): string[] =>
    [...new Set([...urls].flatMap((url) => pattern.exec(url)?.[1] ?? []))].sort()
  return {
    /** The packages of which a file is loaded. */
    packages: () => matches(/\/node_modules\/((?:@[^/]+\/)?[^/]+)\//),
    /** The files of the mock, without their ending. */
    mock: () => matches(/\/dist\/mock-server\/(.+)\.js$/),
    stop: () => { session.disconnect() }
  }
}
