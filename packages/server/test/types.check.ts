/** A server in TypeScript that uses only this package. The type check compiles this file; it never runs. A wrong use that compiles is an error. */
import type nodeHttp from 'node:http'
import type nodeHttps from 'node:https'
import type net from 'node:net'
import type { Duplex } from 'node:stream'
import type tls from 'node:tls'
import {
  createServer,
  IncomingMessage,
  Server,
  ServerResponse,
  type ClientError,
  type DrainResult,
  type RequestHeaders,
  type RequestListener,
  type ServerOptions,
  type ServerStats,
  type ServerTimings,
  type UrlParts,
} from '@layered-http/server'
import type { ResponseHeaders } from '@layered-http/streams'
import * as https from '@layered-http/server/https'

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false
/** Fails to compile unless `Value` has the type `Expected`. */
function expectType<Expected>(): <Value>(value: Value, same: Same<Value, Expected>) => void {
  return () => {}
}

export function requestsAndResponses(): void {
  const server = createServer((req, res) => {
    expectType<IncomingMessage>()(req, true)
    expectType<IncomingMessage>()(res.req, true)
    res.setHeader('x-url', req.url)
    res.writeHead(200, { 'Content-Type': 'text/plain' }).end(String(req.headers['content-length']))
    // @ts-expect-error -- only with layered.urlParts
    void req.pathname
  })
  expectType<Server>()(server, true)
  const listener: RequestListener = async (_req, res) => void res.end(await Promise.resolve('x'))
  new Server({ requestTimeout: 1 }, listener).listen(0).close()
  Server(listener).closeIdleConnections()
  createServer()
  createServer(null, listener)
  createServer({ keepAliveTimeout: 1, layered: { lenient: ['HEADERS'], unknownMethodStatus: 405 } } satisfies ServerOptions, listener)
  // @ts-expect-error -- milliseconds are a number
  createServer({ requestTimeout: '1' })
  // @ts-expect-error -- not the name of a leniency
  createServer({ layered: { lenient: ['HEADER'] } })
  // @ts-expect-error -- not an option in `layered`
  createServer({ layered: { keepAliveTimeout: 1 } })
}

export function events(): void {
  const server = createServer()
  server.on('clientError', (error, socket) => {
    expectType<ClientError>()(error, true)
    expectType<string | undefined>()(error.code, true)
    expectType<Duplex>()(socket, true)
    // @ts-expect-error -- an error is not a number
    const number: number = error
    void number
  })
  server.once('upgrade', (req, socket, head) => {
    expectType<IncomingMessage>()(req, true)
    expectType<Duplex>()(socket, true)
    expectType<Buffer>()(head, true)
  })
  server.addListener('connect', (req, socket) => void socket.end(req.method))
  server.on('request', (req, res) => void res.end(req.url)).on('checkContinue', (_req, res) => void res.writeContinue())
  server.on('timeout', (socket) => void socket.destroy()).on('connection', (socket) => void socket.remoteAddress)
  server.on('listening', () => {}).on('error', (error) => void error.message)
  // @ts-expect-error -- 'listening' has no argument
  server.on('listening', (_argument) => void _argument.x)
  server.prependListener('dropRequest', (req, socket) => void [req.url, socket.destroy()])
  server.off('request', (_req: IncomingMessage, _res: ServerResponse) => {})
  // Events of the program have the types of its listener.
  server.on('mine', (count: number) => void count)
  server.emit('mine', 1)
  server.emit('connection', {} as Duplex)
}

export function classes(): void {
  class Request extends IncomingMessage {
    readonly startedAt = Date.now()
  }
  class Response<Of extends IncomingMessage = IncomingMessage> extends ServerResponse<Of> {
    json(value: unknown): void {
      this.end(JSON.stringify(value))
    }
  }
  const server = createServer({ IncomingMessage: Request, ServerResponse: Response }, (req, res) => {
    expectType<Request>()(req, true)
    res.json(req.startedAt)
  })
  server.on('request', (req, res) => res.json(req.startedAt))
  server.on('checkExpectation', (req, res) => res.json(req.startedAt))
  createServer({ IncomingMessage: Request }, (req, res) => void [req.startedAt, res.req.startedAt])
  createServer({ ServerResponse: Response }, (req, res) => res.json(req.url))
  createServer<Request, Response<Request>>({ IncomingMessage: Request, ServerResponse: Response }, (req, res) => res.json([req.startedAt, res.req.startedAt]))
  const plain: Server = server as unknown as Server
  const request: IncomingMessage = new server.IncomingMessage({} as net.Socket)
  void [plain, request]
}

class NamedRequest extends IncomingMessage {
  readonly params: Record<string, string> = {}
}
class NamedResponse<Of extends IncomingMessage = NamedRequest> extends ServerResponse<Of> {}

