/** For the tests of the agent: servers that are closed after each test, and requests with Node's own http. */
import { once } from 'node:events'
import http from 'node:http'
import net from 'node:net'
import { onTestFinished } from 'vitest'
import { listen } from '@layered-http/test-kit'
import { Agent, type AgentOptions } from '../src/index.js'

/** Calls `cleanUp` after the test. Files share this module, so an `afterEach` here would be one of the first file only. */
export function afterwards(cleanUp: () => void): void {
  onTestFinished(cleanUp)
}

/** Starts a server that responds with the client's port of each request's socket. Returns its port. */
export async function portEcho(options: http.ServerOptions = {}): Promise<number> {
  return serve((req, res) => res.end(String(req.socket.remotePort)), options)
}

export async function serve(listener: http.RequestListener, options: http.ServerOptions = {}): Promise<number> {
  const server = http.createServer(options, listener)
  afterwards(() => (server.closeAllConnections(), server.close()))
  return listen(server)
}

/** Starts a server of plain sockets. Returns its port. */
export async function serveRaw(onSocket: (socket: net.Socket) => void): Promise<number> {
  const sockets = new Set<net.Socket>()
  const server = net.createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    onSocket(socket)
  })
  afterwards(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return listen(server)
}

export function pool(options?: AgentOptions): Agent {
  return destroyedAfterwards(new Agent(options))
}

export function destroyedAfterwards<A extends { destroy(): void }>(agent: A): A {
  afterwards(() => agent.destroy())
  return agent
}

/** Sends one GET with Node's own http. Resolves with the body when the request has closed, or rejects with its error. */
export async function get(port: number, agent: http.Agent, options: http.RequestOptions = {}): Promise<{ body: string; reused: boolean }> {
  const req = http.get({ port, host: '127.0.0.1', agent, ...options })
  const closed = new Promise<void>((resolve) => req.on('close', resolve))
  const [res] = (await once(req, 'response')) as [http.IncomingMessage]
  let body = ''
  for await (const chunk of res.setEncoding('utf8')) body += chunk as string
  await closed
  return { body, reused: req.reusedSocket }
}
