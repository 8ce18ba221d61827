// The errors of a mock that refuses to start: each has a code, and a message that says what to do.
import createError from '@fastify/error'
import type { FastifyErrorConstructor } from '@fastify/error'

type SetUpError = FastifyErrorConstructor<{ code: string }, [string]>

/** An option is missing, unknown or wrong. The message names it and what it must be, and never quotes its value. */
export const MockOrcidOptionsError: SetUpError = createError('MOCK_ORCID_ERR_OPTIONS', '%s')

/** The process runs with `NODE_ENV=production`, where a fake ORCID would sign anybody in as anybody. */
export const MockOrcidProductionError: SetUpError = createError('MOCK_ORCID_ERR_PRODUCTION', '%s')

/** Other machines could reach the mock, and the option `allowNonLoopback` is not set. */
export const MockOrcidExposedError: SetUpError = createError('MOCK_ORCID_ERR_EXPOSED', '%s')
