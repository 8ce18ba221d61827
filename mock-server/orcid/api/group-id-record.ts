// Groups of peer reviews: how a client finds, adds, changes and removes them.
import { isInteger, queryOf } from '../web/parameters.ts'
import { addGroup, addIssnGroup, findGroup, ISSN, type ReviewGroup } from '../registry/groups.ts'
import { groupShape, type Members } from '../registry/record/model.ts'
import type { Registry } from '../registry/registry.ts'
import { checkScopes, checkSource } from './access.ts'
import { readMembers } from './body.ts'
import { refuse } from './errors.ts'
import { clientName, parsePutCode } from './read.ts'
import { latest, renderTime } from './render/view.ts'
import { hasReviews } from './review-group.ts'
import { prepared, reading, type Call, type FindEndpoint } from './target.ts'

const READ = ['/group-id-record/read']
const UPDATE = ['/group-id-record/update']

/** What is not found is a group of which every member is null. Dates and source are not in ORCID's JSON. */
function renderGroup (group?: ReviewGroup): Members {
  const { name = null, groupId = null, description = null, type = null, putCode = null } = group ?? {}
  return { name, 'group-id': groupId, description, type, 'put-code': putCode }
}

function makeIssnGroup ({ groups, clock }: Registry, groupId: string): ReviewGroup {
  return addIssnGroup(groups, groupId, clock.now()) ?? refuse(9053)
}

const GROUPS = { item: 'group-id-record' }

function readInt (text: string): number {
  return isInteger(text) ? Number(text) : refuse(9020)
}

function renderPage ({ groups }: Registry, query: URLSearchParams): Members {
  const [page, size] = [readInt(query.get('page') ?? '1'), readInt(query.get('page-size') ?? '100')]
  const first = size * (page - 1)
  if (first < 0) refuse(9006, { detail: `first-result value cannot be negative : ${first}` })
  if (size < 0) refuse(9006, { detail: 'max-results cannot be negative' })
  const shown = [...groups.byPutCode.values()].slice(first, first + size)
  return {
    'last-modified-date': latest(shown.map(({ modifiedAt }) => ({ 'last-modified-date': renderTime(modifiedAt) }))),
    total: shown.length,
    page,
    'page-size': size,
    'group-id-record': shown.map(renderGroup)
  }
}

/** By `group-id`, or else by `name`, or else page by page; ORCID makes the group of an ISSN when it is looked for. */
function findGroups (call: Call): Members {
  checkScopes(call, READ)
  const { registry, request } = call
  const query = queryOf(request)
  const groupId = query.get('group-id')
  if (groupId !== null) {
    const found = findGroup(registry.groups, 'groupId', groupId)
    return renderGroup(found ?? (groupId.startsWith(ISSN) ? makeIssnGroup(registry, groupId) : undefined))
  }
  const name = query.get('name')
  return name === null ? renderPage(registry, query) : renderGroup(findGroup(registry.groups, 'name', name))
}

interface SentGroup extends Pick<ReviewGroup, 'groupId' | 'name' | 'description' | 'type'> { readonly putCode: number | null }

function readGroup (body: unknown): SentGroup {
  const { name, 'group-id': groupId, description, type, 'put-code': putCode } =
    readMembers(groupShape, 'group-id-record', body) as Readonly<Record<string, string | null>>
  return {
    groupId: String(groupId),
    // ORCID filters control characters out of the name alone.
    name: String(name).replace(/\p{C}/gu, ''),
    description: String(description),
    type: String(type),
    putCode: putCode == null ? null : Number(putCode)
  }
}

function checkUnique ({ groups }: Registry, { groupId, putCode }: Pick<SentGroup, 'groupId' | 'putCode'>): void {
  const found = findGroup(groups, 'groupId', groupId)
  if (found !== undefined && found.putCode !== putCode) refuse(9025)
}

function addOne (call: Call, sent: SentGroup): string {
  const { clientId } = checkScopes(call, UPDATE)
  const { registry } = call
  const { putCode, ...described } = sent
  // ORCID adds what it finds in the ISSN portal, and then refuses what the client has sent.
  if (sent.groupId.startsWith(ISSN) && findGroup(registry.groups, 'groupId', sent.groupId) === undefined) {
    makeIssnGroup(registry, sent.groupId)
    refuse(9025)
  }
  if (putCode !== null) refuse(9024, { params: { clientName: clientName(call) } })
  checkUnique(registry, { ...sent, putCode: null })
  return `group-id-record/${addGroup(registry.groups, { ...described, clientId, now: registry.clock.now() }).putCode}`
}

function findOne ({ groups }: Registry, putCode: number): ReviewGroup {
  return groups.byPutCode.get(putCode) ?? refuse(9026)
}

function changeOne (call: Call, text: string, sent: SentGroup): Members {
  const putCode = parsePutCode(call, GROUPS, text)
  checkScopes(call, UPDATE)
  const params = { urlPutCode: putCode, bodyPutCode: String(sent.putCode), clientName: clientName(call) }
  if (putCode !== sent.putCode) refuse(9019, { params })
  const { registry } = call
  const group = findOne(registry, putCode)
  checkUnique(registry, sent)
  checkSource(call, group)
  const changed = { ...group, ...sent, putCode, modifiedAt: registry.clock.now() }
  registry.groups.byPutCode.set(putCode, changed)
  return renderGroup(changed)
}

function removeOne (call: Call, text: string): null {
  const putCode = parsePutCode(call, GROUPS, text)
  checkScopes(call, UPDATE)
  const { registry } = call
  const group = findOne(registry, putCode)
  const detail = 'Unable to delete group id because there are peer reviews associated to it'
  if (hasReviews(registry, group)) refuse(9040, { detail })
  checkSource(call, group)
  registry.groups.byPutCode.delete(putCode)
  return null
}

function readOne (call: Call, text: string): Members {
  const putCode = parsePutCode(call, GROUPS, text)
  checkScopes(call, READ)
  return renderGroup(findOne(call.registry, putCode))
}

/** Only the member API has groups. */
export const findGroupEndpoint: FindEndpoint = ([putCode = '', ...further], isMemberApi) => {
  if (!isMemberApi || further.length > 0) return null
  if (putCode === '') return { GET: reading(findGroups), POST: prepared(201, readGroup, addOne) }
  return {
    GET: reading((call) => readOne(call, putCode)),
    PUT: prepared(200, readGroup, (call: Call, sent) => changeOne(call, putCode, sent)),
    DELETE: { status: 204, prepare: () => (call) => removeOne(call, putCode) }
  }
}
