// What is answered in front of ORCID's own code: the page of its edge, and the sentences of its daily quota.
import { STATUS_CODES } from 'node:http'

/** The page of a load balancer in front of ORCID, with its own words for 503. */
export function edgePage (status: number, headers: Readonly<Record<string, string>> = {}) {
  const title = `${status} ${status === 503 ? 'Service Temporarily Unavailable' : STATUS_CODES[status]}`
  const body = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n` +
    '</body>\r\n</html>\r\n'
  return { status, headers: { 'content-type': 'text/html; charset=UTF-8', ...headers }, body }
}

/** ORCID-Source, ApiRateLimitFilter. It sends neither Retry-After nor a content type. */
export const TOO_MANY_READS = 'Too Many Requests. You have exceeded the daily quota for anonymous usage of this API. \n' +
  'You can increase your daily quota by registering for and using Public API client credentials ' +
  '(https://info.orcid.org/documentation/integration-guide/registering-a-public-api-client/)'
