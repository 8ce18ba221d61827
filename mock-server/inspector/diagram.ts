// A login as a sequence diagram: an ordered list of messages, which the stylesheet draws as arrows between three lines.
import type { MockExchange } from '../controls/journal/exchange.ts'
import type { MockFinding } from '../controls/findings/findings.ts'
import { maskText } from '../controls/journal/mask.ts'
import { html, wholeIds, type Html } from '../orcid/web/html.ts'
import { drawDetails } from './details.ts'
import type { Selection, ShownLogin } from './filter.ts'
import { firstNumberOf } from './logins.ts'
import type { Block } from './live-page.ts'
import { isSeen, type ImpliedMessage, type Leg, type Message, type SeenMessage } from './messages.ts'
import type { ParsedExchange } from './parsed-exchange.ts'
import { describeExchange, statusOf } from './wording.ts'

export type FindingsByExchange = ReadonlyMap<number, readonly MockFinding[]>

type Actor = 'Browser' | 'App' | 'ORCID'

interface Arrow {
  readonly from: Actor
  readonly to: Actor
  readonly kind: string
  readonly says: string
  readonly wire: string
}

const LEGS: Readonly<Record<Leg, string>> = {
  1: 'The person allows it',
  2: 'The code becomes an iD and a token',
  3: 'The token is used'
}

const ICONS: Readonly<Record<Actor, string>> = {
  Browser: 'M3 5h18v14H3zM3 9.5h18M6 7.25h.01M9 7.25h.01',
  App: 'M4 4h16v7H4zM4 13h16v7H4zM7.5 7.5h.01M7.5 16.5h.01',
  ORCID: 'M3 5h18v14H3zM9 10h.01M6.5 15.5c0-3 5-3 5 0M14.5 10h3.5M14.5 14h3.5'
}

