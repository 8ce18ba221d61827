// What the journal says when something goes wrong, in words for the person it happens to, and the way on.
import { OrcidAccessDeniedError, OrcidTokenInvalidError } from 'fastify-orcid'
import type { OrcidError } from 'fastify-orcid'
import { HOME, page } from './frame.ts'
import { html } from './html.ts'
import type { Safe } from './html.ts'
import { orcidButton } from './orcid.ts'
import type { Article, Visit } from './submission.ts'

/** For whoever has not signed in, or not lately. */
export function signInPage (): string {
  return page('Please sign in first', html`<p>This page is for authors, and your visit has not begun or is over. If you were writing
something, go back first and copy it.</p>
<p class="ways">${orcidButton('Sign in with ORCID')} ${HOME}</p>`)
}

/** For an address that leads nowhere. */
export function nowherePage (): string {
  return page('There is no such page', html`<p>The address may be mistyped, or the page may have moved.</p><p class="ways">${HOME}</p>`)
}

/** For a form that was sent from somewhere else. */
export function foreignPage (): string {
  return page('This form did not come from us', html`<p>Another site, or a browser that does not say where it comes from, sent it. Nothing
was done.</p><p class="ways">${HOME}</p>`)
}

/** For everything else that goes wrong here. */
export function troublePage (statusCode: number): string {
  const why = statusCode < 500
    ? 'We cannot read what your browser sent, so nothing was done.'
    : 'It is our mistake. Please try again later.'
  return page('That did not work', html`<p>${why}</p><p class="ways">${HOME}</p>`)
}

const backTo = (article: Article | undefined) => article === undefined ? '/submission' : '/article'

/** For a login that failed. */
export function loginFailedPage (error: OrcidError, { author, article }: Visit): string {
  const back = author === undefined ? HOME : html`<a class="button" href="${backTo(article)}">Back to your article</a>`
  if (error instanceof OrcidAccessDeniedError) {
    return page('You did not allow it', html`<p>ORCID told us that you did not grant permission, so nothing has changed. You can change your mind.</p>
<p class="ways">${author === undefined && orcidButton('Create or connect your ORCID iD')} ${back}</p>`, { author })
  }
  if (author !== undefined && error.statusCode === 400) {
    return page('You are signed in already', html`<p>This sign-in is finished. Nothing was lost.</p><p class="ways">${back}</p>`, { author })
  }
  return page('The sign-in did not work', html`<p>${error.publicMessage}</p>
<p class="ways">${orcidButton('Sign in with ORCID')} ${back}</p>
${errorCode(error)}`, { author })
}

/** For a record that could not be read or added to. */
export function recordFailedPage (error: OrcidError, { author, article }: Visit): string {
  if (error instanceof OrcidTokenInvalidError) {
    return page('Please sign in again', html`<p>Our permission has ended. You may have withdrawn it at ORCID.</p>
<p class="ways">${orcidButton('Sign in with ORCID', `/login/orcid?returnTo=${backTo(article)}`)} ${HOME}</p>`)
  }
  return page('It did not work at ORCID', html`<p>${error.publicMessage}</p>
<p class="ways"><a class="button" href="${backTo(article)}">Back to your article</a></p>
${errorCode(error)}`, { author })
}

function errorCode ({ code }: OrcidError): Safe {
  return html`<p class="quiet">If it goes on like this, tell us this code: <code>${code}</code></p>`
}
