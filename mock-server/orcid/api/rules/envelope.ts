// What ORCID requires of the put-code and the visibility around an item.
import { refuse } from '../errors.ts'
import type { Rule } from './rule.ts'

export const refusePutCode: Rule = ({ current, putCode, clientName }) => {
  if (current === null && putCode !== null) refuse(9024, { params: { clientName } })
}

// Nobody fills in the client's name here (VisibilityMismatchException has no parameters).
export const keepVisibility: Rule = ({ current, visibility }) => {
  if (current !== null && visibility !== null && visibility !== current.visibility) refuse(9035)
}
