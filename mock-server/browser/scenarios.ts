// What can go differently on the way back from ORCID: the scenarios by name, and what each does to the callback.

/**
 * Every scenario a plan can name, and what happens in it. What an app does about it is for the app to show; where
 * it has a right answer, `audit` knows it.
 */
export const SCENARIOS = {
  'close-window': 'The person closes the window on the consent page and never comes back.',
  'back-and-resubmit': 'After the callback the person presses back and sends the consent form again.',
  'two-tabs': 'Two tabs begin a login; the one that began first comes back first.',
  'two-tabs-crossed': 'Two tabs begin a login; the one that began first comes back last.',
  'double-navigation': 'ORCID\'s page sends the browser to the callback twice at once.',
  'double-navigation-cancelled': 'ORCID\'s page sends it twice, and the second navigation cancels the first unanswered.',
  'replay-callback': 'The callback is opened again when it has been answered, by reloading for example.',
  'other-browser': 'The callback is opened in a browser that never began a login: login CSRF.',
  'other-code': 'The callback brings a code of another sign-in to the same app: code injection.',
  'tamper-state': 'The callback\'s state is changed.',
  'drop-state': 'The callback has no state.',
  'repeat-state': 'The callback has its state twice.',
  'tamper-code': 'The callback\'s code is changed.',
  'drop-code': 'The callback has no code.',
  'repeat-code': 'The callback has its code twice.',
  'tamper-iss': 'The callback names another issuer (RFC 9207).',
  'code-and-error': 'The callback has an error besides its code.',
  'empty-callback': 'The callback has no query, as when ORCID puts its answer into the fragment.',
  'hour-at-orcid': 'The person takes an hour for the consent page.',
  'hour-before-callback': 'An hour passes between ORCID\'s answer and the callback, so the code expires.',
  'other-loopback-name': 'The login starts at 127.0.0.1 though the redirect URI says localhost, or the reverse.',
  'no-cookies': 'The browser keeps no cookies of the app.',
  prefetch: 'The browser prefetches the login and the callback before it goes there.',
  'head-request': 'Something asks for the login and for the callback by HEAD first, as link checkers do.'
} as const

/** The name of a scenario. */
export type ScenarioName = keyof typeof SCENARIOS

/** The scenarios that change the callback's URL and nothing else, and how. */
export const TAMPERINGS: Readonly<Partial<Record<ScenarioName, (callback: URL) => URL>>> = {
  'tamper-state': url => rewrite(url, query => alter(query, 'state')),
  'drop-state': url => rewrite(url, query => query.delete('state')),
  'repeat-state': url => rewrite(url, query => repeat(query, 'state')),
  'tamper-code': url => rewrite(url, query => alter(query, 'code')),
  'drop-code': url => rewrite(url, query => query.delete('code')),
  'repeat-code': url => rewrite(url, query => repeat(query, 'code')),
  'tamper-iss': url => rewrite(url, query => query.set('iss', 'https://orcid.example')),
  'code-and-error': url => rewrite(url, query => query.set('error', 'access_denied')),
  'empty-callback': url => new URL(url.pathname, url)
}

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

function rewrite (url: URL, change: (query: URLSearchParams) => void): URL {
  const changed = new URL(url)
  change(changed.searchParams)
  return changed
}

function repeat (query: URLSearchParams, name: string): void {
  query.append(name, query.get(name) ?? '')
}

// As long as before and as well formed, so that only a comparison finds out. Not the last character: in
// base64url some of its bits mean nothing.
function alter (query: URLSearchParams, name: string): void {
  const next = (first: string): string => BASE64URL.charAt((BASE64URL.indexOf(first) + 1) % BASE64URL.length)
  query.set(name, String(query.get(name)).replace(/^./, next))
}
