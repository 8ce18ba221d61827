// Leg two: the callback route. The browser comes back from ORCID with a code and leaves signed in.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { withDeadline, type Deadline } from '../back-channel/deadline.ts'
import type { AnyReply, AnyRequest, Context, HttpExchange } from '../context.ts'
import { OrcidCodeRejectedError, OrcidOverloadedError, OrcidUnavailableError } from '../errors.ts'
import { logError, rememberTarget } from '../front-channel/error-page.ts'
import { setStrictHeaders } from '../front-channel/headers.ts'
import { readQuery, removeQuery } from '../front-channel/query.ts'
import { replyWith } from '../front-channel/route.ts'
import type { OrcidLogin } from '../login-result.ts'
import type { Settings } from '../options/settings.ts'
import { traceLogin } from '../tracing.ts'
import { endTransaction, takeTransaction, type Transaction } from '../transaction/transaction.ts'
import { createLogin } from './create-login.ts'
import { exchangeCode } from './exchange-code.ts'
import { createSharedFlight } from './shared-flight.ts'
import { createSingleFlight } from './single-flight.ts'
import { readState, validateRedirect } from './validate-redirect.ts'
import { verifyIdToken } from './verify-id-token.ts'

// nginx logs this status for a client that hung up. Nobody receives it.
const CLIENT_CLOSED_REQUEST = 499
// ORCID may ask for a day of patience. A visitor is told to come back sooner.
const MAX_RETRY_AFTER_SECONDS = 3600

/** The type of {@link FastifyOrcid.callback}, where it is described. */
export type Callback = (request: AnyRequest, reply: AnyReply) => Promise<OrcidLogin>

/** How an arrival ended. */
type Ending = { readonly login: OrcidLogin } | { readonly error: unknown, readonly transaction: Transaction }

type Arrive = (exchange: HttpExchange) => Promise<Ending>

// Two registrations for the same client in one process share it: ORCID knows the client alone.
const singleFlight = createSingleFlight<OrcidLogin>()

/** Takes the sign-in that a browser comes back with and exchanges its code. Rejects if there is no such sign-in. */
export function createArrival (context: Context): Arrive {
  const { settings } = context
  const { timeoutMs, transactionTtlSeconds, clockToleranceSeconds } = settings
  const { sharedState } = settings
  const betweenProcesses = sharedState === undefined ? null : createSharedFlight(settings, sharedState)
  const memoryMs = (transactionTtlSeconds + clockToleranceSeconds) * 1000

  async function finishSignIn (code: string, transaction: Transaction, deadline: Deadline): Promise<OrcidLogin> {
    // Without keys the id_token could not be verified, and the code would be used up in vain.
    if (settings.openid) await context.keys.ensureKeys()
    const { codeVerifier, nonce } = transaction
    const response = await exchangeCode(context, { code, codeVerifier, deadline })
    const claims = nonce === null ? null : await verifyIdToken(context, response, { ...transaction, nonce })
    return createLogin(settings, { response, claims, transaction })
  }

  async function arrive ({ request, reply }: HttpExchange): Promise<Ending> {
    const query = readQuery(request.originalUrl)
    const state = readState(query)
    const transaction = await takeTransaction(context, { request, reply }, state)
    try {
      const code = validateRedirect(settings, query)
      const key = { transaction: transaction.cookie, code, memoryMs }
      const exchange = () => withDeadline(timeoutMs, (deadline) => finishSignIn(code, transaction, deadline))
      const login = await singleFlight.share(key,
        betweenProcesses === null ? exchange : () => betweenProcesses.share(key, exchange))
      endTransaction(context, reply, transaction)
      return { login }
    } catch (error) {
      // The code of an overload is not used up, so the visitor can reload.
      if (!(error instanceof OrcidOverloadedError)) endTransaction(context, reply, transaction)
      const seconds = readRetryAfter(error)
      if (seconds !== null) reply.header('retry-after', Math.min(seconds, MAX_RETRY_AFTER_SECONDS))
      return { error, transaction }
    }
  }

  const errorOf = (ending: Ending) => 'error' in ending ? ending.error as Error : null
  return (exchange) => traceLogin(settings.name, () => arrive(exchange), errorOf)
}

function readRetryAfter (error: unknown): number | null {
  if (!(error instanceof OrcidUnavailableError || error instanceof OrcidOverloadedError)) return null
  return (error.cause as { retryAfterSeconds: number | null }).retryAfterSeconds
}

export function createCallback (arrive: Arrive): Callback {
  return async function callback (request, reply) {
    const ending = await arrive({ request, reply } as HttpExchange)
    if ('error' in ending) throw ending.error
    return ending.login
  }
}

/** Begins a sign-in again for the same scopes, and returns the link to ORCID. */
export type Restart = (exchange: HttpExchange, target: Pick<Transaction, 'returnTo' | 'scope'>) => Promise<string>

export function createCallbackHandler ({ onLogin }: Settings, arrive: Arrive, restart: Restart) {
  return async function finishLogin (request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const pending = arrive({ request, reply })
    // A write to the request may throw, and then nobody would wait for the exchange.
    pending.catch(() => {})
    removeQuery(request)
    const ending = await pending
    // A timeout of the app may have answered meanwhile.
    if (reply.sent) return reply
    // ORCID's page has cancelled its own first navigation. The second arrival signs the visitor in.
    if (reply.raw.socket?.destroyed !== false) return reply.code(CLIENT_CLOSED_REQUEST).send()
    if ('error' in ending) {
      const { error, transaction } = ending
      rememberTarget(request, transaction.returnTo)
      // Another process had exchanged the code for the arrival that was cancelled. ORCID does not ask the person twice.
      if (!(error instanceof OrcidCodeRejectedError) || transaction.isRestart) throw error
      // A hook of the app that reads the request of a login may not be able to read this one.
      const link = await restart({ request, reply }, transaction).catch(() => { throw error })
      logError(request, error)
      return setStrictHeaders(reply).redirect(link, 303)
    }
    const { login } = ending
    rememberTarget(request, login.returnTo)
    // A redirect with 303 leaves the callback URL, and the code in it, behind (RFC 6749 §3.1.2.5).
    const leave = () => setStrictHeaders(reply).redirect(login.returnTo, 303)
    return await replyWith(reply, () => onLogin?.(request, reply, login), leave)
  }
}
