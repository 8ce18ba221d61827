// What stands for each placeholder at a live registry: its hosts, the client, the person, tokens made on demand.
import type { Fact } from '../fact.ts'
import type { Reply, Values } from '../replay.ts'
import { Stopped } from './ask.ts'
import type { Ask } from './ask.ts'
import type { Consent, Wish } from './consent.ts'
import { clientTypeOf, isSpent, textOf } from './fit.ts'
import type { Credentials, Settings } from './options.ts'

export interface LiveValues { readonly of: (fact: Fact) => Promise<Values> }

interface Sources {
  readonly settings: Settings
  readonly ask: Ask
  readonly consent: Consent | null
  /** Takes what must not be shown. */
  readonly keep: (...values: readonly string[]) => void
}

type Texts = Readonly<Record<string, string>>
type Named = Readonly<Record<string, { readonly value: string } | null>>

function tokensIn ({ status, body }: Reply): Texts {
  if (status === 200) return JSON.parse(body) as Texts
  throw new Stopped(`The token endpoint gives no token: ${status} ${/"error"\s*:\s*"(\w+)"/.exec(body)?.[1] ?? ''}`)
}

async function readNames (orcid: string, ask: Ask): Promise<Texts> {
  const { status, body } = await ask({ path: `/pub/v3.0/${orcid}/person`, headers: { Accept: 'application/json' } })
  const name = status === 200 ? (JSON.parse(body) as { name: Named | null }).name : null
  const [givenNames, familyName] = [name?.['given-names']?.value, name?.['family-name']?.value]
  if (givenNames === undefined || familyName === undefined || name?.['credit-name'] != null) {
    throw new Stopped(`The record ${orcid} must have a public given name and family name, and no credit name`)
  }
  return { orcid, givenNames, familyName, name: `${givenNames} ${familyName}` }
}

/** What is made once for each key. */
function createShared (): (key: string, make: () => Promise<Texts>) => Promise<Texts> {
  const made = new Map<string, Texts>()
  return async (key, make) => {
    const texts = made.get(key) ?? await make()
    made.set(key, texts)
    return texts
  }
}

function wishOf ({ given: { scope = 'openid', asked = {} } = {} }: Fact, { clientId }: Credentials): Wish {
  return { clientId, scope, asked }
}

/** What is got with a client's credentials and a person's consent. */
function createTokens ({ settings: { clients, redirectUri }, ask, consent, keep }: Sources) {
  const share = createShared()
  const clientOf = (fact: Fact): Credentials => clients[clientTypeOf(fact)] as Credentials
  const fetchTokens = async (fact: Fact, form: Texts): Promise<Texts> => {
    const { clientId, clientSecret } = clientOf(fact)
    return tokensIn(await ask({ path: '/oauth/token', form: { client_id: clientId, client_secret: clientSecret, ...form } }))
  }
  const code = async (fact: Fact): Promise<string> => {
    const fetched = await (consent as Consent).code(wishOf(fact, clientOf(fact)))
    keep(fetched)
    return fetched
  }
  const fetchGranted = async (fact: Fact): Promise<Texts> => await fetchTokens(fact,
    { grant_type: 'authorization_code', code: await code(fact), redirect_uri: redirectUri })
  const fetchOwn = async (fact: Fact): Promise<Texts> =>
    await fetchTokens(fact, { grant_type: 'client_credentials', scope: '/read-public' })
  return {
    code,
    granted: async (fact: Fact): Promise<Texts> => {
      if (isSpent(fact)) return await fetchGranted(fact)
      return await share(JSON.stringify(wishOf(fact, clientOf(fact))), async () => await fetchGranted(fact))
    },
    own: async (fact: Fact): Promise<Texts> =>
      isSpent(fact) ? await fetchOwn(fact) : await share(clientTypeOf(fact), async () => await fetchOwn(fact)),
    /** The iD of whoever consents. */
    person: async (fact: Fact): Promise<string> =>
      (await share('person', async () => await fetchGranted(fact)))['orcid'] as string
  }
}

function ofClient ({ clientId, clientSecret, name }: Credentials): Texts {
  const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64')
  return { clientId, clientSecret, basic, ...(name !== undefined && { nameOfClient: name }) }
}

export function createValues (sources: Sources): LiveValues {
  const { settings: { hosts, redirectUri, clients, orcid }, ask, consent, keep } = sources
  const [tokens, share] = [createTokens(sources), createShared()]
  const usual = { ...hosts, 'issuer-escaped': hosts.issuer.replaceAll('/', '\\/'), redirectUri }
  const ofPerson = async (fact: Fact): Promise<Texts> => {
    const who = consent === null ? orcid as string : await tokens.person(fact)
    return await share(who, async () => await readNames(who, ask))
  }
  return {
    of: async (fact) => {
      const [text, client] = [textOf(fact), clients[clientTypeOf(fact)]]
      const named = (...names: readonly string[]): boolean => names.some((name) => text.includes(`{${name}}`))
      const values: Values = new Map(Object.entries({ ...usual, ...(client && ofClient(client)) }))
      keep(values.get('basic') ?? '')
      const add = (texts: Texts): void => { for (const entry of Object.entries(texts)) values.set(...entry) }
      if (named('orcid', 'name', 'givenNames', 'familyName')) add(await ofPerson(fact))
      if (named('accessToken', 'refreshToken')) {
        const { access_token: accessToken = '', refresh_token: refreshToken = '' } = await tokens.granted(fact)
        add({ accessToken, refreshToken })
      }
      if (named('code')) add({ code: await tokens.code(fact) })
      if (named('ownToken')) add({ ownToken: (await tokens.own(fact))['access_token'] ?? '' })
      return values
    }
  }
}
