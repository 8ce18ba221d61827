// What a message opens to: what it is for, what its parameters mean, and the masked request and answer.
import { maskedMessages, secretsOf } from '../controls/journal/exchange.ts'
import type { MockExchange } from '../controls/journal/exchange.ts'
import type { MockFinding } from '../controls/findings/findings.ts'
import { maskValues } from '../controls/journal/mask.ts'
import { html } from '../orcid/web/html.ts'
import type { Html } from '../orcid/web/html.ts'
import { meaningOf } from './parameters.ts'
import { membersIn } from './reading.ts'
import type { Reading } from './reading.ts'

type Pair = readonly [name: string, value: string]

/** How much of a message is shown. */
const SHOWN = 6_000

/** How many of its parameters are explained. */
const EXPLAINED = 24

function cut (text: string): string {
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}… (${text.length - SHOWN} more characters)`
}

/** The body of a masked message. */
function bodyOf (message: string): string {
  const [, body = ''] = message.split(/\n\n(.*)/s)
  return body
}

// A mask may have cut a percent-encoded character in half, and then it is shown as it is.
function decode (text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

function pairsIn (query: string): Pair[] {
  return query.split('&').filter((pair) => pair !== '').map((pair) => {
    const [name, value = ''] = pair.split(/=(.*)/s) as [string, string?]
    return [decode(name), decode(value)]
  })
}

/** Query and form of a masked request. */
function asked (message: string, { form }: Reading): Pair[] {
  const query = /^\S+ [^?\s]*\?(\S*)/.exec(message)?.[1] ?? ''
  return [...pairsIn(query), ...form.size > 0 ? pairsIn(bodyOf(message)) : []]
}

function membersOf (json: string): Pair[] {
  return Object.entries(membersIn(json)).filter(([, value]) => typeof value !== 'object' || value === null)
    .map(([name, value]) => [name, String(value)])
}

/** What a masked answer says, in its Location or its JSON. */
function answered (message: string): Pair[] {
  const location = /^location: [^\n?#]*[?#](.*)$/im.exec(message)?.[1]
  return location === undefined ? membersOf(bodyOf(message)) : pairsIn(location.replace('#', '&'))
}

/** What an id_token says, without the signature that would make it one. */
function claimed ({ answer, exchange }: Reading): Pair[] {
  const { id_token: idToken } = answer
  if (typeof idToken !== 'string') return []
  const payload = Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString()
  return membersOf(maskValues(payload, secretsOf(exchange)))
}

/** What a parameter means; a time in seconds is told as a time besides. */
function glossOf (name: string, value: string): string {
  const isTime = /^(?:exp|iat|nbf|auth_time)$/.test(name) && /^\d{1,11}$/.test(value)
  const meaning = meaningOf(name)
  return isTime ? `${meaning} ${new Date(Number(value) * 1000).toISOString().slice(0, 19).replace('T', ' ')} UTC.` : meaning
}

function explain (title: string, pairs: readonly Pair[]): Html | null {
  if (pairs.length === 0) return null
  return html`<h4>${title}</h4>
<dl>
${pairs.slice(0, EXPLAINED).map(([name, value]) => html`<div><dt><code>${name}</code></dt>
<dd><code><bdi>${value}</bdi></code> <span>${glossOf(name, value)}</span></dd></div>
`)}</dl>
`
}

/** A finding, with what ORCID does and what to change. */
export function findingBox ({ rule, severity, orcidDoes, fix, source }: MockFinding): Html {
  const link = /^https:\S+$/.test(source) ? html`<a href="${source}">${source}</a>` : html`${source}`
  return html`<div class="finding ${severity}"><p><strong>${severity === 'error' ? 'ORCID refuses' : 'ORCID frowns'}:
<code>${rule}</code></strong></p>
<p><b>What ORCID does:</b> ${orcidDoes}</p>
<p><b>What to change:</b> ${fix}</p>
<p class="source">${link}</p></div>
`
}

function factsOf ({ number, client, durationMs, at }: MockExchange): Html {
  const who = client === null ? 'no client named' : html`client <code class="id"><bdi>${client}</bdi></code>`
  return html`<p class="quiet facts">No. ${String(number)} of the journal, ${who}, <time datetime="${at.toISOString()}">${
    at.toISOString().slice(11, 19)} UTC</time>, ${durationMs.toFixed(1)} ms</p>
`
}

const panels = new WeakMap<MockExchange, Html>()

function render (reading: Reading, meaning: string): Html {
  const { exchange } = reading
  const [sent, received] = maskedMessages(exchange)
  return html`<p>${meaning}</p>
${factsOf(exchange)}<div class="both">
<section><h4>Request</h4>
<pre>${cut(sent)}</pre>
${explain('What it says', asked(sent, reading))}</section>
<section><h4>Answer</h4>
<pre>${cut(received)}</pre>
${explain('What it says', answered(received))}${explain('What the id_token says', claimed(reading))}</section>
</div>
`
}

/** The inside of an exchange. It never changes, so it is made once. */
export function panelOf (reading: Reading, meaning: string): Html {
  const known = panels.get(reading.exchange)
  if (known !== undefined) return known
  const panel = render(reading, meaning)
  panels.set(reading.exchange, panel)
  return panel
}
