// The journal as a sequence diagram in Mermaid's language: who asked ORCID what, and what it said.
import type { MockExchange } from './exchange.ts'
import { headerOf } from './request.ts'

function speakerOf ({ endpoint }: MockExchange): string {
  return endpoint === 'authorize' ? 'Browser' : 'Client'
}

// A semicolon ends a statement and a hash begins an entity.
function plain (text: string): string {
  return text.replaceAll('#', '＃').replaceAll(';', ',')
}

function outcomeOf ({ status, answer }: MockExchange): string {
  const location = headerOf(answer, 'location')
  if (status === 0) return 'no answer'
  return location === '' ? String(status) : `${status} to ${location.split(/[?#]/, 1)[0]}`
}

function linesOf (exchange: MockExchange): string[] {
  const { method, url, fault, forgery } = exchange
  const speaker = speakerOf(exchange)
  const marks = [fault && `fault: ${fault}`, forgery && `forged: ${forgery}`].filter((mark) => mark !== null)
  const arrow = fault === null ? '-->>' : '--x'
  return [
    `  ${speaker}->>ORCID: ${plain(`${method} ${url.split('?', 1)[0]}`)}`,
    ...marks.map((mark) => `  Note over ORCID: ${mark}`),
    `  ORCID${arrow}${speaker}: ${plain(outcomeOf(exchange))}`
  ]
}

/**
 * The diagram. Queries and bodies are left out, and the secrets with them.
 *
 * @see https://mermaid.js.org/syntax/sequenceDiagram.html
 */
export function renderMermaid (exchanges: readonly MockExchange[]): string {
  return ['sequenceDiagram', '  participant Browser', '  participant Client', '  participant ORCID',
    ...exchanges.flatMap(linesOf), ''].join('\n')
}
