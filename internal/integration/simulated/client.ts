/** The client of an exchange: makes the request as the plan says, and checks that the response is its own. */
import type { ClientRequest, RequestOptions } from '@layered-http/client'
import type { IncomingMessage } from '@layered-http/streams'
import { checkOf, sendBody } from './body.js'
import type { End } from './end.js'
import type { AbortPlan, ExchangePlan } from './plan.js'
import { readBody } from './reader.js'
import { PLANNED, type Exchange, type Run } from './run.js'
import { hasShortTimeouts, isServersOwn } from './statuses.js'
import { tunnel } from './tunnel.js'
import { Watch } from './watch.js'

export function startExchange(run: Run, exchange: Exchange): void {
  const { plan } = exchange
  const { id, abort, body, expects, timeout, timeoutBy, destroysAtTimeout } = plan
  const controller = abort?.how === 'signal' ? new AbortController() : undefined
  if (controller !== undefined) exchange.signals.push(controller.signal)
  let request: ClientRequest
  try {
    request = run.face.request({ ...optionsOf(run, plan), ...(controller === undefined ? {} : { signal: controller.signal }) })
  } catch (error) {
    run.fail('threw', `${id}: request() threw ${String(error)}`)
    return
  }
  exchange.request = new Watch(run, `${id} client req`, request)
  request.on('error', () => {})
  for (const follower of run.plan.exchanges.filter(({ follows }) => follows?.id === id)) startAfter(run, run.exchanges.get(follower.id)!, request)
  request.on('response', (response) => receive(run, exchange, request, response))
  request.on('information', (information) => {
    const { link } = information.headers
    if (link !== undefined && !String(link).includes(`/${id}>`)) run.fail('owner', `${id} client req: 'information' of another request: ${String(link)}`)
  })
  request.on('timeout', () => {
    if (!destroysAtTimeout) return
    exchange.isAborted = true
    request.destroy()
  })
  if (timeout > 0 && timeoutBy === 'setTimeout') request.setTimeout(timeout)
  if (plan.tunnel !== undefined) for (const event of ['upgrade', 'connect'] as const) request.on(event, (response, socket, head) => enter(run, exchange, response, socket as unknown as End, head))
  const send = (): void => sendBody(run, request, body, `${id} request`, { trailer: id, before: () => !request.writableEnded })
  if (expects === 'no') send()
  else {
    request.flushHeaders()
    let isSent = false
    request.once('continue', () => {
      isSent = true
      send()
    })
    request.once('response', () => {
      if (isSent) return
      // The server does not want the body. Without it, only chunks can end.
      exchange.isAborted = true
      if (body.framing === 'chunked') request.end()
      else request.destroy()
    })
  }
  if (abort !== undefined) planAbort(run, exchange, request, abort, controller)
}

/** Starts an exchange when that of `request` is over. */
function startAfter(run: Run, exchange: Exchange, request: ClientRequest): void {
  let isStarted = false
  const start = (): void => {
    if (isStarted) return
    isStarted = true
    startExchange(run, exchange)
  }
  request.on('close', start)
  if (exchange.plan.follows!.on === 'end') request.on('response', (response) => response.once('end', start))
}

function optionsOf(run: Run, plan: ExchangePlan): RequestOptions {
  const { id, method, host, agent, body, expects, closes, timeout, timeoutBy, staleRetry, tunnel: isTunnel } = plan
  const headers: Record<string, string | number> = { 'x-id': id }
  if (body.framing === 'length') headers['content-length'] = body.pieces.reduce((sum, size) => sum + size, 0)
  if (body.framing === 'chunked') headers['transfer-encoding'] = 'chunked'
  if (expects !== 'no') headers['expect'] = expects === 'continue' ? '100-continue' : 'something'
  if (closes) headers['connection'] = 'close'
  if (isTunnel !== undefined && method !== 'CONNECT') Object.assign(headers, { connection: 'Upgrade', upgrade: 'sim' })
  return {
    host,
    port: 80,
    method,
    path: method === 'CONNECT' ? `${id}.test:443` : `/${id}`,
    headers,
    ...(agent >= 0 ? { agent: run.agents[agent]! } : { createConnection: (_options: unknown, callback: never) => run.network.connect(null, callback) as never }),
    ...(timeout > 0 && timeoutBy === 'option' ? { timeout } : {}),
    ...(staleRetry ? { layered: { staleRetry: true } } : {}),
  } as RequestOptions
}

