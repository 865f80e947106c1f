/** A client that ends its side while its body waits for a reader: the request is aborted. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { createServer } from '@layered-http/compat-node-http'

/** More than a request keeps for its reader, in bytes. */
const LENGTH = 100_000

const server = createServer()
await once(server.listen(0, '127.0.0.1'), 'listening')
const client = connect(server.address().port, '127.0.0.1').on('error', () => {}).resume()
client.write(`POST /path HTTP/1.1\r\nHost: a\r\nContent-Length: ${LENGTH}\r\n\r\n${'a'.repeat(LENGTH)}`)
const [req] = await once(server, 'request')
req.on('error', () => {})
// Every byte has arrived.
while (req.socket.bytesRead < LENGTH) await new Promise(setImmediate)
client.end()
await once(req, 'aborted')
server.close()
console.log('GET /path')
