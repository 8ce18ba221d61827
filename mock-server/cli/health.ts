// `fastify-orcid health`: whether a fake ORCID answers at an address, for scripts and containers.
import { EXIT, checkOption, parseArguments, type Terminal } from './terminal.ts'

const DEFAULT = 'http://127.0.0.1:9797'
const PATIENCE_MS = 5000

/** The issuer of the mock at a base address. Rejects with a sentence that says why there is none. */
export async function askHealth (base: string): Promise<string> {
  const url = `${base.replace(/\/$/, '')}/health`
  const signal = AbortSignal.timeout(PATIENCE_MS)
  const response = await fetch(url, { redirect: 'manual', signal }).catch(({ message, cause }: Error) => {
    const { code, message: reason } = Object(cause) as { code?: string, message?: string }
    throw new Error(`Nobody answers at ${url}: ${[code, reason, message].find(Boolean)}`)
  })
  if (response.headers.get('x-fake-orcid') !== '1') throw new Error(`What answers at ${url} is no fake ORCID`)
  if (!response.ok) throw new Error(`The fake ORCID at ${url} answers ${response.status}: ${(await response.text()).trim()}`)
  const { issuer } = await response.json() as { issuer: string }
  return issuer
}

/** Gives exit code 0 if it does; rejects with the reason if it does not. */
export async function checkHealth (args: readonly string[], { stdout }: Terminal): Promise<number> {
  const { positionals: [address = DEFAULT, ...others] } = parseArguments(args, {})
  checkOption(others.length === 0 && URL.canParse(address) && /^https?:/.test(address), 'health', 'one URL, that of the mock')
  stdout.write(`A fake ORCID answers at ${address}; its issuer is ${await askHealth(address)}\n`)
  return EXIT.done
}
