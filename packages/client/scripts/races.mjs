/**
 * The long run of two races between a client and a server that closes. Build first.
 *
 *     node scripts/races.mjs [uploads] [pairs]
 *
 * 1. Early responses: a server responds to an upload of 10 MB after its first bytes and closes. How many uploads get their response?
 * 2. Keep-alive: a server closes a connection at about the time at which the next request is sent on it. How many of these requests
 *    get their response, with and without the agent's `layered.staleRetry`?
 *
 * Exits with 1 if an upload, or a request that may be retried, gets no response.
 */
import net from 'node:net'
import { Agent } from '@layered-http/agent'
import { numbersOf } from '../../../scripts/program.mjs'
import { request } from '../dist/index.js'

const { uploads, pairs } = numbersOf(import.meta.url, { uploads: 1_000, pairs: 500 })

const UPLOAD_SIZE = 10 * 1024 * 1024
const PIECE = Buffer.alloc(64 * 1024, 'x')
/** The largest distance between the server's close and the next request, in turns of the event loop. */
const MAX_TURNS = 4

const REFUSAL = 'HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 7\r\n\r\ntoo big'
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

async function serverOf(serve) {
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {})
    serve(socket)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

/** Returns the outcome of a request: status and body, or the code of its error. */
function outcomeOf(options, send) {
  return new Promise((resolve) => {
    const req = request({ host: '127.0.0.1', ...options })
    let outcome = 'nothing'
    req.on('error', (error) => (outcome = error.code))
    req.on('response', (res) => {
      let body = ''
      res.setEncoding('latin1').on('data', (text) => (body += text))
      res.on('error', () => {}).on('end', () => (outcome = `${res.statusCode} ${body}`))
    })
    req.on('close', () => resolve(outcome))
    send(req)
  })
}

function sendBody(req) {
  let written = 0
  const write = () => {
    while (written < UPLOAD_SIZE && !req.destroyed) {
      written += PIECE.length
      if (!req.write(PIECE)) return
    }
    if (!req.destroyed) req.end()
  }
  req.on('drain', write)
  write()
}

async function turns(count) {
  for (let i = 0; i < count; i++) await new Promise(setImmediate)
}

const count = (outcomes, outcome) => outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)

/** Prints a line. Returns true if every outcome was `wanted`. */
function report(title, outcomes, wanted, total) {
  const others = [...outcomes].filter(([outcome]) => outcome !== wanted).map(([outcome, times]) => `, ${times} ${outcome}`)
  const answered = outcomes.get(wanted) ?? 0
  console.log(`${title}: ${answered} of ${total} answered${others.join('')}`)
  return answered === total
}

async function earlyAnswers(title, leave) {
  const server = await serverOf((socket) => {
    socket.once('data', () => {
      socket.pause()
      socket.write(REFUSAL, () => leave(socket))
    })
  })
  const outcomes = new Map()
  for (let i = 0; i < uploads; i++) count(outcomes, await outcomeOf({ port: server.address().port, method: 'POST', agent: false }, sendBody))
  server.close()
  return report(`early answers, the server ${title}`, outcomes, '413 too big', uploads)
}

async function keepAlive(staleRetry) {
  const closing = new Map()
  const server = await serverOf((socket) => {
    socket.on('data', () => socket.write(OK))
    socket.on('end', () => socket.end())
    closing.set(socket.remotePort, () => socket.destroy())
  })
  const outcomes = new Map()
  for (let i = 0; i < pairs; i++) {
    // A new pool for each pair, so that a socket that closes late does not affect the next pair.
    const agent = new Agent({ keepAlive: true, ...(staleRetry && { layered: { staleRetry } }) })
    const options = { port: server.address().port, agent }
    const free = new Promise((resolve) => agent.once('free', resolve))
    await outcomeOf(options, (req) => req.end())
    const { localPort } = await free
    // Both sides run in this process. The distance goes through all values from well before to well after.
    const distance = (i % (2 * MAX_TURNS + 1)) - MAX_TURNS
    const close = turns(Math.max(distance, 0)).then(closing.get(localPort))
    await turns(Math.max(-distance, 0))
    count(outcomes, await outcomeOf(options, (req) => req.end()))
    await close
    agent.destroy()
  }
  server.close()
  return report(`keep-alive, ${staleRetry ? `staleRetry '${staleRetry}'` : 'no staleRetry'}`, outcomes, '200 ok', pairs)
}

const results = [
  await earlyAnswers('closes', (socket) => socket.destroy()),
  await earlyAnswers('resets the connection', (socket) => socket.resetAndDestroy()),
  await keepAlive('idempotent'),
]
// For comparison: the failures without retries.
await keepAlive(undefined)
process.exitCode = results.every(Boolean) ? 0 : 1
