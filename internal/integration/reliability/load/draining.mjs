/** A server is drained under load: no request that was sent is lost, nothing is reset, and it takes no longer than it may. `node:http` has `close()` for that. */
import { once } from 'node:events'
import { Load } from '../lib/closing-load.mjs'
import { startProgram } from '../lib/programs.mjs'
import { connect } from '../lib/sockets.mjs'
import { slowlyUntil } from '../lib/waiting.mjs'

export const summary = 'A server is drained by drain() under load; node:http is closed by close()'

const ROUNDS = 50
const CONNECTIONS = 64
/** Responses before the server is drained: another number in each round. */
const BEFORE = { least: 100, each: 7 }
/** Connections of each other kind: idle, with half of a head, upgraded. */
const OTHERS = 5
/** Of a quick run. */
const QUICK = { rounds: 1, connections: 12, least: 30 }
/** Milliseconds of a drain. */
const GRACE = 5000
/** Milliseconds without a request after which a connection is ended: more than a client on a busy machine needs to send its next one. */
const IDLE = 1000
/** Milliseconds that a drain may take beyond that. */
const BEYOND = 100
/** Milliseconds after which the clients stop. With `node:http`, connections that are in use stay open as long as requests come. */
const MORE = 1500

const HALF = ['GET /0 HTTP/1.1\r\nHo', 'st: a\r\n\r\n']
const UPGRADE = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'

export async function run({ httpName, quick, figures, progress }) {
  const found = { handled: 0, lost: [], broken: [], reset: [], alone: [], unread: 0, refused: 0, unaccepted: 0, others: [], idle: [], half: [], upgraded: [], forced: [], longest: 0 }
  const { rounds, connections, least } = quick ? QUICK : { rounds: ROUNDS, connections: CONNECTIONS, least: BEFORE.least }
  for (let round = 0; round < rounds; round++) {
    await drainOnce({ httpName, round, connections, responses: least + BEFORE.each * round, found })
    if (round % 10 === 9) progress(`${round + 1} of ${rounds} servers drained`)
  }
  figures.show('servers drained', rounds)
  figures.atLeast('requests that a handler got', found.handled, rounds * least)
  figures.none('of these, without their whole response', found.lost)
  figures.none('responses that broke off', found.broken)
  figures.none('requests whose connection was reset', found.reset)
  // A slow client takes a large response from the buffers of the operating system long after the server has finished it.
  figures.atMost('requests without a response, of clients that do not pipeline', found.alone.length, 0, { time: true })
  figures.show('requests that were sent on a connection about to close, and not read', found.unread)
  figures.none('idle connections that got anything but an end', found.idle)
  figures.none('requests whose head was half sent, without their response', found.half)
  figures.none('upgraded connections that did not stay open', found.upgraded)
  figures.none('connections closed by force', found.forced)
  figures.show('new connections refused (ECONNREFUSED)', found.refused)
  figures.show('new connections reset, which the operating system had accepted and the server had not', found.unaccepted)
  figures.none('new connections with another error', found.others)
  figures.atMost('longest drain', Math.round(found.longest), GRACE + BEYOND, { unit: 'ms', time: true })
}

async function drainOnce({ httpName, round, connections, responses, found }) {
  const server = await startProgram('closing-server.mjs', [httpName])
  const { port } = server.details
  const [idle, half, upgraded] = await Promise.all([HALF.join(''), HALF[0], UPGRADE].map((text) => openAll(port, text)))
  const load = new Load(port)
  load.start(connections)
  await slowlyUntil(() => load.received.size >= responses)
  for (const client of idle) client.text = ''
  const draining = server.ask('drain', { graceMs: GRACE, idleMs: IDLE })
  for (const { socket } of half) socket.write(HALF[1])
  await slowlyUntil(() => load.open === 0, MORE)
  load.stop()
  await slowlyUntil(() => load.open === 0)
  await Promise.all([...idle, ...half].map(({ closed }) => closed))
  if (httpName === 'node') for (const { socket } of upgraded) socket.end()
  const { result, milliseconds } = await draining
  const handled = (await server.ask('handled')).filter((id) => id > 0)
  found.handled += handled.length
  for (const id of handled) if (!load.received.has(id)) found.lost.push(`round ${round}: request ${id}, ${load.fates.get(id) ?? 'no bytes'}`)
  found.broken.push(...load.broken)
  found.reset.push(...load.reset)
  found.alone.push(...load.alone)
  found.unread += load.unread(handled)
  found.refused += load.refused
  found.unaccepted += load.resetUnaccepted
  found.others.push(...load.others)
  for (const { text, error } of idle) if (text !== '' || error !== undefined) found.idle.push(`round ${round}: ${error ?? text}`)
  for (const { text, error } of half) if (error !== undefined || !text.endsWith('END 0;')) found.half.push(`round ${round}: ${error ?? text}`)
  if (httpName !== 'node') {
    for (const { socket } of upgraded) if (socket.destroyed) found.upgraded.push(`round ${round}`)
    if (result.upgraded !== OTHERS) found.upgraded.push(`round ${round}: drain() counts ${result.upgraded}`)
    if (result.forced > 0) found.forced.push(`round ${round}: ${result.forced}`)
  }
  found.longest = Math.max(found.longest, milliseconds)
  await server.kill()
}

/** Opens connections that send `text`, and resolves when it has arrived or was answered. */
async function openAll(port, text) {
  const clients = []
  for (let i = 0; i < OTHERS; i++) {
    const socket = await connect(port)
    const client = { socket, text: '', error: undefined, closed: new Promise((resolve) => socket.once('close', resolve)) }
    socket.setEncoding('latin1')
    socket.on('data', (data) => (client.text += data))
    socket.on('error', (error) => (client.error = error.code))
    socket.write(text)
    if (text.endsWith('\r\n\r\n')) await once(socket, 'data')
    clients.push(client)
  }
  return clients
}
