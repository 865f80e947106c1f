/**
 * An app that knows nothing of layered-http. Run as it is it has Node's http; preloaded, it has the compat package:
 *
 *     node preloaded.mjs
 *     node --import @layered-http/compat-node-http/register preloaded.mjs
 */
import { once } from 'node:events'
import http, { createServer } from 'node:http'
import https from 'node:https'

const server = createServer((req, res) => res.end('Hello, World!')).listen(0, '127.0.0.1')
await once(server, 'listening')

const [res] = await once(http.get({ host: '127.0.0.1', port: server.address().port }), 'response')
// Node's https is built on Node's http, and is not redirected.
const isNodes = Object.getPrototypeOf(https.Agent) === http.Agent
console.log(res.statusCode, String(Buffer.concat(await res.toArray())), isNodes ? "from Node's own http" : 'from layered-http')
server.close()
