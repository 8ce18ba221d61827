// The diagnostics channels: what the plugin tells an app's tracing and metrics of a login and of a request to ORCID.
import { tracingChannel, type TracingChannel } from 'node:diagnostics_channel'
import { OrcidError, type OrcidErrorCode } from './errors.ts'

interface Trace {
  /** The registration: the plugin's option `name`, `orcid` by default. */
  readonly registration: string
  /** How long it took, in milliseconds; `null` while it lasts. */
  durationMs: number | null
  /** Why it failed, `OTHER` if the app's `bindTo` threw; `null` while it lasts and if it did not fail. */
  errorCode: OrcidErrorCode | 'OTHER' | null
  /** The error, on the channels `error`, `asyncStart` and `asyncEnd`; not what the app's `bindTo` threw. */
  error?: OrcidError
}

/**
 * What the channels `tracing:fastify-orcid.login:*` publish: a browser came back from ORCID, and leg two ends with a
 * login or with an error. No secret is in it, and not the iD, which is personal data: `onLogin` has it.
 *
 * @see https://nodejs.org/api/diagnostics_channel.html#class-tracingchannel
 */
export interface OrcidLoginTrace extends Trace {}

/**
 * What the channels `tracing:fastify-orcid.request:*` publish: one request to ORCID, from any leg. An answer that
 * refuses is no error here: see `statusCode`. No secret is in it.
 *
 * @see https://nodejs.org/api/diagnostics_channel.html#class-tracingchannel
 */
export interface OrcidRequestTrace extends Trace {
  /** The HTTP method. */
  readonly method: string
  /** The URL without query, iDs and numbers: `https://pub.orcid.org/v3.0/{orcid}/work/{put-code}`. */
  readonly url: string
  /** The status of ORCID's answer; `null` while there is none. */
  statusCode: number | null
}

const logins = tracingChannel('fastify-orcid.login')
const requests = tracingChannel('fastify-orcid.request')

/** Traces the arrival of a browser. `errorOf` gives the error of an outcome that did not reject. */
export async function traceLogin<Outcome> (registration: string, run: () => Promise<Outcome>,
  errorOf: (outcome: Outcome) => Error | null): Promise<Outcome> {
  if (!logins.hasSubscribers) return await run()
  const trace: OrcidLoginTrace = { registration, durationMs: null, errorCode: null }
  return await publish(logins, trace, async (settle) => {
    const outcome = settle(await run())
    const error = errorOf(outcome)
    if (error !== null) throw error
  })
}

interface TracedRequest { readonly url: string, readonly method: string }

/** Traces one request to ORCID. */
export async function traceRequest<Answer extends { readonly statusCode: number }> (registration: string,
  { url, method }: TracedRequest, run: () => Promise<Answer>): Promise<Answer> {
  if (!requests.hasSubscribers) return await run()
  const trace: OrcidRequestTrace =
    { registration, method, url: maskUrl(url), statusCode: null, durationMs: null, errorCode: null }
  return await publish(requests, trace, async (settle) => {
    try {
      trace.statusCode = settle(await run()).statusCode
    } catch (error) {
      trace.statusCode = ((error as Error).cause as { statusCode?: number } | undefined)?.statusCode ?? null
      throw error
    }
  })
}

/**
 * The traced function keeps its result to itself, because Node.js publishes what it returns, and that would be the
 * tokens.
 */
async function publish<Result> (channel: TracingChannel, trace: Trace,
  run: (settle: (result: Result) => Result) => Promise<void>): Promise<Result> {
  const began = performance.now()
  const results: Result[] = []
  let failure: unknown
  await channel.tracePromise(async () => {
    try {
      await run((result) => {
        results.push(result)
        return result
      })
    } catch (error) {
      failure = error
      const isOurs = error instanceof OrcidError
      trace.errorCode = isOurs ? error.code : 'OTHER'
      // Node.js publishes what is thrown here.
      if (isOurs) throw error
    } finally {
      trace.durationMs = performance.now() - began
    }
  }, trace).catch(() => {})
  if (results.length === 0) throw failure
  return results[0] as Result
}

const ORCID_ID = /(?<=\/)(?:\d{4}-){3}\d{3}[\dX](?=\/|$)/g
const PUT_CODES = /(?<=\/)[\d,]+(?=\/|$)/g

/** An iD is personal data, and a metric would have a series for each number. */
function maskUrl (url: string): string {
  const { origin, pathname } = new URL(url)
  return origin + pathname.replaceAll(ORCID_ID, '{orcid}').replaceAll(PUT_CODES, '{put-code}')
}
