/** A server is closed under load: every request that a handler got must receive its whole response. */
import net from 'node:net'
import { startProgram } from '../lib/programs.mjs'
import { HOST } from '../lib/sockets.mjs'
import { NEVER, slowlyUntil } from '../lib/waiting.mjs'

export const summary = 'A server is closed by close() under load'

const ROUNDS = 50
const CONNECTIONS = 60
/** Every third connection sends several requests before it has responses. */
const PIPELINED = 3
const DEPTH = 4
/** Every third request of the other connections has a body, in PIECES of PIECE bytes. */
const UPLOADS = 3
const PIECES = 8
const PIECE = Buffer.alloc(8 * 1024, 'u')
/** Responses before the server is closed: another number in each round. */
const BEFORE = { least: 100, each: 7 }
/** Of a quick run. */
const QUICK = { rounds: 1, connections: 12, least: 30 }
/** Milliseconds after `close()` in which clients send more requests, and until they stop. */
const MORE = 1000

export async function run({ httpName, quick, figures, progress }) {
  const found = { handled: 0, lost: [], broken: [], refused: 0, unread: 0, others: [], open: [] }
  const { rounds, connections, least } = quick ? QUICK : { rounds: ROUNDS, connections: CONNECTIONS, least: BEFORE.least }
  for (let round = 0; round < rounds; round++) {
    await closeOnce({ httpName, round, connections, responses: least + BEFORE.each * round, found })
    if (round % 10 === 9) progress(`${round + 1} of ${rounds} servers closed`)
  }
  figures.show('servers closed', rounds)
  figures.atLeast('requests that a handler got', found.handled, rounds * least)
  figures.none('of these, without their whole response', found.lost)
  figures.none('responses that broke off', found.broken)
  figures.show('requests that were sent on a connection about to close, and not read', found.unread)
  figures.show('new connections refused (ECONNREFUSED)', found.refused)
  figures.none('new connections with another error', found.others)
  figures.none('servers that were not closed when their clients stopped', found.open)
}

async function closeOnce({ httpName, round, connections, responses, found }) {
  const server = await startProgram('closing-server.mjs', [httpName])
  const { port } = server.details
  const load = new Load(port)
  load.start(connections)
  await slowlyUntil(() => load.received.size >= responses)
  await server.ask('close')
  // With Node, connections that are in use stay open as long as requests come.
  await slowlyUntil(() => load.open === 0, MORE)
  load.stop()
  await slowlyUntil(() => load.open === 0)
  const handled = await server.ask('handled')
  found.handled += handled.length
  for (const id of handled) if (!load.received.has(id)) found.lost.push(`round ${round}: request ${id}, ${load.fates.get(id) ?? 'no bytes'}`)
  found.broken.push(...load.broken)
  found.refused += load.refused
  found.unread += load.unread(handled)
  found.others.push(...load.others)
  if (!(await closes(server))) found.open.push(`round ${round}`)
  await server.kill()
}

/** True when the server has emitted `'close'`; false if it never does. */
async function closes(server) {
  const end = performance.now() + NEVER
  while (!(await server.ask('isClosed'))) {
    if (performance.now() > end) return false
  }
  return true
}

/** Raw clients, each with a request after the response to the one before, that connect again when their connection ends. */
class Load {
  open = 0
  received = new Set()
  /** By id of a request that got no whole response: what happened to its connection. */
  fates = new Map()
  broken = []
  others = []
  refused = 0
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
    this.open++
    const fill = () => {
      while (!this.#isStopped && waiting.length < depth) {
        const id = ++this.#lastId
        waiting.push(id)
        if (depth === 1 && id % UPLOADS === 0) upload(socket, id)
        else socket.write(`GET /${id} HTTP/1.1\r\nHost: a\r\n\r\n`)
      }
      if (this.#isStopped && waiting.length === 0) socket.end()
    }
    socket.setEncoding('latin1')
    socket.on('connect', () => {
      isConnected = true
      fill()
    })
    socket.on('data', (data) => {
      text += data
      for (let end = endOf(text, waiting[0]); end !== -1; end = endOf(text, waiting[0])) {
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
      for (const id of waiting) this.fates.set(id, error ?? 'FIN')
      if (error === 'ECONNREFUSED') this.refused++
      // A connection that the kernel had accepted, and the server had not, is reset when the server closes.
      else if (!isConnected && error !== 'ECONNRESET') this.others.push(String(error))
      if (error !== 'ECONNREFUSED' && !this.#isStopped) this.#connect(depth)
    })
  }
}

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
