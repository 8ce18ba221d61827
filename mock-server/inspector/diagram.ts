// A login as a sequence diagram: an ordered list of messages, which the stylesheet draws as arrows between three lines.
import type { MockExchange } from '../controls/journal/exchange.ts'
import type { MockFinding } from '../controls/findings/findings.ts'
import { maskText } from '../controls/journal/mask.ts'
import { html, wholeIds, type Html } from '../orcid/web/html.ts'
import { drawDetails } from './details.ts'
import type { Selection } from './filter.ts'
import { isSeen, type ImpliedMessage, type Message } from './messages.ts'
import type { ParsedExchange } from './parsed-exchange.ts'
import { statusOf, type Leg, type SeenMessage } from './wording.ts'

const ICONS = {
  Browser: 'M3 5h18v14H3zM3 9.5h18M6 7.25h.01M9 7.25h.01',
  App: 'M4 4h16v7H4zM4 13h16v7H4zM7.5 7.5h.01M7.5 16.5h.01',
  ORCID: 'M3 5h18v14H3zM9 10h.01M6.5 15.5c0-3 5-3 5 0M14.5 10h3.5M14.5 14h3.5'
}

type Actor = keyof typeof ICONS

interface Arrow {
  readonly from: Actor
  readonly to: Actor
  readonly says: string
  readonly wire?: string
  readonly kind?: string
}

const LEGS: Readonly<Record<Leg, string>> = {
  1: 'The person allows it',
  2: 'The code becomes an iD and a token',
  3: 'The token is used'
}

const EXAMPLE: ReadonlyArray<Arrow & { readonly leg: Leg }> = [
  { leg: 1, from: 'Browser', to: 'App', says: 'asks to sign in' },
  { leg: 1, from: 'App', to: 'Browser', says: 'sends it to ORCID with a question' },
  { leg: 1, from: 'Browser', to: 'ORCID', says: 'brings the question; the person signs in and allows it' },
  { leg: 1, from: 'ORCID', to: 'Browser', says: 'sends it back with a code' },
  { leg: 2, from: 'Browser', to: 'App', says: 'brings the code' },
  { leg: 2, from: 'App', to: 'ORCID', says: 'exchanges the code, with its secret' },
  { leg: 2, from: 'ORCID', to: 'App', says: 'names the ORCID iD and gives an access token' },
  { leg: 3, from: 'App', to: 'ORCID', says: 'uses the token on the record' },
  { leg: 3, from: 'ORCID', to: 'App', says: 'gives what the person allowed' }
]

// A screen reader pauses here; it is hidden from sight.
const PAUSE = html`<span class="ends">. </span>`

// Every arrow names its two ends, so this is for the eye alone.
const ACTORS = html`<div class="actors" aria-hidden="true">
${Object.entries(ICONS).map(([actor, path]) => html`<span class="actor ${actor}"><svg viewBox="0 0 24 24" width="20" height="20" fill="none"
stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" focusable="false"><path d="${path}"/></svg>
${actor}</span>
`)}</div>
`

function drawArrow ({ from, to, says, wire = '', kind = 'implied' }: Arrow): Html {
  return html`<span class="say ${kind} ${from} ${from}-${to}"><span class="ends">${from} to ${to}: </span><b>${wholeIds(says)}</b>${
    wire === '' ? null : html`${PAUSE}\n<code>${wire}</code>`}${PAUSE}</span>
`
}

export function drawBadge (kind: string, text: string): Html {
  return html`<span class="badge ${kind}">${text}</span> `
}

function drawBadges (parsed: ParsedExchange, findings: readonly MockFinding[]): Html | null {
  const { form, exchange: { fault, forgery } } = parsed
  const faults = Object.entries({ 'armed here': form.get('fault'), fault, forged: forgery })
    .flatMap(([word, name]) => name === null || name === '' ? [] : [drawBadge('fault', `${word}: ${name}`)])
  const badges = [...faults, ...findings.map(({ severity, rule }) => drawBadge(severity, `${severity}: ${rule}`))]
  return badges.length === 0 ? null : html`<span class="badges">${badges}</span>`
}

// So that a path fits above its arrow.
function withoutIds (path: string): string {
  return path.replace(/\d{4}-\d{4}-\d{4}-\d{3}[\dX]/g, '…')
}

