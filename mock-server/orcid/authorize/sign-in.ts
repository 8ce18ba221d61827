// Signing in: the people to choose from, the session that the form begins, and where the browser goes next.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { addressFor } from '../../network/address.ts'
import { html, type Html } from '../web/html.ts'
import { alarm, invalidField, sendPage } from '../web/layout.ts'
import { formOf, parameter, queryOf, rawQuery } from '../web/parameters.ts'
import { describeInactive, monogram, signedInAs } from '../web/person.ts'
import type { Registry } from '../registry/registry.ts'
import { fullName, isActive, type Researcher } from '../registry/researchers.ts'
import { sessionOf, signIn } from './session.ts'

const SEARCH_PARAMETER = 'find'

export function signInUrl (registry: Registry, request: FastifyRequest): string {
  return `${addressFor(registry, request)}/signin?${rawQuery(request)}`
}

export function registerUrl (registry: Registry, request: FastifyRequest): string {
  return `${addressFor(registry, request)}/register?${rawQuery(request)}`
}

export function findByEmail ({ researchers }: Registry, email: string): Researcher | undefined {
  const wanted = email.toLowerCase()
  return [...researchers.values()].find(({ emails }) => emails.some((own) => own.email.toLowerCase() === wanted))
}

// A parameter that the sign-in has satisfied would otherwise ask for another sign-in, again and again.
function isSatisfied ([name, value]: [string, string]): boolean {
  return name === 'show_login' || name === 'max_age' || name === SEARCH_PARAMETER || (name === 'prompt' && value === 'login')
}

/**
 * The address that the browser goes on to: the pending request without the parameters that the sign-in has satisfied,
 * or the sign-in page if no client has sent the browser.
 */
export function resumeUrl (registry: Registry, request: FastifyRequest): string {
  if (!queryOf(request).has('client_id')) return signInUrl(registry, request)
  const pending = rawQuery(request).split('&').filter((pair) => ![...new URLSearchParams(pair)].some(isSatisfied))
  return `${addressFor(registry, request)}/oauth/authorize?${pending.join('&')}`
}

// Of each kind.
const MOST_SHOWN = 24

function isFound (person: Researcher, nickname: string | undefined, text: string): boolean {
  const known = [person.orcid, fullName(person), nickname ?? '', ...person.emails.map(({ email }) => email)]
  return known.some((one) => one.toLowerCase().includes(text))
}

const isSpecial = ({ note }: Researcher): boolean => note !== null

type Nicknames = ReadonlyMap<string, string>

function personButton (person: Researcher, nicknames: Nicknames): Html {
  const { orcid, note } = person
  const nickname = nicknames.get(orcid)
  const line = html`
<span class="line">${note}</span>`
  const code = nickname === undefined ? null : html` <small><code>${nickname}</code></small>`
  return html`<li><button class="wide" name="orcid" value="${orcid}">${monogram(person)}
<span class="who"><strong><bdi>${fullName(person)}</bdi></strong>${note === null ? null : line}
<span class="line"><bdi class="orcid">${orcid}</bdi>${code}</span></span></button></li>
`
}

function registerLink (registerUrl: string): Html {
  return html`<li><a class="wide new" href="${registerUrl}"><span class="mark" aria-hidden="true">+</span>
<span class="who"><strong>Create a researcher</strong> <span class="line">with a fresh and valid ORCID iD</span></span></a></li>
`
}

// What a search has found in the fold lies open.
function foldSpecialCases (people: readonly Researcher[], nicknames: Nicknames, isSearch: boolean): Html | null {
  if (people.length === 0) return null
  return html`<details${isSearch ? html` open` : null}><summary id="special">Special cases: ${String(people.length)}</summary>
<ul class="plain people" aria-labelledby="special">
${people.map((person) => personButton(person, nicknames))}</ul>
</details>
`
}

