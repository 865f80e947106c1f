/**
 * A reverse proxy on node:net and the parser alone. It forwards messages as they came: the case and order of fields, the sizes and extensions of chunks, trailers. It writes
 * `raw` of each event and never makes a head of its own, except for 400 and 502.
 *
 * A connection of a client has at most one to the upstream. Requests that the client pipelines wait in the parser until the response before them is complete: to wait, the
 * proxy takes no events. Both connections are kept as long as both sides want.
 */
import net from 'node:net'
import { DetailedRequestParser, DetailedResponseParser, ParseError } from '@layered-http/parser'

const refusal = (status) => `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`
const NEVER = new Promise(() => {})

/**
 * Returns a server that is a proxy.
 *
 * @param upstream - the options of net.connect
 */
export function createProxy(upstream) {
  return net.createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    serve(client, upstream).catch((error) => client.destroy(error))
  })
}

/** Serves a connection of a client to its end. */
async function serve(client, upstreamOptions) {
  const requests = new Side(client, new DetailedRequestParser({ strict: true }))
  let responses = null
  try {
    for (;;) {
      const head = await requests.next()
      if (head === undefined) break
      if (!responses?.canServe) {
        responses?.close()
        const socket = net.connect({ ...upstreamOptions, allowHalfOpen: true, noDelay: true })
        responses = new Side(socket, new DetailedResponseParser())
      }
      if (!(await exchange(head, requests, responses))) break
    }
    client.end()
  } catch (error) {
    if (responses?.hasBegun) client.destroy()
    // Bad input of the client is 400. Every failure of the upstream is 502.
    else if (error.side === responses && responses !== null) client.end(refusal('502 Bad Gateway'))
    else if (error.cause instanceof ParseError) client.end(refusal('400 Bad Request'))
    else client.destroy()
  } finally {
    responses?.close()
    requests.parser.free()
  }
}

/** Forwards a request and its responses. Returns true if the client may send another request. */
async function exchange(head, requests, responses) {
  responses.hasBegun = false
  responses.parser.expect(head.method)
  let isRequestComplete = false
  const forwarded = requests.forward(head, responses).then((end) => {
    isRequestComplete = true
    return end
  })
  // An upstream may respond and close before it has the whole request: then only its response counts.
  const failure = forwarded.then(
    () => NEVER,
    (error) => (error.side === requests ? Promise.reject(error) : NEVER),
  )
  const answer = await Promise.race([forwardResponse(responses, requests), failure])
  // The client is still sending this request, so the connection cannot be used again.
  if (!isRequestComplete) return false
  const request = await forwarded
  if (answer.isSwitched) {
    if (request.rest !== undefined) await responses.send(request.rest)
    await Promise.all([requests.forwardAll(responses), responses.forwardAll(requests)])
    return false
  }
  // The upstream has declined: what follows the request is HTTP.
  if (request.rest !== undefined) requests.parser.declineUpgrade()
  responses.hasBegun = false
  if (answer.keepAlive) responses.watch()
  return request.keepAlive && answer.keepAlive
}

/** Forwards interim responses and the final one. */
async function forwardResponse(responses, requests) {
  for (;;) {
    const head = await responses.next()
    if (head === undefined) throw Object.assign(new Error('The upstream closed the connection'), { side: responses })
    const { keepAlive, rest } = await responses.forward(head, requests)
    if (rest !== undefined) {
      await requests.send(rest)
      return { isSwitched: true }
    }
    if (!head.interim) return { keepAlive, isSwitched: false }
  }
}

/** One connection: its socket, its parser, and the events in between. An error of it has the property `side`. */
class Side {
  constructor(socket, parser) {
    this.socket = socket
    this.parser = parser
    this.events = eventsOf(socket, parser)
    /** A part of the response was forwarded, so that no other can be sent instead. */
    this.hasBegun = false
    /** The next event, asked for while no request is under way. */
    this.ahead = null
    // The iterator throws it as well.
    socket.on('error', () => {})
  }

  /** Notices what an idle upstream sends, also the end: its connection is closed then, and not used for another request. */
  watch() {
    this.ahead = this.events.next()
    const close = () => this.ahead !== null && this.close()
    this.ahead.then(close, close)
  }

  /** True if another request may be sent. Bytes after a response must not become the response to another request. */
  get canServe() {
    return this.ahead !== null && !this.socket.destroyed && this.socket.readableLength === 0 && this.parser.isBetweenMessages
  }

  async next() {
    const next = this.ahead ?? this.events.next()
    this.ahead = null
    try {
      return (await next).value
    } catch (cause) {
      throw Object.assign(new Error('Reading failed', { cause }), { side: this })
    }
  }

  /** Writes bytes. Waits until the socket has taken them, so that a slow reader makes the other side slow. */
  send(bytes) {
    return new Promise((resolve, reject) => {
      this.socket.write(bytes, (error) => (error ? reject(Object.assign(new Error('Writing failed', { cause: error }), { side: this })) : resolve()))
    })
  }

  /** Forwards a message as it came. Returns how it ended, with the bytes after it if they may be another protocol. */
  async forward(head, to) {
    const mayUpgrade = head.upgrade || head.framing.kind === 'tunnel'
    for (let event = head; ; event = await this.next()) {
      if (event === undefined) throw Object.assign(new Error('The message is not complete'), { side: this })
      if (this.parser instanceof DetailedResponseParser) this.hasBegun = true
      if (event.raw.length > 0) await to.send(event.raw)
      if (event.type === 'complete') return { keepAlive: event.keepAlive, rest: mayUpgrade ? (await this.next()).rest : undefined }
    }
  }

  /** Forwards everything, which is not HTTP any more. */
  async forwardAll(to) {
    for (let event = await this.next(); event !== undefined; event = await this.next()) await to.send(event.raw)
    to.socket.end()
  }

  close() {
    this.parser.free()
    this.socket.destroy()
  }
}

async function* eventsOf(socket, parser) {
  // An error of the parser must not close the socket, which is to send the refusal.
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) yield* parser.parse(chunk)
  yield* parser.finish()
}
