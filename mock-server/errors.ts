// Why the mock refuses to be set up: three failures, each with a code and a text that says what to do.
import createError from '@fastify/error'
import type { FastifyErrorConstructor } from '@fastify/error'

type SetUpError = FastifyErrorConstructor<{ code: string }, [string]>

/** An option is missing, unknown or wrong. The message names each and what it must be, never its value. */
export const MockOrcidOptionsError: SetUpError = createError('MOCK_ORCID_ERR_OPTIONS', '%s')

/** The process runs with `NODE_ENV=production`, where a fake ORCID would sign anybody in as anybody. */
export const MockOrcidProductionError: SetUpError = createError('MOCK_ORCID_ERR_PRODUCTION', '%s')

/** The mock would be reachable from other machines and nobody said that this is wanted. */
export const MockOrcidExposedError: SetUpError = createError('MOCK_ORCID_ERR_EXPOSED', '%s')
