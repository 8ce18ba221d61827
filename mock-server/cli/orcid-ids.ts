// `fastify-orcid id`: says what is wrong with an ORCID iD, or makes one.
import { randomInt } from 'node:crypto'

import { findFault, makeOrcidId } from '../orcid/registry/orcid-id.ts'
import { EXIT, UsageError } from './terminal.ts'
import type { Output } from './terminal.ts'

/** How many iDs the range ORCID draws from today holds. */
const RANGE_SIZE = 100_000_000

/**
 * Judges each iD on a line of its own, as a bare iD or as an orcid.org URI; with none given, prints a random one
 * with a right check digit. Gives exit code 1 when one of them is wrong.
 */
export function checkIds (ids: readonly string[], stdout: Output): number {
  const option = ids.find(id => id.startsWith('-'))
  if (option !== undefined) {
    throw new UsageError(`Unknown option "${option}"; expected ORCID iDs, or nothing to make one`)
  }
  if (ids.length === 0) stdout.write(`${makeOrcidId(randomInt(RANGE_SIZE))}\n`)
  const verdicts = ids.map(id => findFault(id.replace(/^https?:\/\/(?:sandbox\.)?orcid\.org\//, '')))
  for (const [index, fault] of verdicts.entries()) stdout.write(`${ids[index]}: ${fault ?? 'right'}\n`)
  return verdicts.every(fault => fault === null) ? EXIT.done : EXIT.failed
}
