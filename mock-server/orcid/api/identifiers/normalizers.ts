// What ORCID makes of an identifier's value: the part that identifies, or nothing (ORCID-Source, …Normalizer.java).

/** Gives the part of a value that identifies, `''` if there is none. */
export type Normalizer = (value: string) => string

// More than any identifier has. A value may be megabytes long, and no pattern looks at more of it.
const LONGEST = 2000

function find (pattern: RegExp): Normalizer {
  return (value) => pattern.exec(value.slice(0, LONGEST))?.slice(1).join('') ?? ''
}

const prefixed = (prefix: string, normalize: Normalizer): Normalizer => (value) => {
  const found = normalize(value)
  return found === '' ? '' : prefix + found
}

// Java's white space is ASCII. A run of letters is tried from its start alone, or a long one would take for ever.
export const arxiv = prefixed('arXiv:',
  find(/(\d{4}\.\d{4,5}(?:v\d)?|(?<![\w.-])[\w.-]+\/\d{7}(?:v\d)?)\b/))

// `[Bc]` is ORCID's own.
export const bibcode = find(
  /(?:^|[Bb][Ii][Bb][Bc][Oo][Dd][Ee]:?[ \t-\r]*|[^a-zA-Z0-9.])(\d{4}[.a-zA-Z0-9]{15})(?:$|[^a-zA-Z0-9.])/)

const ENTITIES: ReadonlyMap<string | undefined, string> =
  new Map([[undefined, '&'], ['lt', '<'], ['gt', '>'], ['quot', '"'], ['apos', '\'']])

/** Reads the entities of XML, as often as there are any: a value may have been escaped twice. */
function unescapeXml (text: string): string {
  const read = text.replace(/&(?:amp;)+|&(?:(lt|gt|quot|apos)|#(\d{1,6}|x[\da-f]{1,5}));/g,
    (_entity, name?: string, number?: string) =>
      number === undefined ? ENTITIES.get(name) as string : String.fromCodePoint(Number(`0${number}`)))
  return read.length < text.length ? unescapeXml(read) : text
}

// Looked for backwards from each slash, so that a text of many beginnings is read once.
const findDoi = find(/(?=\/)(?<=(10(?:\.[0-9a-z]+)+))(\/[^ \t-\r"&']+)/)

export const doi: Normalizer = (value) => findDoi(unescapeXml(value.slice(0, LONGEST)))

const findIsbn = find(/(\d[-\d ]{8,15}[\dxX])(?:$|\D)/)

export const isbn: Normalizer = (value) => {
  const found = findIsbn(value).replace(/[- ]/g, '').replace('x', 'X')
  return found.length === 10 || found.length === 13 ? found : ''
}

export const issn: Normalizer = (value) =>
  find(/(?:^|\D)(\d{4}) ?[-–]? ?(\d{3}[\dXx])(?:$|[^-\d])/)(value).replace('x', 'X').replace(/^\d{4}/, '$&-')

export const pmc = find(/(?:^|pmc-?\/?)[ \t-\r]*(\d{5,9})\b/)

export const pmid = find(
  /(?:^[ \t-\r]*|pmid:?[ \t-\r]*|pubmed\/|med\/|pubmed.ncbi.nlm.nih.gov\/)(\d+)(?:$|[^a-zA-Z0-9.-])/)

export const rrid = prefixed('RRID:',
  find(/(AB_\d{6}|CVCL_[0-9A-Z]{4}|SCR_\d{6}|IMSR_JAX:\d{6}|Addgene_\d{5}|SAMN\d{8}|MMRRC_\d{6}-UCD)/))

export const uri: Normalizer = (value) => /^(?:ht|f)tps?:\/\//.test(value) ? value : `http://${value}`