/** Servers with classes of their own, as classes. */
export class Application extends Server<NamedRequest, NamedResponse> {}
export class SecureApplication extends https.Server<NamedRequest, NamedResponse> {}

export function ownClasses(): void {
  const classes = { IncomingMessage: NamedRequest, ServerResponse: NamedResponse }
  createServer({ IncomingMessage: NamedRequest, ServerResponse: NamedResponse }, (req, res) => {
    expectType<NamedRequest>()(req, true)
    expectType<NamedRequest>()(res.req, true)
  }).on('request', (_req, res) => expectType<NamedRequest>()(res.req, true))
  createServer(classes, (_req, res) => void res.req.params)
  // @ts-expect-error -- a response is not `any`
  createServer(classes, (_req, res) => void res.req.nothing)
  class Plain extends ServerResponse {}
  createServer({ IncomingMessage: NamedRequest, ServerResponse: Plain }, (_req, res) => expectType<NamedRequest>()(res.req, true))
  https.createServer({ ...classes, layered: { urlParts: true } }, (_req, res) => void [res.req.params, res.req.pathname])
  new Application(classes, (_req, res) => void res.req.params)
  // @ts-expect-error -- only with layered.urlParts
  const make = (options: ServerOptions<NamedRequest, NamedResponse>) => createServer(options, (req) => void req.pathname)
  void make
}

export function urlParts(): void {
  createServer({ layered: { urlParts: true } }, (req, res) => {
    expectType<string>()(req.pathname, true)
    expectType<UrlParts['query']>()(req.query, true)
    res.end(req.search)
  }).on('request', (req) => void req.pathname)
  new Server({ layered: { urlParts: true } }, (req) => void req.pathname)
  https.createServer({ layered: { urlParts: true }, key: '' }, (req) => void req.pathname)
  createServer({ layered: { urlParts: false } }, (req) => {
    // @ts-expect-error -- switched off
    void req.pathname
  })
}

export function secure(): void {
  const server = https.createServer({ key: '', cert: '', requestTimeout: 1 }, (req, res) => void res.end(req.url))
  server.on('tlsClientError', (error, socket) => void [error.message, socket.destroy()])
  server.on('secureConnection', (socket) => expectType<tls.TLSSocket>()(socket, true))
  server.on('clientError', (error) => expectType<ClientError>()(error, true))
  server.addContext('a', {})
  server.closeAllConnections()
  new https.Server(null).setTimeout(1)
}

/** A server is accepted where one of Node is expected. */
export const asNode: [net.Server, nodeHttp.Server, tls.Server, nodeHttps.Server] = [createServer(), createServer(), https.createServer(), https.createServer()]

/** Subclasses, as users write them. */
export class MyServer extends Server {
  constructor() {
    super({ requestTimeout: 1 }, (_req, res) => void res.end())
  }
  override close(callback?: (error?: Error) => void): this {
    return super.close(callback)
  }
}

/** What this package's servers have for their operators. */
export async function operator(server: Server, secure: https.Server): Promise<void> {
  expectType<DrainResult>()(await server.drain({ graceMs: 1, idleMs: 1, signal: new AbortController().signal }), true)
  expectType<DrainResult>()(await secure.drain(), true)
  expectType<ServerStats>()(server.stats(), true)
  expectType<number>()(secure.stats().connections.idle, true)
  // @ts-expect-error -- milliseconds are a number
  await server.drain({ graceMs: '1' })
  createServer({ layered: { timings: true, stats: true, upgrades: ['websocket'] } }, (req, res) => {
    expectType<ServerTimings | undefined>()(req.timings, true)
    expectType<ServerTimings | undefined>()(res.timings, true)
    expectType<number>()(res.pendingBytes, true)
    expectType<[name: string, value: string][]>()(req.headerLines(), true)
    res.writeHead(200, req.headerLines())
  })
  // @ts-expect-error -- a list of names
  createServer({ layered: { upgrades: 'websocket' } })
}

/** Requests have the map of request headers, and can be used where those of node:http can. */
export function headers(): void {
  createServer((req) => {
    expectType<RequestHeaders>()(req.headers, true)
    expectType<string | undefined>()(req.headers.authorization, true)
    expectType<string | undefined>()(req.headers['content-type'], true)
    // Names of responses are not known names of requests.
    expectType<string | string[] | undefined>()(req.headers.etag, true)
    const nodes: nodeHttp.IncomingHttpHeaders = req.headers
    const responses: nodeHttp.IncomingHttpHeaders = {} as ResponseHeaders
    void [nodes, responses]
  })
  expectType<string[] | undefined>()(({} as ResponseHeaders)['set-cookie'], true)
  expectType<string | undefined>()(({} as ResponseHeaders).etag, true)
}
