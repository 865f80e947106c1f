/**
 * An app that knows nothing of layered-http. Run as it is it has Node's http; preloaded, it has the compat package:
 *
 *     node preloaded.mjs
 *     node --import @layered-http/compat-node-http/register preloaded.mjs
 */
import { once } from 'node:events'
import http, { createServer } from 'node:http'

const server = createServer((req, res) => res.end('Hello, World!')).listen(0, '127.0.0.1')
await once(server, 'listening')

const [res] = await once(http.get({ host: '127.0.0.1', port: server.address().port }), 'response')
// Only to tell which one it is: preloaded, the module of Node and that of the package are one object.
const { default: layered } = await import('@layered-http/compat-node-http')
console.log(res.statusCode, String(Buffer.concat(await res.toArray())), http === layered ? 'from layered-http' : "from Node's own http")
server.close()
