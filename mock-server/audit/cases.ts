// The cases of an audit: the ordinary sign-ins, and one for every scenario, fault and forgery.
import {
  FRESH_LOGIN, tampering, walks, type Scenario, type ScenarioName, type ScenarioRow
} from '../browser/scenarios.ts'
import type { SignInPlan } from '../browser/sign-in.ts'
import type { MockEndpoint } from '../controls/endpoints.ts'
import { faultsAt } from '../controls/faults/arm.ts'
import type { Fault } from '../controls/faults/catalogue.ts'
import { forgeries, type MockForgery, type MockForgeryName } from '../controls/forgeries/catalogue.ts'
import type { AuditControl } from './mock.ts'
import type { AuditCheck } from './types.ts'

export interface AuditCase extends Pick<AuditCheck, 'fix' | 'group' | 'id' | 'sent' | 'source'> {
  readonly expects: ScenarioRow['expects']
  readonly plan?: Pick<SignInPlan, 'answer'> & { readonly scenario?: Scenario }
  /** Afterwards the same person signs in in the same browser; only that walk is judged. */
  readonly signsInAgain?: boolean
  /** The most there should be. */
  readonly tokenRequests?: number
  readonly arm?: (control: AuditControl) => ReturnType<AuditControl['fail']>
  /** Why an app may not ask for what is armed, where it is not that it needs none. */
  readonly unasked?: string | undefined
  /** When an app that asks for openid is right to do otherwise. */
  readonly exception?: string | undefined
}

const OAUTH = 'https://www.rfc-editor.org/rfc/rfc6749'

/** The ordinary sign-ins. The first two show what a sign-in and a denial look like. */
export const signInCases = {
  allow: {
    id: 'sign-in/allow',
    group: 'sign-in',
    sent: 'The person signs in at ORCID and allows.',
    expects: 'signs in',
    fix: 'Give the app the addresses and the client that the mock hands out, and the audit the path of its login.',
    source: `${OAUTH}#section-4.1`,
    tokenRequests: 1
  },
  deny: {
    id: 'sign-in/deny',
    group: 'sign-in',
    sent: 'The person denies.',
    expects: 'refuses',
    fix: 'Look for error in the callback first, ask for no token, and answer with a page and a status below 500.',
    source: 'https://github.com/dockstore/dockstore/issues/4252',
    plan: { answer: 'deny' },
    tokenRequests: 0
  },
  again: {
    id: 'sign-in/again',
    group: 'sign-in',
    sent: 'The person signs in, and once more in the same browser, where ORCID asks nothing.',
    expects: 'signs in',
    fix: FRESH_LOGIN,
    source: 'https://info.orcid.org/ufaqs/',
    signsInAgain: true
  },
  afterDenial: {
    id: 'sign-in/after-denial',
    group: 'sign-in',
    sent: 'The person denies, and then signs in in the same browser.',
    expects: 'signs in',
    fix: FRESH_LOGIN,
    source: `${OAUTH}#section-4.1.2.1`,
    plan: { answer: 'deny' },
    signsInAgain: true
  },
  afterFaults: {
    id: 'faults/recovery',
    group: 'faults',
    sent: 'After all that went wrong on the wire, the person signs in.',
    expects: 'signs in',
    fix: 'Keep nothing of a failed exchange: no error in a cache, no broken connection.',
    source: `${OAUTH}#section-4.1`
  }
} as const satisfies Record<string, AuditCase>

function casesOf (group: 'walks' | 'tampering', rows: Readonly<Record<string, ScenarioRow>>): AuditCase[] {
  return Object.entries(rows).map(([name, { does, endsAtOrcid = false, ...row }]) => ({
    ...row,
    id: `${group}/${name}`,
    group,
    sent: endsAtOrcid ? `${does} Later the person signs in in the same browser.` : does,
    plan: { scenario: name as ScenarioName },
    signsInAgain: endsAtOrcid
  }))
}

export const scenarioCases: readonly AuditCase[] = [...casesOf('walks', walks), ...casesOf('tampering', tampering)]

const DELAY_MS = 200

/** What an app asks for once, and then keeps. */
const KEPT: Readonly<Partial<Record<MockEndpoint | MockForgery['where'], string>>> = {
  jwks: 'it has kept the keys of an earlier sign-in, or it verifies no signature. Start it anew for each audit.',
  discovery: 'it has read the document when it started, or it does without.'
}

const EXPECTED: Readonly<Record<MockForgery['client'], AuditCase['expects']>> = {
  refuses: 'refuses', accepts: 'signs in', 'may do either': 'either'
}

export function faultCases (endpoint: MockEndpoint): AuditCase[] {
  // The app decides what it does with a record or with userinfo after the login.
  const isOfLogin = endpoint === 'token' || endpoint === 'jwks'
  return faultsAt(endpoint)
    .map(([kind, { client, does, source }]): AuditCase => ({
      id: `faults/${endpoint}/${kind}`,
      group: 'faults',
      sent: `${endpoint}: ${does}`,
      expects: client === 'refuses' && !isOfLogin ? 'either' : EXPECTED[client],
      fix: faultFix(kind, client),
      source,
      unasked: KEPT[endpoint],
      arm: ({ fail }) => fail(endpoint, kind, { times: Infinity, ...(kind === 'delay' && { delayMs: DELAY_MS }) })
    }))
    // An app that has read the keys does not ask for them again, so readable answers come last.
    .sort((a, b) => Number(a.expects !== 'refuses') - Number(b.expects !== 'refuses'))
}

function faultFix (kind: string, client: Fault['client']): string {
  if (client === 'accepts') return 'Take this answer: it is a right one.'
  return /^(?:stall|drip)/.test(kind)
    ? 'Give each request to ORCID one deadline for all of it, body included: signal: AbortSignal.timeout(10_000).'
    : 'Sign somebody in only by an answer that is whole: status 200, type JSON, each member what it should be.'
}

const FORGERY_FIXES: Readonly<Record<MockForgery['where'], string>> = {
  id_token: 'Verify the id_token by a library first: signature (RS256, a key of the JWKS), iss, aud, exp, nonce; sub is orcid.',
  token: 'Judge the token answer first: each member of the right type, the iD (orcid, and sub of the id_token) bare and ' +
    'with a right check digit.',
  userinfo: 'Compare sub of userinfo with sub of the id_token.',
  jwks: 'Take the one key there is if no kid is given, and fetch the keys again for a kid that is unknown.',
  discovery: 'Compare issuer of the discovery document with the one that is configured.'
}

/** These make an app fetch the keys again, which it rightly does not do often, so they come last. */
const FETCHES_KEYS: readonly string[] = ['signing-key-rotation-just-before-signing', 'unknown-kid'] satisfies MockForgeryName[]

export const forgeryCases: readonly AuditCase[] = Object.entries<MockForgery>(forgeries)
  .sort(([a], [b]) => FETCHES_KEYS.indexOf(a) - FETCHES_KEYS.indexOf(b))
  .map(([name, { client, does, source, where, fix, exception }]) => ({
    id: `forgeries/${name}`,
    group: 'forgeries',
    sent: `${where}: ${does}`,
    expects: EXPECTED[client],
    fix: fix ?? (client === 'accepts'
      ? 'Take this answer: the specifications allow it, and ORCID may send it.'
      : FORGERY_FIXES[where]),
    source,
    exception,
    unasked: KEPT[where],
    arm: ({ forge }) => forge(name as MockForgeryName, { times: Infinity })
  }))
