// How the facts become fidelity.md of docs/reference/, which counts them, and fidelity-rows.md, which has them.
import type { Fact, WireAnswer, WireRequest } from '../facts/fact.ts'
import { endpointOf, endpoints } from '../facts/endpoints.ts'
import type { Endpoint } from '../facts/endpoints.ts'

const HEAD = `# How faithful the fake is

Each fact that is known about ORCID on the wire, and what the fake makes of it. \`npm test\` starts a mock with
\`startMockOrcid()\`, sends each request over a socket and compares the answer, so that a row which is not true fails; some rows of
each endpoint are sent to the command \`npx fastify-orcid\` too. The rows have the requests, the answers and the
sources. They are not in the package: in a clone, see \`docs/reference/fidelity-rows.md\`. There one can ask a live ORCID, too:
\`npm run facts -- --against https://sandbox.orcid.org\`. CONTRIBUTING.md says more.

**Exact**: the fake answers as ORCID. **Differs**: it answers otherwise; the row says what ORCID does. **Lacks**: it has no answer.
**Unknown**: nobody knows what ORCID does, and the fake's answer is our choice; most are a [setting](behaviour.md).
**Seen**: so many of an endpoint's facts were observed on the real service; the others are read in ORCID's source, documented, or
inferred. **Data**: how a test, another program through the [control API](../control.md), or a client brings in what is read.
`

const ROWS_HEAD = `# Each fact of the wire

What [how faithful the fake is](fidelity.md) counts. The file is written from the data in \`test/facts/\` by
\`FIDELITY=write npm run test:one test/mock-server/fidelity.test.ts\`, which also sends each request to the fake.

How sure: **observed** on the real service; read in ORCID's public **source**; **documented** by ORCID; **inferred** from
these; **our choice**, where nothing is known. Where the mock **differs** or **lacks** something, the row shows the mock's
answer and says what ORCID does. What is not known is a setting: [behaviour.md](behaviour.md).

In braces: \`{clientId}\` and the like stand for values of the test, \`{uuid}\`, \`{number}\`, \`{jwt}\`, \`{six}\` (a code) and
\`{any}\` for any such value.
`

function code (text: string): string {
  const line = text.replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|').trim()
    .replace(/(.)\1{49,}/g, (run, letter: string) => `${letter}…(${run.length} times)`)
  const short = line.length > 600 ? `${line.slice(0, 600)}…` : line
  return short === '' ? 'empty' : short.includes('`') ? `\`\` ${short} \`\`` : `\`${short}\``
}

function renderRequest ({ method, path, query, headers = {}, form, body }: WireRequest): string {
  const pairs = (fields: Readonly<Record<string, string>>): string =>
    Object.entries(fields).map(([name, value]) => `${name}=${value}`).join('&')
  const target = path + (query === undefined ? '' : `?${pairs(query)}`)
  const verb = method ?? (form === undefined && body === undefined ? 'GET' : 'POST')
  const lines = Object.entries(headers).flatMap(([name, values]) => [values].flat().map((value) => `${name}: ${value}`))
  const content = form === undefined ? body : pairs(form)
  return [`${verb} ${target}`, ...lines, ...(content === undefined ? [] : [content])].map(code).join('<br>')
}

function renderPart (part: string | RegExp): string {
  return typeof part === 'string' ? code(part) : `matches ${code(String(part))}`
}

export function renderAnswer ({ status, headers = {}, body, idToken = {} }: WireAnswer): string {
  return [
    String(status),
    ...Object.entries(headers).map(([name, value]) =>
      value === null ? `no \`${name}\`` : value instanceof RegExp ? `\`${name}\` ${renderPart(value)}` : code(`${name}: ${value}`)),
    ...(body === undefined ? [] : [renderPart(body)]),
    ...(idToken.header === undefined ? [] : [`id_token header ${renderPart(idToken.header)}`]),
    ...(idToken.claims === undefined ? [] : [`id_token claims ${renderPart(idToken.claims)}`])
  ].join('<br>')
}

function renderGiven ({ given = {}, behaviour, before = [] }: Fact): string {
  const circumstances = Object.entries(given).map(([name, value]) =>
    `${name} ${code(typeof value === 'object' ? JSON.stringify(value) : String(value))}`)
  const settings = behaviour === 'legacy'
    ? ['behaviour `legacy`']
    : Object.entries(behaviour ?? {})
      .map(([name, value]) => `behaviour ${code(`${name}: ${value}`)}`)
  const first = before.map((request) => `after ${renderRequest(request)}`)
  return [...settings, ...circumstances, ...first].map((line) => `<br>${line}`).join('')
}

function renderRow (fact: Fact): string {
  const { about, request, answer, sure, verdict, orcid, source } = fact
  const says = orcid === undefined ? '' : `<br>**ORCID:** ${orcid.replaceAll('|', '\\|')}`
  return `| ${about}${renderGiven(fact)} | ${renderRequest(request)} | ${renderAnswer(answer)}${says} | ${sure} | ` +
    `${verdict} | ${source.replaceAll('|', '\\|')} |`
}

/** How a fact is counted: what is our choice is known by nobody, whatever we chose. */
const countedAs = ({ sure, verdict }: Fact): string => sure === 'our choice' ? 'unknown' : verdict

const COUNTS = ['exact', 'differs', 'lacks', 'unknown'] as const

function countsOf (facts: readonly Fact[]): string[] {
  const counts = COUNTS.map((name) => facts.filter((fact) => countedAs(fact) === name).length)
  return [...counts, facts.filter(({ sure }) => sure === 'observed').length].map((count) => count === 0 ? '' : String(count))
}

function renderEndpoint ({ name, shows, data }: Endpoint, facts: readonly Fact[]): string {
  return `| ${name}<br>${shows} | ${countsOf(facts).join(' | ')} | ${data} |`
}

const factsOf = (endpoint: Endpoint, facts: readonly Fact[]): Fact[] =>
  facts.filter((fact) => endpointOf(fact) === endpoint)

/** The first page: one row for each endpoint. */
export function renderFidelity (facts: readonly Fact[]): string {
  const rows = endpoints.map((endpoint) => [endpoint, factsOf(endpoint, facts)] as const)
    .filter(([, own]) => own.length > 0).map(([endpoint, own]) => renderEndpoint(endpoint, own))
  const header = `| endpoint | ${COUNTS.join(' | ')} | seen | data |\n|---|${'--:|'.repeat(COUNTS.length + 1)}---|`
  return [HEAD, `${header}\n${rows.join('\n')}\n| all | ${countsOf(facts).join(' | ')} | |\n`].join('\n')
}

function renderRoom (room: string, facts: readonly Fact[]): string {
  return `### ${room}\n\n| what | request | answer | how sure | mock | source |\n|---|---|---|---|---|---|\n` +
    `${facts.filter((fact) => fact.room === room).map(renderRow).join('\n')}\n`
}

/** The second page: every row, by endpoint. */
export function renderFidelityRows (facts: readonly Fact[]): string {
  const parts = endpoints.flatMap((endpoint) => {
    const own = factsOf(endpoint, facts)
    const rooms = [...new Set(own.map(({ room }) => room))].map((room) => renderRoom(room, own))
    return own.length === 0 ? [] : [`## ${endpoint.name}\n`, ...rooms]
  })
  return [ROWS_HEAD, ...parts].join('\n')
}
