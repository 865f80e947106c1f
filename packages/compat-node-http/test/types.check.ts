/**
 * The type check compiles this file; it never runs. Code that is typed for `node:http` accepts our types, and code that is typed for ours accepts Node's.
 * Every public member in `@types/node` 26 exists in the class of the layer that implements it.
 */
import { Readable } from 'node:stream'
import type * as nodeHttp from 'node:http'
import type * as nodeHttps from 'node:https'
import type * as agent from '@layered-http/agent'
import type * as client from '@layered-http/client'
import type * as compat from '@layered-http/compat-node-http'
import https, * as secure from '@layered-http/compat-node-http/https'
import { HttpsAgent } from '@layered-http/agent/https'
import http, { type Agent, type ClientRequest, type HttpModule, type IncomingMessage, type OutgoingMessage, type RequestOptions, type Server, type ServerResponse } from '@layered-http/compat-node-http'
import { MemoryAgent, setDispatcher, withDispatcher, type MemoryNetwork } from '@layered-http/compat-node-http/testing'
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

/** The values that the types of `node:http` export, as exports by name and as members of the default export; `true` if the types are the same. */
type Exports<Module> = { [Name in keyof typeof nodeHttp]: Name extends keyof Module ? Same<Module[Name], (typeof nodeHttp)[Name]> : 'missing' }
type AllTrue = { [Name in keyof typeof nodeHttp]: true }
export const everyName: Exports<typeof compat> = {} as AllTrue
export const everyProperty: Exports<typeof http> = {} as AllTrue
// In this direction, so that `boolean` instead of `true` fails.
export const noneMore: AllTrue = {} as Exports<typeof compat>

/** Proves that the checks above can fail: for an export of another type, and for a missing export. */
type Wrong = Omit<typeof nodeHttp, 'createServer' | 'get'> & { createServer: (port: number) => nodeHttp.Agent }
// @ts-expect-error -- createServer differs
export const differs: Pick<AllTrue, 'createServer'> = {} as Pick<Exports<Wrong>, 'createServer'>
// @ts-expect-error -- get is missing
export const isMissing: Pick<AllTrue, 'get'> = {} as Pick<Exports<Wrong>, 'get'>
export const isSame: Pick<AllTrue, 'request'> = {} as Pick<Exports<Wrong>, 'request'>

/** The types that `node:http` exports. `keyof` lists only values. */
export const sameTypes: [
  Same<compat.AgentOptions, nodeHttp.AgentOptions>,
  Same<compat.ClientRequestArgs, nodeHttp.ClientRequestArgs>,
  Same<compat.IncomingHttpHeaders, nodeHttp.IncomingHttpHeaders>,
  Same<compat.InformationEvent, nodeHttp.InformationEvent>,
  Same<compat.OutgoingHttpHeader, nodeHttp.OutgoingHttpHeader>,
  Same<compat.OutgoingHttpHeaders, nodeHttp.OutgoingHttpHeaders>,
  Same<compat.ProxyEnv, nodeHttp.ProxyEnv>,
  Same<compat.RequestListener, nodeHttp.RequestListener>,
  Same<compat.ServerOptions, nodeHttp.ServerOptions>,
] = [true, true, true, true, true, true, true, true, true]

/** Wrong uses do not compile, as with `node:http`. */
export function wrong(): void {
  // @ts-expect-error -- a listener of 'request' gets a request
  http.createServer((req: string) => req)
  // @ts-expect-error -- the callback of a request gets a response
  http.get('http://localhost', (response: number) => response)
  // @ts-expect-error -- a port is a number or a string
  http.request({ port: {} })
  // @ts-expect-error -- a header is a string, a number or a list of strings
  http.createServer((req, res) => res.setHeader('a', { b: 1 }))
  // @ts-expect-error -- set-cookie is a list
  http.createServer((req) => req.headers['set-cookie']?.toUpperCase())
}

/**
 * Members of `stream.Writable` that outgoing messages have only in `@types/node`. At run time neither Node's nor ours have
 * them: both extend the legacy Stream.
 */
type OfWritable = '_construct' | '_write' | '_writev' | '_destroy' | '_final' | 'setDefaultEncoding' | 'writableAborted'
/** Declared by the types for every outgoing message; only a response has it. */
type OfResponse = 'req'
/** The members that the types declare and the class of the implementation lacks. */
type Missing<Theirs, Ours, Known = never> = [Exclude<keyof Theirs & string, keyof Ours | Known>] extends [never] ? 'none' : Exclude<keyof Theirs & string, keyof Ours | Known>

export const missing: [
  Missing<nodeHttp.Agent, agent.Agent>,
  Missing<nodeHttp.ClientRequest, client.ClientRequest, OfWritable | OfResponse | 'onSocket'>,
  Missing<nodeHttp.IncomingMessage, streams.IncomingMessage>,
  Missing<nodeHttp.OutgoingMessage, streams.OutgoingMessage, OfWritable | OfResponse>,
  Missing<nodeHttp.Server, server.Server>,
  Missing<nodeHttp.ServerResponse, server.ServerResponse, OfWritable>,
] = ['none', 'none', 'none', 'none', 'none', 'none']

/** An ordinary program compiles. */
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

/** https: every name, and its types. */
export const sameHttps: [
  Same<typeof https, typeof nodeHttps>,
  Same<secure.Agent, nodeHttps.Agent>,
  Same<secure.Server, nodeHttps.Server>,
  Same<secure.AgentOptions, nodeHttps.AgentOptions>,
  Same<secure.RequestOptions, nodeHttps.RequestOptions>,
  Same<secure.ServerOptions, nodeHttps.ServerOptions>,
  Same<https.Agent, nodeHttps.Agent>,
  Same<Omit<typeof secure, 'default' | 'module.exports'>, Omit<typeof nodeHttps, 'default'>>,
] = [true, true, true, true, true, true, true, true]

/** Our agents are accepted as Node's. */
export const secureAgents: nodeHttps.Agent[] = [new https.Agent(), new HttpsAgent()]

/** An ordinary program with https compiles. */
export function secureProgram(): void {
  const server: https.Server = https.createServer({ key: '', cert: '' }, (req, res) => res.end(req.url))
  server.addContext('a.example', { key: '', cert: '' })
  https.get('https://localhost', { agent: new https.Agent({ keepAlive: true, maxCachedSessions: 1 }) }, (response) => response.resume())
  https.globalAgent = new secure.Agent()
}

/** Agents and servers of a memory network are those of `node:http` and `node:https` for their types; faults and answers are checked. */
export function testing(network: MemoryNetwork): void {
  const theirAgent: nodeHttp.Agent = network.agent
  const theirSecureAgent: nodeHttps.Agent = network.httpsAgent
  http.get('http://a.test/', { agent: new MemoryAgent(network, { keepAlive: true, layered: { stats: true } }) })
  network.serve('http://a.test', http.createServer())
  network.serve('https://a.test', https.createServer())
  network.serve('http://a.test', (request, response) => void response.end(request.url))
  network.fault('http://a.test', { cut: 'response', afterBytes: 5 })
  // @ts-expect-error -- a direction is missing
  network.fault('http://a.test', { cut: true })
  setDispatcher(async ({ url }) => (url.host === 'a' ? { statusCode: 404, body: Readable.from(['a']) } : undefined))
  setDispatcher(() => network)
  setDispatcher(() => (_request, response) => void response.end())
  // @ts-expect-error -- not an answer
  setDispatcher(() => 5)
  const same: Promise<string> = withDispatcher(() => ({}), async () => 'result')
  void [theirAgent, theirSecureAgent, same]
}
