// The sign-in page: a button for each person, a link to register, a search among many, a field for an iD or e-mail.
import { html, type Html } from '../../web/html.ts'
import { alarm, invalidField, type Page } from '../../web/layout.ts'
import { monogram, signedInAs } from '../../web/person.ts'
import { fullName, type Researcher } from '../../registry/researchers.ts'

interface SignInPageParts {
  readonly action: string
  readonly query: URLSearchParams
  /** The client whose authorization request is pending, or null. */
  readonly clientName: string | null
  readonly signedIn: Researcher | null
  readonly registerUrl: string
  readonly people: readonly Researcher[]
  readonly nicknames: ReadonlyMap<string, string>
  /** The iD or e-mail address that the client suggests, or that was typed and not found. */
  readonly suggestion: string
  readonly isUnknown: boolean
}

export const SEARCH_PARAMETER = 'find'

const MOST_SHOWN = 24

function isFound (person: Researcher, nickname: string, text: string): boolean {
  const known = [person.orcid, fullName(person), nickname, ...person.emails.map(({ email }) => email)]
  return known.some((one) => one.toLowerCase().includes(text))
}

function personButton (person: Researcher, nickname: string | undefined): Html {
  const code = nickname === undefined ? null : html` <small><code>${nickname}</code></small>`
  return html`<li><button class="wide" name="orcid" value="${person.orcid}">${monogram(person)}
<span class="who"><strong><bdi>${fullName(person)}</bdi></strong>
<span class="line"><bdi class="orcid">${person.orcid}</bdi>${code}</span></span></button></li>
`
}

function registerLink (registerUrl: string): Html {
  return html`<li><a class="wide new" href="${registerUrl}"><span class="mark" aria-hidden="true">+</span>
<span class="who"><strong>Create a researcher</strong> <span class="line">with a fresh and valid ORCID iD</span></span></a></li>
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

function peopleForm ({ action, query, people, nicknames, registerUrl }: SignInPageParts): Html {
  const text = (query.get(SEARCH_PARAMETER) ?? '').trim().toLowerCase()
  const shown = people.filter((person) => isFound(person, nicknames.get(person.orcid) ?? '', text)).slice(0, MOST_SHOWN)
  return html`<h2 id="people">Choose a researcher</h2>
${people.length > MOST_SHOWN ? searchForm(query) : null}${countLine(shown.length, people.length)}
<form method="post" action="${action}">
<ul class="plain people" aria-labelledby="people">
${shown.map((person) => personButton(person, nicknames.get(person.orcid)))}${registerLink(registerUrl)}</ul>
</form>
`
}

function fieldForm ({ action, suggestion, isUnknown }: SignInPageParts): Html {
  return html`<form class="apart" method="post" action="${action}">
<div class="row"><p class="field"><label for="orcid">ORCID iD or e-mail address</label>
<input id="orcid" name="orcid" value="${suggestion}" autocomplete="off" required${isUnknown ? invalidField : null}></p>
<p><button>Sign in</button></p></div>
</form>
`
}

function subtitleOf ({ clientName, signedIn }: SignInPageParts): Html | null {
  if (clientName !== null) return html`to go on to <bdi>${clientName}</bdi>`
  return signedIn === null ? null : signedInAs(signedIn)
}

export function signInPage (parts: SignInPageParts): Page {
  const { suggestion, isUnknown } = parts
  const [people, field] = [peopleForm(parts), fieldForm(parts)]
  // A suggestion comes first, so that nobody has to search for it below all the people.
  const content = html`${isUnknown ? alarm('Nobody here has this ORCID iD or e-mail address.') : null}
${suggestion === '' ? [people, field] : [field, people]}`
  return { status: isUnknown ? 400 : 200, title: 'Sign in', subtitle: subtitleOf(parts), content }
}
