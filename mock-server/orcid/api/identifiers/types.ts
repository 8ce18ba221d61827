// The kinds of identifier that ORCID knows: one row each, with its number, its address and what is made of a value.
import { arxiv, bibcode, doi, isbn, issn, pmc, pmid, rrid, uri, type Normalizer } from './normalizers.ts'

export interface IdentifierType {
  readonly putCode: number
  /** What it is, in English. */
  readonly title: string
  /** Whether the title is all of the description, which otherwise has the name before it. */
  readonly isAlone?: true
  /** How the address of an identifier begins; without it, the identifier has none. */
  readonly resolutionPrefix?: string
  /** A value of any other kind is lower-cased before it is normalized. */
  readonly isCaseSensitive?: true
  readonly normalize?: Normalizer
}

// ORCID-Source, orcid-persistence db/updates/identifier-type.xml, identifier-types/*; identifiers_en.properties.
const rows: Readonly<Record<string, IdentifierType>> = {
  agr: { putCode: 21, title: 'Agricola' },
  ark: { putCode: 41, title: 'Archival Resource Key Identifier', isCaseSensitive: true },
  arxiv: { putCode: 3, title: 'ArXiv', resolutionPrefix: 'https://arxiv.org/abs/', normalize: arxiv },
  asin: { putCode: 1, title: 'Amazon Standard Identification Number', resolutionPrefix: 'http://www.amazon.com/dp/' },
  'asin-tld': { putCode: 2, title: 'ASIN top-level domain' },
  authenticusid: { putCode: 40, title: 'AuthenticusID', resolutionPrefix: 'https://www.authenticus.pt/' },
  bibcode: {
    putCode: 4,
    title: 'Bibcode',
    isAlone: true,
    resolutionPrefix: 'http://adsabs.harvard.edu/abs/',
    isCaseSensitive: true,
    normalize: bibcode
  },
  cba: { putCode: 22, title: 'Chinese Biological Abstracts' },
  cgn: {
    putCode: 51, title: 'Culturegraph Number', resolutionPrefix: 'https://id.culturegraph.org/', isCaseSensitive: true
  },
  cienciaiul: { putCode: 38, title: 'Ciência-IUL Identifier', resolutionPrefix: 'https://ciencia.iscte-iul.pt/id/' },
  cit: { putCode: 23, title: 'CiteSeer' },
  cstr: {
    putCode: 49, title: 'Science and technology resource identification', resolutionPrefix: 'https://www.cstr.cn/'
  },
  ctx: { putCode: 24, title: 'CiteExplore submission' },
  dnb: { putCode: 42, title: 'German National Library identifier', resolutionPrefix: 'https://d-nb.info/' },
  doi: { putCode: 5, title: 'Digital object identifier', resolutionPrefix: 'https://doi.org/', normalize: doi },
  eid: { putCode: 6, title: 'Scopus Identifier', isAlone: true },
  emdb: {
    putCode: 48,
    title: 'Electron Microscopy Data Bank',
    resolutionPrefix: 'https://www.ebi.ac.uk/emdb/',
    isCaseSensitive: true
  },
  empiar: {
    putCode: 46,
    title: 'Electron Microscopy Public Image Archive',
    resolutionPrefix: 'https://www.ebi.ac.uk/empiar/',
    isCaseSensitive: true
  },
  ethos: {
    putCode: 25,
    title: 'EThOS Persistent ID',
    resolutionPrefix: 'http://ethos.bl.uk/OrderDetails.do?uin=',
    isCaseSensitive: true
  },
  // ORCID has a description for `grant-number`, and so none for this.
  grant_number: { putCode: 33, title: 'grant number', isAlone: true },
  hal: {
    putCode: 44, title: 'Hyper Articles en Ligne', resolutionPrefix: 'https://hal.archives-ouvertes.fr/view/resolver/'
  },
  handle: { putCode: 26, title: 'Handle', resolutionPrefix: 'http://hdl.handle.net/' },
  hir: { putCode: 27, title: 'NHS Evidence' },
  isbn: {
    putCode: 7,
    title: 'International Standard Book Number',
    resolutionPrefix: 'https://www.worldcat.org/isbn/',
    normalize: isbn
  },
  ismn: { putCode: 47, title: 'International Standard Music Number' },
  issn: {
    putCode: 8,
    title: 'International Standard Serial Number. Includes print and electronic ISSN.',
    resolutionPrefix: 'https://portal.issn.org/resource/ISSN/',
    normalize: issn
  },
  jfm: {
    putCode: 9,
    title: 'Jahrbuch über die Fortschritte der Mathematik',
    resolutionPrefix: 'http://zbmath.org/?format=complete&q=an%3A'
  },
  jstor: { putCode: 10, title: 'JSTOR abstract', resolutionPrefix: 'http://www.jstor.org/stable/' },
  k10plus: {
    putCode: 50,
    title: 'K10plus',
    resolutionPrefix: 'https://opac.k10plus.de/DB=2.299/PPNSET?PPN=',
    isCaseSensitive: true
  },
  kuid: { putCode: 35, title: 'KoreaMed Unique Identifier', resolutionPrefix: 'https://koreamed.org/article/' },
  lccn: { putCode: 11, title: 'Library of Congress Control Number', resolutionPrefix: 'http://lccn.loc.gov/' },
  lensid: { putCode: 36, title: 'Lens ID', resolutionPrefix: 'https://www.lens.org/' },
  mr: { putCode: 12, title: 'Mathematical Reviews', resolutionPrefix: 'http://www.ams.org/mathscinet-getitem?mr=' },
  oclc: { putCode: 13, title: 'Online Computer Library Center', resolutionPrefix: 'http://www.worldcat.org/oclc/' },
  ol: { putCode: 14, title: 'Open Library', resolutionPrefix: 'http://openlibrary.org/b/', isCaseSensitive: true },
  osti: {
    putCode: 15,
    title: 'Office of Scientific and Technical Information',
    resolutionPrefix: 'https://www.osti.gov/biblio/'
  },
  'other-id': { putCode: 0, title: 'Other identifier type', isAlone: true },
  pat: { putCode: 28, title: 'Patent number', isAlone: true },
  pdb: { putCode: 34, title: 'Protein Data Bank identifier', resolutionPrefix: 'http://identifiers.org/pdb/' },
  pmc: {
    putCode: 16,
    title: 'PubMed Central article number',
    resolutionPrefix: 'https://europepmc.org/article/pmc/',
    normalize: pmc
  },
  pmid: {
    putCode: 17,
    title: 'PubMed Unique Identifier',
    resolutionPrefix: 'https://pubmed.ncbi.nlm.nih.gov/',
    normalize: pmid
  },
  ppr: { putCode: 45, title: 'Europe PMC Preprint Identifier', resolutionPrefix: 'https://europepmc.org/article/PPR/' },
  'proposal-id': { putCode: 43, title: 'Proposal ID', isAlone: true },
  raid: { putCode: 52, title: 'Research Activity Identifier', resolutionPrefix: 'https://raid.org/' },
  rfc: { putCode: 18, title: 'Request for Comments', resolutionPrefix: 'https://tools.ietf.org/html/' },
  rrid: {
    putCode: 39,
    title: 'Research Resource IDentifier',
    resolutionPrefix: 'https://identifiers.org/rrid/',
    isCaseSensitive: true,
    normalize: rrid
  },
  'source-work-id': { putCode: 29, title: 'Non-standard ID from work data source', isAlone: true },
  ssrn: {
    putCode: 19, title: 'Social Science Research Network', resolutionPrefix: 'http://papers.ssrn.com/abstract_id='
  },
  uri: { putCode: 30, title: 'URI', isCaseSensitive: true, normalize: uri },
  urn: { putCode: 31, title: 'URN' },
  wosuid: { putCode: 32, title: 'Web of Science™ identifier' },
  zbl: { putCode: 20, title: 'Zentralblatt MATH', resolutionPrefix: 'http://zbmath.org/?format=complete&q=' }
}

export const identifierTypes: ReadonlyMap<string, IdentifierType> = new Map(Object.entries(rows))

/** The value as ORCID compares it, `''` if it is none of its kind (ORCID-Source, PIDNormalizationService). */
export function normalizeId (name: string, value: string): string {
  const type = identifierTypes.get(name)
  if (type === undefined) return value
  const { isCaseSensitive, normalize = (text: string): string => text } = type
  return normalize(isCaseSensitive ? value : value.toLowerCase())
}
