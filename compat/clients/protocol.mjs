// What every client here is told, and how it hands its user over: one line with the authorize URL goes out, one line
// with the callback URL comes in, and one line with what became of it goes out.
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export const {
  ISSUER: issuer, CLIENT_ID: clientId, CLIENT_SECRET: clientSecret, REDIRECT_URI: redirectUri
} = process.env

export async function visit (authorizeUrl) {
  process.stdout.write(`${authorizeUrl}\n`)
  const lines = createInterface({ input: process.stdin })
  const [line] = await Promise.race([once(lines, 'line'), once(lines, 'close')])
  lines.close()
  return new URL(line)
}

export function finish (result) {
  process.stdout.write(`${JSON.stringify(result)}\n`)
}
