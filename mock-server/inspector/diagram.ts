// A login as a sequence diagram: an ordered list of messages, which the stylesheet draws as arrows between three lines.
import type { MockFinding } from '../controls/findings/findings.ts'
import { maskText } from '../controls/journal/mask.ts'
import { html, wholeIds } from '../orcid/web/html.ts'
import type { Html } from '../orcid/web/html.ts'
import { arrow, badge, pause } from './arrow.ts'
import type { Actor } from './arrow.ts'
import { firstOf } from './logins.ts'
import type { Login } from './logins.ts'
import { findingBox, panelOf } from './details.ts'
import type { Reading } from './reading.ts'
import { isSeen } from './rows.ts'
import type { ImpliedRow, Leg, Row, SeenRow } from './rows.ts'
import { standingOf } from './state.ts'
import type { SeenLogin } from './view.ts'
import { wordsOf } from './words.ts'

/** What a diagram is drawn from, besides the login. */
export interface DrawingTools {
  /** What was found, by the number of the exchange. */
  readonly findings: ReadonlyMap<number, readonly MockFinding[]>
  /** What a client is called, if it is known. */
  readonly nameOf: (client: string) => string | null
}

const LEGS: Readonly<Record<Leg, string>> = {
  1: 'The person allows it',
  2: 'The code becomes an iD and a token',
  3: 'The token is used'
}

function badges ({ form, exchange: { fault, forgery } }: Reading, findings: readonly MockFinding[]): Html | null {
  const mishap = form.get('mishap') ?? ''
  const marks = [
    ...(mishap === '' ? [] : [badge('fault', `armed here: ${mishap}`)]),
    ...(fault === null ? [] : [badge('fault', `fault: ${fault}`)]),
    ...(forgery === null ? [] : [badge('fault', `forged: ${forgery}`)]),
    ...findings.map(({ severity, rule }) => badge(severity, `${severity}: ${rule}`))
  ]
  return marks.length === 0
    ? null
    : html`<span class="badges">${marks}</span>
`
}

/** A path in which every iD is an ellipsis, so that it fits above its arrow. */
function shortPath (path: string): string {
  return path.replace(/\d{4}-\d{4}-\d{4}-\d{3}[\dX]/g, '…')
}

