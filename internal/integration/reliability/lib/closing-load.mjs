/** The clients of a server that is closed or drained under load, and what became of their requests. */
import net from 'node:net'
import { HOST } from './sockets.mjs'

/** Every third connection sends several requests before it has responses. */
const PIPELINED = 3
const DEPTH = 4
/** Every third request of the other connections has a body, in PIECES of PIECE bytes. */
const UPLOADS = 3
const PIECES = 8
const PIECE = Buffer.alloc(8 * 1024, 'u')

/** Raw clients, each with a request after the response to the one before, that connect again when their connection ends. */
export class Load {
  open = 0
  received = new Set()
  /** By id of a request that got no whole response: what happened to its connection. */
  fates = new Map()
  broken = []
  /** Errors of connections that were refused otherwise than by ECONNREFUSED or a reset. */
  others = []
  refused = 0
  /** Connections that were reset before the server took them. */
  resetUnaccepted = 0
  /** Requests whose connection was reset. */
  reset = []
  /** Requests on connections without pipelining that got no response. */
  alone = []
  #port
  #lastId = 0
  #isStopped = false

  constructor(port) {
    this.#port = port
  }

  start(count) {
    for (let i = 0; i < count; i++) this.#connect(i % PIPELINED === 0 ? DEPTH : 1)
  }

  /** No request begins any more. */
  stop() {
    this.#isStopped = true
  }

  /** The number of requests that were sent and that the handler did not get. */
  unread(handled) {
    const got = new Set(handled)
    return [...this.fates.keys()].filter((id) => !got.has(id)).length
  }

  #connect(depth) {
    const socket = net.connect({ port: this.#port, host: HOST })
    const waiting = []
    let text = ''
    let error
    let isConnected = false
    /** A response has said that the connection closes: a request after it would not be processed. */
    let isTold = false
    this.open++
    const fill = () => {
      while (!this.#isStopped && !isTold && waiting.length < depth) {
        const id = ++this.#lastId
        waiting.push(id)
        if (depth === 1 && id % UPLOADS === 0) upload(socket, id)
        else socket.write(`GET /${id} HTTP/1.1\r\nHost: a\r\n\r\n`)
      }
      if ((this.#isStopped || isTold) && waiting.length === 0) socket.end()
    }
    socket.setEncoding('latin1')
    socket.on('connect', () => {
      isConnected = true
      fill()
    })
    socket.on('data', (data) => {
      text += data
      for (let end = endOf(text, waiting[0]); end !== -1; end = endOf(text, waiting[0])) {
        isTold ||= CLOSES.test(text.slice(0, text.indexOf('\r\n\r\n') + 1))
        text = text.slice(end)
        this.received.add(waiting.shift())
        if (depth === 1) fill()
      }
      if (waiting.length === 0) fill()
    })
    socket.on('error', (reason) => (error = reason.code))
    socket.on('close', () => {
      this.open--
      if (text !== '') this.broken.push(`request ${waiting[0]} broke off after ${text.length} bytes: ${error ?? 'FIN'}`)
      for (const id of waiting) {
        this.fates.set(id, error ?? 'FIN')
        if (depth === 1 && isConnected) this.alone.push(`request ${id}: ${error ?? 'FIN'}`)
        if (error !== undefined && isConnected) this.reset.push(`request ${id}: ${error}`)
      }
      if (error === 'ECONNREFUSED') this.refused++
      // A connection that the kernel had accepted, and the server had not, is reset when the server closes.
      else if (!isConnected && error !== 'ECONNRESET') this.others.push(String(error))
      else if (!isConnected) this.resetUnaccepted++
      if (error !== 'ECONNREFUSED' && !this.#isStopped) this.#connect(depth)
    })
  }
}

const CLOSES = /^connection: close\r$/im

/** Sends a request whose body takes some turns of the event loop. */
function upload(socket, id) {
  socket.write(`POST /${id} HTTP/1.1\r\nHost: a\r\nContent-Length: ${PIECES * PIECE.length}\r\n\r\n`)
  const next = (left) => {
    if (left === 0 || socket.destroyed) return
    socket.write(PIECE)
    setImmediate(next, left - 1)
  }
  setImmediate(next, PIECES)
}

/** Where the whole response to request `id` ends in `text`, or -1. */
function endOf(text, id) {
  if (id === undefined) return -1
  const mark = `END ${id};`
  const at = text.indexOf(mark)
  if (at === -1) return -1
  const end = at + mark.length
  if (!/^transfer-encoding: chunked\r$/im.test(text.slice(0, text.indexOf('\r\n\r\n') + 1))) return end
  const last = text.indexOf('\r\n0\r\n\r\n', at)
  return last === -1 ? -1 : last + '\r\n0\r\n\r\n'.length
}
