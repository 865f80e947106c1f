/**
 * The order in which a runtime calls listeners and callbacks of its own `node:net` and `node:stream`. Handlers of this package see the same order.
 *
 *     node packages/compat-node-http/scripts/order-of-events.mjs
 *     deno run --allow-all packages/compat-node-http/scripts/order-of-events.mjs
 *
 * Prints a line for each fact. docs/migration.md has the facts in which Deno differs, with what follows for a program.
 */
import { once } from 'node:events'
import net from 'node:net'
import process from 'node:process'
import { Readable, Writable, pipeline } from 'node:stream'

const LOOPBACK = '127.0.0.1'
/** More than one read of a socket takes, in bytes. */
const LONG = 100_000

/** Starts a server, calls `act` with its port, and waits for `done`. */
async function withServer(onConnection, act, done) {
  const server = net.createServer({ allowHalfOpen: true }, (socket) => onConnection(socket.on('error', () => {})))
  await once(server.listen(0, LOOPBACK), 'listening')
  const clients = act(() => net.connect(server.address().port, LOOPBACK).on('error', () => {}).resume())
  await done
  for (const client of clients) client.destroy()
  server.close()
}

/** Returns the events between the first chunk that a socket reads and its end, with what the listener of each chunk schedules. */
async function scheduled() {
  const events = []
  const { promise, resolve } = Promise.withResolvers()
  const onConnection = (socket) => {
    socket.on('data', () => {
      events.push('chunk')
      process.nextTick(() => {
        events.push('tick')
        process.nextTick(() => events.push('second tick'))
      })
      void Promise.resolve().then(() => events.push('job'))
      setImmediate(() => {
        events.push('immediate')
        if (events.includes('end')) resolve()
      })
    })
    socket.on('end', () => {
      events.push('end')
      setImmediate(resolve)
    })
  }
  await withServer(onConnection, (connect) => [connect().end('x'.repeat(LONG))], promise)
  return events.join(', ')
}

/** Returns the number of turns of the event loop until a byte has reached the peer, while each turn schedules the next. */
async function turnsOfAByte() {
  let turns = 0
  let sentAt = 0
  let isRunning = true
  const count = () => {
    turns++
    if (isRunning) setImmediate(count)
  }
  count()
  const counts = []
  const { promise, resolve } = Promise.withResolvers()
  const onConnection = (socket) => {
    socket.on('data', () => {
      counts.push(turns - sentAt)
      sentAt = turns
      socket.write('x')
    })
  }
  const act = (connect) => {
    const client = connect()
    client.on('data', () => {
      if (counts.length === 5) return resolve()
      sentAt = turns
      client.write('x')
    })
    client.write('x')
    return [client]
  }
  await withServer(onConnection, act, promise)
  isRunning = false
  return counts.slice(1).join(', ')
}

/** Returns the events of a server whose three clients connect and write at once. */
async function accepts() {
  const events = []
  const { promise, resolve } = Promise.withResolvers()
  const onConnection = (socket) => {
    events.push('connection')
    socket.on('data', () => {
      events.push('chunk')
      if (events.length === 6) resolve()
    })
  }
  const act = (connect) => [1, 2, 3].map(() => {
    const client = connect()
    client.write('x')
    return client
  })
  await withServer(onConnection, act, promise)
  return events.join(', ')
}

/** Returns the code of what `pipeline()` throws for a destination that was destroyed. */
function brokenPipeline() {
  const out = new Writable({ write() {} }).on('error', () => {}).destroy()
  try {
    pipeline(Readable.from([]), out, () => {})
    return 'no error'
  } catch (error) {
    return error.code ?? error.name
  }
}

/** Returns where an exception of a `write()` goes that `pipe()` has called. */
async function throwingPipe() {
  const { promise, resolve } = Promise.withResolvers()
  process.once('uncaughtException', () => resolve('uncaught'))
  const out = new Writable({ write() {} }).on('error', () => resolve("'error' of the destination"))
  out.write = () => {
    throw new Error('refused')
  }
  Readable.from(['a']).pipe(out)
  return promise
}

console.log(`${LONG} bytes and their end: ${await scheduled()}`)
console.log(`turns until a byte is read: ${await turnsOfAByte()}`)
console.log(`three clients: ${await accepts()}`)
console.log(`pipeline() into a destroyed stream: ${brokenPipeline()}`)
console.log(`an exception of a write() that pipe() has called: ${await throwingPipe()}`)
process.exit()
