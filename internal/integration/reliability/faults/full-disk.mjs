/** A body is piped into a file on a full disk, or comes from a source that fails in the middle. */
import { createWriteStream, existsSync, readdirSync, readlinkSync } from 'node:fs'
import { pipeline, Readable, Writable } from 'node:stream'
import { countEvents } from '../lib/events.mjs'
import { closeServer, connectionsOf, HOST, listen, pooled } from '../lib/sockets.mjs'
import { inParallel, slowlyUntil, turns, until } from '../lib/waiting.mjs'

export const summary = 'A disk is full (ENOSPC), or a file cannot be read (EIO), in the middle of a body'

const PIECE = Buffer.alloc(16 * 1024, 'z')
/** Bytes of a body, more than the kernel buffers, and those after which a source or target fails. */
const BODY = 8 * 1024 * 1024
const FAILS_AFTER = 256 * 1024

const ROUNDS = 50
const WIDTH = 10

/** Every write to this device fails with ENOSPC. */
const FULL = '/dev/full'

/**
 * What the handler and the client do with a request.
 *
 * `handle` calls `settle(code)` with the error of its stream. `client` is what the client must get.
 */
const CASES = [
  {
    name: 'server: pipeline(req, file), then 507',
    code: 'ENOSPC',
    // The pipeline destroys the request and leaves the connection to the response.
    handle: (req, res, settle) =>
      pipeline(req, fullFile(), (error) => {
        settle(error?.code)
        res.writeHead(507).end()
      }),
    client: '507',
  },
  {
    name: 'server: req.pipe(file), and 507 when it fails',
    code: 'ENOSPC',
    handle: (req, res, settle) => {
      const file = fullFile()
      file.on('error', ({ code }) => {
        settle(code)
        req.unpipe(file).resume()
        res.writeHead(507).end()
      })
      req.pipe(file)
    },
    client: '507',
  },
  {
    name: 'server: pipeline(req, target that fails after 256 KiB), then res.destroy()',
    code: 'ENOSPC',
    handle: (req, res, settle) =>
      pipeline(req, failingTarget(), (error) => {
        settle(error?.code)
        res.destroy()
      }),
    client: 'error',
  },
  {
    name: 'server: pipeline(source that fails, res), in chunks',
    code: 'EIO',
    handle: (req, res, settle) => pipeline(failingSource(), res, (error) => settle(error?.code)),
    client: 'cut',
  },
  {
    name: 'server: pipeline(source that fails, res), with a length',
    code: 'EIO',
    handle: (req, res, settle) => {
      res.setHeader('Content-Length', BODY)
      pipeline(failingSource(), res, (error) => settle(error?.code))
    },
    client: 'cut',
  },
  { name: 'client: pipeline(res, file)', code: 'ENOSPC', handle: respond, read: (req, res, settle) => pipeline(res, fullFile(), (error) => settle(error?.code)), client: 'stopped' },
  {
    name: 'client: res.pipe(file), and req.destroy() when it fails',
    code: 'ENOSPC',
    handle: respond,
    read: (req, res, settle) => {
      const file = fullFile()
      file.on('error', ({ code }) => {
        settle(code)
        req.destroy()
      })
      res.pipe(file)
    },
    client: 'stopped',
  },
  { name: 'client: pipeline(source that fails, req)', code: 'EIO', handle: (req) => req.resume(), send: (req, settle) => pipeline(failingSource(), req, (error) => settle(error?.code)), client: 'error' },
]

export async function run({ http, quick, figures, progress }) {
  const found = { cases: 0, wrong: [], open: [] }
  // The first server that listens opens a descriptor that the process keeps in reserve.
  const first = http.createServer()
  await listen(first)
  await closeServer(first)
  const before = openFiles()
  for (const one of CASES) {
    await runCase({ http, one, rounds: quick ? 2 : ROUNDS, found })
    progress(one.name)
  }
  const added = () => {
    const known = [...before]
    return openFiles().filter((file) => !known.includes(file) || known.splice(known.indexOf(file), 1).length === 0)
  }
  await slowlyUntil(() => added().length === 0)
  figures.show('exchanges whose file failed', found.cases)
  figures.none('exchanges that did not end once, with the right error', found.wrong)
  figures.none('sockets left open or in a pool', found.open)
  figures.none('files left open', added())
}

