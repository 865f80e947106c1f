/** A process is killed by SIGKILL in the middle of many bodies; the other side must notice it in every exchange. */
import { countEvents } from '../lib/events.mjs'
import { startProgram } from '../lib/programs.mjs'
import { closeServer, connectionsOf, HOST, listen, pooled } from '../lib/sockets.mjs'
import { statusOf } from '../lib/status.mjs'
import { slowlyUntil, turns } from '../lib/waiting.mjs'

export const summary = 'The other process is killed by SIGKILL in the middle of bodies'

/** Of each kind: downloads and uploads. */
const EXCHANGES = 50
const ROUNDS = 5
/** Bytes after which a body is under way. */
const UNDER_WAY = 16 * 1024 - 1

const PIECE = Buffer.alloc(16 * 1024, 'y')

export async function run({ http, httpName, quick, figures, progress }) {
  const found = { cases: 0, wrong: [], open: [], recovered: [] }
  const rounds = quick ? 1 : ROUNDS
  const each = quick ? 1 : EXCHANGES
  for (let round = 1; round <= rounds; round++) {
    await killServer({ http, httpName, each, found })
    await killClient({ http, httpName, each, found })
    progress(`round ${round} of ${rounds}`)
  }
  figures.show('exchanges whose other process was killed', found.cases)
  figures.none('exchanges without exactly one error or abort', found.wrong)
  figures.none('sockets or requests left open or in a pool', found.open)
  figures.none('rounds after which the same agent or server did not work', found.recovered)
}

async function killServer({ http, httpName, each, found }) {
  const server = await startProgram('bodies.mjs', [httpName])
  const port = await server.ask('serve', 0)
  const agent = new http.Agent({ keepAlive: true })
  const exchanges = Array.from({ length: 2 * each }, (_, index) => (index < each ? download({ http, agent, port, path: index % 2 ? '/chunked' : '/length' }) : upload({ http, agent, port })))
  const underWay = await slowlyUntil(() => exchanges.every((exchange) => exchange.bytes() > UNDER_WAY))
  await server.kill()
  await slowlyUntil(() => exchanges.every(({ counts, reading }) => counts.close > 0 && (reading === undefined || reading.close > 0)))
  await turns()
  for (const { kind, counts, reading } of exchanges) {
    found.cases++
    const wrongs = []
    if (!underWay) wrongs.push('it was not under way')
    if (counts.close !== 1) wrongs.push(`${counts.close} times 'close'`)
    // A response that has begun fails by itself; its request may fail as well if the connection was reset.
    if (counts.error > 1 || (reading === undefined && counts.error !== 1)) wrongs.push(`${counts.error} times 'error'`)
    if (reading !== undefined && (reading.aborted !== 1 || reading.error !== 1 || reading.end !== 0 || reading.close !== 1)) wrongs.push(`the response had ${JSON.stringify(reading)}`)
    if (wrongs.length > 0) found.wrong.push(`server killed, ${kind}: ${wrongs.join(', ')}`)
  }
  if (pooled(agent) > 0) found.open.push(`server killed: ${pooled(agent)} in the pool`)

  const successor = await startProgram('bodies.mjs', [httpName])
  await successor.ask('serve', port)
  const status = await statusOf(http.get({ host: HOST, port, agent, path: '/small' }))
  if (status !== 200) found.recovered.push(`server killed, then ${status}`)
  agent.destroy()
  await successor.kill()
}

async function killClient({ http, httpName, each, found }) {
  const exchanges = []
  const server = http.createServer((req, res) => {
    if (req.url === '/small') return res.end('small')
    let bytes = 0
    exchanges.push({ kind: req.method, bytes: () => bytes, reading: countEvents(req, ['end', 'aborted', 'error', 'close']), counts: countEvents(res, ['close', 'finish']), req })
    if (req.method === 'POST') req.on('data', ({ length }) => (bytes += length))
    else {
      req.resume()
      pour(res, (count) => (bytes += count))
    }
  })
  server.on('clientError', (_error, socket) => socket.destroy())
  const port = await listen(server)
  const client = await startProgram('bodies.mjs', [httpName])
  await client.ask('load', { port, downloads: each, uploads: each })
  const underWay = await slowlyUntil(() => exchanges.length === 2 * each && exchanges.every(({ bytes }) => bytes() > UNDER_WAY))
  await client.kill()
  await slowlyUntil(() => exchanges.every(({ counts, reading }) => counts.close > 0 && reading.close > 0))
  await turns()
  for (const { kind, counts, reading, req } of exchanges) {
    found.cases++
    const wrongs = []
    if (!underWay) wrongs.push('it was not under way')
    if (counts.close !== 1 || counts.finish !== 0) wrongs.push(`the response had ${JSON.stringify(counts)}`)
    if (reading.close !== 1) wrongs.push(`the request had ${JSON.stringify(reading)}`)
    if (kind === 'POST' && (reading.aborted !== 1 || reading.error !== 1 || reading.end !== 0 || req.complete)) wrongs.push(`the upload had ${JSON.stringify(reading)}, complete: ${req.complete}`)
    if (wrongs.length > 0) found.wrong.push(`client killed, ${kind}: ${wrongs.join(', ')}`)
  }
  const connections = await connectionsOf(server)
  if (connections > 0) found.open.push(`client killed: ${connections} connections`)
  const status = await statusOf(http.get({ host: HOST, port, path: '/small', agent: false }))
  if (status !== 200) found.recovered.push(`client killed, then ${status}`)
  await closeServer(server)
}

function download({ http, agent, port, path }) {
  const req = http.get({ host: HOST, port, agent, path })
  const exchange = { kind: path, bytes: () => bytes, counts: countEvents(req, ['error', 'close']), reading: undefined }
  let bytes = 0
  req.on('response', (res) => {
    exchange.reading = countEvents(res, ['end', 'aborted', 'error', 'close'])
    res.on('data', ({ length }) => (bytes += length))
  })
  return exchange
}

function upload({ http, agent, port }) {
  const req = http.request({ host: HOST, port, agent, method: 'POST' })
  let bytes = 0
  pour(req, (count) => (bytes += count))
  return { kind: 'upload', bytes: () => bytes, counts: countEvents(req, ['error', 'close']), reading: undefined }
}

/** Writes as fast as the other side reads, and counts what was sent. */
function pour(message, count) {
  const more = () => {
    while (!message.destroyed && message.write(PIECE, (error) => error ?? count(PIECE.length)));
  }
  message.on('drain', more)
  more()
}
