/**
 * `_http_agent`: Agent and the global agent. Deprecated by Node, read by libraries; the preload gives the members to Node's `_http_agent`.
 *
 * @packageDocumentation
 */
import { Agent, httpAgent } from './classes.js'
import './http.js'
import { moduleObject, onSync } from './module-objects.js'

const members = {
  Agent,
  /** The global agent as it was in the beginning: as with Node, replacing that of `http` does not change it. */
  globalAgent: httpAgent.getGlobalAgent(),
}

let module = moduleObject('_http_agent', members)
onSync(() => (module = moduleObject('_http_agent', members)))

export { module as default, module as 'module.exports' }
export { Agent }
export const { globalAgent } = members