const EXAMPLE: ReadonlyArray<Pick<Arrow, 'from' | 'to' | 'says'> & { readonly leg: Leg }> = [
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
const ACTORS = html`<div class="lanes" aria-hidden="true">
${Object.entries(ICONS).map(([actor, path]) => html`<span class="actor"><svg viewBox="0 0 24 24" width="20" height="20" fill="none"
stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" focusable="false"><path d="${path}"/></svg>
${actor}</span>
`)}</div>
`

function drawArrow ({ from, to, kind, says, wire }: Arrow): Html {
  // The stylesheet knows an arrow by its ends: b-o is from the browser to ORCID.
  const ends = `${from.charAt(0)}-${to.charAt(0)}`.toLowerCase()
  const shown = html`${PAUSE}
<code>${wire}</code>`
  return html`<span class="say ${kind} ${ends}"><span class="ends">${from} to ${to}: </span><b>${wholeIds(says)}</b>${
    wire === '' ? null : shown}${PAUSE}</span>
`
}

export function drawBadge (kind: string, text: string): Html {
  return html`<span class="badge ${kind}">${text}</span> `
}

function drawBadges (parsed: ParsedExchange, findings: readonly MockFinding[]): Html | null {
  const { form, exchange: { fault, forgery } } = parsed
  const armed = form.get('fault') ?? ''
  const badges = [
    ...(armed === '' ? [] : [drawBadge('fault', `armed here: ${armed}`)]),
    ...(fault === null ? [] : [drawBadge('fault', `fault: ${fault}`)]),
    ...(forgery === null ? [] : [drawBadge('fault', `forged: ${forgery}`)]),
    ...findings.map(({ severity, rule }) => drawBadge(severity, `${severity}: ${rule}`))
  ]
  return badges.length === 0 ? null : html`<span class="badges">${badges}</span>`
}

// So that a path fits above its arrow.
function withoutIds (path: string): string {
  return path.replace(/\d{4}-\d{4}-\d{4}-\d{3}[\dX]/g, '…')
}

function describeStatus ({ location, callback, exchange: { status } }: ParsedExchange): string {
  if (status === 0) return 'no status'
  if (location === '') return String(status)
  const [target = ''] = location.split(/[?#]/, 1)
  return `${status} to ${callback === null ? withoutIds(target.replace(/^\w+:\/\/[^/]*/, '')) : target}`
}

function drawSeen ({ from, parsed }: SeenMessage, findings: readonly MockFinding[]): Html {
  const { number, method, status, fault } = parsed.exchange
  const { asks, answers, meaning } = describeExchange(parsed)
  const kind = status === 0 || status >= 400 || fault !== null ? 'answer broken' : 'answer'
  return html`<li id="message-${String(number)}"><details id="open-${String(number)}">
<summary><span class="no"><span class="ends">No. </span>${String(number)}</span> ${
  drawArrow({ from, to: 'ORCID', kind: 'ask', says: asks, wire: `${method} ${withoutIds(parsed.path)}` })}${
  drawArrow({ from: 'ORCID', to: from, kind, says: answers, wire: describeStatus(parsed) })}${
  drawBadges(parsed, findings)}</summary>
${drawDetails(parsed, meaning, findings)}</details></li>
`
}

function drawImplied ({ id, from, says, wire, evidence, meaning, address }: ImpliedMessage): Html {
  const target = address === '' ? null : html`<h4>Where to</h4><pre>${maskText(address)}</pre>`
  const to = from === 'App' ? 'Browser' : 'App'
  return html`<li id="message-${id}"><details id="open-${id}">
<summary>${drawArrow({ from, to, kind: 'implied', says, wire })}</summary>
<div class="inside"><p>${meaning}</p><p class="quiet">${evidence}</p>${target}</div></details></li>
`
}

const drawn = new WeakMap<MockExchange, { findings: number, item: Html }>()

// An exchange never changes and its findings only become more, so most messages are drawn once.
function drawMessage (message: Message, byExchange: FindingsByExchange): Html {
  if (!isSeen(message)) return drawImplied(message)
  const { exchange } = message.parsed
  const findings = byExchange.get(exchange.number) ?? []
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
    drawSection(html`<span class="number">Leg ${String(leg)}</span> ${LEGS[leg]}`, run))
}

function drawDiagram (sections: readonly Html[], omitted = 0): Html {
  const omission = html`<p class="omitted">${String(omitted)} earlier messages are not drawn.</p>`
  return html`<div class="diagram">
${ACTORS}${omitted === 0 ? null : omission}${sections}</div>
`
}

// What a diagram shows, apart from the messages themselves: they never change.
function keyOf ({ messages, omitted }: Selection['outside'], findings: FindingsByExchange): string {
  const numbers = messages.filter(isSeen).map(({ parsed: { exchange: { number } } }) =>
    `${number}:${findings.get(number)?.length ?? 0}`)
  return `${omitted} ${numbers.join()}`
}

interface LoginOnPage {
  readonly shown: ShownLogin
  readonly name: string
  readonly findings: FindingsByExchange
  readonly isOpen: boolean
}

export function loginBlock ({ shown, name, findings, isOpen }: LoginOnPage): Block {
  const { login, messages, omitted } = shown
  const { text, tone } = statusOf(login)
  const number = firstNumberOf(login)
  return {
    id: `login-${number}`,
    // Whether it is open is only how it begins: the reader opens and closes it.
    key: JSON.stringify([login.place, name, login.exchanges.length, keyOf(shown, findings)]),
    draw: () => html`<details class="login" id="about-${String(number)}"${isOpen ? html` open` : null}>
<summary><h2>Login ${String(login.place)} <span class="of">to <bdi>${name}</bdi></span>${PAUSE}</h2>
<span class="standing ${tone}">${wholeIds(text)}</span></summary>
${drawDiagram(drawLegs(messages.map((message) =>
  ({ leg: message.leg, item: drawMessage(message, findings) }))), omitted)}</details>`
  }
}

export function outsideBlock (outside: Selection['outside'], findings: FindingsByExchange): Block {
  const { messages, omitted } = outside
  return {
    id: 'outside',
    key: keyOf(outside, findings),
    draw: () => html`<details class="login" id="about-outside" open>
<summary><h2>Outside a login</h2></summary>
${drawDiagram([drawSection(html`Nothing ties these to a login`, messages.map((message) =>
  drawMessage(message, findings)))], omitted)}</details>`
  }
}

// What a login looks like, for as long as there is none. Its arrows are dashed, because the mock has seen none.
export const exampleDiagram = drawDiagram(drawLegs(EXAMPLE.map(({ leg, ...arrow }) =>
  ({ leg, item: html`<li>${drawArrow({ ...arrow, kind: 'implied', wire: '' })}</li>` }))))
