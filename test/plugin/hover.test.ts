import { dirname } from 'node:path'
import t from 'tap'
import ts from 'typescript'
import { pathOf } from '../support/root.ts'
import { slow } from '../support/slow.ts'

const file = pathOf('test/plugin/hovered.ts')

/** What an editor shows of the name that stands before each `^` of a text. */
function hover (marked: string): string[] {
  const places = [...marked.matchAll(/\^/g)].map(({ index }, count) => index - count - 1)
  const text = marked.replaceAll('^', '')
  const root = pathOf('')
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile)
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root)
  const service = ts.createLanguageService({
    getScriptFileNames: () => [file],
    getScriptVersion: () => '1',
    getScriptSnapshot: (name) => {
      const source = name === file ? text : ts.sys.readFile(name)
      return source === undefined ? undefined : ts.ScriptSnapshot.fromString(source)
    },
    getCurrentDirectory: () => dirname(file),
    getCompilationSettings: () => ({ ...options, noEmit: true, incremental: false }),
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (name) => name === file || ts.sys.fileExists(name),
    readFile: ts.sys.readFile
  })
  return places.map((place) => {
    const info = service.getQuickInfoAtPosition(file, place)
    const tags = (info?.tags ?? []).map(({ name, text }) => `@${name} ${ts.displayPartsToString(text)}`)
    return [ts.displayPartsToString(info?.documentation), ...tags].join(' ').replace(/\s+/g, ' ')
  })
}

t.test('an editor shows what a function warns of and rejects with where it is called, and what an option costs', slow, (t) => {
  const told: Array<[code: string, tells: RegExp]> = [
    ['app.orcid.search^({})', /A found iD is not an authenticated one\.[^]*Rejects with `ORCID_ERR_VALIDATION`/],
    ["app.orcid.publicRecord^('')", /That somebody names an iD proves nothing/],
    ["app.orcid.record^('', '')", /Throws `ORCID_ERR_VALIDATION` for a malformed iD/],
    ["app.orcid.refresh^('')", /ORCID revokes the old tokens, so store the new ones at once/],
    ["app.orcid.revoke^('')", /The token may then still be valid: call it again/],
    ['app.orcid.revokeAll^([])', /`failed` has the error/],
    ["app.orcid.userinfo^('')", /`_IDENTITY` \(the token of another person\)/],
    ['app.orcid.sealTokens^(login)', /Throws `ORCID_ERR_OPTIONS` without the option `secret`/],
    ["app.orcid.openTokens^('', login)", /Throws `ORCID_ERR_SEALED_TOKENS`/],
    ['app.orcid.authorizationUrl^(request, reply)', /with `ORCID_ERR_RETURN_TO`/],
    ['app.orcid.callback^(request, reply)', /Rejects with an `OrcidError`/],
    ["tie['role-title'^]", /The job title/],
    ["work['external-ids'^]", /finds duplicates/],
    ["plugin.secret^ = ''", /texts of `sealTokens\(\)`[^]*only when no stored text is sealed under it/],
    ["job.secret^ = ''", /which need it[^]*@default none: `sealTokens\(\)` and `openTokens\(\)` throw/]
  ]
  const text = `import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyOrcidRouteOptions, OrcidAffiliation, OrcidClientOptions, OrcidLogin, OrcidWork } from '../../plugin/index.ts'
declare const app: FastifyInstance, request: FastifyRequest, reply: FastifyReply, login: OrcidLogin
declare const plugin: FastifyOrcidRouteOptions, job: OrcidClientOptions, tie: OrcidAffiliation, work: OrcidWork
${told.map(([code]) => code).join('\n')}
`
  const shown = hover(text)
  t.equal(shown.length, told.length)
  for (const [index, [code, tells]] of told.entries()) t.match(shown[index], tells, code)
  t.end()
})