function describeStatus ({ target, callback, exchange: { status } }: ParsedExchange): string {
  if (status === 0) return 'no status'
  if (target === '') return String(status)
  return `${status} to ${callback === null ? withoutIds(target.replace(/^\w+:\/\/[^/]*/, '')) : target}`
}

function drawItem (id: string, summary: Html, inside: Html): Html {
  return html`<li id="message-${id}"><details id="open-${id}">
<summary>${summary}</summary>
<div class="inside">${inside}</div></details></li>
`
}

function drawSeen (message: SeenMessage, findings: readonly MockFinding[]): Html {
  const { from, to, asks, answers, parsed } = message
  const { number, method, status, fault } = parsed.exchange
  const kind = status === 0 || status >= 400 || fault !== null ? 'answer broken' : 'answer'
  return drawItem(String(number), html`<span class="no"><span class="ends">No. </span>${String(number)}</span> ${
    drawArrow({ from, to, kind: 'ask', says: asks, wire: `${method} ${withoutIds(parsed.path)}` })}${
    drawArrow({ from: to, to: from, kind, says: answers, wire: describeStatus(parsed) })}${
    drawBadges(parsed, findings)}`, drawDetails(message, findings))
}

function drawImplied ({ id, from, says, wire, evidence, meaning, address }: ImpliedMessage): Html {
  const to = from === 'App' ? 'Browser' : 'App'
  return drawItem(id, drawArrow({ from, to, says, wire }), html`<p>${meaning}</p><p class="quiet">${evidence}</p>${
    address === '' ? null : html`<h4>Where to</h4><pre>${maskText(address)}</pre>`}`)
}

const drawn = new WeakMap<MockExchange, { findings: number, item: Html }>()

// An exchange never changes and its findings only become more, so most messages are drawn once.
function drawMessage (message: Message, allFindings: readonly MockFinding[]): Html {
  if (!isSeen(message)) return drawImplied(message)
  const { exchange } = message.parsed
  const findings = allFindings.filter((finding) => finding.exchange === exchange.number)
  const known = drawn.get(exchange)
  if (known?.findings === findings.length) return known.item
  const item = drawSeen(message, findings)
  drawn.set(exchange, { findings: findings.length, item })
  return item
}

function drawSection (title: Html, items: readonly Html[]): Html {
  return html`<section class="leg"><h3>${title}</h3>
<ol role="list">
${items}</ol></section>
`
}

// A section for each run of messages of one leg.
function drawLegs (items: ReadonlyArray<{ readonly leg: Leg, readonly item: Html }>): Html[] {
  const runs: Array<{ leg: Leg, items: Html[] }> = []
  for (const { leg, item } of items) {
    if (runs.at(-1)?.leg !== leg) runs.push({ leg, items: [] })
    runs.at(-1)?.items.push(item)
  }
  return runs.map(({ leg, items: run }) =>
    drawSection(html`<b>Leg ${String(leg)}</b> ${LEGS[leg]}`, run))
}

function drawDiagram (sections: readonly Html[], omitted = 0): Html {
  const omission = html`<p class="omitted">${String(omitted)} earlier messages are not drawn.</p>`
  return html`<div class="diagram">
${ACTORS}${omitted === 0 ? null : omission}${sections}</div>
`
}

export function drawLogin (login: Selection['logins'][number], findings: readonly MockFinding[]): Html {
  const { text, tone } = statusOf(login)
  const legs = drawLegs(login.messages.map((message) => ({ leg: message.leg, item: drawMessage(message, findings) })))
  return html`<summary><h2>Login ${String(login.place)} <span class="of">to <bdi>${login.clientName}</bdi></span>${PAUSE}</h2>
<span class="status ${tone}">${wholeIds(text)}</span></summary>
${drawDiagram(legs, login.omitted)}`
}

export function drawOutside ({ messages, omitted }: Selection['outside'], findings: readonly MockFinding[]): Html {
  const items = messages.map((message) => drawMessage(message, findings))
  return html`<summary><h2>Outside a login</h2></summary>
${drawDiagram([drawSection(html`Nothing ties these to a login`, items)], omitted)}`
}

// What a login looks like, for as long as there is none. Its arrows are dashed, because the mock has seen none.
export const exampleDiagram = drawDiagram(drawLegs(EXAMPLE.map((arrow) =>
  ({ leg: arrow.leg, item: html`<li>${drawArrow(arrow)}</li>` }))))
