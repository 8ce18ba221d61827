// Signing out: by the person, or by a script of an app on their behalf.
import type { FastifyInstance } from 'fastify'
import { allowAnyOrigin, registerPreflight } from '../web/cors.ts'
import { sendPage } from '../web/layout.ts'
import { parameter, parametersOf } from '../web/parameters.ts'
import type { Registry } from '../registry/registry.ts'
import { JSON_TYPE } from '../web/servlet.ts'
import { signedOutPage } from './pages/messages.ts'
import { sessionOf, signOut } from './session.ts'

// The values that Spring reads as a true Boolean parameter.
const TRUE = /^(?:true|on|yes|1)$/i

/**
 * Mounts `/signout` and `/userStatus.json`, which any site may read. With `logUserOut=true` it signs the person out.
 * @see https://info.orcid.org/faq/how-do-i-force-a-user-to-logout
 * @see https://github.com/ORCID/ORCID-Source orcid-web HomeController.java
 */
export function registerSignOut (app: FastifyInstance, registry: Registry): void {
  app.get('/signout', { exposeHeadRoute: false }, async function signOutPerson (request, reply) {
    signOut(registry, request, reply)
    return sendPage(reply, signedOutPage)
  })
  registerPreflight(app, '/userStatus.json')
  app.route({
    method: ['GET', 'POST'],
    url: '/userStatus.json',
    exposeHeadRoute: false,
    onRequest: allowAnyOrigin,
    handler: async function tellStatus (request, reply) {
      const isLeaving = TRUE.test(parameter(parametersOf(request), 'logUserOut'))
      const loggedIn = !isLeaving && sessionOf(registry, request) !== undefined
      if (isLeaving) signOut(registry, request, reply)
      return reply.header('content-type', JSON_TYPE).send(JSON.stringify({ loggedIn }))
    }
  })
}
