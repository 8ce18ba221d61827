// One row for each error of the plugin: what a developer does about it, and a sign-in that really fails with it.
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { OrcidErrorCode, OrcidItems, OrcidLogin, OrcidRecord } from '../../plugin/index.ts'
import { CALLBACK, type Answer, type World } from './error-runs.ts'

export interface ErrorRow {
  /** What to do, for the developers of an app. */
  readonly advice: string
  /** Fails with the error, and gives what the visitor's browser got; null if there was no visitor. */
  readonly run: (world: World) => Promise<Answer | null>
}

type Name = OrcidErrorCode extends `ORCID_ERR_${infer Rest}` ? Rest : never

export interface ErrorGroup {
  readonly title: string
  readonly intro: string
  readonly rows: Readonly<Partial<Record<Name, ErrorRow>>>
}

const WORK: OrcidItems['work'] = {
  title: { title: { value: 'A paper' } },
  type: 'journal-article',
  'external-ids': {
    'external-id': [{ 'external-id-type': 'doi', 'external-id-value': '10.5555/12345678', 'external-id-relationship': 'self' }]
  }
}

type OnLogin = (request: FastifyRequest, login: OrcidLogin, reply: FastifyReply) => unknown

/** A member client signs Sofia in, and the app does something with the login. */
const afterLogin = (act: OnLogin, scope = '/read-limited /activities/update') => async (world: World): Promise<Answer> =>
  await world.signIn({
    ...world.client('member'),
    scope: scope.split(' ') as never,
    onLogin: (request, reply, login) => act(request, login, reply)
  })

const onRecord = (act: (record: OrcidRecord) => unknown, scope?: string) =>
  afterLogin((request, { tokens, orcid }) => act(request.server.orcid.record(tokens, orcid, { api: 'member' })), scope)