function planAbort(run: Run, exchange: Exchange, request: ClientRequest, { how, when, ms }: AbortPlan, controller: AbortController | undefined): void {
  const abort = (): void => {
    run.network.note(`${exchange.plan.id} abort: ${how}`)
    exchange.isAborted = true
    if (how === 'destroy') request.destroy()
    else if (how === 'destroy with error') request.destroy(new Error(PLANNED))
    else if (how === 'abort') request.abort()
    else if (how === 'signal') controller!.abort()
    else request.socket?.destroy()
  }
  if (when === 'at once') abort()
  else if (when === 'tick') process.nextTick(abort)
  else if (when === 'time') run.scheduler.after(ms, abort)
  else request.once(when, abort)
}

function receive(run: Run, exchange: Exchange, request: ClientRequest, response: IncomingMessage): void {
  const { plan } = exchange
  const { id, method, response: expected, read } = plan
  if (exchange.response !== null) run.fail('settled', `${id}: a second response`)
  exchange.response = new Watch(run, `${id} client res`, response)
  response.on('error', () => {})
  const { connection } = request.socket as unknown as End
  const status = response.statusCode!
  if (response.headers['x-id'] === undefined && isServersOwn(run, plan.expects, status, connection)) {
    exchange.isRead = true
    response.resume()
    return
  }
  if (response.headers['x-id'] !== id || status !== expected.status) {
    run.fail('owner', `${id}: the response is ${status} of ${String(response.headers['x-id'])}`)
  }
  const isBodiless = method === 'HEAD' || status === 204 || status === 304
  const check = checkOf(run, `${id} response`, isBodiless ? { ...expected.body, pieces: [] } : expected.body)
  response.once('end', () => {
    // The end of the connection ends such a body, whatever its reason.
    const mayBeCut = exchange.isAborted || (expected.body.framing === 'close' && (connection.faults.size > 0 || expected.fault !== undefined || hasShortTimeouts(run.plan.server) || run.isEnding))
    check.end(mayBeCut)
    if (!response.complete) run.fail('truncated', `${id} client res: 'end' of an incomplete response`)
    if (expected.body.framing === 'chunked' && status === 200 && expected.body.hasTrailers && !isBodiless && !exchange.isAborted && response.trailers['x-tail'] !== id) run.fail('owner', `${id} client res: trailers ${JSON.stringify(response.trailers)}`)
  })
  exchange.isRead = read.how !== 'stop' && read.how !== 'nothing'
  readBody(run, response, read, check)
}

function enter(run: Run, exchange: Exchange, response: IncomingMessage, socket: End, head: Buffer): void {
  const { id, tunnel: plan } = exchange.plan
  // Every final response to CONNECT is given to the listener.
  if (response.headers['x-id'] === undefined && isServersOwn(run, exchange.plan.expects, response.statusCode!, socket.connection)) {
    socket.isHandedOver = true
    socket.destroy()
    return
  }
  if (response.headers['x-id'] !== id) run.fail('owner', `${id}: the tunnel of ${String(response.headers['x-id'])}`)
  socket.isHandedOver = true
  const events = socket.eventNames()
  if (events.length > 0) run.fail('listeners', `${id}: the client's socket has listeners for ${events.join(', ')} when it is handed over`)
  tunnel(run, `${id} client`, socket, head, { sent: plan!.up, sentName: `${id} up`, received: plan!.down, receivedName: `${id} down`, peer: 'server' }, socket)
}
