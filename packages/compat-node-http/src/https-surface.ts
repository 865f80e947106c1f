/** The looks of the surface of https, as surface.ts has those of http: what Node 26's has, compared with a recording in test/surface. */
import { HttpsAgent } from '@layered-http/agent/https'
import { get, request } from '@layered-http/client/https'
import { Server } from '@layered-http/server/https'
import { lend, setArity } from './surface.js'

/** Makes the classes and functions look as Node's do. */
export function lendHttpsLooks(): void {
  lend(HttpsAgent.prototype, { own: ['createConnection', 'keepSocketAlive', 'getName'], arity: { createConnection: 0, getName: 0 } })
  lend(Server.prototype, { arity: { close: 0, setTimeout: 2 } })
  setArity(request, 0)
  setArity(get, 3)
}
