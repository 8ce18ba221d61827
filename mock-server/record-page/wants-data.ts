// Whether somebody who follows an iD wants the record as data rather than as a page.

const DATA = /^(?:application\/(?:(?:(?:vnd\.)?orcid\+)?(?:json|xml)|ld\+json|n-triples|rdf\+xml)|text\/turtle)$/
const PAGE = /^(?:text\/html|application\/xhtml\+xml|text\/\*|\*\/\*)$/

function readRange (range: string): { name: string, quality: number } {
  const [name = '', ...parameters] = range.toLowerCase().split(';').map((part) => part.trim())
  const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
  return { name, quality: Number(quality ?? 1) }
}

/**
 * Whether an Accept header likes one of the types best that ORCID documents for an iD's address. Without a header,
 * with a range for anything, and as browsers send it, it is the page. How ORCID weighs several types is not known;
 * here it is done as RFC 9110 §12.5.1 says.
 */
export function wantsData (accept: string = ''): boolean {
  const best = accept.split(',').map(readRange)
    .filter(({ name, quality }) => quality > 0 && (DATA.test(name) || PAGE.test(name)))
    .toSorted((one, other) => other.quality - one.quality)[0]
  return best !== undefined && DATA.test(best.name)
}