/** The status, and where the browser goes: at ORCID itself the path says it. */
function wireOf ({ location, brought, exchange: { status } }: Reading): string {
  if (status === 0) return 'no status'
  if (location === '') return String(status)
  const [place = ''] = location.split(/[?#]/, 1)
  return `${status} to ${brought === null ? shortPath(place.replace(/^\w+:\/\/[^/]*/, '')) : place}`
}

function seenRow ({ speaker, reading }: SeenRow, { findings }: DrawingTools): Html {
  const { exchange } = reading
  const { number, method, status, fault } = exchange
  const { asks, answers, meaning } = wordsOf(reading)
  const found = findings.get(number) ?? []
  const isBroken = status === 0 || status >= 400 || fault !== null
  const kind = isBroken ? 'answer broken' : 'answer'
  return html`<li id="message-${String(number)}"><details id="open-${String(number)}">
<summary><span class="no"><span class="ends">No. </span>${String(number)}</span> ${
  arrow({ from: speaker, to: 'ORCID', kind: 'ask', says: asks, wire: `${method} ${shortPath(reading.path)}` })}${
  arrow({ from: 'ORCID', to: speaker, kind, says: answers, wire: wireOf(reading) })}${
  badges(reading, found)}</summary>
<div class="inside">
${found.map(findingBox)}${panelOf(reading, meaning)}</div>
</details></li>
`
}

function impliedRow ({ id, speaker, says, wire, evidence, meaning, address }: ImpliedRow): Html {
  const target = html`<h4>Where to</h4>
<pre>${maskText(address)}</pre>
`
  const to = speaker === 'App' ? 'Browser' : 'App'
  return html`<li id="message-${id}"><details id="open-${id}">
<summary>${arrow({ from: speaker, to, kind: 'implied', says, wire })}</summary>
<div class="inside">
<p>${meaning}</p>
<p class="quiet">${evidence}</p>
${address === '' ? null : target}</div>
</details></li>
`
}

const ICONS: Readonly<Record<Actor, string>> = {
  Browser: 'M3 5h18v14H3zM3 9.5h18M6 7.25h.01M9 7.25h.01',
  App: 'M4 4h16v7H4zM4 13h16v7H4zM7.5 7.5h.01M7.5 16.5h.01',
  ORCID: 'M3 5h18v14H3zM9 10h.01M6.5 15.5c0-3 5-3 5 0M14.5 10h3.5M14.5 14h3.5'
}

function head (actor: Actor): Html {
  return html`<span class="actor"><svg viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor"
stroke-width="2" stroke-linecap="round" stroke-linejoin="round" focusable="false"><path d="${ICONS[actor]}"/></svg>
${actor}</span>
`
}

/** The three that talk with each other. Every message names its two ends, so this is for the eye alone. */
const lanes = html`<div class="lanes" aria-hidden="true">
${head('Browser')}${head('App')}${head('ORCID')}</div>
`

interface Stretch {
  readonly leg: Leg
  readonly rows: Row[]
}

/** Rows that follow each other in one leg. */
function stretchesOf (rows: readonly Row[]): Stretch[] {
  const stretches: Stretch[] = []
  for (const row of rows) {
    const last = stretches.at(-1)
    if (last?.leg === row.leg) last.rows.push(row)
    else stretches.push({ leg: row.leg, rows: [row] })
  }
  return stretches
}

function drawRow (row: Row, tools: DrawingTools): Html {
  return isSeen(row) ? seenRow(row, tools) : impliedRow(row)
}

function drawStretch ({ leg, rows }: Stretch, tools: DrawingTools): Html {
  return html`<section class="leg">
<h3><span class="number">Leg ${String(leg)}</span> ${LEGS[leg]}</h3>
<ol role="list">
${rows.map((row) => drawRow(row, tools))}</ol>
</section>
`
}

/** What the client of a login is called. */
export function nameIn ({ client }: Login, { nameOf }: DrawingTools): string {
  return nameOf(client) ?? 'a client that is not registered'
}

function omission (omitted: number): Html | null {
  return omitted === 0
    ? null
    : html`<p class="omitted">${String(omitted)} earlier messages are not drawn.</p>
`
}

/** One login, with those of its rows that are wanted. */
export function drawLogin ({ login, rows, omitted }: SeenLogin, tools: DrawingTools, isOpen: boolean): Html {
  const { text, tone } = standingOf(login)
  return html`<details class="login" id="about-${String(firstOf(login))}"${isOpen ? html` open` : null}>
<summary><h2>Login ${String(login.place)} <span class="of">to <bdi>${nameIn(login, tools)}</bdi></span>${pause}</h2>
<span class="standing ${tone}">${wholeIds(text)}</span></summary>
<div class="diagram">
${lanes}${omission(omitted)}${stretchesOf(rows).map((stretch) => drawStretch(stretch, tools))}</div>
</details>
`
}

const EXAMPLE: ReadonlyArray<readonly [Leg, ...Array<readonly [from: Actor, to: Actor, says: string]>]> = [
  [1, ['Browser', 'App', 'asks to sign in'], ['App', 'Browser', 'sends it to ORCID with a question'],
    ['Browser', 'ORCID', 'brings the question; the person signs in and allows it'],
    ['ORCID', 'Browser', 'sends it back with a code']],
  [2, ['Browser', 'App', 'brings the code'], ['App', 'ORCID', 'exchanges the code, with its secret'],
    ['ORCID', 'App', 'names the ORCID iD and gives an access token']],
  [3, ['App', 'ORCID', 'uses the token on the record'], ['ORCID', 'App', 'gives what the person allowed']]
]

/** What a login looks like, for as long as there is none. Nothing of it has been seen, so all of it is dashed. */
export function drawExample (): Html {
  return html`<div class="diagram">
${lanes}${EXAMPLE.map(([leg, ...arrows]) => html`<section class="leg">
<h3><span class="number">Leg ${String(leg)}</span> ${LEGS[leg]}</h3>
<ol role="list">
${arrows.map(([from, to, says]) => html`<li>${arrow({ from, to, kind: 'implied', says, wire: '' })}</li>
`)}</ol>
</section>
`)}</div>
`
}

/** What belongs to no login. */
export function drawApart ({ rows, omitted }: Pick<SeenLogin, 'rows' | 'omitted'>, tools: DrawingTools): Html {
  return html`<details class="login" id="about-apart" open>
<summary><h2>Outside a login</h2></summary>
<div class="diagram">
${lanes}${omission(omitted)}<section class="leg">
<h3>Nothing ties these to a login</h3>
<ol role="list">
${rows.map((row) => drawRow(row, tools))}</ol>
</section>
</div>
</details>
`
}