// The page has no script, so the search form itself carries the pending request along.
function searchForm (query: URLSearchParams): Html {
  const pending = [...query].filter(([name]) => name !== SEARCH_PARAMETER)
  return html`<form method="get" action="?" role="search">
${pending.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">
`)}<div class="row"><p class="field"><label for="find">Search by name, iD or e-mail address</label>
<input id="find" name="${SEARCH_PARAMETER}" type="search" value="${query.get(SEARCH_PARAMETER) ?? ''}"></p>
<p><button>Search</button></p></div>
</form>
`
}

function countLine (shown: number, all: number): Html | null {
  if (shown === all) return null
  if (shown === 0) return html`<p role="status">No researcher matches.</p>`
  return html`<p role="status" class="quiet">${String(shown)} of ${String(all)} researchers are shown.</p>`
}

function peopleForm (registry: Registry, request: FastifyRequest): Html {
  const query = queryOf(request)
  const people = [...registry.researchers.values()]
  const nicknames = new Map([...registry.people].map(([name, { orcid }]) => [orcid, name]))
  const text = parameter(query, SEARCH_PARAMETER).trim().toLowerCase()
  const found = people.filter((person) => isFound(person, nicknames.get(person.orcid), text))
  const ordinary = found.filter((person) => !isSpecial(person)).slice(0, MOST_SHOWN)
  const special = found.filter(isSpecial).slice(0, MOST_SHOWN)
  return html`<h2 id="people">Choose a researcher</h2>
${people.length > MOST_SHOWN ? searchForm(query) : null}${countLine(ordinary.length + special.length, people.length)}
<form method="post" action="${signInUrl(registry, request)}">
<ul class="plain people" aria-labelledby="people">
${ordinary.map((person) => personButton(person, nicknames))}${registerLink(registerUrl(registry, request))}</ul>
${foldSpecialCases(special, nicknames, text !== '')}</form>
`
}

function fieldForm (action: string, suggestion: string, isUnknown: boolean): Html {
  return html`<form class="apart" method="post" action="${action}">
<div class="row"><p class="field"><label for="orcid">ORCID iD or e-mail address</label>
<input id="orcid" name="orcid" value="${suggestion}" autocomplete="off" required${isUnknown ? invalidField : null}></p>
<p><button>Sign in</button></p></div>
</form>
`
}

function subtitleOf (registry: Registry, request: FastifyRequest): Html | null {
  const client = registry.clients.get(parameter(queryOf(request), 'client_id'))
  if (client !== undefined) return html`to go on to <bdi>${client.name}</bdi>`
  const signedIn = registry.researchers.get(sessionOf(registry, request)?.orcid ?? '')
  return signedIn === undefined ? null : signedInAs(signedIn)
}

/**
 * The sign-in page. `orcid` of the authorize request fills its field, or else `email`.
 * @param unknown the iD or e-mail address that was typed and not found; null if nothing was typed
 */
export function showSignIn (registry: Registry, reply: FastifyReply, unknown: string | null = null): FastifyReply {
  const { request } = reply
  const query = queryOf(request)
  const isUnknown = unknown !== null
  // What the client suggests, `''` if it suggests nobody.
  const suggestion = unknown ?? (parameter(query, 'orcid') || parameter(query, 'email'))
  const people = peopleForm(registry, request)
  const field = fieldForm(signInUrl(registry, request), suggestion, isUnknown)
  // A suggestion comes first, so that nobody has to search for it below all the people.
  const content = html`${isUnknown ? alarm('Nobody here has this ORCID iD or e-mail address.') : null}
${suggestion === '' ? [people, field] : [field, people]}`
  const subtitle = subtitleOf(registry, request)
  return sendPage(reply, { status: isUnknown ? 400 : 200, title: 'Sign in', subtitle, content })
}

function showAccount (registry: Registry, reply: FastifyReply, person: Researcher): FastifyReply {
  const { primaryRecord } = person
  const reason = primaryRecord === null
    ? html`${describeInactive(person)}`
    : html`The record is deprecated. Sign in with <bdi class="orcid">${primaryRecord}</bdi> instead.`
  const content = html`<p class="alarm" role="alert">${reason}</p>
<p><a href="${signInUrl(registry, reply.request)}">Choose somebody else</a></p>`
  return sendPage(reply, { status: 400, title: 'Sign in', content })
}

export function acceptSignIn (registry: Registry, reply: FastifyReply): FastifyReply {
  const { request } = reply
  const typed = formOf(request).getAll('orcid').join().trim()
  const person = registry.researchers.get(typed) ?? findByEmail(registry, typed)
  if (person === undefined) return showSignIn(registry, reply, typed)
  if (!isActive(person)) return showAccount(registry, reply, person)
  signIn(registry, reply, person.orcid)
  return reply.redirect(resumeUrl(registry, request), 303)
}
