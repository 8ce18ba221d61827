// Warns of an app that runs in several processes without a store that they share.
import cluster from 'node:cluster'
import type { Settings } from '../options/settings.ts'

let isLogged = false

/** Says it once a process, and only of what is certain: a worker of node:cluster, or PM2's second process of an app. */
export function warnOfProcesses ({ log, name, sharedState }: Settings): void {
  const { pm_id: pm2, NODE_APP_INSTANCE: instance } = process.env
  const isOneOfMany = cluster.isWorker || (pm2 !== undefined && Number(instance) > 0)
  if (isLogged || sharedState !== undefined || !isOneOfMany) return
  isLogged = true
  log.warn(`${name}: this is one of several processes, which may post a code twice; set option \`sharedState\``)
}
