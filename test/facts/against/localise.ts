// Says a fact in the names of the registry that is asked: the fake's Sofia and her client become placeholders.
import type { Fact } from '../fact.ts'
import { escapeRegExp } from '../replay.ts'
import type { Values } from '../replay.ts'

/** An iD that neither of ORCID's ranges holds, so that nobody has it. */
export const NOBODY = '0000-0004-0000-0008'

const NAMES: ReadonlyArray<readonly [ours: string, placeholder: string]> = [
  ['{issuer}/pub', '{pub}'],
  ['{issuer}/api', '{api}'],
  ['0000-0001-2345-6789', '{orcid}'],
  ['0000-0002-1825-0097', NOBODY],
  ['Sofia Garcia', '{name}'],
  ['Sofia', '{givenNames}'],
  ['Garcia', '{familyName}'],
  ['The Journal', '{nameOfClient}']
]

function inText (text: string): string {
  return NAMES.reduce((said, [ours, placeholder]) => said.replaceAll(ours, placeholder), text)
}

function inEvery (part: unknown, change: (text: string | RegExp) => string | RegExp): unknown {
  if (typeof part === 'string' || part instanceof RegExp) return change(part)
  if (Array.isArray(part)) return part.map((item) => inEvery(item, change))
  if (typeof part !== 'object' || part === null) return part
  return Object.fromEntries(Object.entries(part).map(([name, value]) => [name, inEvery(value, change)]))
}

/** The fact with placeholders where it names the fake's own things; a pattern has them too, until it is filled. */
export function localise (fact: Fact): Fact {
  const change = (text: string | RegExp): string | RegExp =>
    typeof text === 'string' ? inText(text) : new RegExp(inText(text.source), text.flags)
  const { before, request, answer } = fact
  return { ...fact, ...inEvery({ request, answer, ...(before && { before }) }, change) as Pick<Fact, 'request' | 'answer'> }
}

/** The fact with values in its patterns, which nobody else fills in. */
export function fillPatterns (fact: Fact, values: Values): Fact {
  const change = (text: string | RegExp): string | RegExp => typeof text === 'string'
    ? text
    : new RegExp(text.source.replace(/\{([a-zA-Z]+)\}/g, (whole, name: string) => escapeRegExp(values.get(name) ?? whole)), text.flags)
  return { ...fact, answer: inEvery(fact.answer, change) as Fact['answer'] }
}
