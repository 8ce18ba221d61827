// The activities half of a record: jobs as they are, and the other lists, which are empty.
import type { Item } from '../registry/researchers.ts'
import type { EmploymentOptions } from '../researcher-options.ts'
import { listOf, recordedAt, stamps, visible, wrapped } from './view.ts'
import type { Json, View } from './view.ts'

const AFFILIATIONS = ['distinctions', 'educations', 'invited-positions', 'memberships', 'qualifications',
  'services']

/** Every section below `/activities`, in ORCID's order. */
export const activitySections = ['distinctions', 'educations', 'employments', 'fundings', 'invited-positions',
  'memberships', 'peer-reviews', 'qualifications', 'research-resources', 'services', 'works']

function renderDate (date: string | undefined): Json {
  if (date === undefined) return null
  const [year, month, day] = date.split('-')
  return { year: wrapped(year), month: wrapped(month), day: wrapped(day) }
}

function renderEmployment (view: View, job: Item<EmploymentOptions>): Json {
  const { city, country, departmentName, roleTitle, startDate, endDate, visibility, putCode } = job
  const address = { city, region: null, country }
  return {
    ...stamps(view),
    'put-code': putCode,
    'department-name': departmentName ?? null,
    'role-title': roleTitle ?? null,
    'start-date': renderDate(startDate),
    'end-date': renderDate(endDate),
    organization: { name: job.organization, address, 'disambiguated-organization': null },
    url: null,
    'external-ids': null,
    'display-index': '0',
    visibility,
    path: `/${view.researcher.orcid}/employment/${putCode}`
  }
}

function renderEmployments (view: View): Json {
  const groups = visible(view, 'activities', view.researcher.employments).map((job) => ({
    'last-modified-date': recordedAt,
    'external-ids': { 'external-id': [] },
    summaries: [{ 'employment-summary': renderEmployment(view, job) }]
  }))
  return listOf(`/${view.researcher.orcid}/employments`, 'affiliation-group', groups)
}

/** One section below `/activities`. */
export function renderActivitySection (view: View, section: string): Json {
  if (section === 'employments') return renderEmployments(view)
  const group = AFFILIATIONS.includes(section) ? 'affiliation-group' : 'group'
  return listOf(`/${view.researcher.orcid}/${section}`, group, [])
}

/** `/activities`: all of them. */
export function renderActivities (view: View): Json {
  return {
    'last-modified-date': recordedAt,
    ...Object.fromEntries(activitySections.map((section) => [section, renderActivitySection(view, section)])),
    path: `/${view.researcher.orcid}/activities`
  }
}
