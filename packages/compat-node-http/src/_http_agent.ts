/**
 * `_http_agent`: Agent and the global agent. Deprecated by Node, read by libraries; the preload redirects `require('_http_agent')` to here.
 *
 * @packageDocumentation
 */
import { Agent } from '@layered-http/agent'
import { getGlobalAgent } from '@layered-http/client'
import './http.js'

const module = {
  Agent,
  /** The global agent as it was in the beginning: as with Node, replacing that of `http` does not change it. */
  globalAgent: getGlobalAgent(),
}

export default module
export { module as 'module.exports' }
export { Agent }
export const { globalAgent } = module
