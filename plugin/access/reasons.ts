// What ORCID's numbers mean, in our own words: ORCID's texts repeat the token, and what somebody wrote.

/**
 * Why ORCID refused, by its `error-code`, where the class of the error does not say it.
 *
 * @see https://github.com/ORCID/ORCID-Source/blob/main/orcid-core/src/main/resources/i18n/api_en.properties
 */
export const reasons: ReadonlyMap<number | null, string> = new Map([
  [9001, 'ORCID has no such path, method or media type'],
  [9010, 'another client is the source of the item'],
  [9013, 'the item is private'],
  [9014, 'the client may not do this'],
  [9019, 'the body has the put-code of another item'],
  [9020, 'ORCID cannot read the body'],
  [9022, 'a title is required'],
  [9023, 'an external identifier is required'],
  [9024, 'a body that is added has no put-code yet'],
  [9034, 'not a put-code of ORCID\'s'],
  [9035, 'the visibility of an item belongs to the person: leave it out'],
  [9036, 'the record has not been claimed yet'],
  [9037, 'a type that is not in ORCID\'s list'],
  [9042, 'too many put-codes at once'],
  [9045, 'the organization needs a valid disambiguated-organization'],
  [9046, 'a valid organization is required'],
  [9047, 'the body does not fit ORCID\'s schema: something is missing, unknown, or no word of its lists'],
  [9048, 'the record has ten thousand works'],
  [9049, 'a date is not valid'],
  [9050, 'an end-date needs a start-date'],
  [9054, 'the amount is not valid'],
  [9055, 'the end-date comes before the start-date'],
  [9057, 'ORCID has locked the client'],
  [9058, 'a contributor-role that is not in ORCID\'s list'],
  [9060, 'the organization needs a city and a country'],
  [9061, 'a city or region needs a country'],
  [9062, 'the organization needs an identifier']
])
