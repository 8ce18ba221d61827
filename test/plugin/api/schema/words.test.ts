import { readFileSync } from 'node:fs'
import t from 'tap'
import { wordLists, type WordList } from '../../../../mock-server/orcid/registry/record/words.ts'
import type { OrcidExternalId, OrcidExternalIdType, OrcidWork, OrcidWorkType } from '../../../../plugin/index.ts'
import { pathOf } from '../../../support/root.ts'

/** The words of a type, as the source has them. */
function wordsOf (type: string): string[] {
  const source = readFileSync(pathOf('plugin/api/schema/words.ts'), 'utf8')
  const declared = new RegExp(`^export type ${type} = ([^/]*)$`, 'm').exec(source)?.[1] ?? ''
  return [...declared.matchAll(/'([^']+)'/g)].map(([, word = '']) => word).sort()
}

t.test('an editor offers the words of ORCID\'s lists, all of them and no other', (t) => {
  const lists: Record<string, WordList> = {
    OrcidRelationship: 'Relationship',
    OrcidWorkType: 'WorkType',
    OrcidCitationType: 'CitationType',
    OrcidFundingType: 'FundingType',
    OrcidReviewerRole: 'Role',
    OrcidReviewType: 'PeerReviewType',
    OrcidResourceType: 'ResourceType'
  }
  for (const [type, list] of Object.entries(lists)) {
    t.strictSame(wordsOf(type), [...wordLists[list].values].sort(), type)
  }
  t.equal(wordsOf('OrcidExternalIdType').length, 44)
  t.end()
})

t.test('the compiler lets through a text, and a word that ORCID may have added', (t) => {
  const doi = { 'external-id-type': 'doi', 'external-id-value': '10.5555/1', 'external-id-relationship': 'self' }
  const known: OrcidExternalId = doi
  const added: [OrcidWorkType, OrcidExternalIdType] = ['holodeck-session', 'holonum']
  const work: OrcidWork = { title: null, type: added[0], 'external-ids': { 'external-id': [known] } }
  t.equal(work.type, 'holodeck-session')
  t.end()
})
