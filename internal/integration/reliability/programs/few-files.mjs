/**
 * `few-files.mjs ours|node`: a process that may open few files. Commands:
 *
 * - `serve`: a server whose responses are small; `errors` returns how often it emitted `'error'`, `connections` how many it has
 * - `begin { port, count }`: requests at once; resolves when each has a connection or an error
 * - `finish`: resolves with the results by status or code, how many requests settled twice, and what is left in the pool
 */
import { answer } from '../../../../benchmarks/lib/control.mjs'
import { countEvents } from '../lib/events.mjs'
import { loadHttp } from '../lib/http.mjs'
import { connectionsOf, HOST, listen, pooled } from '../lib/sockets.mjs'
import { slowlyUntil, turns } from '../lib/waiting.mjs'

const { http } = await loadHttp(process.argv[2])

let errors = 0
let server
const agent = new http.Agent({ keepAlive: true })
let exchanges = []

answer({
  serve: () => {
    server = http.createServer((_req, res) => res.end('small'))
    server.on('error', () => errors++)
    return listen(server)
  },
  errors: () => errors,
  connections: () => connectionsOf(server),
  begin: async ({ port, count }) => {
    exchanges = Array.from({ length: count }, () => begin(port))
    await slowlyUntil(() => exchanges.every(({ connected, counts }) => connected || counts.error > 0))
  },
  finish: async () => {
    const settled = await slowlyUntil(() => exchanges.every(({ counts }) => counts.close > 0))
    await turns()
    const results = {}
    for (const { result } of exchanges) results[result] = (results[result] ?? 0) + 1
    const twice = exchanges.filter(({ counts }) => counts.close > 1 || counts.error + counts.response !== 1).length
    // Idle sockets are what a pool is for; sockets in use and requests that wait would be left behind.
    const left = pooled(agent) - Object.values(agent.freeSockets).flat().length
    return { settled, results, twice, left }
  },
})

function begin(port) {
  const req = http.get({ host: HOST, port, agent })
  const exchange = { counts: countEvents(req, ['response', 'error', 'close']), connected: false, result: 'none' }
  req.on('socket', (socket) => {
    if (!socket.connecting) exchange.connected = true
    socket.once('connect', () => (exchange.connected = true))
  })
  req.on('response', (res) => res.resume().on('end', () => (exchange.result = String(res.statusCode))))
  req.on('error', ({ code }) => (exchange.result = code))
  return exchange
}
