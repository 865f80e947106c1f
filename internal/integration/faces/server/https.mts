/** A small server over TLS. */
import type { TLSSocket } from 'node:tls'
import { createServer, type Server } from '@layered-http/server/https'

const server: Server = createServer({ key: '', cert: '', minVersion: 'TLSv1.3', keepAliveTimeout: 1000 }, (req, res) => res.end(req.url))
server.on('secureConnection', (socket: TLSSocket) => console.log(socket.alpnProtocol))
server.listen(0)

// @ts-expect-error: a number is expected
createServer({ keepAliveTimeout: '1000' })
