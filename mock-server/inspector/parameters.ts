// What the parameters of OAuth, OpenID Connect and ORCID mean, for somebody who sees them for the first time.

const MEANINGS: Readonly<Record<string, string>> = {
  client_id: 'Who asks: the client\'s public name.',
  client_secret: 'What only the client knows: it proves that the client is itself.',
  response_type: 'What is to come back: a code.',
  scope: 'What is asked for, or what was granted.',
  redirect_uri: 'Where the answer goes. The client has registered it.',
  state: 'The app\'s own mark on this login. It comes back as it went.',
  nonce: 'The app\'s mark inside the id_token: a code from another login brings another one.',
  prompt: 'Whether the person is to be asked again, or not at all.',
  max_age: 'How many seconds ago the person may have signed in.',
  decision: 'Which button was pressed.',
  mishap: 'What is to go wrong in this login: a choice that the real ORCID does not offer.',
  orcid: 'The ORCID iD.',
  code: 'Good for once and for minutes, and worth nothing without the client\'s secret.',
  iss: 'Who says so: the issuer.',
  error: 'Why not, as a word for programs.',
  error_description: 'Why not, in a sentence.',
  grant_type: 'What the client offers in exchange for a token.',
  access_token: 'Opens the record, as far as the scopes reach.',
  refresh_token: 'Gets a new access token, without asking the person again.',
  token: 'The token that is given back.',
  token_type: 'How the token is presented: whoever bears it is let in.',
  expires_in: 'For how many seconds it is good. ORCID\'s last for twenty years.',
  name: 'The name, if its owner shows it.',
  id_token: 'Who signed in, when, and for whom: signed by ORCID. Its content is below.',
  sub: 'The subject: the ORCID iD.',
  aud: 'The audience: the client this is meant for.',
  exp: 'When it ends.',
  iat: 'When it was made.',
  auth_time: 'When the person signed in.',
  amr: 'How the person signed in.',
  at_hash: 'Ties the access token to this id_token.',
  jti: 'The name of this one id_token.',
  given_name: 'Given names.',
  family_name: 'The family name.'
}

/** What a parameter means, `''` for one that explains itself or is nobody's. */
export function meaningOf (name: string): string {
  return Object.hasOwn(MEANINGS, name) ? MEANINGS[name] as string : ''
}
