// How far a login has come, in a phrase.
import type { Login } from './logins.ts'
import type { Reading } from './reading.ts'
import { describeAnswer } from './words.ts'

/** How far a login has come. */
export interface Standing {
  /** In a phrase. */
  readonly text: string
  /** Whether it goes on, has ended well, or has not. */
  readonly tone: 'open' | 'good' | 'bad'
}

function afterExchange ({ answer, exchange: { status, forgery } }: Reading): Standing {
  if (status === 200 && forgery !== null) return { text: `ORCID lied: ${forgery}`, tone: 'bad' }
  if (status === 200) {
    const person = [answer['name'], answer['orcid']].filter((one) => typeof one === 'string' && one !== '')
    return { text: `ORCID said: ${person.join(', ')}`, tone: 'good' }
  }
  const why = answer['error'] ?? (status === 0 ? 'no answer' : status)
  return { text: `the exchange failed: ${String(why)}`, tone: 'bad' }
}

function afterPage ({ page, brought, exchange: { method, status } }: Reading): Standing {
  if (brought !== null) {
    const isGood = brought.has('code') || brought.has('access_token')
    return { text: `sent back with ${describeAnswer(brought)}`, tone: isGood ? 'open' : 'bad' }
  }
  // A form that comes back is no dead end.
  const isDeadEnd = status >= 400 && page === 'authorize' && method === 'GET'
  if (isDeadEnd || status >= 500) return { text: 'stopped at an error page', tone: 'bad' }
  return { text: page === 'authorize' && status === 200 ? 'asked to allow it' : 'asked who it is', tone: 'open' }
}

function after (reading: Reading): Standing | null {
  const { page, form, exchange: { endpoint } } = reading
  if (page !== null) return afterPage(reading)
  return endpoint === 'token' && form.has('code') ? afterExchange(reading) : null
}

/** How far a login has come, by the last exchange that tells. It begins with one that does. */
export function standingOf ({ readings }: Login): Standing {
  return readings.map(after).filter((standing) => standing !== null).at(-1) as Standing
}
