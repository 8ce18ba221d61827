// A submission: who sends it, what is asked, what is wrong with the answers, and what becomes of it.

/** What the session remembers of a visit. */
export interface Visit {
  author?: Author
  article?: Article
}

/** Somebody who signed in. */
export interface Author {
  orcid: string
  uri: string
  name: string | null
  scope: readonly string[]
  accessToken: string
}

/** What was accepted. */
export interface Article extends Omit<Submission, 'email'> {
  doi: string
  /** ORCID's number for it, once it is on the author's record. */
  putCode: number | null
}

/** One question. */
export interface Field {
  label: string
  /** The most characters, as the browser counts them. */
  longest: number
  hint?: string
  /** Lines of a text; without it there is one line. */
  rows?: number
  type?: 'email'
  autocomplete?: string
}

/** The questions. The form is drawn from them and judged by them, so that the two cannot disagree. */
export const FIELDS = {
  title: { label: 'Title', longest: 300 },
  abstract: { label: 'Abstract', longest: 3000, rows: 7, hint: 'At most 3000 characters, without references.' },
  name: { label: 'Name', longest: 200, autocomplete: 'name' },
  affiliation: { label: 'Affiliation', longest: 300, autocomplete: 'organization' },
  email: {
    label: 'E-mail', longest: 254, type: 'email', hint: 'For our letters; it is not printed.', autocomplete: 'email'
  }
} as const satisfies Record<string, Field>

export type FieldName = keyof typeof FIELDS
export type Submission = Record<FieldName, string>
/** What is wrong with which answer. */
export type Problems = Partial<Submission>

/** Judges a form: the browser has checked nothing that somebody did not want it to. */
export function readSubmission (body: unknown): { submission: Submission, problems: Problems } {
  const sent = Object(body) as Record<string, unknown>
  const submission: Partial<Submission> = {}
  const problems: Problems = {}
  for (const [name, field] of Object.entries<Field>(FIELDS) as Array<[FieldName, Field]>) {
    const answer = submission[name] = clean(sent[name])
    const problem = problemWith(answer, field)
    if (problem !== null) problems[name] = problem
  }
  return { submission: submission as Submission, problems }
}

/** A field that was sent twice is a list, and no answer. Browsers count a line's end as one character and send two. */
function clean (answer: unknown): string {
  return typeof answer === 'string' ? answer.replace(/\r\n?/g, '\n').trim() : ''
}

function problemWith (answer: string, { label, longest, type }: Field): string | null {
  if (answer === '') return `${label} is missing.`
  if (answer.length > longest) return `${label} has ${answer.length} characters; ${longest} are the most.`
  if (type === 'email' && !/^[^\s@]+@[^\s@]+$/.test(answer)) return `${label} should look like name@university.example.`
  return null
}
