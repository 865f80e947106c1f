/** For the tests of the HttpsAgent: a server of node:https that reports the client's identity, and requests of node:https. */
import { once } from 'node:events'
import type http from 'node:http'
import https from 'node:https'
import type { TLSSocket } from 'node:tls'
import { CA, listen, SERVER } from '@layered-http/test-kit'
import { afterwards } from './support.js'

/** The identity of the client, as the server sees it. */
export interface Seen {
  /** The name in the client's certificate. */
  name: string | undefined
  /** True if the session was resumed. */
  resumed: boolean
  servername: string | false
  /** The client's port: two requests with the same one shared a socket. */
  port: number
  headers: http.IncomingHttpHeaders
}

/** Starts a server that sends {@link Seen} as JSON. Returns its port. */
export async function whoAmI(options: https.ServerOptions = {}): Promise<number> {
  const server = https.createServer({ ...SERVER, ca: CA, requestCert: true, rejectUnauthorized: false, ...options }, (req, res) => {
    const socket = req.socket as TLSSocket & { servername: string | false }
    // With TLS 1.2, a resumed session does not contain the certificate.
    const seen = { name: socket.getPeerCertificate().subject?.CN, resumed: socket.isSessionReused(), servername: socket.servername, port: socket.remotePort, headers: req.headers }
    res.end(JSON.stringify(seen))
  })
  afterwards(() => (server.closeAllConnections(), server.close()))
  return listen(server)
}

/** Sends one GET with Node's https.request. Resolves when the request has closed, and its socket too unless the agent keeps it. */
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
