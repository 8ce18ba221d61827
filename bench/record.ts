// What a read of the record costs beside one written by hand: requests, parses, the check, and all in time.
import assert from 'node:assert/strict'
import Fastify from 'fastify'
import fastifyOrcid, { environments, orcidSectionSchemas } from 'fastify-orcid'
import { Compile } from 'typebox/schema'
import { request } from 'undici'
import { ORCID, group, sections } from './apps/busy-record.ts'
import type { Section } from './apps/busy-record.ts'
import { clientId, clientSecret } from './apps/client.ts'
import { interleave, size, spend, startChild } from './measure.ts'
import type { Child, Spent } from './measure.ts'
import { atMost, ratio, show } from './table.ts'
import type { Row, Table } from './table.ts'

const TOKEN = 'f5af9f51-07e6-4332-8f1a-c0c11c1e3728'
const ROUNDS = size(150, 1)
const LIMITS: Partial<Record<Section, number>> = { person: 1.2, works: 1.05 }

/** How often `JSON.parse` is called meanwhile. */
async function countParses (step: () => Promise<unknown>): Promise<number> {
  const { parse } = JSON
  let parses = 0
  JSON.parse = (...values) => {
    parses++
    return parse(...values)
  }
  await step()
  JSON.parse = parse
  return parses
}

type Steps = Readonly<Record<string, () => unknown>>

/** The medians of what each step takes. */
async function compare (title: string, steps: Steps): Promise<Record<string, Spent>> {
  const rows = Object.fromEntries(Object.entries(steps).map(([name, step]) => [name, async () => await spend(step)]))
  return await interleave({ title: `record: ${title}`, rounds: ROUNDS, warmUp: size(60, 1), rows })
}

/** What it takes to check the shape, beside what it takes to parse the text. */
async function weighCheck (section: Section, text: string): Promise<number> {
  const shape = Compile(orcidSectionSchemas[section])
  // As many of a small one as make up a large one: the clock is too coarse for less.
  const copies = Array.from({ length: Math.ceil(700_000 / text.length) }, () => text)
  const parseAll = () => copies.map((copy) => JSON.parse(copy) as unknown)
  let parsed = parseAll()
  const { parse, check } = await compare(`check of ${section}`, {
    parse: () => { parsed = parseAll() },
    check: () => { assert(parsed.every((one) => shape.Check(one)), `${section} does not fit its schema`) }
  })
  return ratio(check?.cpu, parse?.cpu)
}

async function weigh (section: Section, api: Child<{ origin: string }>, read: () => Promise<unknown>): Promise<Row> {
  const text = JSON.stringify(sections[section])
  const url = `${api.hello.origin}/v3.0/${ORCID}/${section}`
  const headers = { accept: 'application/json', authorization: `Bearer ${TOKEN}` }
  const countRequests = async () => (await api.ask<{ requests: number }>()).requests
  await read()
  const before = await countRequests()
  const parses = await countParses(read)
  const requests = await countRequests() - before
  const check = await weighCheck(section, text)
  const { ours, byUndici, byFetch } = await compare(section, {
    ours: read,
    byUndici: async () => await (await request(url, { headers })).body.json(),
    byFetch: async () => await (await fetch(url, { headers })).json()
  })
  const beside = ratio(ours?.cpu, byUndici?.cpu)
  const limit = LIMITS[section]
  return {
    name: `read('${section}')`,
    cells: [
      show(text.length / 1024, 0), `${requests}`, `${parses}`, show(check),
      show(beside), show(ratio(ours?.wall, byUndici?.wall)), show(ratio(ours?.cpu, byFetch?.cpu))
    ],
    ...(limit !== undefined && { goals: [atMost(beside, limit, '× undici\'s CPU')] })
  }
}

// A check that lets anything pass would be fast too.
function doubt (): void {
  const { works } = sections
  const broken = { ...works, group: [...works.group.slice(1), { ...group(500), 'work-summary': [{ title: null }] }] }
  assert(!Compile(orcidSectionSchemas.works).Check(broken), 'the check does not look at every work')
}

export async function record (): Promise<Table[]> {
  doubt()
  const api = await startChild<{ origin: string }>('api', [])
  const { origin } = api.hello
  const app = Fastify()
  await app.register(fastifyOrcid, {
    environment: { ...environments.production, issuer: origin, publicApi: `${origin}/v3.0` },
    clientId,
    clientSecret,
    routes: false
  })
  const opened = app.orcid.record(TOKEN, ORCID)
  const rows: Row[] = []
  for (const section of Object.keys(sections) as Section[]) {
    rows.push(await weigh(section, api, () => opened.read(section)))
  }
  await app.close()
  await api.stop()
  return [{
    title: 'Reading the record',
    about: 'CPU time of this process for `read()`, which checks what ORCID answers, beside the same request written by hand with undici and with ' +
      '`fetch`, which check nothing; the record is a busy one, and its server another process.',
    columns: ['KiB', 'requests', 'JSON.parse', 'check, × JSON.parse', 'CPU, × undici', 'wall, × undici', 'CPU, × fetch'],
    rows
  }]
}
