// Where a test's controls meet ORCID: a leg tells why it refuses, and shows its answer before it is signed and sent.
import type { FastifyRequest } from 'fastify'
import type { Client } from './clients.ts'
import type { Token } from './grants.ts'
import type { SigningKey } from './keys.ts'
import type { Webhook } from './webhooks.ts'

/** A refusal, before it is rendered. */
export interface Refusal {
  /** The leg's own name for the cause, whatever the wording. */
  readonly reason: string
  readonly status: number
  /** What the client is told. */
  readonly said: string
  readonly client?: Client | undefined
}

/** A call that ORCID made, or was to make. */
export interface WebhookCall extends Pick<Webhook, 'orcid' | 'uri' | 'clientId'> {
  /** By the mock's clock. */
  readonly at: Date
  readonly durationMs: number
  /** Of the answer; 0 if there was none. */
  readonly status: number
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>
  /** Why there was none; null if there was one. */
  readonly problem: string | null
}

/** For the developer of a client, on the page of a refused authorization request. */
export interface Advice { readonly sent: string, readonly expected: string, readonly fix: string }

type Members = Record<string, unknown>

/** An id_token that is not signed yet. */
export interface IdTokenDraft {
  readonly header: Members
  readonly claims: Members
  key: SigningKey
  serialize: (claims: Members) => string
  sign: (input: Buffer, key: SigningKey) => Buffer | Promise<Buffer>
}

/** What a leg is about to send, by kind. Members that are undefined are left out. */
export interface Drafts {
  token: { readonly body: Members, idToken: IdTokenDraft | null }
  jwks: { keys: Members[] }
  userinfo: Members
  discovery: Members
}

/** A group of faults or forgeries that a person can choose on the consent page. */
export interface ConsentMenuGroup {
  readonly label: string
  readonly choices: ReadonlyArray<{ readonly value: string, readonly name: string, readonly text: string }>
}

/** Does nothing unless controls are there. */
export interface Seam {
  readonly refused: (request: FastifyRequest, refusal: Refusal) => void
  /** How many reads of this client or address the public API has counted today, this one included. */
  readonly counted: (request: FastifyRequest, readsToday: number) => void
  /** For the page of an authorize request that is refused. */
  readonly adviceOn: (request: FastifyRequest, refusal: Refusal) => Advice | null
  /** `token` is the one that the answer hands out, or that asked for it. */
  readonly amend: <Kind extends keyof Drafts>(request: FastifyRequest, kind: Kind, draft: Drafts[Kind],
    token?: Token) => Drafts[Kind]
  readonly called: (call: WebhookCall) => void
  readonly consentMenu: readonly ConsentMenuGroup[]
  /** Arms what a person chose for the client's next login. */
  readonly choose: (value: string, clientId: string) => void
}

export const noSeam: Seam = {
  refused: () => {},
  counted: () => {},
  adviceOn: () => null,
  amend: (_request, _kind, draft) => draft,
  called: () => {},
  consentMenu: [],
  choose: () => {}
}
