// The file that `--seed` names: clients and researchers as JSON, refused with the line that is wrong.
import { readFile } from 'node:fs/promises'
import { Compile } from 'typebox/schema'

import { clientListShape } from '../options/client.ts'
import type { MockClientOptions } from '../options/client.ts'
import { complaintsAbout } from '../options/validate.ts'
import { researchersShape } from '../options/researcher.ts'
import type { MockResearcherOptions } from '../options/researcher.ts'
import { lineAt, linesOf } from './json-lines.ts'
import { UsageError } from './terminal.ts'

/** What a file of seeds says. */
export interface Seed {
  /** Clients with fixed ids. */
  readonly clients: readonly MockClientOptions[]
  /** People besides the built-in ones, by name. */
  readonly researchers: Readonly<Record<string, MockResearcherOptions>>
  /** Says where in the file the mock's own complaint about a person belongs. */
  readonly place: (complaint: string) => string
}

const seedShape = Compile({
  type: 'object',
  additionalProperties: false,
  properties: { clients: { type: 'array' }, researchers: { type: 'object' } }
} as const)

const SHAPES = [['', seedShape], ['/clients', clientListShape], ['/researchers', researchersShape]] as const

/** Reads a file of seeds; throws `UsageError` with file and line when it cannot be used. */
export async function readSeed (file: string): Promise<Seed> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`Cannot read ${file}: ${error.code}; --seed expects a JSON file`)
  })
  const value = parse(file, text)
  const lines = linesOf(text)
  const lineOf = (pointer: string): number | undefined => lines.get(pointer)
  for (const [base, shape] of SHAPES) {
    const part = base === '' ? value : value[base.slice(1) as 'clients']
    const [complaint] = part === undefined ? [] : complaintsAbout(shape, part)
    if (complaint === undefined) continue
    const { pointer, sentence } = complaint
    const name = base === '' ? '' : `${base.slice(1)}.`
    throw new UsageError(`${file}:${lineOf(base + pointer)}: ${name}${sentence}`)
  }
  const { clients = [], researchers = {} } = value
  const place = (complaint: string): string => {
    const [, name, option] = /researchers: (.+)\.(orcid|primaryRecord) /.exec(complaint) ?? []
    return `${file}:${lineOf(`/researchers/${name}/${option}`) ?? 1}: ${complaint}`
  }
  return { clients, researchers, place }
}

function parse (file: string, text: string): Partial<Omit<Seed, 'place'>> {
  try {
    return JSON.parse(text)
  } catch (error) {
    const { message } = error as Error
    // Some messages name a position, some the end of the text; newer versions of Node add a line of their own.
    const position = /position (\d+)/.exec(message)?.[1] ?? text.length
    throw new UsageError(`${file}:${lineAt(text, Number(position))}: no JSON: ${message.replace(/ \(line.*/, '')}`)
  }
}
