/** Exchange: the connection of one request that a dispatcher answers, and the server at its other end. */
import { AsyncResource } from 'node:async_hooks'
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { codedError } from '@layered-http/shared'
import type { RequestToConnect } from '@layered-http/client/port'
import { createServer } from '../classes.js'
import type { DispatchResponse } from './dispatch-types.js'
import { readUrl } from './names.js'
import { openPair } from './pair.js'
import { emitterOf, giveTo, type Serving } from './serving.js'
import type { MemorySocket } from './socket.js'

/** Exchanges of the server below, by their sockets. */
const exchanges = new WeakMap<object, (request: IncomingMessage, response: ServerResponse) => void>()

/** Receives the requests whose answer is a {@link DispatchResponse}. It has no timers: a test may stop them. */
const server = createServer({ requestTimeout: 0, headersTimeout: 0, keepAliveTimeout: 0, requireHostHeader: false } as object, ((request: IncomingMessage, response: ServerResponse) => {
  exchanges.get(request.socket)!(request, response)
}) as never)

export class Exchange {
  /** Called with the client's end when the body is to be read. */
  onRead!: (client: MemorySocket) => void
  private hasReader = false
  private socket: MemorySocket | undefined
  private received: Promise<{ request: IncomingMessage; response: ServerResponse }> | undefined
  private accept!: (socket: MemorySocket) => void
  /** In the context of the request, in which the server's end is. */
  private readonly open: () => MemorySocket

  constructor({ url }: RequestToConnect) {
    this.open = AsyncResource.bind(() => openPair(readUrl(url), { server: { allowHalfOpen: true }, accept: () => this.accept }).client)
  }

  /** The client's end. */
  get client(): MemorySocket {
    return (this.socket ??= this.open())
  }

  /** True if the dispatcher has begun to read the body. */
  get isRead(): boolean {
    return this.hasReader
  }

  /** Begins to receive the request, for a dispatcher that reads the body. */
  async read(): Promise<IncomingMessage> {
    this.hasReader = true
    const received = this.receive()
    this.onRead(this.client)
    return (await received).request
  }

  /** Has `serving` serve the request. */
  serve(serving: Serving): void {
    const target = emitterOf(serving)
    this.accept = (socket) => giveTo(target, socket)
  }

  /** Responds to the request. */
  respond(response: DispatchResponse): void {
    void this.receive().then((received) => write(received.response, response)).catch((error: Error) => this.fail(error))
  }

  /** Ends an exchange whose body was read. Its answer must be a response. */
  conclude(response: DispatchResponse | undefined): void {
    if (response !== undefined) this.respond(response)
    else this.fail(codedError(Error, 'ERR_DISPATCHER_BODY_READ', 'The dispatcher has read the body, so it must answer with a response'))
  }

  /** Fails the request. */
  fail(error: Error): void {
    this.client.destroy(error)
  }

  private receive(): Promise<{ request: IncomingMessage; response: ServerResponse }> {
    return (this.received ??= new Promise((resolve) => {
      this.accept = (socket) => {
        exchanges.set(socket, (request, response) => resolve({ request, response }))
        server.emit('connection', socket)
      }
    }))
  }
}

async function write(response: ServerResponse, { statusCode = 200, statusMessage, headers = {}, body, trailers }: DispatchResponse): Promise<void> {
  response.statusCode = statusCode
  if (statusMessage !== undefined) response.statusMessage = statusMessage
  setHeaders(response, headers)
  if (trailers !== undefined) {
    response.setHeader('Trailer', Object.keys(trailers).join(', '))
    response.flushHeaders()
    response.addTrailers(trailers)
  }
  if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) response.end(body)
  // A body that fails ends the connection, as that of a server whose source fails. The client gets ECONNRESET.
  else await pipeline(Readable.from(body, { objectMode: false }), response).catch(() => {})
}

function setHeaders(response: ServerResponse, headers: OutgoingHttpHeaders | readonly string[]): void {
  if (Array.isArray(headers)) {
    const flat = headers as readonly string[]
    for (let i = 0; i < flat.length; i += 2) response.appendHeader(flat[i]!, flat[i + 1]!)
    return
  }
  for (const [name, value] of Object.entries(headers as OutgoingHttpHeaders)) if (value !== undefined) response.setHeader(name, value)
}
