// What a read costs beside what one would write by hand: requests, parses, checking the shape, and all of it in time.
//
// `npm run bench:record`. The record is a busy one, with 500 works; the server is a process of its own; rounds are
// interleaved, and medians compared. The ratios count.
import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { performance } from 'node:perf_hooks'
import Fastify from 'fastify'
import fastifyOrcid, { environments, orcidSectionSchemas } from 'fastify-orcid'
import { Compile } from 'typebox/schema'
import { request } from 'undici'

const ROUNDS = Number(process.env['ROUNDS'] ?? 60)
const ORCID = '0000-0002-1825-0097'
const TOKEN = 'f5af9f51-07e6-4332-8f1a-c0c11c1e3728'
const moment = { value: 1577836800000 }
const source = {
  'source-orcid': null,
  'source-client-id': { uri: 'https://orcid.org/client/APP-0123456789ABCDEF', path: 'APP-0123456789ABCDEF', host: 'orcid.org' },
  'source-name': { value: 'Crossref' },
  'assertion-origin-orcid': null,
  'assertion-origin-client-id': null,
  'assertion-origin-name': null
}
const stamps = { 'created-date': moment, 'last-modified-date': moment, source }

function externalIds (index: number) {
  const doi = `10.5555/12345678.${index}`
  return {
    'external-id': [{
      'external-id-type': 'doi',
      'external-id-value': doi,
      'external-id-normalized': { value: doi, transient: true },
      'external-id-normalized-error': null,
      'external-id-url': { value: `https://doi.org/${doi}` },
      'external-id-relationship': 'self'
    }]
  }
}

function group (index: number) {
  const ids = externalIds(index)
  return {
    'last-modified-date': moment,
    'external-ids': ids,
    'work-summary': [{
      'put-code': 1_000_000 + index,
      ...stamps,
      title: { title: { value: `Toward a unified theory of roses, part ${index}` }, subtitle: null, 'translated-title': null },
      'external-ids': ids,
      url: { value: `https://doi.org/10.5555/12345678.${index}` },
      type: 'journal-article',
      'publication-date': { year: { value: '2019' }, month: { value: '04' }, day: null },
      'journal-title': { value: 'Journal of Reproducible Gardens' },
      visibility: 'public',
      path: `/${ORCID}/work/${1_000_000 + index}`,
      'display-index': '0'
    }]
  }
}

const works = { 'last-modified-date': moment, group: Array.from({ length: 500 }, (_, index) => group(index)), path: `/${ORCID}/works` }
const name = { ...stamps, 'given-names': { value: 'Josiah' }, 'family-name': { value: 'Carberry' }, 'credit-name': null, visibility: 'public', path: ORCID }
const person = { 'last-modified-date': moment, name, emails: { email: [] }, path: `/${ORCID}/person` }
const record = {
  'orcid-identifier': { uri: `https://orcid.org/${ORCID}`, path: ORCID, host: 'orcid.org' },
  person,
  'activities-summary': { 'last-modified-date': moment, employments: { 'affiliation-group': [] }, works, path: `/${ORCID}/activities` },
  path: `/${ORCID}`
}

const sections = { person, works, record }
type Section = keyof typeof sections

/** Answers each section, and `/requests` with how many it has answered. */
function serve (): void {
  const texts = new Map(Object.entries(sections).map(([name, content]) => [name, Buffer.from(JSON.stringify(content))]))
  let requests = 0
  const server = createServer(({ url = '' }, response) => {
    const name = url.split('/').at(-1) ?? ''
    const text = texts.get(name)
    if (text !== undefined) requests++
    response.setHeader('content-type', 'application/json').end(text ?? String(requests))
  })
  server.listen(0, '127.0.0.1', () => process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`))
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] as number

async function time (step: () => unknown): Promise<number> {
  const start = performance.now()
  await step()
  return performance.now() - start
}

/** The median of each step, in milliseconds. */
async function compare<Name extends string> (steps: Record<Name, () => unknown>): Promise<Record<Name, number>> {
  const entries = Object.entries<() => unknown>(steps)
  const times = new Map(entries.map(([name]) => [name, [] as number[]]))
  for (let round = -Math.min(10, ROUNDS); round < ROUNDS; round++) {
    for (const [name, step] of entries) {
      const spent = await time(step)
      if (round >= 0) times.get(name)?.push(spent)
    }
  }
  return Object.fromEntries([...times].map(([name, values]) => [name, median(values)])) as Record<Name, number>
}

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

async function weigh (section: Section, origin: string, read: () => Promise<unknown>): Promise<void> {
  const text = JSON.stringify(sections[section])
  const shape = Compile(orcidSectionSchemas[section])
  const url = `${origin}/v3.0/${ORCID}/${section}`
  const headers = { accept: 'application/json', authorization: `Bearer ${TOKEN}` }
  const countRequests = async () => Number(await (await fetch(`${origin}/requests`)).text())
  await read()
  const before = await countRequests()
  const parses = await countParses(read)
  const requests = await countRequests() - before
  // As many of a small one as make up a large one: the clock is too coarse for less.
  const copies = Array.from({ length: Math.ceil(700_000 / text.length) }, () => text)
  let parsed: unknown[] = []
  const { parse, check } = await compare({
    parse: () => { parsed = copies.map((copy) => JSON.parse(copy) as unknown) },
    check: () => { assert(parsed.every((one) => shape.Check(one)), `${section} does not fit its schema`) }
  })
  const { ours, byUndici, byFetch } = await compare({
    ours: read,
    byUndici: async () => await (await request(url, { headers })).body.json(),
    byFetch: async () => await (await fetch(url, { headers })).json()
  })
  console.log(`| ${section} | ${(text.length / 1024).toFixed(0)} | ${requests} | ${parses} | ` +
    `${(100 * check / parse).toFixed(1)} % | ${(ours / byUndici).toFixed(2)} | ${(ours / byFetch).toFixed(2)} |`)
}

async function main (): Promise<void> {
  const child = fork(new URL(import.meta.url), ['serve'])
  const [origin] = await once(child, 'message') as [string]
  const app = Fastify()
  await app.register(fastifyOrcid, {
    environment: { ...environments.production, issuer: origin, publicApi: `${origin}/v3.0` },
    clientId: 'APP-0123456789ABCDEF',
    clientSecret: 'secret',
    redirectUri: 'http://127.0.0.1:3000/login/orcid/callback',
    routes: false
  })
  console.log('| read() | KiB | requests | JSON.parse | check / parse | × undici by hand | × fetch by hand |\n|---|---|---|---|---|---|---|')
  try {
    const opened = app.orcid.record(TOKEN, ORCID)
    await weigh('person', origin, () => opened.read('person'))
    await weigh('works', origin, () => opened.read('works'))
    await weigh('record', origin, () => opened.read('record'))
  } finally {
    await app.close()
    child.kill()
  }
}

// A check that lets anything pass would be fast too.
const broken = { group: [...works.group.slice(1), { ...group(500), 'work-summary': [{ title: null }] }] }
assert(!Compile(orcidSectionSchemas.works).Check(broken), 'the check does not look at every work')

if (process.argv[2] === 'serve') serve()
else await main()
