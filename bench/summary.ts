// What a user cares about most, in three sentences: docs/performance.md begins with them, and the README quotes them.
import type { Table } from './table.ts'

/** What the cell says in the column whose head begins so. */
function cellOf (tables: readonly Table[], title: string, name: string, column: string): string {
  const table = tables.find((one) => one.title === title)
  const place = table?.columns.findIndex((head) => head.startsWith(column)) ?? -1
  return table?.rows.find((row) => row.name === name)?.cells[place] ?? '–'
}

export function summarise (tables: readonly Table[]): string {
  const plugin = (title: string, column: string) => cellOf(tables, title, 'fastify-orcid', column)
  const mock = (title: string, column: string) => cellOf(tables, title, 'fastify-orcid/mock-server', column)
  return [
    `- A login, with everything checked, takes ${plugin('A login', 'CPU, × @fastify/oauth2')} × the CPU of one with ` +
      '@fastify/oauth2, which does not look at the id_token.',
    `- Registering the plugin adds ${plugin('Start of an app', 'added CPU')} × what @fastify/oauth2 adds to the start of an app.`,
    `- The fake ORCID listens after ${mock('Start of the fake ORCID', 'CPU, × bare Fastify')} × the CPU of bare Fastify, and ` +
      `signs in ${mock('Logins of people', 'per second')} × as many people per second as oauth2-mock-server.`
  ].join('\n')
}
