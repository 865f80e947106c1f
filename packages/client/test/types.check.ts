/** A client that uses only this package. The type check compiles this file; no test runs it. */
import {
  Agent,
  ClientRequest,
  get,
  getGlobalAgent,
  request,
  setGlobalAgent,
  type ClientRequestEvents,
  type IncomingMessage,
  type InformationEvent,
  type RequestHeaderName,
  type RequestHeaders,
  type RequestOptions,
  type ExchangeMessage,
  type ExchangeTimings,
  type TimeoutPhase,
  RequestTimeoutError,
} from '@layered-http/client'
import * as https from '@layered-http/client/https'

/** Typical use in a program. */
export function program(): void {
  const options: RequestOptions = { host: 'localhost', agent: new Agent({ keepAlive: true }), headers: { accept: '*/*' }, layered: { maxRedirects: 3 } }
  const req: ClientRequest = request(options, (res) => {
    const status: number | null = res.statusCode
    res.setEncoding('utf8').on('data', (text: string) => [status, text])
  })
  req
    .on('response', (res) => (res satisfies IncomingMessage).headers['content-type'])
    .once('information', (info) => (info satisfies InformationEvent).statusCode.toFixed())
    .on('socket', (socket) => socket.setNoDelay(true))
    .on('upgrade', (res, socket, head) => [res.statusCode, socket.writable, head.length])
    .on('connect', (res, socket, head) => [res.statusCode, socket.writable, head.length])
    .prependListener('error', (error) => error.message)
    .prependOnceListener('timeout', () => req.destroy(new Error('late')))
    .addListener('close', () => {})
    .on('mine', (a: number, b: string) => [a, b])
  req.off('error', () => {}).removeListener('abort', () => {})
  req.setTimeout(100).end('body', 'utf8', () => {})
  get('http://localhost', { method: 'GET' }, (res) => res.resume())
  get(new URL('http://localhost'))
  const agent: Agent = getGlobalAgent()
  setGlobalAgent(agent)
  setGlobalAgent({ addRequest: (pooled) => pooled.onSocket(null, new Error('none')) })
  class Tagged extends ClientRequest {
    readonly tag = 1
    override destroy(error?: Error): this {
      return super.destroy(error)
    }
  }
  new Tagged('http://localhost').end()
  const timed = request({ layered: { timings: true, timeouts: { queue: 1, total: undefined } }, agent: new Agent({ layered: { timings: true, timeouts: { headers: 1 } } }) }, (res) => res.timings?.firstByte?.toFixed())
  const timings: ExchangeTimings | undefined = timed.timings?.previous ?? timed.timings
  const message = {} as ExchangeMessage<ClientRequest>
  timed.on('error', (error) => (error instanceof RequestTimeoutError ? [error.phase satisfies TimeoutPhase, error.code satisfies 'ERR_HTTP_TIMEOUT', error.elapsed.toFixed(), timings?.start] : message.request.timings))
  const headers: RequestHeaders = { 'Content-Type': 'text/plain', 'content-length': 5, 'X-Mine': ['a', 'b'] }
  timed.setHeader('Content-Type', 'a').setHeader('x-mine', ['b']).removeHeader('accept' satisfies RequestHeaderName)
  request({ headers }).setHeader('Accept', timed.getHeader('accept') ?? '*/*')
  request({ headers: ['Accept', '*/*'] })
  request({ headers: [['Accept', '*/*']] })
  request({ headers: {} as IncomingMessage['headers'] })
  request({ headers: {} as Record<string, string | string[] | undefined> })
  void agent.close({ graceMs: 5 }).then(({ completed, forced, upgraded }) => completed + forced + upgraded)
  https.get('https://localhost', { ca: '', agent: new https.HttpsAgent() }, (res) => res.resume())
  https.getGlobalAgent().maxCachedSessions = 3
}

/** A request is accepted where a stream or an emitter is expected. */
export const streams: NodeJS.WritableStream[] = [{} as ClientRequest]
export const emitters: NodeJS.EventEmitter[] = [{} as ClientRequest]

export const events: (keyof ClientRequestEvents)[] = ['abort', 'close', 'connect', 'continue', 'drain', 'error', 'finish', 'information', 'response', 'socket', 'timeout', 'upgrade']

/** Headers of responses have their known names. */
export function headersOf(req: ClientRequest): void {
  req.on('response', ({ headers }) => {
    const etag: string | undefined = headers.etag
    const own: string | string[] | undefined = headers['x-own']
    return [etag, own]
  })
}

/** Wrong uses do not compile. */
export function wrong(req: ClientRequest): void {
  // @ts-expect-error -- not a deadline
  request({ layered: { timeouts: { header: 5 } } })
  // @ts-expect-error -- not the value of a header
  request({ headers: { 'Content-Type': {} } })
  // @ts-expect-error -- a record is read only
  req.timings = undefined
  req.on('error', (error) => {
    // @ts-expect-error -- an error is not a number
    const count: number = error
    return count
  })
  // @ts-expect-error -- for agents only
  void req.onSocket
  // @ts-expect-error -- internals are not public
  void [req.deliver, req.fail, req.close, req.requestLine]
  // @ts-expect-error -- a port is a number
  request({ port: 'x' })
}
