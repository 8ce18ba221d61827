// ORCID's checklist for integrations, as far as a program can only remind a person of it.

/** One line of ORCID's checklist that a person must judge. */
export interface Reminder {
  /** Its name. */
  readonly id: string
  /** What to look at. */
  readonly sent: string
  /** What ORCID asks for. */
  readonly expected: string
  /** ORCID's page. */
  readonly source: string
}

const GUIDE = 'https://info.orcid.org/documentation/integration-guide'
const MINIMUM = `${GUIDE}/minimum-requirements-for-member-integrations`

/** The lines, in ORCID's order. */
export const reminders: readonly Reminder[] = [
  {
    id: 'checklist/button',
    sent: 'The page that starts the login.',
    expected: 'A sign-in option or a button in ORCID\'s branding starts it, in the same window or a pop-up, no frame.',
    source: `${GUIDE}/orcid-oauth-sign-in-guidelines/`
  },
  {
    id: 'checklist/typed-id',
    sent: 'Every form of the app.',
    expected: 'Nobody types or searches an ORCID iD; it comes from signing in.',
    source: MINIMUM
  },
  {
    id: 'checklist/explanation',
    sent: 'The page that starts the login.',
    expected: 'It says what an ORCID iD is, why it is asked for, and what the person gets from it.',
    source: MINIMUM
  },
  {
    id: 'checklist/scopes',
    sent: 'The scopes that are asked for.',
    expected: 'Each is one the app uses or is about to use.',
    source: MINIMUM
  },
  {
    id: 'checklist/store',
    sent: 'What the app keeps of the token answer.',
    expected: 'Name, iD (best as the full https URI) and access token; with them refresh token, scope and expiry.',
    source: 'https://info.orcid.org/ufaqs/what-should-my-integration-store'
  },
  {
    id: 'checklist/display',
    sent: 'Every page that shows an iD.',
    expected: 'The iD icon and the whole https URI as a link, or the compact form; unauthenticated iDs look different.',
    source: `${GUIDE}/orcid-id-display-guidelines/`
  },
  {
    id: 'checklist/visibility',
    sent: 'What the app asks of people.',
    expected: 'It does not ask them to change their visibility settings or to make their e-mail address public.',
    source: MINIMUM
  },
  {
    id: 'checklist/api-version',
    sent: 'The addresses of the record API.',
    expected: 'The latest version, v3.0.',
    source: MINIMUM
  },
  {
    id: 'checklist/errors',
    sent: 'The pages after a denial and after a failure.',
    expected: 'They say what happened, offer another try, and name somebody who helps.',
    source: 'https://info.orcid.org/ufaqs/what-should-my-integration-store'
  },
  {
    id: 'checklist/disconnect',
    sent: 'The way to disconnect an ORCID iD, and a token that was revoked at ORCID.',
    expected: 'Disconnecting revokes the token at ORCID; a revoked token leads back to the login.',
    source: 'https://github.com/DSpace/DSpace/issues/9088'
  }
]
