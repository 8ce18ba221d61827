// One deadline for all that leg two asks of ORCID, however many requests that takes.
import { OrcidTimeoutError } from '../errors.ts'

/** Waits for `work` no longer than `timeoutMs`. Throws `ORCID_ERR_TIMEOUT`; what comes after that is dropped. */
export async function within<T> (timeoutMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => { reject(new OrcidTimeoutError({ cause: { reason: 'the sign-in took too long' } })) }, timeoutMs)
  })
  try {
    return await Promise.race([work, tooLate])
  } finally {
    clearTimeout(timer)
  }
}
