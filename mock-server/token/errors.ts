// How the token endpoint says no, as the registry in front and as the authorization server behind it.
import { escapeHtml } from '../html.ts'

/** One answer of the token endpoint, success or not. */
export interface TokenAnswer {
  /** HTTP status. */
  readonly status: number
  /** The JSON object; its keys are sent in this order. */
  readonly body: Readonly<Record<string, string | number | null>>
}

/** A refusal by the registry, before the authorization server hears of the request: `error` comes first. */
export function refuseInFront (status: number, error: string, description: string): TokenAnswer {
  return { status, body: { error, error_description: description } }
}

/** A refusal by the authorization server: `error_description` comes first. */
export function refuse (status: number, error: string, description: string): TokenAnswer {
  return { status, body: { error_description: description, error } }
}

/** What ORCID says of any code, token or redirect URI that does not belong here (tutorial/api_errors.md). */
export function refuseGrant (): TokenAnswer {
  return refuse(400, 'invalid_grant',
    'One of the provided parameters is invalid, or, the provided token/code is invalid or expired')
}

/** Tomcat's page for a body that is not a form. */
export function unsupportedMediaTypePage (contentType: string | undefined): string {
  const reason = escapeHtml(`Content-Type '${contentType ?? 'null'}' is not supported.`)
  const title = 'HTTP Status 415 – Unsupported Media Type'
  return `<!doctype html><html lang="en"><head><title>${title}</title></head><body><h1>${title}</h1>` +
    '<hr class="line" /><p><b>Type</b> Status Report</p>' +
    `<p><b>Message</b> ${reason}</p><p><b>Description</b> The origin server is refusing to service the ` +
    'request because the payload is in a format not supported by this method on the target resource.</p></body></html>'
}
