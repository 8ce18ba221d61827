// The first visit: ORCID tells no e-mail address, so the app asks for one, and has it proved by a code in a mail.
import { createHash, randomInt, randomUUID, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fastifyOrcid from 'fastify-orcid'
import { html } from './journal/html.ts'
import { askToSignIn, show } from './page.ts'
import { requireSameOrigin } from './same-origin.ts'
import { openApp } from './session.ts'
import type { SignInOptions } from './session.ts'

/** An account of the app. `uri` is the ORCID iD that signs in to it, or null. */
export interface Account { readonly id: string, readonly email: string, readonly uri: string | null }

/** Put a function of yours in its place that sends a mail. */
export type SendMail = (mail: { to: string, subject: string, text: string }) => Promise<void>

/** A code that was sent, and is good for one iD alone. */
interface Challenge {
  readonly email: string
  readonly code: Buffer
  readonly expiresAt: number
  triesLeft: number
}

declare module 'fastify' {
  interface Session {
    account?: string
    /** The `login.uri` of somebody who signed in with an iD that no account has. */
    newcomer?: string
  }
}

const CODE_MS = 10 * 60_000
const TRIES = 5
const HOUR_MS = 3_600_000
/** In an hour, to one address and for one iD: together with `TRIES`, 15 guesses among a million. */
const MAILS = 3
// No list of addresses, no name beside it, no second line: a mail goes to one mailbox.
const EMAIL = /^[^\s@,;:<>()[\]"\\]{1,64}@[a-z\d-]{1,63}(?:\.[a-z\d-]{1,63})+$/

/** Builds the app; `accounts` is its database, where `email` and `uri` are unique. */
export async function buildFirstVisit (options: SignInOptions, accounts: Account[],
  sendMail: SendMail): Promise<FastifyInstance> {
  const app = await openApp(options)
  await app.register(fastifyOrcid, {
    defaultReturnTo: '/account',
    ...options,
    async onLogin (request, reply, { uri }) {
      await request.session.regenerate()
      // The iD alone says who somebody is. A name proves nothing: many people have the same.
      const account = accounts.find((one) => one.uri === uri)
      if (account === undefined) request.session.newcomer = uri
      else request.session.account = account.id
      return account === undefined ? reply.redirect('/welcome', 303) : undefined
    }
  })
  const { origin } = new URL(options.redirectUri)
  app.addHook('preHandler', async (request) => {
    if (request.method === 'POST') requireSameOrigin(request, origin)
  })
  app.get('/account', async ({ session }, reply) => {
    const account = accounts.find(({ id }) => id === session.account)
    if (account === undefined) return askToSignIn(reply, '/account')
    return show(reply, 'Your account', html`<p>${account.email}</p><p>${account.uri ?? 'No ORCID iD'}</p>`)
  })
  addWelcome(app, accounts, sendMail)
  return app
}

function addWelcome (app: FastifyInstance, accounts: Account[], sendMail: SendMail): void {
  const mayMail = createLimit()
  // By iD, in the app's database and not in the session: two requests at once would both count from the same session.
  const challenges = new Map<string, Challenge>()
  app.get('/welcome', async (request, reply) => {
    requireNewcomer(request)
    return askForEmail(reply)
  })
  app.post('/welcome', async (request, reply) => {
    const uri = requireNewcomer(request)
    const email = readField(request, 'email').toLowerCase()
    if (!EMAIL.test(email) || email.length > 254) return askForEmail(reply.code(422), 'This is not an e-mail address.')
    if (!mayMail(email, uri)) return askForEmail(reply.code(429), 'We have sent enough mails. Please try again in an hour.')
    challenges.set(uri, await sendCode(sendMail, email))
    return askForCode(reply)
  })
  app.post('/welcome/code', async (request, reply) => {
    const uri = requireNewcomer(request)
    const challenge = challenges.get(uri)
    if (challenge === undefined) return askForEmail(reply.code(400), 'Please begin with your e-mail address.')
    // Counted before the comparison, so that a try counts whatever comes of it.
    if (challenge.triesLeft-- <= 0 || Date.now() >= challenge.expiresAt) {
      challenges.delete(uri)
      return askForEmail(reply.code(403), 'This code is not good any more. Please ask for another one.')
    }
    if (!timingSafeEqual(digest(readField(request, 'code')), challenge.code)) {
      return askForCode(reply.code(403), 'This is not the code.')
    }
    challenges.delete(uri)
    return await openAccount(request, reply, { accounts, uri, email: challenge.email })
  })
}

/**
 * The mail and the answer are the same whether an account has the address or not, so a stranger learns nothing. Nothing
 * that a stranger chose is in it, or they could send their words with our name. It is a code and no link: programs
 * that read mails open links, and a link that a stranger asked for would prove the address to them.
 */
async function sendCode (sendMail: SendMail, email: string): Promise<Challenge> {
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  await sendMail({
    to: email,
    subject: 'Your code',
    text: `Your code is ${code}. It is good for ten minutes. If you did not ask for it, do nothing, and tell it to nobody.`
  })
  return { email, code: digest(code), expiresAt: Date.now() + CODE_MS, triesLeft: TRIES }
}

interface Proven { readonly accounts: Account[], readonly uri: string, readonly email: string }

/** The person has the iD, and reads the mailbox. */
async function openAccount (request: FastifyRequest, reply: FastifyReply,
  { accounts, uri, email }: Proven): Promise<FastifyReply> {
  await request.session.regenerate()
  const other = accounts.find((account) => account.email === email || account.uri === uri)
  if (other !== undefined) {
    // A mailbox is no key to an account: its address may belong to somebody else today. So nothing is merged.
    return show(reply.code(409), 'You have an account already', html`<p>An account has this address. Sign in to it as you always do,
and connect your ORCID iD there.</p>`)
  }
  const account: Account = { id: randomUUID(), email, uri }
  accounts.push(account)
  request.session.account = account.id
  return reply.redirect('/account', 303)
}

function requireNewcomer ({ session: { newcomer } }: FastifyRequest): string {
  if (newcomer === undefined) throw Object.assign(new Error('Sign in with ORCID first.'), { statusCode: 401 })
  return newcomer
}

/** How many mails go out in an hour. In memory: several processes share it in a store. */
function createLimit () {
  let sent: Array<{ readonly key: string, readonly at: number }> = []
  return function mayMail (email: string, uri: string): boolean {
    const now = Date.now()
    sent = sent.filter(({ at }) => now - at < HOUR_MS)
    if ([email, uri].some((key) => sent.filter((one) => one.key === key).length >= MAILS)) return false
    sent.push({ key: email, at: now }, { key: uri, at: now })
    return true
  }
}

const digest = (code: string): Buffer => createHash('sha256').update(code).digest()

/** A field that was sent twice is a list, and no answer. */
function readField ({ body }: FastifyRequest, name: string): string {
  const value = (Object(body) as Record<string, unknown>)[name]
  return typeof value === 'string' ? value.trim() : ''
}

function askForEmail (reply: FastifyReply, problem = ''): FastifyReply {
  return show(reply, 'Welcome', html`<p role="alert">${problem}</p>
<p>ORCID does not tell us how to reach you.</p>
<form method="post" action="/welcome">
<label>E-mail address <input name="email" type="email" autocomplete="email" required maxlength="254"></label>
<button>Send me a code</button></form>`)
}

function askForCode (reply: FastifyReply, problem = ''): FastifyReply {
  return show(reply, 'Look into your mailbox', html`<p role="alert">${problem}</p>
<form method="post" action="/welcome/code">
<label>Code <input name="code" inputmode="numeric" autocomplete="one-time-code" required maxlength="6"></label>
<button>Go on</button></form>
<p><a href="/welcome">Another address</a></p>`)
}
