// Runs a script in a network and a mount namespace of its own, as a container has, where the machine lets us.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)
const UNSHARE = ['--user', '--map-root-user', '--net', '--mount', 'sh', '-euc']

const isAllowed = await run('unshare', [...UNSHARE, 'mount --bind /etc/hosts /etc/hosts; ip link set lo up']).then(() => true, () => false)

/** The options of a test that needs namespaces. */
export const canIsolate: { readonly skip?: string } = isAllowed
  ? {}
  : { skip: 'left out: this machine lets nobody make network namespaces' }

const SECONDS = '60'

/** What the script prints; `$NODE` is this Node.js. The script ends what it starts. */
export async function isolated (script: string): Promise<string> {
  const { PATH, HOME } = process.env
  const env = { PATH, HOME, NODE: process.execPath }
  // timeout ends whatever the script has started as well.
  const { stdout } = await run('timeout', [SECONDS, 'unshare', ...UNSHARE, script], { env })
  return stdout
}
