/** What the tests of the HttpsAgent share: a server of node:https that tells whom it sees, and requests of Node's own. */
import { once } from 'node:events'
import type http from 'node:http'
import https from 'node:https'
import type { TLSSocket } from 'node:tls'
import { CA, listen, SERVER } from '@layered-http/test-kit'
import { afterwards } from './support.js'

/** What the server saw, and the client. */
export interface Seen {
  /** Name in the client's certificate. */
  name: string | undefined
  /** Session resumed, as the server sees it. */
  resumed: boolean
  servername: string | false
  /** The client's port: two requests with the same one shared a socket. */
  port: number
  headers: http.IncomingHttpHeaders
}

/** Starts a server that answers with {@link Seen}. Returns its port. */
export async function whoAmI(options: https.ServerOptions = {}): Promise<number> {
  const server = https.createServer({ ...SERVER, ca: CA, requestCert: true, rejectUnauthorized: false, ...options }, (req, res) => {
    const socket = req.socket as TLSSocket & { servername: string | false }
    // A resumed session of TLS 1.2 has no name of its own.
    const seen = { name: socket.getPeerCertificate().subject?.CN, resumed: socket.isSessionReused(), servername: socket.servername, port: socket.remotePort, headers: req.headers }
    res.end(JSON.stringify(seen))
  })
  afterwards(() => (server.closeAllConnections(), server.close()))
  return listen(server)
}

/** One GET by Node's own https.request; resolves when the request has closed, and its socket too if nothing keeps it. */
export async function ask(port: number, agent: https.Agent, options: https.RequestOptions = {}): Promise<Seen> {
  const req = https.get({ host: 'localhost', family: 4, port, ca: CA, agent, ...options })
  const closed = new Promise<void>((resolve) => req.on('close', resolve))
  const [res] = (await once(req, 'response')) as [http.IncomingMessage]
  const { socket } = res
  let body = ''
  for await (const chunk of res.setEncoding('utf8')) body += chunk as string
  await closed
  if (!isIdle(agent, socket) && !socket.destroyed) await once(socket, 'close')
  return JSON.parse(body) as Seen
}

function isIdle(agent: https.Agent, socket: object): boolean {
  return Object.values(agent.freeSockets).some((sockets) => (sockets as object[] | undefined)?.includes(socket))
}
