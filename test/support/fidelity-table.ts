// How the facts become docs/fidelity.md.
import type { Fact, WireAnswer, WireRequest } from '../facts/fact.ts'

const HEAD = `# How faithful the fake is

One row for each fact about ORCID on the wire. \`npm test\` starts a mock with \`startMockOrcid()\`, sends it each request over
a socket and compares the answer, so that a row which is not true fails; some rows of each endpoint are sent to the command
\`npx fastify-orcid\` too. The file is written from the same data (\`test/facts/\`) by
\`FIDELITY=write npm run test:one test/mock-server/fidelity.test.ts\`.

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

function tally (facts: readonly Fact[]): string {
  const count = (verdict: string): number => facts.filter((fact) => fact.verdict === verdict).length
  return `${facts.length} facts: ${count('exact')} exact, ${count('differs')} differ, ${count('lacks')} lack.\n`
}

/** The whole document. */
export function renderFidelity (facts: readonly Fact[]): string {
  const rooms = [...new Set(facts.map(({ room }) => room))].map((room) => {
    const rows = facts.filter((fact) => fact.room === room).map(renderRow)
    return `## ${room}\n\n| what | request | answer | how sure | mock | source |\n|---|---|---|---|---|---|\n${rows.join('\n')}\n`
  })
  return [HEAD, tally(facts), ...rooms].join('\n')
}
