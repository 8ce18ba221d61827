// The lists of words that ORCID reads as enumerations: those of its model, and the currencies of Java.

export const workTypes = ['annotation', 'artistic-performance', 'blog-post', 'book-chapter', 'book-review', 'book',
  'cartographic-material', 'clinical-study', 'conference-abstract', 'conference-output', 'conference-paper',
  'conference-poster', 'conference-presentation', 'conference-proceedings', 'data-management-plan', 'data-set',
  'design', 'dictionary-entry', 'disclosure', 'dissertation-thesis', 'edited-book', 'encyclopedia-entry', 'image',
  'invention', 'journal-article', 'journal-issue', 'learning-object', 'lecture-speech', 'license',
  'magazine-article', 'manual', 'moving-image', 'musical-composition', 'newsletter-article', 'newspaper-article',
  'online-resource', 'other', 'patent', 'physical-object', 'preprint', 'public-speech', 'registered-copyright',
  'report', 'research-technique', 'research-tool', 'review', 'software', 'sound', 'spin-off-company',
  'standards-and-policy', 'supervised-student-publication', 'technical-standard', 'test', 'trademark',
  'transcription', 'translation', 'website', 'working-paper', 'undefined']

const fundingTypes = ['grant', 'contract', 'award', 'salary-award']

const COUNTRIES = (
  'AF AX AL DZ AS AD AO AI AQ AG AR AM AW AU AT AZ BS BH BD BB BY BE BZ BJ BM BT BO BQ BA BW BV BR IO BN BG BF BI ' +
  'KH CM CA CV KY CF TD CL CN CX CC CO KM CG CD CK CR CI HR CU CW CY CZ DK DJ DM DO EC EG SV GQ ER EE ET FK FO FJ ' +
  'FI FR GF PF TF GA GM GE DE GH GI GR GL GD GP GU GT GG GN GW GY HT HM VA HN HK HU IS IN ID IR IQ IE IM IL IT JM ' +
  'JP JE JO KZ KE KI KP KR KW KG LA LV LB LS LR LY LI LT LU MO MK MG MW MY MV ML MT MH MQ MR MU YT MX FM MD MC MN ' +
  'ME MS MA MZ MM NA NR NP NL NC NZ NI NE NG NU NF MP NO OM PK PW PS PA PG PY PE PH PN PL PT PR QA RE RO RU RW BL ' +
  'SH KN LC MF PM VC WS SM ST SA SN RS SC SL SG SX SK SI SB SO ZA GS SS ES LK SD SR SJ SZ SE CH SY TJ TZ TH TL TG ' +
  'TK TO TT TN TR TM TC TV UG UA AE GB US UM UY UZ VU VE VN VG VI WF EH YE ZM ZW TW XK'
).split(' ')

const LANGUAGES = (
  'ab aa af ak sq am ar an hy as av ae ay az bm ba eu be bn bh bi bs br bg my ca ch ce zh_CN zh_TW cu cv kw co cr ' +
  'hr cs da dv nl dz en eo et ee fo fj fi fr fy ff gl lg ka de el kl gn gu ht ha iw hz hi ho hu is io ig in ia ie ' +
  'iu ik ga it ja jv kn kr ks kk km ki rw ky kv kg ko ku kj lo la lv li ln lt lu lb mk mg ms ml mt gv mi mr mh mo ' +
  'mn na nv ng ne nd se no nb nn ny oc oj or om os pi pa fa pl pt ps qu rm ro rn ru sm sg sa sc gd sr sn ii sd si ' +
  'sk sl so nr st es su sw ss sv tl ty tg ta tt te th bo ti to ts tn tr tk tw ug uk ur uz ve vi vo wa cy wo xh ji ' +
  'yo za zu'
).split(' ')

const CURRENCIES = (
  'ADP AED AFA AFN ALL AMD ANG AOA ARS ATS AUD AWG AYM AZM AZN BAM BBD BDT BEF BGL BGN BHD BIF BMD BND BOB BOV BRL ' +
  'BSD BTN BWP BYB BYN BYR BZD CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CSD CUC CUP CVE CYP CZK DEM DJF DKK DOP ' +
  'DZD EEK EGP ERN ESP ETB EUR FIM FJD FKP FRF GBP GEL GHC GHS GIP GMD GNF GRD GTQ GWP GYD HKD HNL HRK HTG HUF IDR ' +
  'IEP ILS INR IQD IRR ISK ITL JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LTL LUF LVL LYD ' +
  'MAD MDL MGA MGF MKD MMK MNT MOP MRO MRU MTL MUR MVR MWK MXN MXV MYR MZM MZN NAD NGN NIO NLG NOK NPR NZD OMR PAB ' +
  'PEN PGK PHP PKR PLN PTE PYG QAR ROL RON RSD RUB RUR RWF SAR SBD SCR SDD SDG SEK SGD SHP SIT SKK SLE SLL SOS SRD ' +
  'SRG SSP STD STN SVC SYP SZL THB TJS TMM TMT TND TOP TPE TRL TRY TTD TWD TZS UAH UGX USD USN USS UYI UYU UZS VEB ' +
  'VED VEF VES VND VUV WST XAF XAG XAU XBA XBB XBC XBD XCD XCG XDR XFO XFU XOF XPD XPF XPT XSU XTS XUA XXX YER YUM ' +
  'ZAR ZMK ZMW ZWD ZWG ZWL ZWN ZWR'
).split(' ')

// ORCID-Source, WorkType and PeerReviewSubjectType: the types of CSL that they read as their own.
const CSL_TYPES = {
  'article-journal': 'journal-article', chapter: 'book-chapter', dataset: 'data-set', standard: 'standards-and-policy'
}

interface Words {
  readonly values: readonly string[]
  /** Words that are read as one of them. */
  readonly aliases?: Readonly<Record<string, string>>
  /** The keywords of a JSON Schema that know such a word by its form. */
  readonly like?: { readonly pattern: string, readonly description: string }
}

const code = (pattern: string, description: string): Pick<Words, 'like'> => ({ like: { pattern, description } })

const rows = {
  CitationType: {
    values: ['formatted-unspecified', 'bibtex', 'formatted-apa', 'formatted-harvard', 'formatted-ieee', 'formatted-mla',
      'formatted-vancouver', 'formatted-chicago', 'ris']
  },
  Currency: { values: CURRENCIES, ...code('^[A-Z]{3}$', 'the three letters of a currency (ISO 4217)') },
  FundingType: { values: fundingTypes },
  Iso3166Country: { values: COUNTRIES, ...code('^[A-Z]{2}$', 'the two upper-case letters of a country (ISO 3166-1)') },
  LanguageCode: { values: LANGUAGES, ...code('^[a-z]{2}(?:_[A-Z]{2})?$', 'the code of a language, such as es or zh_CN') },
  PeerReviewSubjectType: {
    values: [...workTypes, ...fundingTypes, 'research-resource-proposal'], aliases: CSL_TYPES
  },
  PeerReviewType: { values: ['review', 'evaluation'] },
  Relationship: { values: ['part-of', 'self', 'version-of', 'funded-by'] },
  ResourceType: { values: ['infrastructures', 'collections', 'equipment', 'services'] },
  Role: { values: ['reviewer', 'editor', 'member', 'chair', 'organizer'] },
  SequenceType: { values: ['first', 'additional'] },
  WorkType: { values: workTypes, aliases: CSL_TYPES }
} as const satisfies Readonly<Record<string, Words>>

export type WordList = keyof typeof rows

/** By the enumeration that ORCID's model has of them. */
export const wordLists: Readonly<Record<WordList, Words>> = rows
