// The details of a message: its purpose, its parameters explained, the masked request and answer, and the findings.
import { maskedMessages, maskerOf, type MockExchange } from '../controls/journal/exchange.ts'
import type { MockFinding } from '../controls/findings/findings.ts'
import { parseObject } from '../controls/journal/request.ts'
import { html, type Html } from '../orcid/web/html.ts'
import { rawQuery } from '../orcid/web/parameters.ts'
import type { ParsedExchange } from './parsed-exchange.ts'
import type { SeenMessage } from './wording.ts'

type Parameter = readonly [name: string, value: string]
type Mask = (text: string) => string

const MAX_CHARACTERS = 6_000
const MAX_PARAMETERS = 24

const MEANINGS: ReadonlyMap<string, string> = new Map(Object.entries({
  client_id: 'Who asks: the client\'s public name.',
  client_secret: 'Only the client knows it: it proves that the client is itself.',
  response_type: 'What is to come back: a code.',
  scope: 'What is asked for, or what was granted.',
  redirect_uri: 'Where the answer goes. The client has registered it.',
  state: 'The app\'s own mark on this login. It comes back unchanged.',
  nonce: 'The app\'s mark inside the id_token: a code from another login brings another one.',
  prompt: 'Whether the person is to be asked again, or not at all.',
  max_age: 'How many seconds ago the person may have signed in.',
  decision: 'Which button was pressed.',
  fault: 'What is to go wrong in this login: a choice that the real ORCID does not offer.',
  orcid: 'The ORCID iD.',
  code: 'It works once, for minutes, and only together with the client\'s secret.',
  iss: 'Who says so: the issuer.',
  error: 'The reason, as a word for programs.',
  error_description: 'The reason, in a sentence.',
  grant_type: 'What the client offers in exchange for a token.',
  access_token: 'Opens the record, as far as the scopes reach.',
  refresh_token: 'Gets a new access token, without asking the person again.',
  token: 'The token that is given back.',
  token_type: 'How the token is presented: anyone who has it may use it.',
  expires_in: 'For how many seconds it is good. ORCID\'s last for twenty years.',
  name: 'The name, if its owner shows it.',
  id_token: 'Who signed in, when, and for whom: signed by ORCID. Its content is below.',
  sub: 'The subject: the ORCID iD.',
  aud: 'The audience: the client this is meant for.',
  exp: 'When it ends.',
  iat: 'When it was made.',
  auth_time: 'When the person signed in.',
  amr: 'How the person signed in.',
  at_hash: 'Ties the access token to this id_token.',
  jti: 'The name of this one id_token.',
  given_name: 'Given names.',
  family_name: 'The family name.'
}))

function cut (text: string): string {
  const rest = text.length - MAX_CHARACTERS
  return rest <= 0 ? text : `${text.slice(0, MAX_CHARACTERS)}… (${rest} more characters)`
}

function membersIn (json: string): Parameter[] {
  return Object.entries(parseObject(json)).filter(([, value]) => typeof value !== 'object' || value === null)
    .map(([name, value]) => [name, String(value)])
}

// Node decodes the ellipsis of a mask wrongly unless it is encoded.
function parametersIn (query: string): Parameter[] {
  return [...new URLSearchParams(query.replaceAll('…', '%E2%80%A6'))]
}

function requestParameters ({ form, exchange: { request } }: ParsedExchange, mask: Mask): Parameter[] {
  const sent = form.size > 0 ? [rawQuery(request), request.body] : [rawQuery(request)]
  return sent.flatMap((parameters) => parametersIn(mask(parameters)))
}

function answerParameters ({ location, exchange: { answer } }: ParsedExchange, mask: Mask): Parameter[] {
  const [, parameters] = location.split(/[?#](.*)/s)
  return parameters === undefined ? membersIn(mask(answer.body)) : parametersIn(mask(parameters.replace('#', '&')))
}

// Without the signature that would make it an id_token.
function idTokenClaims ({ answer }: ParsedExchange, mask: Mask): Parameter[] {
  const [, payload = ''] = String(answer['id_token'] ?? '').split('.')
  return membersIn(mask(Buffer.from(payload, 'base64url').toString()))
}

function meaningOf (name: string, value: string): string {
  const isTime = /^(?:exp|iat|nbf|auth_time)$/.test(name) && /^\d{1,11}$/.test(value)
  const time = isTime ? ` ${new Date(Number(value) * 1000).toISOString().slice(0, 19).replace('T', ' ')} UTC.` : ''
  return `${MEANINGS.get(name) ?? ''}${time}`
}

function explain (title: string, parameters: readonly Parameter[]): Html | null {
  if (parameters.length === 0) return null
  return html`<h4>${title}</h4>
<dl>${parameters.slice(0, MAX_PARAMETERS).map(([name, value]) => html`<div><dt><code>${name}</code></dt>
<dd><code><bdi>${value}</bdi></code> <span>${meaningOf(name, value)}</span></dd></div>`)}</dl>`
}

function drawFinding ({ rule, severity, orcidDoes, fix, source }: MockFinding): Html {
  const link = /^https:\S+$/.test(source) ? html`<a href="${source}">${source}</a>` : html`${source}`
  return html`<div class="finding ${severity}"><p><strong>${severity === 'error' ? 'ORCID refuses' : 'Warning'}:
<code>${rule}</code></strong></p>
<p><b>What ORCID does:</b> ${orcidDoes}</p>
<p><b>What to change:</b> ${fix}</p>
<p>${link}</p></div>`
}

function drawFacts ({ number, client, readsToday, durationMs, at }: MockExchange): Html {
  const named = client === null ? 'no client named' : html`client <code class="id"><bdi>${client}</bdi></code>`
  const time = at.toISOString()
  const counted = readsToday === null ? '' : `, read ${readsToday} of today`
  return html`<p class="quiet">No. ${String(number)} of the journal, ${named}, <time datetime="${time}">${
    time.slice(11, 19)} UTC</time>, ${durationMs.toFixed(1)} ms${counted}</p>`
}

export function drawDetails ({ parsed, meaning }: SeenMessage, findings: readonly MockFinding[]): Html {
  const [sent, received] = maskedMessages(parsed.exchange)
  const mask = maskerOf(parsed.exchange)
  return html`${findings.map(drawFinding)}<p>${meaning}</p>
${drawFacts(parsed.exchange)}
<div class="pair"><section><h4>Request</h4>
<pre>${cut(sent)}</pre>
${explain('What it says', requestParameters(parsed, mask))}</section>
<section><h4>Answer</h4>
<pre>${cut(received)}</pre>
${explain('What it says', answerParameters(parsed, mask))}${explain('What the id_token says', idTokenClaims(parsed, mask))}</section>
</div>`
}
