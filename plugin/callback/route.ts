// Leg two, the route: the browser comes back from ORCID, and leaves signed in.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { within } from '../back-channel/deadline.ts'
import { OrcidOverloadedError, OrcidUnavailableError } from '../errors.ts'
import { hostAnswer } from '../host-answer.ts'
import type { OrcidLogin } from '../identity.ts'
import { readQuery } from '../query.ts'
import type { Registration } from '../registration.ts'
import type { Settings } from '../settings.ts'
import { endTransaction, takeTransaction } from '../transaction/transaction.ts'
import type { Transaction } from '../transaction/transaction.ts'
import { exchangeCode } from './exchange.ts'
import { verifyIdToken } from './id-token.ts'
import { describeLogin } from './describe-login.ts'
import { createOnce } from './once.ts'
import { readRedirect, readState } from './redirect.ts'

// As nginx logs it; nobody reads it.
const CLIENT_GONE = 499

/** Turns a callback into a login, or throws an `OrcidError` that says why it is none. */
export type Callback = (request: FastifyRequest, reply: FastifyReply) => Promise<OrcidLogin>

/** Makes the function that finishes a sign-in, for one registration. */
export function createCallback (registration: Registration): Callback {
  const { settings } = registration
  const once = createOnce<OrcidLogin>((settings.transactionTtlSeconds + settings.clockToleranceSeconds) * 1000)

  async function finish (code: string, transaction: Transaction, signal: AbortSignal): Promise<OrcidLogin> {
    // Without keys nobody can be signed in, and the code would be spent for nothing.
    if (settings.openid) await registration.keys.ready()
    const answer = await exchangeCode(registration, { code, signal }, transaction)
    const claims = await verifyIdToken(registration, answer, transaction)
    return describeLogin(settings, answer, claims, transaction)
  }

  return async function callback (request, reply) {
    const query = readQuery(request.originalUrl)
    const state = readState(query)
    const transaction = await takeTransaction(registration, { request, reply }, state)
    try {
      const code = readRedirect(settings, query)
      const login = await once.share({ transaction: transaction.cookie, code },
        () => within(settings.timeoutMs, (signal) => finish(code, transaction, signal)))
      endTransaction(registration, reply, transaction)
      return login
    } catch (error) {
      // Nothing was used up, so the visitor may reload.
      if (!(error instanceof OrcidOverloadedError)) endTransaction(registration, reply, transaction)
      const seconds = secondsToWait(error)
      if (seconds !== null) reply.header('retry-after', seconds)
      throw error
    }
  }
}

/** How long the visitor should wait: as ORCID asks, or a moment when it is only us (RFC 9110 §10.2.3). */
function secondsToWait (error: unknown): number | null {
  if (!(error instanceof OrcidUnavailableError || error instanceof OrcidOverloadedError)) return null
  return (error.cause as { retryAfterSeconds: number | null }).retryAfterSeconds
}

/** Makes the handler of the callback route. */
export function createCallbackRoute ({ onLogin }: Settings, callback: Callback) {
  return async function finishLogin (request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const arriving = callback(request, reply)
    forgetQuery(request)
    const login = await arriving
    // Whoever hung up is signed in when they come again: ORCID's page has cancelled its own first navigation. So is
    // whoever was told something else meanwhile, as by a timeout of the app's.
    if (reply.sent) return reply
    if (reply.raw.socket?.destroyed !== false) return reply.code(CLIENT_GONE).send()
    // 303 leaves the callback's URL, and the code in it, behind (RFC 6749 §3.1.2.5).
    return await hostAnswer(reply, () => onLogin?.(request, reply, login), () => reply.redirect(login.returnTo, 303))
  }
}

/** It has been read by now, and Fastify writes the whole URL down when a host answers twice. */
function forgetQuery ({ raw, routeOptions }: FastifyRequest): void {
  raw.url = routeOptions.url as string
}
