/** The descriptors of https, as node-descriptors.ts has those of http. test/surface compares them with a recording of Node 26. */
import { HttpsAgent } from './classes.js'
import { get, request, Server } from './https-classes.js'
import { applyDescriptors, setArity } from './node-descriptors.js'

/** Gives classes and functions the descriptors of Node's. */
export function applyHttpsDescriptors(): void {
  applyDescriptors(HttpsAgent.prototype, { own: ['createConnection', 'keepSocketAlive', 'getName'], arity: { createConnection: 0, getName: 0 } })
  applyDescriptors(Server.prototype, { arity: { close: 0, setTimeout: 2 } })
  setArity(request, 0)
  setArity(get, 3)
}
