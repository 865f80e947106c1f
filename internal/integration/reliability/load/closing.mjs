/** A server is closed under load: every request that a handler got must receive its whole response. */
import { Load } from '../lib/closing-load.mjs'
import { startProgram } from '../lib/programs.mjs'
import { NEVER, slowlyUntil } from '../lib/waiting.mjs'

export const summary = 'A server is closed by close() under load'

const ROUNDS = 50
const CONNECTIONS = 60
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
