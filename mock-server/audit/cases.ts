// The sign-ins with something odd in them: every scenario, every fault and every forgery, as data.
import { faultKinds } from '../controls/faults/catalogue.ts'
import type { MockFaultKind, MockFaultName } from '../controls/faults/catalogue.ts'
import { forgeries } from '../controls/forgeries/catalogue.ts'
import type { MockForgery, MockForgeryName } from '../controls/forgeries/catalogue.ts'
import type { MockEndpoint } from '../controls/endpoints.ts'
import { SCENARIOS } from '../browser/sign-in.ts'
import type { ScenarioName, Visit } from '../browser/sign-in.ts'
import type { Expectation, Trial, WalkOnce } from './check.ts'
import { faultRemedy, forgeryRemedy, signInRemedies, scenarioRemedies } from './remedies.ts'

const OAUTH = 'https://www.rfc-editor.org/rfc/rfc6749'
const SECURITY = 'https://www.rfc-editor.org/rfc/rfc9700'
const DOUBLE = 'https://github.com/ORCID/orcid-angular/issues/2472'

type Row = Pick<Trial, 'expects' | 'source' | 'tokenRequests'>

const walks: Readonly<Partial<Record<ScenarioName, Row>>> = {
  'two-tabs': { expects: 'signs in', source: 'https://github.com/Royal-Society-of-New-Zealand/NZ-ORCID-Hub/issues/943' },
  'two-tabs-crossed': { expects: 'signs in', source: 'https://github.com/auth0/express-openid-connect/issues/797' },
  'double-navigation': { expects: 'signs in', source: DOUBLE, tokenRequests: 1 },
  'double-navigation-cancelled': {
    expects: 'signs in', source: 'https://github.com/ORCID/orcid-angular/issues/1926', tokenRequests: 1
  },
  'back-and-resubmit': { expects: 'either', source: `${OAUTH}#section-4.1.2` },
  'replay-callback': { expects: 'either', source: `${OAUTH}#section-10.5`, tokenRequests: 1 },
  prefetch: { expects: 'signs in', source: 'https://github.com/streamlit/streamlit/issues/15589', tokenRequests: 1 },
  'head-request': { expects: 'signs in', source: 'https://fastify.dev/docs/latest/Reference/Server/#exposeheadroutes' },
  'other-loopback-name': { expects: 'either', source: 'https://www.rfc-editor.org/rfc/rfc8252#section-8.3' },
  'no-cookies': { expects: 'refuses', source: `${OAUTH}#section-10.12`, tokenRequests: 0 },
  'hour-at-orcid': { expects: 'either', source: `${SECURITY}#section-4.7` },
  'hour-before-callback': { expects: 'refuses', source: 'https://members.orcid.org/api-news' }
}

const tampering: Readonly<Partial<Record<ScenarioName, Row>>> = {
  'other-browser': { expects: 'refuses', source: `${OAUTH}#section-10.12`, tokenRequests: 0 },
  'other-code': { expects: 'refuses', source: `${SECURITY}#section-4.5` },
  'tamper-state': { expects: 'refuses', source: `${OAUTH}#section-10.12`, tokenRequests: 0 },
  'drop-state': { expects: 'refuses', source: 'https://www.cve.org/CVERecord?id=CVE-2023-27490', tokenRequests: 0 },
  'repeat-state': { expects: 'refuses', source: `${OAUTH}#section-3.1` },
  'tamper-code': { expects: 'refuses', source: `${OAUTH}#section-4.1.3` },
  'drop-code': { expects: 'refuses', source: `${OAUTH}#section-4.1.2` },
  'repeat-code': { expects: 'refuses', source: `${OAUTH}#section-3.1` },
  'code-and-error': { expects: 'refuses', source: `${OAUTH}#section-4.1.2.1` },
  'tamper-iss': { expects: 'either', source: 'https://www.rfc-editor.org/rfc/rfc9207#section-2.4' },
  'empty-callback': { expects: 'refuses', source: 'https://github.com/ORCID/orcid-angular oauth.service.ts' }
}

function trialsOf (group: 'walks' | 'tampering', rows: typeof walks): Trial[] {
  return Object.entries(rows).map(([name, row]) => {
    const scenario = name as ScenarioName
    return { id: `${group}/${scenario}`, group, sent: SCENARIOS[scenario], plan: { scenario }, fix: scenarioRemedies[scenario], ...row }
  })
}

