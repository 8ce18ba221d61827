// Whether somebody who follows an iD wants the record as data rather than as a page.
import { rangesIn } from '../web/accept.ts'

const DATA = /^(?:application\/(?:(?:(?:vnd\.)?orcid\+)?(?:json|xml)|ld\+json|n-triples|rdf\+xml)|text\/turtle)$/
const PAGE = /^(?:text\/html|application\/xhtml\+xml|text\/\*|\*\/\*)$/

/**
 * Whether an Accept header likes one of the types best that ORCID documents for an iD's address. Without a header,
 * with a range for anything, and as browsers send it, it is the page. How ORCID weighs several types is not known;
 * here it is done as RFC 9110 §12.5.1 says.
 */
export function wantsData (accept: string = ''): boolean {
  return DATA.test(String(rangesIn(accept).find((range) => DATA.test(range) || PAGE.test(range))))
}
