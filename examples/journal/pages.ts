// The journal's pages, from data to HTML.
import { HOME, page } from './frame.ts'
import { html } from './html.ts'
import type { Safe } from './html.ts'
import { orcidButton, orcidId } from './orcid.ts'
import { FIELDS } from './submission.ts'
import type { Article, Author, Field, FieldName, Problems, Submission } from './submission.ts'

/** Why ORCID, and the way in. */
export function welcomePage (author: Author | undefined): string {
  const way = author === undefined
    ? orcidButton('Create or connect your ORCID iD')
    : html`<a class="button main" href="/submission">Go on to your article</a>`
  return page('Submit an article', html`
<p class="lead">You need an ORCID iD, a title and an abstract.</p>
<h2>Why we ask for your ORCID iD</h2>
<p>An ORCID iD is a free and lasting identifier for you as a researcher, whatever your name and wherever you work.
<a href="https://info.orcid.org/what-is-orcid/">Learn more about ORCID</a></p>
<ul>
<li>It is you who gets the credit: you sign in at ORCID, so nobody can submit in your name.</li>
<li>What your record shows to everyone, you need not type again.</li>
<li>An article we accept can go from here onto your record.</li>
</ul>
<p class="ways">${way}</p>
<p class="quiet">ORCID asks whether we may know your iD. We ask for nothing else before we have accepted something.</p>`, { author, step: 0 })
}

/** A form on its way to and from the author. */
export interface FormParts {
  answers: Partial<Submission>
  problems?: Problems
  /** Whether the record could not be read. */
  isUnread?: boolean
}

/** The submission form. */
export function formPage (author: Author, parts: FormParts): string {
  const { problems = {}, isUnread = false } = parts
  const hasProblems = Object.keys(problems).length > 0
  const ask = (name: FieldName) => field(name, parts)
  return page(hasProblems ? 'Please look at your article again' : 'Tell us about your article', html`
${hasProblems && summary(problems)}
<form method="post" action="/submission">
<fieldset><legend>Article</legend>
${ask('title')}
${ask('abstract')}
</fieldset>
<fieldset><legend>Corresponding author</legend>
<p class="claim"><span class="quiet">ORCID iD, authenticated</span> ${orcidId(author)}</p>
<p>${isUnread
  ? 'We cannot read your record at the moment, so please fill in who you are.'
  : 'What your record shows to everyone is filled in. Change it if it should be printed differently.'}</p>
${ask('name')}
${ask('affiliation')}
${ask('email')}
</fieldset>
<p class="ways"><button class="main">Submit the article</button></p>
</form>`, { author, step: 1 })
}

function field (name: FieldName, { answers, problems = {} }: FormParts): Safe {
  const { label, longest, hint, rows, type, autocomplete }: Field = FIELDS[name]
  const problem = problems[name]
  const notes = [hint && `${name}-hint`, problem && `${name}-problem`].filter(Boolean).join(' ')
  const attributes = html`id="${name}" name="${name}" required maxlength="${longest}" dir="auto" autocomplete="${autocomplete ?? 'off'}"
${notes !== '' && html`aria-describedby="${notes}"`} ${problem !== undefined && html`aria-invalid="true"`}`
  return html`<p><label for="${name}">${label}</label>
${hint !== undefined && html`<span class="hint" id="${name}-hint">${hint}</span>`}
${problem !== undefined && html`<span class="problem" id="${name}-problem">${problem}</span>`}
${rows === undefined
  ? html`<input type="${type ?? 'text'}" ${attributes} value="${answers[name]}">`
  : html`<textarea rows="${rows}" ${attributes}>${answers[name]}</textarea>`}</p>`
}

/** What is wrong, and the way to each. It takes the focus, so that a screen reader begins with it. */
function summary (problems: Problems): Safe {
  return html`<div class="note alarm" role="alert" tabindex="-1" autofocus><p>We cannot take it like this:</p>
<ul>${Object.entries(problems).map(([name, problem]) => html`<li><a href="#${name}">${problem}</a></li>`)}</ul></div>`
}

/** The decision, and what may follow from it. */
export function articlePage (author: Author, article: Article, mayAdd: boolean): string {
  const { title, name, affiliation, doi } = article
  return page('Your article is accepted', html`
<p class="lead">Congratulations. Our reviewers are as invented as the journal, so they were quick.</p>
<section class="paper" aria-label="The article">
<p class="title" dir="auto">${title}</p>
<p><bdi>${name}</bdi>, <bdi>${affiliation}</bdi></p>
<p>${orcidId(author)}</p>
<p class="quiet">Journal of Reproducible Gardens · DOI ${doi}</p>
</section>
<h2>Your ORCID record</h2>
${offer(article, mayAdd)}
<p><a href="/submission">Submit another article</a></p>`, { author, step: 2 })
}

function offer ({ putCode }: Article, mayAdd: boolean): Safe {
  if (putCode !== null) return html`<p class="note" role="status">The article is on your ORCID record. It is work ${putCode} there.</p>`
  if (mayAdd) {
    return html`<p>You have allowed us to add the article. You can take that back here or at ORCID, whenever you want.</p>
<form method="post" action="/article/work"><p class="ways"><button class="main">Add it to my ORCID record</button></p></form>`
  }
  return html`<p>If you like, we add the article to your record, where funders and libraries learn of it from us. ORCID asks
you first.</p>
<p class="ways">${orcidButton('Let us add your article', '/login/orcid?scope=openid%20/activities/update&returnTo=/article')}</p>`
}

/** After the permission has been given back. */
export function disconnectedPage (): string {
  return page('Disconnected', html`<p>We have given our permission back to ORCID and keep nothing about you. What we added to
your record stays there: it is yours.</p>
<p class="ways">${orcidButton('Sign in with ORCID')} ${HOME}</p>`)
}