export const errorGroups: readonly ErrorGroup[] = [
  {
    title: 'The visitor',
    intro: 'The visitor denied access, came back too late or came from elsewhere. The app and ORCID work.',
    rows: {
      ACCESS_DENIED: {
        advice: 'Nothing: it is an answer. If your app cannot go on without an iD, say so in `onFailure` and offer another way.',
        run: ({ signIn }) => signIn({}, { answer: 'deny' })
      },
      LOGIN_REQUIRED: {
        advice: 'Send the visitor to the login again without `prompt: \'none\'`. Do not rely on this error: the ORCID of today is ' +
          'said to put the answer into the fragment, which no app sees, and then the error is `ORCID_ERR_STATE`.',
        run: ({ signIn, orcid }) => {
          orcid.changeBehaviour({ loginRequired: 'query' })
          return signIn({ authorizationParams: { prompt: 'none' } })
        }
      },
      STATE: {
        advice: 'Nothing, if it is rare: somebody opened the callback by hand or from a bookmark. ' +
          'If it is frequent, look for a proxy that drops or changes the query.',
        run: ({ open }) => open(CALLBACK)
      },
      TRANSACTION_MISSING: {
        advice: 'Check that the login starts on the host of `redirectUri`: a cookie of `localhost` is not sent to `127.0.0.1`. ' +
          'Check that no proxy drops `Set-Cookie`. One visitor alone has blocked cookies, or has finished this sign-in and gone back in the browser: ' +
          'see [Going back after a sign-in](cookbook.md#going-back-after-a-sign-in).',
        run: ({ signIn }) => signIn({}, { scenario: 'no-cookies' })
      },
      TRANSACTION_INVALID: {
        advice: 'Give all processes of the app the same `secret`. When you change it, keep the old one in the list for ' +
          '`transactionTtlSeconds`. An attack looks the same, and is refused.',
        run: async ({ app, begin, client }) => {
          const credentials = client('public')
          const callback = await begin(await app(credentials))
          return await (await app({ ...credentials, secret: 'another secret, of 32 characters and more' })).inject(callback)
        }
      },
      TRANSACTION_EXPIRED: {
        advice: 'Nothing, if it is rare: people recover a password, or go for lunch. ' +
          'Make `transactionTtlSeconds` longer if many are late, up to 3600.',
        run: async ({ app, begin, moveAppClock }) => {
          const target = await app()
          const callback = await begin(target)
          moveAppClock(1000)
          return await target.inject(callback)
        }
      },
      TRANSACTION_SPENT: {
        advice: 'Nothing, if it is rare: the first arrival of this sign-in has ended, and most often signed the person in. It comes of ' +
          'going back to an old page. Within a minute of the first arrival, a request with the same cookie gets its result instead. ' +
          'In `onFailure`, send a visitor who has a session on to the app.',
        run: ({ replay }) => replay()
      },
      CALLBACK_INVALID: {
        advice: 'Look at `cause.reason`. ORCID does not send such a callback: a proxy, a link checker or an attacker did.',
        run: ({ signIn }) => signIn({}, { scenario: 'repeat-code' })
      },
      ISSUER_MISMATCH: {
        advice: 'Check that `environment` is the registry at which the client is registered. ' +
          'If it is, somebody tried to mix up two registries, and was refused.',
        run: ({ signIn }) => signIn({}, { scenario: 'tamper-iss' })
      },
      AUTHORIZATION: {
        advice: 'Look at `cause.error`. `invalid_scope` says that the client may not request a scope of option `scope`: ' +
          'a public client has no `/read-limited` and nothing that writes.',
        run: ({ signIn, client }) => signIn({ ...client('public'), scope: '/activities/update' })
      },
      CODE_REJECTED: {
        advice: 'Look at `cause.orcidMessage`. The plugin has started the sign-in again once by itself. ' +
          'If it goes on, check that `redirectUri` is registered in these very characters, and the clock of your machine.',
        run: ({ signIn, orcid }) => {
          orcid.fail('token', 400, { times: Infinity })
          return signIn()
        }
      },
      NONCE_MISMATCH: {
        advice: 'Nothing: the code was of another sign-in, and nobody was signed in. Look into it if it is frequent, ' +
          'because somebody may be trying out stolen codes.',
        run: ({ signIn, orcid }) => {
          orcid.forge('nonce-invalid')
          return signIn()
        }
      },
      SCOPE_MISSING: {
        advice: 'Explain in `onFailure` or on your page why the app needs `cause.missing`, and offer to sign in again. ' +
          'If the app can do without, take the scope out of `requiredScope`.',
        run: ({ signIn, orcid, client }) => {
          orcid.forge('scope-narrowed')
          return signIn({ ...client('member'), scope: '/read-limited /activities/update', requiredScope: '/activities/update' })
        }
      },
      SCOPE_NOT_ALLOWED: {
        advice: 'List the scopes that your own links request in `allowedScope`. A link that is not yours is refused rightly.',
        run: ({ open }) => open('/login/orcid?scope=/activities/update', { allowedScope: '/read-limited' })
      },
      ACCOUNT_CHANGED: {
        advice: 'Nothing: the visitor signed out or changed accounts in another tab. Ask to start again. ' +
          'If everybody gets it, `bindTo` returns something that changes, such as a fresh session id.',
        run: ({ signIn }) => {
          let asked = 0
          return signIn({ bindTo: () => `account ${asked++}` })
        }
      },
      CROSS_SITE: {
        advice: 'Check that the form is on the host of the app. A form of another site is refused rightly.',
        run: ({ open }) => open('/login/orcid', { loginMethod: 'POST' }, { method: 'POST', headers: { 'sec-fetch-site': 'cross-site' } })
      },
      RETURN_TO: {
        advice: 'Pass a path of your site that starts with one `/`. A `returnTo` of the query never fails: ' +
          'what is not allowed is replaced by `defaultReturnTo`.',
        run: afterLogin((request, _login, reply) =>
          request.server.orcid.authorizationUrl(request, reply, { returnTo: 'https://elsewhere.example/' }))
      },
      STALE_SIGN_IN: {
        advice: 'Ask the visitor to sign in again. Make `max_age` longer if it happens to people who did nothing wrong.',
        run: async ({ app, signIn, orcid, moveAppClock }) => {
          orcid.changeBehaviour({ maxAge: 'ignored' })
          const browser = await orcid.signIn(await app(), { path: '/login/orcid', as: orcid.researchers.sofia })
          moveAppClock(300)
          return await signIn({ authorizationParams: { max_age: 60 } }, { browser })
        }
      },
      NOT_NAVIGATED: {
        advice: 'Link to the login: `<a href="/login/orcid">`. Do not `fetch()` it and do not frame it, ' +
          'because ORCID\'s pages refuse to be framed.',
        run: ({ open }) => open('/login/orcid', {}, { headers: { 'sec-fetch-dest': 'image', 'sec-fetch-mode': 'no-cors' } })
      }
    }
  },
  {
    title: 'ORCID',
    intro: 'ORCID is unreachable, down, or sent an answer that cannot be used. The log has it as an error.',
    rows: {
      UNREACHABLE: {
        advice: 'Look at `cause` for the system\'s error. Check the name service, the firewall and the proxy (option `dispatcher`). ' +
          'Nothing was sent, so the visitor can try again.',
        run: ({ signIn, orcid }) => signIn({ environment: { ...orcid.environment, tokenEndpoint: 'http://127.0.0.1:9/oauth/token' } })
      },
      OUTCOME_UNKNOWN: {
        advice: 'A sign-in: let the visitor start again. A write on a record: read the section before you write again.',
        run: ({ signIn, orcid }) => {
          orcid.fail('token', 'reset-before-headers')
          return signIn()
        }
      },
      BAD_RESPONSE: {
        advice: 'Look at `cause.reason`. A page of HTML comes from something between you and ORCID, ' +
          'such as a proxy or a challenge for robots. Tell ORCID if it is ORCID\'s.',
        run: ({ signIn, orcid }) => {
          orcid.fail('token', 'malformed')
          return signIn()
        }
      },
      ID_TOKEN: {
        advice: 'Look at `cause.reason`. If it is about time, check the clock of your machine and `clockToleranceSeconds`. ' +
          'Everything else is ORCID\'s mistake or an attack.',
        run: ({ signIn, orcid }) => {
          orcid.forge('invalid-aud')
          return signIn()
        }
      },
      IDENTITY: {
        advice: 'Nothing can be done here: nobody was signed in. Tell ORCID, with the time and your client ID.',
        run: ({ signIn, orcid }) => {
          orcid.forge('orcid-bad-check-digit')
          return signIn()
        }
      },
      KEYS_UNAVAILABLE: {
        advice: 'A warning before it has the reason. Check that the app reaches `environment.jwksUri`. ' +
          'The code was not exchanged, so the visitor can start again.',
        run: ({ signIn, orcid }) => {
          orcid.fail('jwks', 503, { times: Infinity })
          return signIn()
        }
      },
      UNAVAILABLE: {
        advice: 'Wait for `cause.retryAfterSeconds`, or a minute. ORCID announces its maintenance at https://status.orcid.org.',
        run: ({ signIn, orcid }) => {
          orcid.fail('token', '503-retry-after')
          return signIn()
        }
      },
      TIMEOUT: {
        advice: 'Try again later. If ORCID is slow rather than down, make `timeoutMs` longer.',
        run: ({ signIn, orcid }) => {
          orcid.fail('token', 'stall')
          return signIn({ timeoutMs: 1000 })
        }
      }
    }
  },
  {
    title: 'The record',
    intro: 'A call on `app.orcid` was refused: `record()`, `userinfo()`, `refresh()`, `revoke()` or `openTokens()`. The call in your ' +
      'code rejects, so catch it there. In these examples `onLogin` makes the call and catches nothing.',
    rows: {
      TOKEN_INVALID: {
        advice: 'Send the person to the login again. Delete a stored token only when it was refused twice, some time apart.',
        run: afterLogin(async (request, { tokens, orcid }) => {
          await request.server.orcid.revoke(tokens)
          await request.server.orcid.record(tokens, orcid, { api: 'member' }).read('works')
        })
      },
      NOT_YOURS: {
        advice: 'Look at `cause.reason`. Use the token and the iD of the same login, ' +
          'and change only items that your own client has added.',
        run: onRecord(async (record) => {
          const [group] = (await record.read('works')).group ?? []
          await record.remove('work', Number(group?.['work-summary']?.[0]?.['put-code']))
        })
      },
      NOT_FOUND: {
        advice: 'Forget the put-code: the person has removed the item. If no put-code was in the call, check the iD.',
        run: onRecord((record) => record.read('work', { putCode: 999_999_999 }))
      },
      VALIDATION: {
        advice: 'Look at the message and at `cause.reason`: where the plugin refused the data, they name the field. ' +
          'Where ORCID refused it, `cause.orcidMessage` has ORCID\'s words. It is a mistake of the app.',
        run: onRecord((record) => record.add('work', { title: WORK.title } as never))
      },
      CONFLICT: {
        advice: 'Update the item `cause.putCode` instead of adding it.',
        run: onRecord(async (record) => {
          await record.add('work', WORK)
          await record.add('work', WORK)
        })
      },
      DEPRECATED: {
        advice: 'Store `cause.movedTo` in place of the old iD, and send the person to the login again.',
        run: ({ orcid, ...world }) => onRecord((record) => {
          orcid.researchers.sofia.change({ primaryRecord: orcid.researchers.primary.orcid })
          return record.read('works')
        })({ orcid, ...world })
      },
      LOCKED: {
        advice: 'Nothing: only the person can have ORCID unlock the record. Keep what you have stored.',
        run: ({ orcid, ...world }) => onRecord((record) => {
          orcid.researchers.sofia.change({ state: 'locked' })
          return record.read('works')
        })({ orcid, ...world })
      },
      DEACTIVATED: {
        advice: 'Treat the account as one without an iD. The person may come back to the same iD.',
        run: ({ orcid, ...world }) => {
          const { clientId, clientSecret } = world.client('member')
          return afterLogin(async (request) => {
            const body = new URLSearchParams({
              client_id: clientId, client_secret: clientSecret, grant_type: 'client_credentials', scope: '/read-public'
            })
            const answer = await fetch(orcid.environment.tokenEndpoint, { method: 'POST', body })
            const { access_token: token } = await answer.json() as { access_token: string }
            await request.server.orcid.record(token, orcid.researchers.deactivated.orcid).read('person')
          })({ orcid, ...world })
        }
      },
      RATE_LIMITED: {
        advice: 'Wait for `cause.retryAfterSeconds`, or until tomorrow if it is null and the day\'s quota is used up. ' +
          'Make fewer requests at once in jobs.',
        run: ({ orcid, ...world }) => onRecord((record) => {
          orcid.fail('record', '429-retry-after')
          return record.read('works')
        })({ orcid, ...world })
      },
      API: {
        advice: 'Look at `cause.statusCode`, `cause.errorCode` and `cause.orcidMessage`. The plugin has no error of its own for it.',
        run: ({ orcid, ...world }) => onRecord((record) => {
          orcid.fail('record', 415)
          return record.read('works')
        })({ orcid, ...world })
      },
      SEALED_TOKENS: {
        advice: 'Look at `cause.reason`. Give all processes the same `secret`, and keep old ones in the list as long as texts of ' +
          'them are stored. Do not delete the text before you know why.',
        run: ({ orcid, ...world }) => afterLogin((request, login) => {
          const stored = request.server.orcid.sealTokens(login)
          request.server.orcid.openTokens(stored, { orcid: orcid.researchers.primary.orcid })
        })({ orcid, ...world })
      }
    }
  },
  {
    title: 'The app',
    intro: 'The app is misconfigured or overloaded.',
    rows: {
      OPTIONS: {
        advice: 'Correct each option that the message names. At a registration, the app does not start. ' +
          'A call such as `authorizationUrl()` rejects, and a visitor is told that the site is not set up correctly.',
        run: async ({ app }) => await app({ clientId: '', timeoutMs: 5 }).then(() => null)
      },
      CLIENT_REJECTED: {
        advice: 'Check `clientId` and `clientSecret`, and that `environment` is where they were made: ' +
          'a client of the sandbox does not exist in production. With a wrong `clientId` the visitor does not come back at all: ' +
          'see the end of this page.',
        run: ({ signIn }) => signIn({ clientSecret: '00000000-0000-4000-8000-000000000000' })
      },
      OVERLOADED: {
        advice: 'Look for what is slow: 2000 callbacks were waiting for ORCID in one process. Start more processes if it is traffic.',
        run: ({ flood }) => flood()
      }
    }
  }
]
