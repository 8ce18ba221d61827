// The groups of peer reviews: a journal, a publisher, a conference. ORCID finds the group of an ISSN by itself.
import { groupListShape, type MockGroupOptions } from '../../options/group.ts'
import { findRepeated, refuseProblems, validateOptions } from '../../options/validate.ts'
import { ORIGINAL } from './record/item.ts'

export interface ReviewGroup {
  readonly putCode: number
  readonly groupId: string
  readonly name: string
  readonly description: string | null
  readonly type: string
  /** The client that added it, or null for ORCID. */
  readonly clientId: string | null
  readonly createdAt: number
  readonly modifiedAt: number
}

export type Groups = ReturnType<typeof createGroups>

const FIRST_PUT_CODE = 1000

/** ORCID compares ids and names so (GroupIdRecordDaoImpl). */
export const normal = (text: string): string => text.trim().toLowerCase()

export function findRepeatedGroups (groups: ReadonlyArray<Pick<ReviewGroup, 'groupId'>>, place = ''): string[] {
  return findRepeated(place, 'groupId', groups.map(({ groupId }) => normal(groupId)))
}

/** Throws `MOCK_ORCID_ERR_OPTIONS` for a wrong group. */
export function createGroups (options: readonly MockGroupOptions[]) {
  validateOptions(groupListShape, options, 'groups')
  refuseProblems(findRepeatedGroups(options), 'groups')
  const made = options.map(({ groupId, name = groupId, description = null, type = 'journal' }, index): ReviewGroup =>
    ({ putCode: FIRST_PUT_CODE + index, groupId, name, description, type, ...ORIGINAL }))
  const none: readonly ReviewGroup[] = []
  const groups = { byPutCode: new Map<number, ReviewGroup>(), made: none, nextPutCode: FIRST_PUT_CODE }
  loadGroups(groups, made)
  return groups
}

/** A later reset goes back to these. */
export function loadGroups (groups: Groups, saved: readonly ReviewGroup[]): void {
  groups.made = saved
  resetGroups(groups)
}

export function resetGroups (groups: Groups): void {
  groups.byPutCode.clear()
  for (const group of groups.made) groups.byPutCode.set(group.putCode, group)
  groups.nextPutCode = Math.max(FIRST_PUT_CODE, ...groups.made.map(({ putCode }) => putCode + 1))
}

export function findGroup ({ byPutCode }: Groups, by: 'groupId' | 'name', value: string): ReviewGroup | undefined {
  return [...byPutCode.values()].find((group) => normal(group[by]) === normal(value))
}

export function addGroup (groups: Groups,
  { now, ...described }: Omit<ReviewGroup, 'putCode' | 'createdAt' | 'modifiedAt'> & { readonly now: number }): ReviewGroup {
  const group = { ...described, putCode: groups.nextPutCode++, createdAt: now, modifiedAt: now }
  groups.byPutCode.set(group.putCode, group)
  return group
}

/** What stands before an ISSN. */
export const ISSN = 'issn:'

// ISO 3297: the weighted sum of all eight is a multiple of eleven.
function isIssn (text: string): boolean {
  if (!/^\d{4}-\d{3}[\dX]$/i.test(text)) return false
  const values = [...text.replace('-', '')].map((digit) => digit.toUpperCase() === 'X' ? 10 : Number(digit))
  return values.reduce((sum, value, index) => sum + value * (8 - index), 0) % 11 === 0
}

/**
 * The group that ORCID makes of an ISSN that it finds in the ISSN portal; null if there is no such ISSN. Here every
 * ISSN with a right check digit is found.
 * @see https://github.com/ORCID/ORCID-Source orcid-core GroupIdRecordManagerImpl.createOrcidSourceIssnGroupIdRecord
 */
export function addIssnGroup (groups: Groups, groupId: string, now: number): ReviewGroup | null {
  const issn = groupId.slice(ISSN.length)
  if (!isIssn(issn)) return null
  const name = `Journal ${issn.toUpperCase()}`
  return addGroup(groups, { groupId, name, description: null, type: 'journal', clientId: null, now })
}
