// The errors of a mock that refuses to start: each has a code, and a message that says what to do.
import createError from '@fastify/error'
import type { FastifyErrorConstructor } from '@fastify/error'

type SetUpError = FastifyErrorConstructor<{ code: string }, [string]>

/** An error that is printed under a name of its own, where Fastify's is `FastifyError`. */
export function createMockError<Code extends string> (code: Code, name: string):
FastifyErrorConstructor<{ code: Code }, [string]> {
  class MockError extends createError(code, '%s') {
    constructor (message: string) {
      super(message)
      this.name = name
      Error.captureStackTrace(this, MockError)
    }
  }
  return Object.defineProperty(MockError, 'name', { value: name }) as never
}

/** An option is missing, unknown or wrong. The message names it and what it must be, and never quotes its value. */
export const MockOrcidOptionsError: SetUpError = createMockError('MOCK_ORCID_ERR_OPTIONS', 'MockOrcidOptionsError')

/** The process runs with `NODE_ENV=production`, where a fake ORCID would sign anybody in as anybody. */
export const MockOrcidProductionError: SetUpError =
  createMockError('MOCK_ORCID_ERR_PRODUCTION', 'MockOrcidProductionError')

/** Other machines could reach the mock, and the option `allowNonLoopback` is not set. */
export const MockOrcidExposedError: SetUpError = createMockError('MOCK_ORCID_ERR_EXPOSED', 'MockOrcidExposedError')
