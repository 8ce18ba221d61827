// What one behaviour setting is: its values, what each does, and what is known about which is ORCID's.

/** One way in which ORCID may behave that nobody has confirmed. */
export interface Setting {
  /** What each value makes the mock do. The first is the default: what the evidence says of today's server. */
  readonly values: Readonly<Record<string, string>>
  /** The value of the preset `'legacy'`, the server before April 2026; left out where it is the default. */
  readonly legacy?: string
  /** Why the default is the default, and where to read about it. */
  readonly evidence: string
}
