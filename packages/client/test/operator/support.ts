/** Shared by the tests of timings and deadlines: servers that stall, certificates, and the course of one request. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import net from 'node:net'
import tls from 'node:tls'
import { onTestFinished } from 'vitest'
import { Agent, type AgentOptions } from '@layered-http/agent'
import { HttpsAgent, type HttpsAgentOptions } from '@layered-http/agent/https'
import { CA, listen, SERVER } from '@layered-http/test-kit'
import { request, type ClientRequest, type ClientResponse, type ExchangeMessage, type ExchangeTimings, type RequestOptions } from '../../src/index.js'
import { request as requestHttps } from '../../src/https.js'

export const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

/** Calls `cleanUp` after the test. Files share this module, so an `afterEach` here would be one of the first file only. */
export function afterwards(cleanUp: () => void): void {
  onTestFinished(cleanUp)
}

/** Starts a server whose connections are closed after the test. Returns its port. */
export async function serve(onSocket: (socket: net.Socket) => void, server: net.Server = net.createServer()): Promise<number> {
  const sockets = new Set<net.Socket>()
  server.on('connection', (socket: net.Socket) => sockets.add(socket.on('error', () => {})))
  server.on(server instanceof tls.Server ? 'secureConnection' : 'connection', onSocket).on('tlsClientError', () => {})
  afterwards(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return listen(server)
}

/** Starts a server that responds `text` to each piece of input. */
export const answering = (text = OK): Promise<number> => serve((socket) => socket.on('error', () => {}).on('data', () => socket.write(text, 'latin1')))

/** The same over TLS. */
export const answeringSecurely = (): Promise<number> => serve((socket) => socket.on('error', () => {}).on('data', () => socket.write(OK)), tls.createServer(SERVER))

/** Starts a proxy that opens tunnels to `port` of this machine. */
export const tunnelling = (port: () => number): Promise<number> =>
  serve((socket) => {
    socket.once('data', () => {
      const through = net.connect(port(), '127.0.0.1', () => socket.write('HTTP/1.1 200 OK\r\n\r\n')).on('error', () => {})
      socket.pipe(through).pipe(socket)
    })
  })

/** Resolves the name of any host to this machine, later. */
export const lookup: net.LookupFunction = (_host, options, callback) => {
  setImmediate(() => (options.all ? callback(null, [{ address: '127.0.0.1', family: 4 }]) : callback(null, '127.0.0.1', 4)))
}

/** Resolves the name at once, before it returns. */
export const lookupAtOnce: net.LookupFunction = (_host, options, callback) => {
  if (options.all) callback(null, [{ address: '127.0.0.1', family: 4 }])
  else callback(null, '127.0.0.1', 4)
}

export function pool(options: AgentOptions = {}): Agent {
  const agent = new Agent({ keepAlive: true, ...options })
  afterwards(() => agent.destroy())
  return agent
}

export function securePool(options: HttpsAgentOptions = {}): HttpsAgent {
  const agent = new HttpsAgent({ keepAlive: true, ca: CA, ...options })
  afterwards(() => agent.destroy())
  return agent
}

/** What happened to a request. */
export interface Course {
  req: ClientRequest
  res: ClientResponse | undefined
  body: string
  /** `'error'` of the request. */
  error: (Error & { code?: string }) | undefined
  /** `'error'` of the response. */
  responseError: (Error & { code?: string }) | undefined
  aborted: boolean
}

/** Sends a request and reads the response. Resolves when the request has closed. */
export async function course(options: RequestOptions, send: (req: ClientRequest) => void = (req) => void req.end()): Promise<Course> {
  const req = (options.protocol === 'https:' ? requestHttps : request)({ host: '127.0.0.1', ...options })
  return courseOf(req, send)
}

export async function courseOf(req: ClientRequest, send: (req: ClientRequest) => void = (one) => void one.end()): Promise<Course> {
  const result: Course = { req, res: undefined, body: '', error: undefined, responseError: undefined, aborted: false }
  req.on('error', (error) => (result.error = error))
  let read: Promise<void> | undefined
  req.on('response', (res) => {
    result.res = res
    res.setEncoding('latin1').on('data', (text: string) => (result.body += text))
    res.on('aborted', () => (result.aborted = true)).on('error', (error: Error) => (result.responseError = error))
    read = new Promise((resolve) => res.on('close', resolve))
  })
  const closed = new Promise<void>((resolve) => req.on('close', resolve))
  send(req)
  await closed
  await read
  return result
}

export const INSTANTS = ['start', 'queued', 'lookup', 'connect', 'secureConnect', 'sent', 'firstByte', 'end'] as const

/** The names of the instants that the record has, in the order of their time; those of one instant keep the order of an exchange. */
export function order(timings: ExchangeTimings | undefined): string[] {
  const known = INSTANTS.filter((name) => timings![name] !== undefined)
  return [...known].sort((a, b) => timings![a]! - timings![b]! || known.indexOf(a) - known.indexOf(b))
}

/** Collects the messages of the channel until the test is over. */
export function exchanges(): ExchangeMessage<ClientRequest>[] {
  const messages: ExchangeMessage<ClientRequest>[] = []
  const add = (message: unknown): void => void messages.push(message as ExchangeMessage<ClientRequest>)
  subscribe('layered-http.client.exchange', add)
  afterwards(() => unsubscribe('layered-http.client.exchange', add))
  return messages
}
