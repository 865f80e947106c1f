/** The handlers of the server: they do what the plan of the exchange says, and check that the request is the one that was sent. */
import type { IncomingMessage } from '@layered-http/streams'
import type { ServerResponse } from '@layered-http/server'
import type { Duplex } from 'node:stream'
import { checkOf, sendBody } from './body.js'
import { End } from './end.js'
import { readBody } from './reader.js'
import { PLANNED, type Exchange, type Run } from './run.js'
import type { HandlerFault } from './plan.js'
import { tunnel } from './tunnel.js'
import { Watch } from './watch.js'

/** Methods that may be sent twice if `staleRetry` allows it. */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'PUT', 'DELETE'])

/** Adds the handlers to the server of the run. */
export function addHandlers(run: Run): void {
  const { server, plan } = run
  const { clientError, checkContinue, upgrades, connects } = plan.server
  if (clientError !== 'none') {
    server.on('clientError', (error, socket) => {
      if (clientError === 'destroy') socket.destroy(error)
      // In the middle of a response another one would be part of its body.
      else if (clientError === 'reply' && (socket as End & { _httpMessage?: object | null })._httpMessage) socket.destroy()
      else if (clientError === 'reply' && socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')
    })
  }
  if (checkContinue !== 'none') {
    server.on('checkContinue', (req, res) => {
      if (checkContinue === 'continue') res.writeContinue()
      // Without it the client does not send the body.
      handle(run, req, res, checkContinue === 'refuse')
    })
  }
  if (upgrades) server.on('upgrade', (req, socket, head) => handleUpgrade(run, req, socket, head, 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: sim'))
  if (connects) server.on('connect', (req, socket, head) => handleUpgrade(run, req, socket, head, 'HTTP/1.1 200 Connected'))
}

export function handle(run: Run, req: IncomingMessage, res: ServerResponse, isAtOnce = false): void {
  const exchange = received(run, req)
  if (exchange === undefined) return
  const { plan } = exchange
  const { id, response } = plan
  const { read, ms, isObserved } = response
  const when = isAtOnce ? 'head' : response.when
  const served = { req: new Watch(run, `${id} server req`, req), res: new Watch(run, `${id} server res`, res) }
  exchange.served.push(served)
  if (isObserved) {
    req.on('close', () => {}).on('error', () => {})
    res.on('close', () => {}).on('error', () => {})
  }
  const check = checkOf(run, `${id} request`, plan.body)
  const start = (): void => respond(run, exchange, req, res)
  // The body of an answered request without a reader is thrown away.
  let isDiscarded = false
  if (read.how === 'late') res.once('finish', () => (isDiscarded = check.received === 0))
  const onEnd = (): void => {
    check.end(isDiscarded || exchange.isAborted)
    if (!req.complete) run.fail('truncated', `${id} server req: 'end' of an incomplete request`)
    if (plan.body.hasTrailers && req.httpVersion === '1.1' && !exchange.isAborted && req.trailers['x-tail'] !== id) run.fail('owner', `${id} server req: trailers ${JSON.stringify(req.trailers)}`)
    if (when === 'end') start()
  }
  // Without a listener the request gets no stream.
  if (isObserved || read.how !== 'nothing' || when === 'end') req.once('end', onEnd)
  readBody(run, req, read, check)
  if (when === 'head' || (when === 'end' && run.plan.server.optimizeEmptyRequests && plan.body.framing === 'none')) start()
  else if (when === 'later') run.scheduler.after(ms, start)
}

/** Returns the exchange of a request that reached a handler. */
function received(run: Run, req: IncomingMessage): Exchange | undefined {
  const id = String(req.headers['x-id'])
  const exchange = run.exchanges.get(id)
  const target = req.method === 'CONNECT' ? `${id}.test:443` : `/${id}`
  if (exchange === undefined || req.url !== target || req.method !== exchange.plan.method) {
    run.fail('owner', `a request that was not sent: ${req.method} ${req.url} ${id}`)
    return undefined
  }
  const { plan } = exchange
  const mayRetry = (plan.staleRetry || run.plan.agents[plan.agent]?.staleRetry === true) && IDEMPOTENT.has(plan.method)
  run.network.note(`${id} reaches a handler, ${req.method} ${req.httpVersion}`)
  if (++exchange.handled > (mayRetry ? 2 : 1)) run.fail('twice', `${id} was executed ${exchange.handled} times`)
  return exchange
}

function respond(run: Run, { plan: { id, response, method } }: Exchange, req: IncomingMessage, res: ServerResponse): void {
  const { status, body, interim, fault, closes } = response
  const isHttp11 = req.httpVersion === '1.1'
  if (isHttp11 && !res.headersSent) {
    for (const kind of interim) {
      if (kind === 'continue') res.writeContinue()
      else if (kind === 'processing') res.writeProcessing()
      else res.writeEarlyHints({ link: `</${id}>; rel=preload` })
    }
  }
  res.statusCode = status
  res.setHeader('x-id', id)
  if (closes) res.setHeader('connection', 'close')
  const size = body.pieces.reduce((sum, piece) => sum + piece, 0)
  if (body.framing === 'length' && status === 200) res.setHeader('content-length', size)
  else if (body.framing === 'chunked' && isHttp11 && status === 200) res.setHeader('transfer-encoding', 'chunked')
  else if (body.framing === 'close') {
    res.removeHeader('transfer-encoding')
    res.removeHeader('content-length')
  }
  const before = fault === undefined ? undefined : (pieces: number): boolean => pieces < fault.afterPieces || act(fault.how, req, res)
  sendBody(run, res, body, `${id} response`, { before, trailer: method === 'HEAD' ? undefined : id })
}

/** Destroys, throws, or does nothing, as the plan says. Returns false: the response is not continued. */
function act(how: HandlerFault['how'], req: IncomingMessage, res: ServerResponse): false {
  if (how === 'destroy response') res.destroy()
  else if (how === 'destroy response with error') res.destroy(new Error(PLANNED))
  else if (how === 'destroy request') req.destroy()
  else if (how === 'destroy socket') req.socket.destroy()
  else if (how === 'throw') throw new Error(PLANNED)
  return false
}

function handleUpgrade(run: Run, req: IncomingMessage, socket: Duplex, head: Buffer, response: string): void {
  const exchange = received(run, req)
  if (exchange === undefined) return
  const { id, tunnel: plan, body, response: { read } } = exchange.plan
  if (plan === undefined) {
    run.fail('owner', `${id} is no upgrade`)
    socket.destroy()
    return
  }
  const begin = (): void => {
    socket.write(`${response}\r\nx-id: ${id}\r\n\r\n`)
    tunnel(run, `${id} server`, socket, head, { sent: plan.down, sentName: `${id} down`, received: plan.up, receivedName: `${id} up`, peer: 'client' }, req.socket as unknown as End)
  }
  if (socket instanceof End) {
    socket.isHandedOver = true
    // A response to an earlier request that has not ended closes with the socket.
    const events = socket.eventNames().filter((event) => event !== 'close' || socket.listenerCount(event) > 1)
    if (events.length > 0) run.fail('listeners', `${id}: the server's socket has listeners for ${events.join(', ')} when it is handed over`)
    begin()
  } else {
    // The body of the request is still to come. The client sends nothing else before it has the response.
    const check = checkOf(run, `${id} request`, body)
    ;(req.socket as unknown as End).isHandedOver = true
    req.on('error', () => {})
    socket.on('error', () => {})
    req.once('end', () => {
      check.end()
      begin()
    })
    readBody(run, req, { ...read, how: 'data' }, check)
  }
}
