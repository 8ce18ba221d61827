// How the faults, the forgeries and the rules become docs/reference/faults.md.
import { mockFaultKinds, mockFindingRules, mockForgeries, mockEndpoints } from '../../mock-server/index.ts'
import type { MockFaultKind, MockFindingRule, MockForgery } from '../../mock-server/index.ts'

const HEAD = `# What can go wrong, by name

Written from the mock's own tables by \`FAULTS=write npm run test:one test/mock-server/controls/faults.test.ts\`; a test program reads
the same as \`mockEndpoints\`, \`mockFaultKinds\`, \`mockForgeries\` and \`mockFindingRules\` of \`fastify-orcid/mock-server\`.
No fault is left to chance: the same request meets the same fault each time.

\`\`\`ts
const undo = orcid.fail('token', 503) // the next token request, once
orcid.fail('record', 'delay', { delayMs: 300, times: Infinity })
orcid.fail('userinfo', 'reset-after-headers', { after: 1 }) // not the next one, the one after it
client.fail('token', '429-retry-after') // only for this client, as \`orcid.client()\` made it
undo() // disarmed, whether it has acted or not; \`undo.fired\` says how often it has

orcid.forge('invalid-aud') // the next id_token
orcid.forge('kid-absent-single-jwks') // keys and discovery: until it is undone
\`\`\`

\`fail(endpoint, kind, { times = 1, after = 0, delayMs, client })\` breaks requests to an endpoint;
\`forge(name, { times = 1, client })\` forges answers. Of several faults that wait for a request, the one that was armed first
acts. A request for keys or discovery names no client, so what is armed there is for every client.

A person arms one on the consent page, under *Make this login go wrong*: it acts once, on the
next request of that client to the endpoint.
`

const cell = (text: string): string => text.replaceAll('|', '\\|')

function table (heads: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`
  return [line(heads), `|${heads.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n')
}

const endpointNames = Object.keys(mockEndpoints)

function faultsOf (phase: MockFaultKind['phase']): string {
  const rows = Object.entries<MockFaultKind>(mockFaultKinds).filter(([, kind]) => kind.phase === phase)
    .map(([name, { does, endpoints, source }]) => [
      `\`${name}\``, does, ...endpointNames.map((leg) => endpoints.some((one) => one === leg) ? '●' : ''), source
    ])
  return table(['kind', 'what a client gets', ...endpointNames, 'source'], rows)
}

const PLACES: ReadonlyArray<readonly [MockForgery['where'], string]> = [
  ['id_token', 'In the id_token'], ['token', 'In the token answer'], ['userinfo', 'In userinfo'],
  ['jwks', 'In the keys'], ['discovery', 'In discovery']
]

function forgeriesIn (place: MockForgery['where']): string {
  const rows = Object.entries<MockForgery>(mockForgeries).filter(([, { where }]) => where === place)
    .map(([name, { does, client, source, exception = '' }]) =>
      [`\`${name}\``, does, `${client}${exception && `. ${exception}`}`, source])
  return table(['forgery', 'what is different', 'a client', 'source'], rows)
}

function rulesOf (severity: MockFindingRule['severity']): string {
  const rows = Object.entries<MockFindingRule>(mockFindingRules).filter(([, rule]) => rule.severity === severity)
    .map(([name, { orcidDoes, fix, source }]) => [`\`${name}\``, orcidDoes, fix, source])
  return table(['rule', 'what ORCID does', 'how to fix it', 'source'], rows)
}

/** The whole document. */
export function renderFaults (): string {
  return [
    HEAD,
    '## Legs\n',
    `${table(['leg', 'what a client asks there'], Object.entries(mockEndpoints).map(([name, does]) => [`\`${name}\``, does]))}\n`,
    '## Faults\n',
    'Instead of the leg\'s work, so that a code is not spent and nothing is written:\n',
    `${faultsOf('instead')}\n`,
    'After it, so that a code is spent and what was written stays:\n',
    `${faultsOf('after')}\n`,
    '## Forgeries\n',
    'What a client does: it *refuses* the login, it *accepts* it as if nothing were, or it *may do either*.\n',
    ...PLACES.flatMap(([place, title]) => [`### ${title}\n`, `${forgeriesIn(place)}\n`]),
    '## Findings\n',
    '`orcid.findings()` has what a client did wrong, `orcid.assertClean()` throws it. What ORCID refuses:\n',
    `${rulesOf('error')}\n`,
    'What it answers, although its checklists or the specifications warn of it:\n',
    rulesOf('warning') + '\n'
  ].join('\n')
}