/** The ordinary sign-ins. The first two show what a sign-in and a denial look like. */
export const signInTrials = {
  allow: {
    id: 'sign-in/allow',
    group: 'sign-in',
    sent: 'The person signs in at ORCID and allows.',
    expects: 'signs in',
    fix: signInRemedies.allow,
    source: `${OAUTH}#section-4.1`,
    tokenRequests: 1
  },
  deny: {
    id: 'sign-in/deny',
    group: 'sign-in',
    sent: 'The person denies.',
    expects: 'refuses',
    fix: signInRemedies.deny,
    source: 'https://github.com/dockstore/dockstore/issues/4252',
    plan: { answer: 'deny' },
    tokenRequests: 0
  },
  again: {
    id: 'sign-in/again',
    group: 'sign-in',
    sent: 'The person signs in, and once more in the same browser, where ORCID asks nothing.',
    expects: 'signs in',
    fix: signInRemedies.again,
    source: 'https://info.orcid.org/ufaqs/',
    script: async walk => goOn(walk, await walk())
  },
  afterDenial: {
    id: 'sign-in/after-denial',
    group: 'sign-in',
    sent: 'The person denies, and then signs in in the same browser.',
    expects: 'signs in',
    fix: signInRemedies.again,
    source: `${OAUTH}#section-4.1.2.1`,
    script: async walk => goOn(walk, await walk({ answer: 'deny' }))
  },
  afterClosing: {
    id: 'walks/close-window',
    group: 'walks',
    sent: `${SCENARIOS['close-window']} Later the person signs in in the same browser.`,
    expects: 'signs in',
    fix: scenarioRemedies['close-window'],
    source: 'https://github.com/auth0/express-openid-connect/issues/797',
    script: async walk => goOn(walk, await walk({ scenario: 'close-window' }))
  },
  recovery: {
    id: 'faults/recovery',
    group: 'faults',
    sent: 'After all that went wrong on the wire, the person signs in.',
    expects: 'signs in',
    fix: signInRemedies.recovery,
    source: `${OAUTH}#section-4.1`
  }
} as const satisfies Record<string, Trial>

/** The same person in the same browser. */
async function goOn (walk: WalkOnce, browser: Visit): Promise<Visit> {
  const as = browser.hops.map(({ form }) => form?.['orcid']).find(orcid => typeof orcid === 'string')
  return await walk({ browser, ...(typeof as === 'string' && { as }) })
}

/** What people, browsers and strangers do; needs nothing of the mock but its pages. */
export const visitorTrials: readonly Trial[] = [...trialsOf('walks', walks), ...trialsOf('tampering', tampering)]

/** A lenient client may still read these answers, and does no harm by it. */
const READABLE = new Set(['drip', 'drip-body', 'wrong-type', 'huge', 'gzip-bomb', 'brotli-bomb', 'second-answer',
  'reset-when-idle', 'huge-headers', 'duplicate-keys', 'not-utf8', 'byte-order-mark', 'deep', 'wrong-encoding'])

/** These are right answers, and must be taken for such. */
const RIGHT = new Set(['delay', 'early-hints'])

function expectAfter (endpoint: MockEndpoint, kind: string): Expectation {
  if (RIGHT.has(kind)) return 'signs in'
  // What an app reads of a record after the login is the app's affair.
  const isOfLogin = endpoint === 'token' || endpoint === 'jwks'
  return isOfLogin && !READABLE.has(kind) ? 'refuses' : 'either'
}

/** Late, but never so late that an app gives up. */
const DELAY_MS = 200

/** Every fault that can strike a endpoint. */
export function faultTrials (endpoint: MockEndpoint): Trial[] {
  const striking = Object.entries<MockFaultKind>(faultKinds).filter(([, { endpoints }]) => endpoints.includes(endpoint))
  const trials = striking.map(([kind, { does, source }]): Trial => ({
    id: `faults/${endpoint}/${kind}`,
    group: 'faults',
    sent: `${endpoint}: ${does}`,
    expects: expectAfter(endpoint, kind),
    fix: faultRemedy(kind, RIGHT.has(kind)),
    source,
    arm: mock => mock.fail?.(endpoint, kind as MockFaultName, kind === 'delay' ? { delayMs: DELAY_MS } : {})
  }))
  // An app that has read the keys does not ask for them again, so what it can read comes last.
  return trials.sort((a, b) => Number(a.expects !== 'refuses') - Number(b.expects !== 'refuses'))
}

const OUGHT: Readonly<Record<MockForgery['client'], Expectation>> = {
  refuses: 'refuses', accepts: 'signs in', 'may do either': 'either'
}

/** These have an app fetch the keys again, which it rightly does not do often. */
const LAST = ['forgeries/signing-key-rotation-just-before-signing', 'forgeries/unknown-kid']

/** Every forgery, those that have an app fetch the keys again last. */
export const forgeryTrials: readonly Trial[] = Object.entries<MockForgery>(forgeries)
  .map(([name, forgery]): Trial => ({
    id: `forgeries/${name}`,
    group: 'forgeries',
    sent: `${forgery.where}: ${forgery.does}`,
    expects: OUGHT[forgery.client],
    fix: forgeryRemedy(forgery),
    source: forgery.source,
    arm: mock => mock.forge?.(name as MockForgeryName)
  }))
  .sort((a, b) => LAST.indexOf(a.id) - LAST.indexOf(b.id))
