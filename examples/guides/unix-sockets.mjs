/**
 * A server on a Unix socket (a named pipe on Windows), and a request to it.
 *
 *     node unix-sockets.mjs
 */
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { get } from '@layered-http/client'
import { createServer } from '@layered-http/server'

const isWindows = process.platform === 'win32'
const folder = await mkdtemp(join(tmpdir(), 'app-'))
const socketPath = isWindows ? `\\\\.\\pipe\\app-${process.pid}` : join(folder, 'http.sock')

const server = createServer((req, res) => res.end(`Hello from ${req.url}`)).listen(socketPath)
await once(server, 'listening')
// Only the user of the process may connect.
if (!isWindows) await chmod(socketPath, 0o600)

const [res] = await once(get({ socketPath, path: '/notes', headers: { Host: 'app' } }), 'response')
console.log(res.statusCode, String(Buffer.concat(await res.toArray())))

await server.drain()
await rm(folder, { recursive: true })
