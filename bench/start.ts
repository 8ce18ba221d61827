// What a start costs: an app until it is ready, a provider until it listens and until it has answered once.
import { Pool } from 'undici'
import type { Provider } from './apps/provider.ts'
import { interleave, size, startChild } from './measure.ts'
import type { Sample } from './measure.ts'
import { withInstalled } from './peers.ts'
import { atMost, ratio, show } from './table.ts'
import type { Table } from './table.ts'

const ROUNDS = size(15, 1)
const NOBODY = 'http://127.0.0.1:9'
const bare = 'bare Fastify'
const how = 'each time in a fresh process of what npm installs, which is compiled'

interface Start extends Sample { readonly cpu: number, readonly wall: number }

async function startApp (name: string): Promise<Start> {
  const app = await startChild('web', [name, NOBODY, 'ready'])
  await app.stop()
  return { cpu: app.hello.cpu, wall: app.startMs }
}

async function apps (): Promise<Table> {
  const names = withInstalled({ [bare]: null, 'fastify-orcid': null, '@fastify/oauth2': null })
  const rows = Object.fromEntries(Object.keys(names).map((name) => [name, async () => await startApp(name)]))
  const results = await interleave({ title: 'start: apps', rounds: ROUNDS, rows })
  const added = (name: string) => (results[name]?.cpu ?? NaN) - (results[bare]?.cpu ?? NaN)
  return {
    title: 'Start of an app',
    about: `CPU and wall time until \`ready()\`, ${how}; then what is added to bare Fastify.`,
    columns: ['CPU, × bare Fastify', 'wall, × bare Fastify', 'added CPU, × that of @fastify/oauth2'],
    rows: Object.entries(results).map(([name, { cpu, wall }]) => {
      const beside = ratio(added(name), added('@fastify/oauth2'))
      return {
        name,
        cells: [
          show(ratio(cpu, results[bare]?.cpu)), show(ratio(wall, results[bare]?.wall)), name === bare ? '–' : show(beside)
        ],
        ...(name === 'fastify-orcid' && { goals: [atMost(beside, 1, '× @fastify/oauth2')] })
      }
    })
  }
}

interface ProviderStart extends Start { readonly answeredCpu: number, readonly answeredWall: number }

async function startProvider (name: string): Promise<ProviderStart> {
  const began = performance.now()
  const provider = await startChild<Provider>('provider', [name])
  const { origin, path, type, body, cpu } = provider.hello
  const pool = new Pool(origin)
  const answer = await pool.request({ method: 'POST', path, body, headers: { 'content-type': type } })
  const text = await answer.body.text()
  const answeredWall = performance.now() - began
  if (answer.statusCode !== 200) throw new Error(`${name}: ${answer.statusCode} ${text}`)
  const { cpu: answeredCpu } = await provider.ask()
  await pool.close()
  await provider.stop()
  return { cpu, wall: provider.startMs, answeredCpu, answeredWall }
}

const ours = 'fastify-orcid/mock-server'

async function providers (): Promise<Table[]> {
  const names = withInstalled({ [bare]: null, [ours]: null, 'oidc-provider': null, 'oauth2-mock-server': null })
  const rows = Object.fromEntries(Object.keys(names).map((name) => [name, async () => await startProvider(name)]))
  const results = await interleave({ title: 'start: providers', rounds: ROUNDS, rows })
  const [floor, peer] = [results[bare], results['oidc-provider']]
  const entries = Object.entries(results)
  return [{
    title: 'Start of the fake ORCID',
    about: `CPU and wall time until it listens, ${how}. oauth2-mock-server makes a key first, and the others have one.`,
    columns: ['CPU, × bare Fastify', 'CPU, × oidc-provider', 'wall, × oidc-provider'],
    rows: entries.map(([name, { cpu, wall }]) => ({
      name,
      cells: [show(ratio(cpu, floor?.cpu)), show(ratio(cpu, peer?.cpu)), show(ratio(wall, peer?.wall))],
      ...(name === ours && { goals: [atMost(ratio(cpu, peer?.cpu), 1.1, '× oidc-provider\'s CPU')] })
    }))
  }, {
    title: 'Start of the fake ORCID, up to the first token',
    about: `The same until a token for \`client_credentials\` has been received, and for bare Fastify the answer to a POST, ${how}.`,
    columns: ['CPU, × bare Fastify', 'wall, × bare Fastify'],
    rows: entries.map(([name, { answeredCpu, answeredWall }]) => ({
      name,
      cells: [show(ratio(answeredCpu, floor?.answeredCpu)), show(ratio(answeredWall, floor?.answeredWall))],
      ...(name === ours && { goals: [atMost(ratio(answeredCpu, floor?.answeredCpu), 1.3, '× bare Fastify\'s CPU')] })
    }))
  }]
}

export async function start (): Promise<Table[]> {
  return [await apps(), ...await providers()]
}
