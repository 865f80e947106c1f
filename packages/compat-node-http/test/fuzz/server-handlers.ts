/** Handlers of a server: each uses requests and responses in a way of its own. */
import type http from 'node:http'
import { nameOfError, THROWN_ON_PURPOSE } from './watched.js'

export interface Handler {
  name: string
  /** True if what it does follows from the bytes alone, however they are cut. */
  isSteady: boolean
  /** True if it always responds, so that a connection ends when its input has ended. */
  responds: boolean
  handle(req: http.IncomingMessage, res: http.ServerResponse, detail: number): unknown
}

/** Responses that not every method and status allows. */
const STATUSES = [200, 204, 304, 404, 100, 199, 999, 205]

/** A handler that acts at the end of the body: before it, a response may close the connection, and the rest of the body may come or not. */
const steady = (name: string, handle: Handler['handle']): Handler => ({ name, isSteady: true, responds: true, handle: (req, res, detail) => void req.on('end', () => attempt(handle, req, res, detail)) })
const unsteady = (name: string, handle: Handler['handle'], responds = true): Handler => ({ name, isSteady: false, responds, handle: (req, res, detail) => attempt(handle, req, res, detail) })

/** Calls a handler. By some options a body or trailers are an error, which has a code: the response is given up. */
function attempt(handle: Handler['handle'], req: http.IncomingMessage, res: http.ServerResponse, detail: number): void {
  const giveUp = (error: unknown): void => {
    if (!nameOfError(error).startsWith('ERR_')) throw error
    // It may destroy a connection that was upgraded meanwhile: such a run is not compared with another.
    onGivenUp(error)
    res.destroy()
  }
  try {
    const result = handle(req, res, detail)
    if (result instanceof Promise) result.catch(giveUp)
  } catch (error) {
    giveUp(error)
  }
}

/** Set by the target: gets the error of each response that was given up. */
let onGivenUp: (error: unknown) => void = () => {}
export function noteGivenUp(note: (error: unknown) => void): void {
  onGivenUp = note
}

export const HANDLERS: readonly Handler[] = [
  steady('responds after the body', (_req, res) => res.end('after the body')),
  unsteady('responds at once', (_req, res) => res.end('at once')),
  unsteady('echoes', (req, res) => req.pipe(res)),
  steady('writes in pieces, with trailers', (req, res) => {
    res.writeHead(200, { 'X-Url': encodeURIComponent(req.url!), ...(req.httpVersionMinor === 1 ? { Trailer: 'X-End' } : undefined) })
    res.write('a')
    res.write(Buffer.from('bc'))
    res.addTrailers({ 'X-End': '1' })
    res.end()
  }),
  steady('sends interim responses', (req, res) => {
    if (req.httpVersionMinor === 1) {
      res.writeContinue()
      res.writeProcessing()
      res.writeEarlyHints({ link: '</a>; rel=preload' })
    }
    res.end('after them')
  }),
  steady('sends a status', (_req, res, detail) => {
    res.statusCode = STATUSES[detail % STATUSES.length]!
    if (detail & 8) res.setHeader('Content-Length', 2)
    if (detail & 16) res.setHeader('Connection', detail & 32 ? 'close' : 'keep-alive')
    if (detail & 64) res.setHeader('Transfer-Encoding', 'chunked')
    res.end('hi')
  }),
  steady('responds in the next turn', (req, res, detail) => setImmediate(attempt, () => res.end('later'), req, res, detail)),
  unsteady('iterates over the body and stops', async (req, res) => {
    try {
      for await (const chunk of req) if (chunk) break
    } catch {
      // The input ended inside of the body.
    }
    res.end('stopped')
  }),
  unsteady('destroys the request', (req, _res, detail) => void req.destroy(detail & 1 ? new Error(THROWN_ON_PURPOSE) : undefined)),
  unsteady('destroys the response', (_req, res, detail) => {
    if (detail & 1) res.write('begun')
    res.destroy(detail & 2 ? new Error(THROWN_ON_PURPOSE) : undefined)
  }),
  unsteady('throws', () => {
    throw new Error(THROWN_ON_PURPOSE)
  }, false),
  unsteady('does not respond', () => {}, false),
  unsteady('ends or destroys the socket', (req, res, detail) => {
    if (detail & 1) res.write('begun')
    if (detail & 2) req.socket.destroy()
    else req.socket.end()
    if (detail & 4) res.end('too late')
  }),
  unsteady('pauses, and reads on', (req, res) => {
    req.on('readable', () => {
      while (req.read(1) !== null);
    })
    req.on('end', () => attempt(() => res.end('read'), req, res, 0))
    req.on('error', () => res.destroy())
  }),
  unsteady('pauses forever', (req, res) => {
    req.pause()
    req.on('data', () => {})
    req.pause()
    res.write('waiting')
  }, false),
  unsteady('throws after the body', (req) => {
    req.on('data', () => {})
    req.on('end', () => {
      throw new Error(THROWN_ON_PURPOSE)
    })
  }, false),
]
