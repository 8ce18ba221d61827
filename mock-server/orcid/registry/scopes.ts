// ORCID's scopes: which a client may ask for, in which flow, and which scope implies which.
import type { MockClientType } from '../../options/client.ts'

const activities = ['/affiliations', '/funding', '/orcid-works', '/peer-review']
const reads = activities.map((activity) => `${activity}/read-limited`)
const creates = activities.map((activity) => `${activity}/create`)
const updates = activities.map((activity) => `${activity}/update`)

// A client gets these for itself, and no researcher can grant them (ORCID-Source, ScopePathType).
const WITHOUT_RESEARCHER = ['/read-public', '/webhook', '/group-id-record/read', '/group-id-record/update']

const PUBLIC = ['openid', '/authenticate', '/read-public']

const MEMBER = ['/read-limited', ...PUBLIC, '/activities/update', '/person/update',
  '/activities/read-limited', '/person/read-limited', '/orcid-profile/read-limited',
  '/orcid-bio/read-limited', '/orcid-bio/update', '/orcid-bio/external-identifiers/create',
  ...reads, ...creates, ...updates, '/group-id-record/read', '/group-id-record/update']

// Granted scopes are answered in the order of these lists: ORCID keeps a set, not what the client wrote.
const BY_TYPE: Readonly<Record<MockClientType, readonly string[]>> = {
  public: PUBLIC,
  member: MEMBER,
  premium: [...MEMBER, '/webhook']
}

const IMPLIED: ReadonlyMap<string, readonly string[]> = new Map([
  ['openid', ['/authenticate']],
  ['/authenticate', ['/read-public']],
  ['/orcid-profile/read-limited', ['/read-limited']],
  ['/read-limited', ['/activities/read-limited', '/person/read-limited']],
  ['/activities/read-limited', [...reads, '/read-public']],
  ['/person/read-limited', ['/orcid-bio/read-limited']],
  ['/orcid-bio/read-limited', ['/read-public']],
  ['/activities/update', [...updates, ...creates]],
  ['/person/update', ['/orcid-bio/update']],
  ['/orcid-bio/update', ['/orcid-bio/external-identifiers/create']],
  ['/orcid-bio/external-identifiers/create', ['/read-public']],
  ['/group-id-record/update', ['/group-id-record/read']],
  ...[...reads, ...creates, ...updates].map((scope): [string, string[]] => [scope, ['/read-public']])
])

/** The scopes that a researcher can grant to a client of this type (ORCID-Source, ClientType). */
export function grantableScopes (type: MockClientType): readonly string[] {
  return BY_TYPE[type].filter((scope) => !WITHOUT_RESEARCHER.includes(scope))
}

/** The scopes that a client of this type can get for itself, by `client_credentials`. */
export function ownScopes (type: MockClientType): readonly string[] {
  return BY_TYPE[type].filter((scope) => WITHOUT_RESEARCHER.includes(scope))
}

export function hasScope (granted: readonly string[], wanted: string): boolean {
  return granted.some((scope) => scope === wanted || hasScope(IMPLIED.get(scope) ?? [], wanted))
}

// RFC 6749 §3.3.
export function splitScope (scope: string): string[] {
  return [...new Set(scope.split(/\s+/).filter((value) => value !== ''))]
}
