// `fastify-orcid health`: whether a fake ORCID answers at an address, for scripts and containers.
import { askHealth } from '../network/health.ts'
import { EXIT, checkOption, parseArguments, type Terminal } from './terminal.ts'

const DEFAULT = 'http://127.0.0.1:9797'

/** Gives exit code 0 if it does; rejects with the reason if it does not. */
export async function checkHealth (args: readonly string[], { stdout }: Terminal): Promise<number> {
  const { positionals: [address = DEFAULT, ...others] } = parseArguments(args, {})
  checkOption(others.length === 0 && URL.canParse(address) && /^https?:/.test(address), 'health', 'one URL, that of the mock')
  stdout.write(`A fake ORCID answers at ${address}; its issuer is ${await askHealth(address)}\n`)
  return EXIT.done
}