async function runCase({ http, one, rounds, found }) {
  const served = []
  const server = http.createServer((req, res) => {
    const exchange = { req: countEvents(req, ['close', 'error', 'aborted']), res: countEvents(res, ['close', 'error']), code: undefined }
    served.push(exchange)
    one.handle(req, res, (code) => (exchange.code = code))
  })
  server.on('clientError', (_error, socket) => socket.destroy())
  const port = await listen(server)
  const agent = new http.Agent({ keepAlive: true })
  await inParallel(WIDTH, Array(rounds).keys(), async () => {
    const exchange = await exchangeOf({ http, one, port, agent })
    const wrongs = wrongsOf(one, exchange)
    found.cases++
    if (wrongs.length > 0) found.wrong.push(`${one.name}: ${wrongs.join(', ')}`)
  })
  const closed = await until(() => served.every(({ req, res }) => req.close > 0 && res.close > 0))
  await turns()
  for (const { req, res, code } of served) {
    const onServer = one.name.startsWith('server')
    if (!closed || req.close !== 1 || res.close !== 1 || (onServer && code !== one.code)) found.wrong.push(`${one.name}: the server's request had ${JSON.stringify(req)}, its response ${JSON.stringify(res)}, code ${code}`)
  }
  // Sockets whose exchange ended well are idle in the pool.
  agent.destroy()
  let connections = 1
  await until(() => {
    void connectionsOf(server).then((count) => (connections = count))
    return connections === 0
  })
  if (connections > 0 || pooled(agent) > 0) found.open.push(`${one.name}: ${connections} connections, ${pooled(agent)} in the pool`)
  await closeServer(server)
}

async function exchangeOf({ http, one, port, agent }) {
  const uploads = one.name.startsWith('server') && one.client !== 'cut'
  const req = http.request({ host: HOST, port, agent, method: uploads || one.send ? 'POST' : 'GET' })
  const exchange = { counts: countEvents(req, ['response', 'error', 'close']), reading: undefined, status: undefined, code: undefined }
  const settle = (code) => (exchange.code = code)
  req.on('response', (res) => {
    exchange.status = res.statusCode
    exchange.reading = countEvents(res, ['end', 'aborted', 'error', 'close'])
    exchange.complete = () => res.complete
    if (one.read) one.read(req, res, settle)
    else res.resume()
  })
  if (one.send) one.send(req, settle)
  else if (uploads) pipeline(source(BODY), req, () => {})
  else req.end()
  exchange.closed = await until(() => exchange.counts.close > 0 && (exchange.reading === undefined || exchange.reading.close > 0))
  await turns()
  return exchange
}

function wrongsOf(one, { counts, reading, status, code, complete, closed }) {
  const wrongs = []
  if (!closed || counts.close !== 1) wrongs.push(`${counts.close} times 'close'`)
  if (counts.error > 1 || (reading?.error ?? 0) > 1) wrongs.push("two times 'error'")
  const results = {
    error: () => counts.error === 1 && counts.response === 0,
    507: () => status === 507 && reading.end === 1,
    cut: () => status === 200 && reading.end === 0 && reading.error === 1 && !complete(),
    stopped: () => status === 200 && code === one.code,
  }
  if (!results[one.client]()) wrongs.push(`not '${one.client}': ${JSON.stringify({ ...counts, ...reading, status, code })}`)
  return wrongs
}

function respond(_req, res) {
  res.on('error', () => {})
  pipeline(source(BODY), res, () => {})
}

function source(bytes) {
  return Readable.from(pieces(bytes))
}

function* pieces(bytes) {
  for (let sent = 0; sent < bytes; sent += PIECE.length) yield PIECE
}

function failingSource() {
  return Readable.from(
    (function* () {
      yield* pieces(FAILS_AFTER)
      throw Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' })
    })(),
  )
}

function failingTarget() {
  let bytes = 0
  return new Writable({
    write(piece, _encoding, callback) {
      bytes += piece.length
      callback(bytes > FAILS_AFTER ? Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }) : null)
    },
  })
}

function fullFile() {
  return existsSync(FULL) ? createWriteStream(FULL) : failingTarget()
}

/** Where the descriptors of this process lead. */
function openFiles() {
  const folder = '/proc/self/fd'
  if (!existsSync(folder)) return []
  return readdirSync(folder).flatMap((descriptor) => {
    try {
      return [readlinkSync(`${folder}/${descriptor}`)]
    } catch {
      // That of the folder itself, which is closed again.
      return []
    }
  })
}
