/**
 * `program.mjs server|client ours|node|raw|careless`: prints as JSON the work of this thread for one request on a kept connection.
 *
 * `raw` is a socket without HTTP, the base of the comparison. `careless` is ours with a handler that adds one of everything to each
 * request, which proves that it is counted. Needs `--expose-gc`.
 */
import { once } from 'node:events'
import nodeHttp from 'node:http'
import net from 'node:net'
import { Worker } from 'node:worker_threads'
import { getHeapStatistics } from 'node:v8'
import { countEach } from './counters.mjs'

/** Requests until one-time work is done and the code is compiled. */
const WARM_UP = 3000
const FEW = 100
const MANY = 600
/** Requests over which the heap is measured. */
const HEAP = 2000
const PIPELINED = 16
const IDLE_CONNECTIONS = 300

const memories = watchMemories()
const { default: ourHttp } = await import('@layered-http/compat-node-http')

const [side, who] = process.argv.slice(2)
const http = who === 'node' ? nodeHttp : ourHttp

const worker = new Worker(new URL('other-side.mjs', import.meta.url))
const result = await { server: asServer, client: asClient }[side]()
console.log(JSON.stringify(result))
process.exit()

async function asServer() {
  const server = who === 'raw' ? net.createServer((socket) => socket.on('data', () => socket.write(rawResponse()))) : http.createServer(who === 'careless' ? answerCarelessly : answer)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  await other('connect', { port, count: 1 })
  const exchange = (times) => other('exchange', { times, requests: 1 })
  const result = { ...(await measure(exchange)), bytes: await bytesEach(exchange) }
  if (who !== 'ours') return result

  const pipelined = await countEach((times) => other('exchange', { times, requests: PIPELINED }), FEW, MANY)
  // One after the other, to measure unused connections, not many in use at once.
  const before = wasmBytes()
  await other('connect', { port, count: IDLE_CONNECTIONS })
  await other('exchangeOnAll')
  return { ...result, writesForPipelined: pipelined.writes, wasm: before, wasmGrowth: wasmBytes() - before }
}

function answer(_request, response) {
  response.end('hello')
}

function answerCarelessly(request, response) {
  request.socket.on('end', () => {}).setMaxListeners(0)
  process.nextTick(() => {})
  clearTimeout(setTimeout(() => {}, 1000))
  response.setHeader('Content-Length', 5)
  response.write('hel')
  // In another turn, since all writes of one turn are sent together.
  setImmediate(() => response.end('lo'))
}

function rawResponse() {
  return 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'
}

async function asClient() {
  const port = await other('serve')
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  const socket = who === 'raw' && net.connect({ port, host: '127.0.0.1', noDelay: true })
  const exchanges = {
    raw: (done) => socket.once('data', done).write('GET / HTTP/1.1\r\nHost: a\r\n\r\n'),
    careless: (done) => ask(agent, port, done).on('socket', (socket) => socket.on('end', () => {}).setMaxListeners(0)),
  }
  const exchange = (times) =>
    new Promise((resolve) => {
      const next = (left) => (left === 0 ? resolve() : (exchanges[who] ?? ((done) => ask(agent, port, done)))(() => next(left - 1)))
      next(times)
    })
  return { ...(await measure(exchange)), bytes: await bytesEach(exchange) }
}

function ask(agent, port, done) {
  return http.get({ host: '127.0.0.1', port, agent }, (response) => response.resume().on('end', () => setImmediate(done)))
}

async function measure(exchange) {
  await exchange(WARM_UP)
  return countEach(exchange, FEW, MANY)
}

/** Returns the bytes of heap for each request. The flags give the heap enough room that no collection happens meanwhile. */
async function bytesEach(exchange) {
  await exchange(WARM_UP)
  globalThis.gc()
  const before = getHeapStatistics().used_heap_size
  await exchange(HEAP)
  return Math.round((getHeapStatistics().used_heap_size - before) / HEAP)
}

function wasmBytes() {
  return memories.reduce((sum, memory) => sum + memory.buffer.byteLength, 0)
}

/** Returns a list to which the memory of every new WebAssembly instance is added. */
function watchMemories() {
  const found = []
  WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
    construct(target, args) {
      const instance = new target(...args)
      found.push(...Object.values(instance.exports).filter((value) => value instanceof WebAssembly.Memory))
      return instance
    },
  })
  return found
}

async function other(command, argument) {
  worker.postMessage({ command, argument })
  const [answer] = await once(worker, 'message')
  return answer
}
