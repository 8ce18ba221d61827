// The sign-in page: a button for each person, the way to somebody new, a search among many, a field for anybody.
import { html, phrase } from '../../web/html.ts'
import type { Html } from '../../web/html.ts'
import type { LocalizedPage } from '../../web/layout.ts'
import type { Texts } from '../../web/texts.ts'
import { fullName } from '../../registry/researchers.ts'
import type { Researcher } from '../../registry/researchers.ts'
import { describePerson, monogram } from './person.ts'

/** What the sign-in page is made of. */
export interface SignInPageParts {
  /** Where its forms go: the page's own address. */
  readonly action: string
  /** The query of that address. */
  readonly query: URLSearchParams
  /** What the client that is waiting is called, or null if none is. */
  readonly clientName: string | null
  /** Who is signed in already, or null. */
  readonly person: Researcher | null
  /** Where somebody who has no iD gets one. */
  readonly registerUrl: string
  /** Everybody who can be chosen. */
  readonly people: Iterable<Researcher>
  /** What tests call them, by iD; somebody who has registered has no such name. */
  readonly names: ReadonlyMap<string, string>
  /** The iD or e-mail address the client suggests, or what was typed and not found. */
  readonly suggestion: string
  /** Whether the iD that was sent is nobody's. */
  readonly isRefused: boolean
}

/** The parameter of the sign-in page that narrows the people to those it is found in. */
export const SEARCH_PARAMETER = 'find'

/** How many can be taken in at a glance; if there are more, they can be searched. */
const MOST = 24

function isFound (person: Researcher, name: string, text: string): boolean {
  const known = [person.orcid, fullName(person), name, ...person.emails.map(({ email }) => email)]
  return known.some((one) => one.toLowerCase().includes(text))
}

function personButton (person: Researcher, name: string | undefined): Html {
  const nickname = name === undefined ? null : html` <small><code>${name}</code></small>`
  return html`<li><button class="wide" name="orcid" value="${person.orcid}">${monogram(person)}
<span class="who"><strong><bdi>${fullName(person)}</bdi></strong>
<span class="line"><bdi class="orcid">${person.orcid}</bdi>${nickname}</span></span></button></li>
`
}

function newcomerLink (registerUrl: string, texts: Texts): Html {
  return html`<li><a class="wide new" href="${registerUrl}"><span class="mark" aria-hidden="true">+</span>
<span class="who"><strong>${texts.create}</strong> <span class="line">${texts.createMeans}</span></span></a></li>
`
}

// Without script a form that searches has to carry the waiting request along.
function searchForm (query: URLSearchParams, texts: Texts): Html {
  const waiting = [...query].filter(([name]) => name !== SEARCH_PARAMETER)
  return html`<form method="get" action="?" role="search">
${waiting.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">
`)}<div class="row"><p class="field"><label for="find">${texts.search}</label>
<input id="find" name="${SEARCH_PARAMETER}" type="search" value="${query.get(SEARCH_PARAMETER) ?? ''}"></p>
<p><button>${texts.find}</button></p></div>
</form>
`
}

function tally (shown: number, all: number, texts: Texts): Html | null {
  if (shown === all) return null
  if (shown === 0) return html`<p role="status">${texts.nobodyFound}</p>`
  const [some, every] = [shown, all].map((count) => html`${String(count)}`) as [Html, Html]
  return html`<p role="status" class="quiet">${phrase(texts.someShown, { shown: some, all: every })}</p>`
}

function peopleForm ({ action, query, people, names, registerUrl }: SignInPageParts, texts: Texts): Html {
  const everybody = [...people]
  const sought = (query.get(SEARCH_PARAMETER) ?? '').trim().toLowerCase()
  const shown = everybody.filter((person) => isFound(person, names.get(person.orcid) ?? '', sought)).slice(0, MOST)
  return html`<h2 id="people">${texts.chooseResearcher}</h2>
${everybody.length > MOST ? searchForm(query, texts) : null}${tally(shown.length, everybody.length, texts)}
<form method="post" action="${action}">
<ul class="plain people" aria-labelledby="people">
${shown.map((person) => personButton(person, names.get(person.orcid)))}${newcomerLink(registerUrl, texts)}</ul>
</form>
`
}

function anybodyForm ({ action, suggestion, isRefused }: SignInPageParts, texts: Texts): Html {
  // Focused, it is what somebody hears first of the page that came back.
  const invalid = html` aria-invalid="true" aria-describedby="alarm" autofocus`
  return html`<form class="apart" method="post" action="${action}">
<div class="row"><p class="field"><label for="orcid">${texts.typeOrcid}</label>
<input id="orcid" name="orcid" value="${suggestion}" autocomplete="off" required${isRefused ? invalid : null}></p>
<p><button>${texts.signIn}</button></p></div>
</form>
`
}

/** Where a person says who they are. What the client suggests stands in the field. */
export function signInPage (parts: SignInPageParts): LocalizedPage {
  const { clientName, person, suggestion, isRefused } = parts
  return (texts) => {
    const client = html`<bdi>${clientName}</bdi>`
    const below = clientName === null ? describePerson(person, texts) : phrase(texts.toGoOn, { client })
    const alarm = html`<p class="alarm" id="alarm" role="alert">${texts.nobodyHasIt}</p>`
    const [choice, field] = [peopleForm(parts, texts), anybodyForm(parts, texts)]
    // Whom the client suggests is not to be looked for below everybody else.
    const content = html`${isRefused ? alarm : null}
${suggestion === '' ? [choice, field] : [field, choice]}`
    return { status: isRefused ? 400 : 200, title: texts.signIn, below, content }
  }
}
