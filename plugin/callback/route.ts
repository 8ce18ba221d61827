// Leg two: the callback route. The browser comes back from ORCID with a code and leaves signed in.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { withDeadline } from '../back-channel/deadline.ts'
import type { Context } from '../context.ts'
import { OrcidOverloadedError, OrcidUnavailableError } from '../errors.ts'
import { readQuery, removeQuery } from '../front-channel/query.ts'
import { replyWith } from '../front-channel/route.ts'
import type { OrcidLogin } from '../login-result.ts'
import type { Settings } from '../options/settings.ts'
import { endTransaction, takeTransaction, type Transaction } from '../transaction/transaction.ts'
import { createLogin } from './create-login.ts'
import { exchangeCode } from './exchange-code.ts'
import { createSingleFlight } from './single-flight.ts'
import { readState, validateRedirect } from './validate-redirect.ts'
import { verifyIdToken } from './verify-id-token.ts'

// nginx logs this status for a client that hung up. Nobody receives it.
const CLIENT_CLOSED_REQUEST = 499

/** Finishes a sign-in. Rejects with an `OrcidError`. */
export type Callback = (request: FastifyRequest, reply: FastifyReply) => Promise<OrcidLogin>

export function createCallback (context: Context): Callback {
  const { settings } = context
  const { timeoutMs, transactionTtlSeconds, clockToleranceSeconds } = settings
  const singleFlight = createSingleFlight<OrcidLogin>((transactionTtlSeconds + clockToleranceSeconds) * 1000)

  async function finishSignIn (code: string, transaction: Transaction, signal: AbortSignal): Promise<OrcidLogin> {
    // Without keys the id_token could not be verified, and the code would be used up in vain.
    if (settings.openid) await context.keys.ensureKeys()
    const { codeVerifier, nonce } = transaction
    const response = await exchangeCode(context, { code, codeVerifier, signal })
    const claims = nonce === null ? null : await verifyIdToken(context, response, nonce)
    return createLogin(settings, { response, claims, transaction })
  }

  return async function callback (request, reply) {
    const query = readQuery(request.originalUrl)
    const state = readState(query)
    const transaction = await takeTransaction(context, { request, reply }, state)
    try {
      const code = validateRedirect(settings, query)
      const login = await singleFlight.share({ transaction: transaction.cookie, code },
        () => withDeadline(timeoutMs, (signal) => finishSignIn(code, transaction, signal)))
      endTransaction(context, reply, transaction)
      return login
    } catch (error) {
      // The code of an overload is not used up, so the visitor can reload.
      if (!(error instanceof OrcidOverloadedError)) endTransaction(context, reply, transaction)
      const seconds = readRetryAfter(error)
      if (seconds !== null) reply.header('retry-after', seconds)
      throw error
    }
  }
}

function readRetryAfter (error: unknown): number | null {
  if (!(error instanceof OrcidUnavailableError || error instanceof OrcidOverloadedError)) return null
  return (error.cause as { retryAfterSeconds: number | null }).retryAfterSeconds
}

export function createCallbackHandler ({ onLogin }: Settings, callback: Callback) {
  return async function finishLogin (request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const pending = callback(request, reply)
    removeQuery(request)
    const login = await pending
    // A timeout of the app may have answered meanwhile.
    if (reply.sent) return reply
    // ORCID's page has cancelled its own first navigation. The second arrival signs the visitor in.
    if (reply.raw.socket?.destroyed !== false) return reply.code(CLIENT_CLOSED_REQUEST).send()
    // A redirect with 303 leaves the callback URL, and the code in it, behind (RFC 6749 §3.1.2.5).
    return await replyWith(reply, () => onLogin?.(request, reply, login), () => reply.redirect(login.returnTo, 303))
  }
}
