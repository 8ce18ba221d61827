// The file that `--seed` names: a mock's world as JSON, refused with the lines that are wrong.
import { readFile } from 'node:fs/promises'
import { behaviourSettings, behaviourShape } from '../options/behaviour.ts'
import { clientListShape } from '../options/client.ts'
import { groupListShape } from '../options/group.ts'
import type { MockOrcidWorld } from '../options/options.ts'
import { quotaShape } from '../options/quota.ts'
import { findProblems, type Shape } from '../options/validate.ts'
import { researchersShape } from '../options/researcher-shape.ts'
import { webhookShape } from '../options/webhook.ts'
import { findPeopleProblems } from '../orcid/registry/researchers.ts'
import { UsageError } from './terminal.ts'

type World = Pick<MockOrcidWorld, 'clients' | 'researchers' | 'groups' | 'webhooks' | 'behaviour' | 'quota'>

export interface Seed extends Required<Omit<World, 'quota'>> {
  readonly quota: World['quota'] | undefined
  readonly place: (complaint: string) => string
}

const PRESET = { enum: ['legacy'] }

// `$schema` is how an editor knows the file.
function seedShape (behaviour: object): Shape {
  const properties = {
    $schema: { type: 'string' },
    clients: clientListShape,
    researchers: researchersShape,
    groups: groupListShape,
    webhooks: webhookShape,
    behaviour,
    quota: { anyOf: [{ enum: ['orcid'] }, quotaShape] }
  }
  return { type: 'object', additionalProperties: false, properties }
}

/** The schema of a whole file, for editors: docs/seed.schema.json. */
export function seedSchema (): object {
  const settings = behaviourShape() as { readonly properties: object }
  const described = Object.entries(settings.properties)
    .map(([name, shape]) => [name, { ...shape, description: describeSetting(name) }])
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Clients, people, groups, webhooks, behaviour and quota of a fake ORCID',
    ...seedShape({ anyOf: [PRESET, { ...settings, properties: Object.fromEntries(described) }] })
  }
}

function describeSetting (name: string): string {
  const { values } = behaviourSettings[name as keyof typeof behaviourSettings]
  return Object.entries(values).map(([value, does]) => `${value}: ${does}`).join('\n')
}

/** Reads a file of seeds, if there is one; throws `UsageError` with file and line when it cannot be used. */
export async function readSeed (file: string | undefined): Promise<Seed> {
  const world = file === undefined ? {} : await readWorld(file)
  const { clients = [], researchers = {}, groups = [], webhooks = {}, behaviour = {}, quota } = world
  const place = (complaint: string): string => file === undefined ? complaint : `${file}:1: ${complaint}`
  return { clients, researchers, groups, webhooks, behaviour, quota, place }
}

async function readWorld (file: string): Promise<World> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`Cannot read ${file}: ${error.code}; --seed expects a JSON file`)
  })
  const world = parse(file, text)
  const lines = linesOf(text)
  const problems = findProblems(seedShape(typeof Object(world).behaviour === 'string' ? PRESET : behaviourShape()), world)
  // The line of the longest part of a path that is there.
  const lineOf = (path: string): number => lines.get(path && `/${path.replaceAll('.', '/')}`) ??
    lineOf(path.replace(/\.?[^.]*$/, ''))
  const found = new Map(problems.map(({ pointer, sentence }) => [sentence, Number(lines.get(pointer))]))
  const isReadable = !problems.some(({ pointer }) => pointer === '' || pointer === '/researchers')
  for (const problem of isReadable ? findPeopleProblems(world.researchers ?? {}) : []) {
    const sentence = `researchers.${problem}`
    found.set(sentence, found.get(sentence) ?? lineOf(sentence.replace(/ .*/s, '')))
  }
  const complaints = [...found].sort(([, one], [, other]) => one - other)
    .map(([sentence, line]) => `${file}:${line}: ${sentence}`)
  if (complaints.length > 0) throw new UsageError(complaints.join('; '))
  return world
}

function parse (file: string, text: string): World {
  try {
    return JSON.parse(text)
  } catch (error) {
    const { message } = error as Error
    // Some messages name a position, some the end of the text; newer versions of Node add a line of their own.
    const position = /position (\d+)/.exec(message)?.[1] ?? text.length
    throw new UsageError(`${file}:${lineAt(text, Number(position))}: no JSON: ${message.replace(/ \(line.*/, '')}`)
  }
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g

/** The lines, counted from 1, of all values of a well-formed JSON text, by JSON pointer (RFC 6901). */
function linesOf (text: string): Map<string, number> {
  const lines = new Map<string, number>()
  // The keys and indexes that lead to the value.
  const path: Array<string | number> = []
  let isKey = false
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    const last = path.at(-1)
    if (token === '}' || token === ']') path.pop()
    else if (token === ':') isKey = false
    else if (token === ',') {
      isKey = typeof last === 'string'
      if (typeof last === 'number') path.splice(-1, 1, last + 1)
    } else if (isKey) path.splice(-1, 1, String(JSON.parse(token)).replaceAll('~', '~0').replaceAll('/', '~1'))
    else {
      lines.set(path.map(key => `/${key}`).join(''), lineAt(text, index))
      if (token === '{' || token === '[') path.push(token === '{' ? '' : 0)
      isKey = token === '{'
    }
  }
  return lines
}

function lineAt (text: string, position: number): number {
  return text.slice(0, position).split('\n').length
}
