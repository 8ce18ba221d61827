// The journal's pages, from data to HTML.
import { currentEmployments, displayName, visibleEmails } from 'fastify-orcid'
import type { OrcidEmployments, OrcidError, OrcidPerson, OrcidWorks } from 'fastify-orcid'
import { html } from './journal-html.ts'
import type { Safe } from './journal-html.ts'
import { STYLE, icon } from './journal-style.ts'
import type { Author } from './journal.ts'

/** What the author's page is made of. */
export interface AuthorPageParts {
  author: Author
  person: OrcidPerson
  employments: OrcidEmployments
  works: OrcidWorks
  /** Whether the author has let us write to the record. */
  mayAdd: boolean
  /** What has just happened, or nothing. */
  notice: string | undefined
}

/** The frame around every page. */
export function page (title: string, body: Safe): string {
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Journal of Reproducible Gardens</title><style>${{ safe: STYLE }}</style></head>
<body>
<header><a href="/">Journal of Reproducible Gardens</a><p>An invented journal, to show how ORCID is used</p></header>
<main>
<h1>${title}</h1>
${body}
</main>
<footer>ORCID and the ORCID iD icon are trademarks of ORCID, Inc. <a href="https://info.orcid.org/brand-guidelines/">Brand guidelines</a></footer>
</body>
</html>
`.safe
}

const signIn = (words: string, href = '/login/orcid') => html`<a class="button" href="${href}">${icon} ${words}</a>`

/** Why ORCID, and the way in. */
export function welcomePage (): string {
  return page('Submit an article', html`
<p>Submitting takes two steps: tell us who you are, then tell us about your article.</p>
<h2>1. Who you are</h2>
<p>ORCID provides a persistent identifier, an ORCID iD, that distinguishes you from other researchers, and connects you with
your work wherever your name is spelled another way. <a href="https://info.orcid.org/what-is-orcid/">Learn more about ORCID</a></p>
<p>We ask you to sign in there, so that nobody can submit in your name. We then read what your record shows to everyone:
nothing has to be typed.</p>
<p class="ways">${signIn('Create or connect your ORCID iD')}</p>
<h2>2. Your article</h2>
<p>Its title and DOI. If you like, we add it to your ORCID record, so that funders and libraries learn of it from us.</p>`)
}

/** The iD by ORCID's display rules: icon, full address, linked to the record, and called what it is. */
function orcidId (uri: string): Safe {
  return html`<a class="orcid" href="${uri}" aria-label="View ORCID record ${uri}">${icon} ${uri}</a>`
}

function aboutAuthor ({ author, person, employments }: AuthorPageParts): Safe {
  const jobs = currentEmployments(employments).map(({ organization, roleTitle }) => [roleTitle, organization].filter(Boolean).join(', '))
  const addresses = visibleEmails(person).map(({ email, verified }) => `${email}${verified ? '' : ' (not verified)'}`)
  return html`<dl>
<dt>ORCID iD</dt><dd>${orcidId(author.uri)}</dd>
<dt>Name</dt><dd>${displayName(person) ?? 'not public'}</dd>
<dt>Affiliation</dt><dd>${jobs.join('; ') || 'none that we may see'}</dd>
<dt>E-mail</dt><dd>${addresses.join(', ') || 'none that we may see'}</dd>
<dt>Biography</dt><dd>${person.biography?.content ?? 'none that we may see'}</dd>
<dt>Permission</dt><dd><code>${author.scope.join(' ')}</code></dd>
</dl>`
}

function addForm ({ mayAdd }: AuthorPageParts): Safe {
  if (!mayAdd) {
    return html`<p>We may not add anything to your ORCID record yet. ORCID will ask you first.</p>
<p class="ways">${signIn('Let us add your article', '/login/orcid?scope=openid%20/activities/update&returnTo=/author')}</p>`
  }
  return html`<form method="post" action="/articles">
<p><label for="title">Title</label><input id="title" name="title" required maxlength="500" value="Gardens that grow twice"></p>
<p><label for="doi">DOI</label><input id="doi" name="doi" required pattern="10\\.\\d{4,}/\\S+" maxlength="200" value="10.5555/garden.1"></p>
<p><button class="main">Submit, and add it to my ORCID record</button></p>
</form>`
}

function workList ({ works }: AuthorPageParts): Safe {
  const titles = works.group.flatMap(({ 'work-summary': [work] }) => work?.title?.title?.value ?? [])
  if (titles.length === 0) return html`<p class="quiet">None that we may see.</p>`
  return html`<ul>
${titles.map((title) => html`<li>${title}</li>
`)}</ul>`
}

/** Who signed in, what their record says, and what can be done with it. */
export function authorPage (parts: AuthorPageParts): string {
  const { author, notice } = parts
  const what = notice === undefined ? null : html`<p class="note" role="status">${notice}</p>`
  return page(`Welcome, ${author.name ?? 'author'}`, html`${what}
<p>You have proved that this ORCID iD is yours. The rest is what your record shows.</p>
${aboutAuthor(parts)}
<h2>Your article</h2>
${addForm(parts)}
<h2>Works on your record</h2>
${workList(parts)}
<h2>Leave</h2>
<p class="quiet">Signing out ends your visit. Disconnecting gives our permission back to ORCID, too.</p>
<div class="ways"><form method="post" action="/leave"><button>Sign out</button></form>
<form method="post" action="/disconnect"><button>Disconnect my ORCID iD</button></form></div>`)
}

/** After the permission has been given back. */
export function disconnectedPage (): string {
  return page('Disconnected', html`<p>We have given our permission back to ORCID and keep nothing about you. What we added to
your record stays there: it is yours.</p>
<p class="ways">${signIn('Connect your ORCID iD')} <a href="/">Back to the journal</a></p>`)
}

/** For an address that leads nowhere. */
export function nowherePage (): string {
  return page('There is no such page', html`<p>The address may be mistyped, or the page may have moved.</p>
<p class="ways"><a href="/">Back to the journal</a></p>`)
}

/** What went wrong, in words for the person it happened to, and the way on. */
export function failurePage (error: OrcidError, author: Author | undefined): string {
  const back = author === undefined ? html`<a href="/">Back to the journal</a>` : html`<a href="/author">Back to your page</a>`
  if (error.code === 'ORCID_ERR_ACCESS_DENIED') {
    return page('You did not allow it', html`<p>ORCID told us that you did not grant permission, so nothing has changed. You can change your mind.</p>
<p class="ways">${signIn('Connect your ORCID iD')} ${back}</p>`)
  }
  if (error.code === 'ORCID_ERR_TOKEN_INVALID') {
    return page('Please sign in again', html`<p>Our permission to read your record has ended. You may have withdrawn it at ORCID.</p>
<p class="ways">${signIn('Connect your ORCID iD')} <a href="/">Back to the journal</a></p>`)
  }
  if (author !== undefined && error.statusCode === 400) {
    return page('You are signed in already', html`<p>This sign-in is finished. Nothing was lost.</p><p class="ways"><a class="button" href="/author">Go on to your page</a></p>`)
  }
  return page('The sign-in did not work', html`<p>${error.message}</p>
<p class="ways">${signIn('Connect your ORCID iD')} ${back}</p>
<p class="quiet">If it goes on like this, tell us this code: <code>${error.code}</code></p>`)
}
