// What an answer of the app says: the sentence of a page, and the parts of a failure.
import { maskText } from '../controls/journal/mask.ts'
import { parseObject } from '../controls/journal/request.ts'
import type { WireAnswer } from './transport.ts'

/** What the app says of a sign-in that failed. */
export interface VisitFailure {
  /** The HTTP status, 400 or more. */
  readonly statusCode: number
  /** The `code` of a JSON answer, or a code such as `ORCID_ERR_DENIED` that a page names; `null` without one. */
  readonly code: string | null
  /** The `message` of a JSON answer, or a page's first paragraph. */
  readonly message: string
  /** Leads to the app's log: `reference` or `reqId` of a JSON answer, or a page's `<code>`; `null` without one. */
  readonly reference: string | null
}

const EXCERPT_LENGTH = 200

export function excerpt (text: string): string {
  const line = maskText(text).replace(/\s+/g, ' ').trim()
  return line.length > EXCERPT_LENGTH ? `${line.slice(0, EXCERPT_LENGTH)}…` : line
}

export function isHtml ({ headers }: WireAnswer): boolean {
  return /^text\/html\b/.test(String(headers['content-type']))
}

export function textOf (html: string): string {
  return html.replace(/<(style|script|title|head)\b.*?<\/\1>|<[^>]*>/gs, ' ')
    .replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&').replace(/\s+/g, ' ').trim()
}

/** One line; of a page its heading, its first paragraph, code and reference, of anything else the beginning. */
export function summarize (answer: WireAnswer): string {
  const { body } = answer
  if (!isHtml(answer)) return excerpt(body)
  const { code, message, reference } = readPage(body)
  const heading = contentOf('h1', body) ?? contentOf('title', body)
  const parts = [heading === message ? null : heading, message, code, reference && `reference ${reference}`]
  return excerpt(parts.filter(Boolean).join(' | '))
}

export function readFailure (answer: WireAnswer): VisitFailure | null {
  const { body, statusCode } = answer
  if (statusCode < 400) return null
  return { statusCode, ...isHtml(answer) ? readPage(body) : readJson(body) }
}

type FailureText = Omit<VisitFailure, 'statusCode'>

function readPage (html: string): FailureText {
  const codes = [...html.matchAll(/<code\b[^>]*>(.*?)<\/code>/gs)].map(([, text = '']) => textOf(text))
  return {
    code: /\b[A-Z]+_ERR_[A-Z_]+\b/.exec(html)?.[0] ?? null,
    message: contentOf('p', html) ?? contentOf('h1', html) ?? textOf(html),
    reference: codes.find(code => !code.includes('_ERR_')) ?? null
  }
}

function contentOf (tag: string, html: string): string | null {
  const content = RegExp(`<${tag}\\b[^>]*>(.*?)</${tag}>`, 's').exec(html)?.[1]
  return content === undefined ? null : textOf(content)
}

function readJson (body: string): FailureText {
  const { code, message, error, reference, reqId } = parseObject(body)
  const [firstMessage = body] = [message, error].filter(isText)
  const [firstReference = null] = [reference, reqId].filter(isText)
  return { code: isText(code) ? code : null, message: firstMessage, reference: firstReference }
}

function isText (value: unknown): value is string {
  return typeof value === 'string'
}
