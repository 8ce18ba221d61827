// A mock with two member clients and a person, and what a test of synchronizations asks of them.
import type { Test } from 'tap'
import { startMockOrcid } from '../../mock-server/index.ts'
import type { MockOrcidOptions, MockResearcherOptions } from '../../mock-server/index.ts'
import { createOrcid } from '../../plugin/index.ts'
import type { OrcidExternalId, OrcidRelationship, OrcidWork } from '../../plugin/index.ts'
import { at, type Json } from '../../plugin/sync/json.ts'
import { itemsIn, syncedSections } from '../../plugin/sync/sections.ts'
import { syncSection, type OrcidSyncItems, type OrcidSyncOptions } from '../../plugin/sync/sync.ts'

const SCOPE = '/read-limited /activities/update /person/update'

/** The id of the client that synchronizes. */
export const OURS = 'APP-NPXKK6HFN6TJ4YYI'

/** Faster than any test, so that a pause after a failure is short, too. */
export const FAST = { perSecond: 20_000, burst: 100 }

export type Section = keyof OrcidSyncItems

export const doiOf = (value: string, relationship: OrcidRelationship = 'self'): OrcidExternalId =>
  ({ 'external-id-type': 'doi', 'external-id-value': value, 'external-id-relationship': relationship })

export const workOf = (doi: string, title = 'Roses', more: Partial<OrcidWork> = {}): OrcidWork => ({
  title: { title: { value: title } }, type: 'journal-article', 'external-ids': { 'external-id': [doiOf(doi)] }, ...more
})

export async function openSynced (t: Pick<Test, 'teardown'>, person: Partial<MockResearcherOptions> = {},
  options: MockOrcidOptions<'ada'> = {}) {
  const mock = await startMockOrcid<'ada'>({ researchers: { ada: { givenNames: 'Ada', ...person } }, ...options })
  const { orcid } = mock.researchers.ada
  const openClient = async (clientId: string) => {
    const client = mock.client({ type: 'member', clientId })
    const app = createOrcid({ environment: mock.environment, ...client })
    const token = (await mock.token({ client, as: orcid, scope: SCOPE })).access_token
    t.teardown(() => app.close())
    return { client, app, token, record: app.record(token, orcid, { api: 'member' }) }
  }
  const [ours, theirs] = [await openClient(OURS), await openClient('APP-5T8WYPEUYUXQWYOD')]
  t.teardown(async () => {
    mock.findings()
    await mock.close()
  })
  const sync = <Name extends Section>(section: Name, desired: ReadonlyArray<OrcidSyncItems[Name]>,
    more: OrcidSyncOptions = {}) => syncSection(ours.record, section, desired, { pace: FAST, ...more })
  /** The requests of what is done, as `GET works`. */
  async function requestsOf (action: () => Promise<unknown>): Promise<string[]> {
    mock.journal.clear()
    await action()
    return mock.journal.entries().map(({ method, url }) => `${method} ${url.split(`${orcid}/`)[1]}`)
  }
  return { mock, orcid, ours, theirs, sync, requestsOf }
}

export type Synced = Awaited<ReturnType<typeof openSynced>>

const organization = {
  name: 'Oxbridge',
  address: { city: 'Oxbridge', country: 'GB' },
  'disambiguated-organization': {
    'disambiguated-organization-identifier': 'https://ror.org/052gg0110', 'disambiguation-source': 'ROR'
  }
}
const year = (value: string) => ({ year: { value } })
const affiliationOf = (name: string) => ({ organization, 'role-title': name, 'start-date': year('2019') })
const grantOf = (value: string) => ({ 'external-id': [{ ...doiOf(value), 'external-id-type': 'grant_number' }] })

/** The items of one source in a section, each as one text. */
export function itemsOf (section: Section, read: unknown, clientId: string): string[] {
  return itemsIn(syncedSections[section], read as Json)
    .filter(({ source = null }) => at(source, 'source-client-id.path') === clientId).map((item) => JSON.stringify(item)).sort()
}

/** Of each section an item that ORCID takes; another name makes another item. */
export const itemOf: { readonly [Name in Section]: (name: string) => OrcidSyncItems[Name] } = {
  works: (name) => workOf(`10.5555/${name}`, name),
  employments: affiliationOf,
  educations: affiliationOf,
  qualifications: affiliationOf,
  distinctions: affiliationOf,
  'invited-positions': affiliationOf,
  memberships: affiliationOf,
  services: affiliationOf,
  fundings: (name) => ({ title: { title: { value: name } }, type: 'grant', organization, 'external-ids': grantOf(name) }),
  'peer-reviews': (name) => ({
    'reviewer-role': 'reviewer',
    'review-type': 'review',
    'review-group-id': 'issn:1741-4857',
    'review-completion-date': year('2020'),
    'review-identifiers': { 'external-id': [doiOf(`10.5555/${name}`)] },
    'convening-organization': organization
  }),
  'research-resources': (name) => ({
    proposal: {
      title: { title: { value: name } }, hosts: { organization: [organization] }, 'external-ids': grantOf(name)
    },
    'resource-item': [{
      'resource-name': name,
      'resource-type': 'equipment',
      hosts: { organization: [organization] },
      'external-ids': { 'external-id': [doiOf(`10.5555/${name}`)] }
    }]
  }),
  'other-names': (content) => ({ content }),
  keywords: (content) => ({ content }),
  // Two letters of a country.
  address: (value) => ({ country: { value } }),
  'researcher-urls': (name) => ({ 'url-name': name, url: { value: `https://${name}.example` } }),
  'external-identifiers': (value) => ({
    'external-id-type': 'Loop profile',
    'external-id-value': value,
    'external-id-relationship': 'self',
    'external-id-url': { value: `https://loop.example/${value}` }
  })
}

export const sectionNames = Object.keys(itemOf) as Section[]
