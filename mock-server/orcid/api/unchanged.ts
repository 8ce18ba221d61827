// Which changes of a work ORCID does not see: it answers them as if they were made, and changes nothing.
import { at, type Json, type Members } from '../registry/record/model.ts'
import type { RecordItem } from '../registry/record/item.ts'
import type { SentItem } from './body.ts'
import { contributorsIn } from './rules/contributors.ts'

/** A part of a date that was not there before is not compared, and neither is a date that is gone. */
function seenDate (sent: Json, kept: Json): Json {
  if (sent === null || kept === null) return sent ?? kept
  return Object.fromEntries(Object.entries(sent).map(([name, part]) => [name, at(kept, name) === null ? null : part]))
}

/** What is sent, with what ORCID does not miss: a citation, a translated title and a date. */
function seen (sent: Members, kept: Members): Members {
  return {
    ...sent,
    title: {
      ...sent['title'] as Members,
      'translated-title': at(sent, 'title.translated-title') ?? at(kept, 'title.translated-title')
    },
    citation: at(sent, 'citation') ?? at(kept, 'citation'),
    'publication-date': seenDate(at(sent, 'publication-date'), at(kept, 'publication-date'))
  }
}

// ORCID compares as many contributors as its page shows.
const MAX_CONTRIBUTORS = 50

const compared = (content: Members): string =>
  JSON.stringify({ ...content, contributors: contributorsIn(content).slice(0, MAX_CONTRIBUTORS) })

/** @see https://github.com/ORCID/ORCID-Source orcid-core WorkManagerImpl.updateWork, WorkForm.compare */
export function isUnchanged (item: RecordItem, { content, visibility }: SentItem): boolean {
  if (visibility !== null && visibility !== item.visibility) return false
  return compared(seen(content, item.content)) === compared(item.content)
}
