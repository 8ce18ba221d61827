// Which facts a live registry can be asked, with what, and why not the others.
import { methodOf } from '../endpoints.ts'
import type { Fact, WireRequest } from '../fact.ts'
import type { LiveClientType, Settings } from './options.ts'

/** What a fact needs: nothing, a client's credentials, a person's consent. */
export type Tier = 'a' | 'b' | 'c'

/** Everything that a fact sends and compares, as text. */
export function textOf ({ before, request, answer }: Fact): string {
  return JSON.stringify([before, request, answer], (_name, value: unknown) =>
    value instanceof RegExp ? value.source : value)
}

export const clientTypeOf = ({ given = {} }: Fact): LiveClientType => (given.client ?? 'public') as LiveClientType

export const requestsOf = ({ before = [], request }: Fact): readonly WireRequest[] => [...before, request]

const names = (...placeholders: readonly string[]) => (text: string): boolean =>
  placeholders.some((name) => text.includes(`{${name}}`))

const needsCode = names('code', 'accessToken', 'refreshToken')
const needsClient = names('clientId', 'clientSecret', 'basic', 'ownToken', 'nameOfClient')
/** What is known of a person who has consented or was named. */
const needsPerson = names('orcid', 'name', 'givenNames', 'familyName')

// ORCID's page is one frontend for every input; what it does, it does in the browser.
const FRONTEND = /^\/(?:oauth2?\/authorize|signin|register)\b/i
const isWrite = (request: WireRequest): boolean =>
  /^\/(?:api|pub)\/(?!oauth\/)/i.test(request.path) && !/^(?:GET|HEAD|OPTIONS)$/.test(methodOf(request))

/** Why the live registry cannot be asked, whatever is given. */
const NEVER: ReadonlyArray<readonly [reason: string, isSo: (fact: Fact, text: string) => boolean]> = [
  ['is about a setting of the fake', ({ behaviour }) => behaviour !== undefined],
  ['needs a clock that can be turned', ({ given }) => given?.waitSeconds !== undefined],
  ['needs a person who takes the permission back', ({ given }) => given?.person !== undefined],
  ['needs a client that is locked or deactivated', ({ given }) => given?.status !== undefined],
  ['needs a client with other redirect URIs', ({ given }) => given?.redirectUris !== undefined],
  ['needs a premium client', ({ given }) => given?.client === 'premium'],
  ['needs a second client', (_fact, text) => /\{otherClient/.test(text)],
  ['needs one of the fake\'s people', ({ given = {} }, text) =>
    (given.as ?? 'sofia') !== 'sofia' || /0009-0009-99\d{2}-\d{3}[\dx]/i.test(text)],
  ['searches among the fake\'s people', ({ request, answer }) => /search\/?$/.test(request.path) && answer.status === 200],
  ['needs the items of the fake\'s Sofia', (_fact, text) =>
    /(?:\/|put-code[\\"]*:|,)10[01]\d\b|1577836800000|documentation|How to read a record/.test(text)],
  ['is what ORCID\'s frontend does in the browser', (fact) => requestsOf(fact).some(({ path }) => FRONTEND.test(path))],
  ['needs a browser that is signed in', (_fact, text) => text.includes('{cookie}')]
]

/** A fact in the live registry's own names: what it needs, or why it is left out. */
export type Fit = { readonly tier: Tier } | { readonly reason: string }

function tierOf (text: string, { orcid }: Settings): Tier {
  if (needsCode(text) || (needsPerson(text) && orcid === undefined)) return 'c'
  return needsClient(text) ? 'b' : 'a'
}

/** Whether a token may be used up by what a fact does, so that it needs one of its own. */
export const isSpent = (fact: Fact): boolean =>
  requestsOf(fact).some(({ path }) => /^\/(?:api\/|pub\/)?oauth\/(?:token|revoke)/i.test(path))

export function fitOf (fact: Fact, settings: Settings): Fit {
  const text = textOf(fact)
  const never = NEVER.find(([, isSo]) => isSo(fact, text))
  if (never !== undefined) return { reason: never[0] }
  const [tier, type] = [tierOf(text, settings), clientTypeOf(fact)]
  const client = settings.clients[type]
  if (requestsOf(fact).some(isWrite) && !settings.isWriting) return { reason: 'writes on the record: --write' }
  if (tier === 'c' && !settings.hasConsent) return { reason: 'needs a person: --consent' }
  if ((needsClient(text) || needsCode(text)) && client === undefined) {
    return { reason: `needs a ${type} client: ${type === 'public' ? 'ORCID_CLIENT_ID' : 'ORCID_MEMBER_CLIENT_ID'}` }
  }
  if (names('nameOfClient')(text) && client?.name === undefined) {
    return { reason: 'quotes the name of the client: ORCID_CLIENT_NAME, ORCID_MEMBER_CLIENT_NAME' }
  }
  return { tier }
}
