/**
 * Compiled by the type check, run by nobody: what is typed for `node:http` takes ours, and the other way round; and every
 * public member that `@types/node` 26 promises is one of the classes below, where the implementation is typed.
 */
import type * as nodeHttp from 'node:http'
import type * as agent from '@layered-http/agent'
import type * as client from '@layered-http/client'
import http, { type Agent, type ClientRequest, type HttpModule, type IncomingMessage, type OutgoingMessage, type RequestOptions, type Server, type ServerResponse } from '@layered-http/compat-node-http'
import type * as server from '@layered-http/server'
import type * as streams from '@layered-http/streams'

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false

export const same: [
  Same<Agent, nodeHttp.Agent>,
  Same<ClientRequest, nodeHttp.ClientRequest>,
  Same<IncomingMessage, nodeHttp.IncomingMessage>,
  Same<OutgoingMessage, nodeHttp.OutgoingMessage>,
  Same<Server, nodeHttp.Server>,
  Same<ServerResponse, nodeHttp.ServerResponse>,
  Same<RequestOptions, nodeHttp.RequestOptions>,
] = [true, true, true, true, true, true, true]
export const theirs: typeof nodeHttp = http
export const ours: Omit<HttpModule, '_connectionListener'> = {} as typeof nodeHttp

/**
 * Members of `stream.Writable` that `@types/node` gives outgoing messages because it declares them as such. At run time
 * neither Node's nor ours have them: they extend the legacy Stream.
 */
type OfWritable = '_construct' | '_write' | '_writev' | '_destroy' | '_final' | 'setDefaultEncoding' | 'writableAborted'
/** Declared by the types for every outgoing message; only a response has it. */
type OfResponse = 'req'
/** What the types promise and the implementation's class does not declare. */
type Missing<Theirs, Ours, Known = never> = [Exclude<keyof Theirs & string, keyof Ours | Known>] extends [never] ? 'none' : Exclude<keyof Theirs & string, keyof Ours | Known>

export const missing: [
  Missing<nodeHttp.Agent, agent.Agent>,
  Missing<nodeHttp.ClientRequest, client.ClientRequest, OfWritable | OfResponse>,
  Missing<nodeHttp.IncomingMessage, streams.IncomingMessage>,
  Missing<nodeHttp.OutgoingMessage, streams.OutgoingMessage, OfWritable | OfResponse>,
  Missing<nodeHttp.Server, server.Server>,
  Missing<nodeHttp.ServerResponse, server.ServerResponse, OfWritable>,
] = ['none', 'none', 'none', 'none', 'none', 'none']

/** How a program uses them. */
export function program(): void {
  const app = http.createServer((req, res) => res.writeHead(200, { 'Content-Type': 'text/plain' }).end(req.url))
  app.on('upgrade', (req, socket, head) => socket.end(`${req.headers.upgrade}${head.length}`))
  app.listen(0)
  const pool = new http.Agent({ keepAlive: true, maxSockets: 1 })
  http.get('http://localhost', { agent: pool }, (response) => response.resume()).on('error', () => undefined)
  class Request extends http.IncomingMessage {
    id = 1
  }
  http.createServer({ IncomingMessage: Request }, (req, res) => res.end(String(req.id)))
  http.globalAgent = pool
}
