/** A small server. */
import { createServer, IncomingMessage, Server, type ServerOptions, type ServerResponse } from '@layered-http/server'

const options: ServerOptions = { keepAliveTimeout: 1000, requestTimeout: 0, uniqueHeaders: ['x-id'], layered: { unknownMethodStatus: 405, lenient: ['OPTIONAL_CR_BEFORE_LF'] } }

const server: Server = createServer(options, (req: IncomingMessage, res: ServerResponse) => {
  const host: string | undefined = req.headers.host
  const cookies: string[] | undefined = req.headers['set-cookie']
  req.setEncoding('utf8').on('data', (piece: string) => void res.write(piece))
  res.statusCode = 201
  res.setHeader('x-url', [req.url ?? '', host ?? '', ...(cookies ?? [])])
  res.writeHead(200, 'Fine', { 'content-type': 'text/plain' }).end(req.method)
})
server.listen(0, '127.0.0.1', () => console.log(server.address()))
server.closeIdleConnections()
server.close((error?: Error) => console.log(error))

new Server((req, res) => res.end(req.url)).listen(0)
createServer().on('request', (req, res) => res.end(req.url))

for await (const piece of new IncomingMessage(null as never)) console.log(piece)

// @ts-expect-error: a number is expected
createServer({ keepAliveTimeout: '1000' })
// @ts-expect-error: there is no such leniency
createServer({ layered: { lenient: ['EVERYTHING'] } })
// @ts-expect-error: layered has no such option
createServer({ layered: { urlPart: true } })
