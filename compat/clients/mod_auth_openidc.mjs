// mod_auth_openidc, in an Apache of its own: everything by discovery, and a session.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { get } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { clientId, clientSecret, finish, issuer, redirectUri, visit } from './protocol.mjs'

const MODULES = ['mpm_event', 'authn_core', 'authz_core', 'authz_user', 'mime', 'include', 'auth_openidc']
const PAGE = '<!--#echo var="REMOTE_USER" -->,' +
  '<!--#echo var="OIDC_CLAIM_given_name" --> <!--#echo var="OIDC_CLAIM_family_name" -->'

async function freePort () {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  return port
}

const folder = mkdtempSync(join(tmpdir(), 'mod_auth_openidc-'))
const port = await freePort()
writeFileSync(join(folder, 'page.shtml'), PAGE)
writeFileSync(join(folder, 'httpd.conf'), `
ServerName 127.0.0.1
Listen 127.0.0.1:${port}
PidFile ${folder}/pid
ErrorLog ${folder}/error.log
${MODULES.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
TypesConfig /etc/mime.types
DocumentRoot ${folder}
OIDCProviderMetadataURL ${issuer}/.well-known/openid-configuration
OIDCClientID ${clientId}
OIDCClientSecret ${clientSecret}
OIDCProviderTokenEndpointAuth client_secret_post
OIDCRedirectURI ${redirectUri}
OIDCCryptoPassphrase a-passphrase-of-the-compatibility-run
OIDCScope openid
OIDCRemoteUserClaim sub
<Directory ${folder}>
  Options +Includes
  AddType text/html .shtml
  AddOutputFilter INCLUDES .shtml
</Directory>
<Location />
  AuthType openid-connect
  Require valid-user
</Location>
`)

const jar = new Map()

/** A request to Apache as if it stood where the redirect URI says. */
async function open (path) {
  const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
  const headers = { host: new URL(redirectUri).host, accept: 'text/html', cookie }
  const [answer] = await once(get({ host: '127.0.0.1', port, path, headers }), 'response')
  for (const line of answer.headers['set-cookie'] ?? []) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)
    jar.set(name, value)
  }
  return { location: answer.headers.location, body: Buffer.concat(await answer.toArray()).toString() }
}

async function openWhenReady (path) {
  for (let attempt = 0; attempt < 100; attempt++) {
    try {
      return await open(path)
    } catch {
      await sleep(100)
    }
  }
  throw new Error('Apache does not answer')
}

const apache = spawn('/usr/sbin/apache2', ['-X', '-f', join(folder, 'httpd.conf')], { stdio: ['ignore', 'ignore', 'inherit'] })
try {
  const { location } = await openWhenReady('/page.shtml')
  const { pathname, search } = await visit(location)
  await open(pathname + search)
  const [orcid, name] = (await open('/page.shtml')).body.trim().split(',')
  finish({ orcid, name, did: ['discovery', 'id_token', 'userinfo', 'session'] })
} finally {
  apache.kill()
  await once(apache, 'exit')
  rmSync(folder, { recursive: true })
}
