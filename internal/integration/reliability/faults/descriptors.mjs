/** A process runs out of file descriptors: a server at accept, a client at connect. */
import { startProgram } from '../lib/programs.mjs'
import { closeServer, HOST, listen } from '../lib/sockets.mjs'
import { statusOf } from '../lib/status.mjs'
import { slowlyUntil, turns } from '../lib/waiting.mjs'

export const summary = 'A process runs out of file descriptors (EMFILE), at accept and at connect'

/** Files that the process may open: some thirty are open before the first connection. */
const OPEN_FILES = 64
const CONNECTIONS = 200
/** Requests after descriptors are free again. */
const AFTERWARDS = 30

export async function run({ http, httpName, figures, progress }) {
  await atAccept({ http, httpName, figures })
  progress('at accept')
  await atConnect({ http, httpName, figures })
  progress('at connect')
}

async function atAccept({ http, httpName, figures }) {
  const server = await startProgram('few-files.mjs', [httpName], { openFiles: OPEN_FILES })
  const port = await server.ask('serve')
  const agent = new http.Agent({ keepAlive: true })
  // Idle sockets of the pool keep the server's descriptors in use.
  let served = 0
  let refused = 0
  const requests = Array.from({ length: CONNECTIONS }, () => http.get({ host: HOST, port, agent }))
  for (const req of requests) {
    req.on('response', (res) => res.resume().on('end', () => served++))
    req.on('error', () => refused++)
  }
  // Of connections that wait to be accepted, nothing comes: they count as neither.
  await slowlyUntil(() => served + refused === CONNECTIONS, 1_000)
  figures.atMost('server: connections served with all descriptors in use', served, OPEN_FILES)
  figures.show('server: connections that were closed without a response meanwhile', refused)
  figures.show("server: 'error' events", await server.ask('errors'))
  for (const req of requests) req.destroy()
  agent.destroy()
  while ((await server.ask('connections')) > 0) await turns()
  const failures = []
  for (let i = 0; i < AFTERWARDS; i++) {
    const status = await statusOf(http.get({ host: HOST, port, agent: false, timeout: 10_000 }).on('timeout', function () { this.destroy() }))
    if (status !== 200) failures.push(String(status))
  }
  figures.none('server: failures of requests after descriptors were free again', failures)
  figures.equal('server: alive', server.ended === undefined, true)
  await server.kill()
}

async function atConnect({ http, httpName, figures }) {
  const held = []
  const server = http.createServer((_req, res) => {
    if (held.isReleased) res.end('small')
    else held.push(res)
  })
  const port = await listen(server)
  const client = await startProgram('few-files.mjs', [httpName], { openFiles: OPEN_FILES })
  await client.ask('begin', { port, count: CONNECTIONS })
  held.isReleased = true
  for (const res of held) res.end('small')
  const { settled, results, twice, left } = await client.ask('finish')
  await turns()
  figures.atLeast('client: requests that failed with EMFILE', results.EMFILE ?? 0, 1)
  figures.equal('client: requests that got a response or EMFILE', (results[200] ?? 0) + (results.EMFILE ?? 0), CONNECTIONS)
  figures.equal('client: requests that settled twice or not', twice + (settled ? 0 : 1), 0)
  figures.equal('client: sockets in use and requests left in the pool', left, 0)
  await client.ask('begin', { port, count: AFTERWARDS })
  const after = await client.ask('finish')
  figures.equal('client: the same pool afterwards, responses', after.results[200] ?? 0, AFTERWARDS)
  figures.equal('client: alive', client.ended === undefined, true)
  await client.kill()
  await closeServer(server)
}
