/**
 * An app that imports only node:http. Without a flag it gets Node's own http; with the preload it gets layered-http:
 *
 *     node preloaded.mjs
 *     node --import @layered-http/compat-node-http/register preloaded.mjs
 */
import { once } from 'node:events'
import http, { createServer } from 'node:http'

const server = createServer((req, res) => res.end('Hello, World!')).listen(0, '127.0.0.1')
await once(server, 'listening')

const [res] = await once(http.get({ host: '127.0.0.1', port: server.address().port }), 'response')
// Only to print which one it is: with the preload, Node's module and the package's default export are one object.
const { default: layered } = await import('@layered-http/compat-node-http')
console.log(res.statusCode, String(Buffer.concat(await res.toArray())), http === layered ? 'from layered-http' : "from Node's own http")
server.close()
