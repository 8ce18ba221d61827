// Hides secrets in everything that is printed: by the name in front of them, and by their value.

const SECRET = 'code|state|nonce|id_token_hint|client_assertion|code_verifier|\\w*token|\\w*secret|password'
const PAIR = new RegExp(`(?<=(?:^|[?&#;,\\s])(?:${SECRET})=)[^&#\\s;,"'<]+`, 'gi')
const MEMBER = new RegExp(`(?<="(?:${SECRET})"\\s*:\\s*")[^"]+`, 'gi')
const CREDENTIALS = /^((?:proxy-)?authorization:\s*(?:\w+\s+)?)(\S.*)$/gim
const COOKIE = /^(set-)?cookie:.*$/gim
const COOKIE_VALUE = /(?<==)[^;\s]+/g

function maskValue (value: string): string {
  return value.length > 7 ? `${value.slice(0, 4)}…` : '…'
}

function maskCookies (line: string, isSet: string | undefined): string {
  // Of a Set-Cookie header, only the first pair is a value; the rest are attributes.
  if (isSet !== undefined) return line.replace(/(?<=^[^=]*=)[^;]+/, maskValue)
  return line.replace(COOKIE_VALUE, maskValue)
}

/** A text of HTTP (URL, head, form or JSON) with each secret cut to its first four characters. */
export function maskText (text: string): string {
  return text.replace(PAIR, maskValue).replace(MEMBER, maskValue)
    .replace(CREDENTIALS, (_line, scheme: string, value: string) => scheme + maskValue(value))
    .replace(COOKIE, maskCookies)
}

/** The same, and every other place where one of the values occurs: ORCID quotes tokens in its errors. */
export function maskValues (text: string, values: Iterable<string>): string {
  let masked = maskText(text)
  for (const value of values) {
    if (value.length > 5) masked = masked.replaceAll(value, maskValue(value))
  }
  return masked
}

/** The values of a text that masking would hide, for {@link maskValues}. */
export function secretsIn (text: string): string[] {
  const credentials = [...text.matchAll(CREDENTIALS)].map(([, , value]) => String(value))
  return [...text.match(PAIR) ?? [], ...text.match(MEMBER) ?? [], ...credentials]
}
