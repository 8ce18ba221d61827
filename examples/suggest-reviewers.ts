// Suggests reviewers: people at an organization with a keyword, and how many works each of them shows.
import type { OrcidClient } from 'fastify-orcid'

/** Somebody to invite. Nobody has proved the iD yet: the invitation leads to your login. */
export interface Suggestion {
  readonly orcid: string
  readonly name: string
  readonly works: number
}

export async function suggestReviewers (orcid: Pick<OrcidClient, 'search' | 'publicRecord'>,
  { affiliation, keyword }: { readonly affiliation: string, readonly keyword: string }): Promise<Suggestion[]> {
  const { people } = await orcid.search({ affiliation, keyword }, { rows: 10 })
  return await Promise.all(people.map(async ({ orcid: iD, creditName, givenNames, familyName }) => {
    const works = await orcid.publicRecord(iD).read('works')
    const name = creditName ?? [givenNames, familyName].filter(Boolean).join(' ')
    return { orcid: iD, name, works: works.group.length }
  }))
}
