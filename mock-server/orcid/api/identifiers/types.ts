// The kinds of identifier that ORCID knows: one row each, with its number, its address and what is made of a value.
import { arxiv, bibcode, doi, isbn, issn, pmc, pmid, rrid, uri, type Normalizer } from './normalizers.ts'

export interface IdentifierType {
  readonly putCode: number
  /** In English. */
  readonly description: string
  /** How the address of an identifier begins; without it, the identifier has none. */
  readonly resolutionPrefix?: string
  /** A value of any other kind is lower-cased before it is normalized. */
  readonly isCaseSensitive?: true
  readonly normalize?: Normalizer
}

// ORCID-Source, orcid-persistence db/updates/identifier-type.xml, identifier-types/*; identifiers_en.properties.
const rows: Readonly<Record<string, IdentifierType>> = {
  agr: { putCode: 21, description: 'agr: Agricola' },
  ark: { putCode: 41, description: 'ark: Archival Resource Key Identifier', isCaseSensitive: true },
  arxiv: { putCode: 3, description: 'arxiv: ArXiv', resolutionPrefix: 'https://arxiv.org/abs/', normalize: arxiv },
  asin: {
    putCode: 1, description: 'asin: Amazon Standard Identification Number', resolutionPrefix: 'http://www.amazon.com/dp/'
  },
  'asin-tld': { putCode: 2, description: 'asin-tld: ASIN top-level domain' },
  authenticusid: {
    putCode: 40, description: 'authenticusid: AuthenticusID', resolutionPrefix: 'https://www.authenticus.pt/'
  },
  bibcode: {
    putCode: 4,
    description: 'Bibcode',
    resolutionPrefix: 'http://adsabs.harvard.edu/abs/',
    isCaseSensitive: true,
    normalize: bibcode
  },
  cba: { putCode: 22, description: 'cba: Chinese Biological Abstracts' },
  cgn: {
    putCode: 51,
    description: 'cgn: Culturegraph Number',
    resolutionPrefix: 'https://id.culturegraph.org/',
    isCaseSensitive: true
  },
  cienciaiul: {
    putCode: 38, description: 'cienciaiul: Ciência-IUL Identifier', resolutionPrefix: 'https://ciencia.iscte-iul.pt/id/'
  },
  cit: { putCode: 23, description: 'cit: CiteSeer' },
  cstr: {
    putCode: 49,
    description: 'cstr: Science and technology resource identification',
    resolutionPrefix: 'https://www.cstr.cn/'
  },
  ctx: { putCode: 24, description: 'ctx: CiteExplore submission' },
  dnb: { putCode: 42, description: 'dnb: German National Library identifier', resolutionPrefix: 'https://d-nb.info/' },
  doi: { putCode: 5, description: 'doi: Digital object identifier', resolutionPrefix: 'https://doi.org/', normalize: doi },
  eid: { putCode: 6, description: 'Scopus Identifier' },
  emdb: {
    putCode: 48,
    description: 'emdb: Electron Microscopy Data Bank',
    resolutionPrefix: 'https://www.ebi.ac.uk/emdb/',
    isCaseSensitive: true
  },
  empiar: {
    putCode: 46,
    description: 'empiar: Electron Microscopy Public Image Archive',
    resolutionPrefix: 'https://www.ebi.ac.uk/empiar/',
    isCaseSensitive: true
  },
  ethos: {
    putCode: 25,
    description: 'ethos: EThOS Persistent ID',
    resolutionPrefix: 'http://ethos.bl.uk/OrderDetails.do?uin=',
    isCaseSensitive: true
  },
  // ORCID has a description for `grant-number`, and so none for this.
  grant_number: { putCode: 33, description: 'grant number' },
  hal: {
    putCode: 44,
    description: 'hal: Hyper Articles en Ligne',
    resolutionPrefix: 'https://hal.archives-ouvertes.fr/view/resolver/'
  },
  handle: { putCode: 26, description: 'handle: Handle', resolutionPrefix: 'http://hdl.handle.net/' },
  hir: { putCode: 27, description: 'hir: NHS Evidence' },
  isbn: {
    putCode: 7,
    description: 'isbn: International Standard Book Number',
    resolutionPrefix: 'https://www.worldcat.org/isbn/',
    normalize: isbn
  },
  ismn: { putCode: 47, description: 'ismn: International Standard Music Number' },
  issn: {
    putCode: 8,
    description: 'issn: International Standard Serial Number. Includes print and electronic ISSN.',
    resolutionPrefix: 'https://portal.issn.org/resource/ISSN/',
    normalize: issn
  },
  jfm: {
    putCode: 9,
    description: 'jfm: Jahrbuch über die Fortschritte der Mathematik',
    resolutionPrefix: 'http://zbmath.org/?format=complete&q=an%3A'
  },
  jstor: { putCode: 10, description: 'jstor: JSTOR abstract', resolutionPrefix: 'http://www.jstor.org/stable/' },
  k10plus: {
    putCode: 50,
    description: 'k10plus: K10plus',
    resolutionPrefix: 'https://opac.k10plus.de/DB=2.299/PPNSET?PPN=',
    isCaseSensitive: true
  },
  kuid: {
    putCode: 35, description: 'kuid: KoreaMed Unique Identifier', resolutionPrefix: 'https://koreamed.org/article/'
  },
  lccn: {
    putCode: 11, description: 'lccn: Library of Congress Control Number', resolutionPrefix: 'http://lccn.loc.gov/'
  },
  lensid: { putCode: 36, description: 'lensid: Lens ID', resolutionPrefix: 'https://www.lens.org/' },
  mr: {
    putCode: 12,
    description: 'mr: Mathematical Reviews',
    resolutionPrefix: 'http://www.ams.org/mathscinet-getitem?mr='
  },
  oclc: {
    putCode: 13,
    description: 'oclc: Online Computer Library Center',
    resolutionPrefix: 'http://www.worldcat.org/oclc/'
  },
  ol: {
    putCode: 14,
    description: 'ol: Open Library',
    resolutionPrefix: 'http://openlibrary.org/b/',
    isCaseSensitive: true
  },
  osti: {
    putCode: 15,
    description: 'osti: Office of Scientific and Technical Information',
    resolutionPrefix: 'https://www.osti.gov/biblio/'
  },
  'other-id': { putCode: 0, description: 'Other identifier type' },
  pat: { putCode: 28, description: 'Patent number' },
  pdb: {
    putCode: 34, description: 'pdb: Protein Data Bank identifier', resolutionPrefix: 'http://identifiers.org/pdb/'
  },
  pmc: {
    putCode: 16,
    description: 'pmc: PubMed Central article number',
    resolutionPrefix: 'https://europepmc.org/article/pmc/',
    normalize: pmc
  },
  pmid: {
    putCode: 17,
    description: 'pmid: PubMed Unique Identifier',
    resolutionPrefix: 'https://pubmed.ncbi.nlm.nih.gov/',
    normalize: pmid
  },
  ppr: {
    putCode: 45, description: 'ppr: Europe PMC Preprint Identifier', resolutionPrefix: 'https://europepmc.org/article/PPR/'
  },
  'proposal-id': { putCode: 43, description: 'Proposal ID' },
  raid: { putCode: 52, description: 'raid: Research Activity Identifier', resolutionPrefix: 'https://raid.org/' },
  rfc: { putCode: 18, description: 'rfc: Request for Comments', resolutionPrefix: 'https://tools.ietf.org/html/' },
  rrid: {
    putCode: 39,
    description: 'rrid: Research Resource IDentifier',
    resolutionPrefix: 'https://identifiers.org/rrid/',
    isCaseSensitive: true,
    normalize: rrid
  },
  'source-work-id': { putCode: 29, description: 'Non-standard ID from work data source' },
  ssrn: {
    putCode: 19,
    description: 'ssrn: Social Science Research Network',
    resolutionPrefix: 'http://papers.ssrn.com/abstract_id='
  },
  uri: { putCode: 30, description: 'uri: URI', isCaseSensitive: true, normalize: uri },
  urn: { putCode: 31, description: 'urn: URN' },
  wosuid: { putCode: 32, description: 'wosuid: Web of Science™ identifier' },
  zbl: {
    putCode: 20, description: 'zbl: Zentralblatt MATH', resolutionPrefix: 'http://zbmath.org/?format=complete&q='
  }
}

export const identifierTypes: ReadonlyMap<string, IdentifierType> = new Map(Object.entries(rows))

/** The value as ORCID compares it, `''` if it is none of its kind (ORCID-Source, PIDNormalizationService). */
export function normalizeId (name: string, value: string): string {
  const type = identifierTypes.get(name)
  if (type === undefined) return value
  const { isCaseSensitive, normalize = (text: string): string => text } = type
  return normalize(isCaseSensitive ? value : value.toLowerCase())
}
