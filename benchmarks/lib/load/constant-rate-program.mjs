/**
 * `constant-rate-program.mjs <scenario>`: sends requests at a constant rate on keep-alive connections, and measures latencies. A request that is due
 * while all connections are busy waits for one. It looks at the clock all the time instead of using timers, whose milliseconds are longer than
 * the latencies, so it needs a core for itself. How late it was itself is reported beside the latencies.
 */
import { once } from 'node:events'
import net from 'node:net'
import { performance } from 'node:perf_hooks'
import { Arrivals } from '../arrivals.mjs'
import { check, excerpt } from '../check.mjs'
import { answer, cpuMicroseconds } from '../control.mjs'
import { loadScenario } from '../scenario.mjs'
import { percentiles } from '../statistics.mjs'
import { requestText } from '../wire.mjs'

/** Bytes that a connection reads at a time. It reads into one buffer, because garbage collections of this process would count as latency. */
const READ_SIZE = 16 * 1024

/** Milliseconds that responses may take after the last request was due. */
const LAST_RESPONSES = 5_000

const PERCENTS = [50, 99, 99.9]

const { request, expected } = await loadScenario(process.argv[2])
const STATUS_LINE = Buffer.from(expected.status, 'latin1')

let connections

answer({
  async open({ port, count, responseLength }) {
    connections = await Promise.all(Array.from({ length: count }, () => Connection.open(port, responseLength)))
  },

  /** Resolves with `{ requests, latencies, lags, seconds, cpu }`; latencies and lags are the milliseconds of {@link PERCENTS}. */
  run: ({ rate, seconds }) => run(new Arrivals(rate, seconds)),
})

function run(arrivals) {
  const { total } = arrivals
  const latencies = new Float64Array(total)
  const lags = new Float64Array(total)
  const free = [...connections]
  let due = 0
  let sent = 0
  let answered = 0
  const startCpu = cpuMicroseconds()
  const begin = performance.now()
  const deadline = arrivals.dueAt(total) + LAST_RESPONSES

  function sendDue() {
    while (sent < due && free.length > 0) {
      // The connection that was idle longest: all of them are used in turn.
      const connection = free.shift()
      const index = sent++
      connection.ask(() => {
        latencies[index] = performance.now() - begin - arrivals.dueAt(index)
        answered++
        free.push(connection)
        sendDue()
      })
    }
  }

  return new Promise((resolve, reject) => {
    const look = () => {
      const elapsed = performance.now() - begin
      const end = arrivals.dueBy(elapsed)
      // Requests that wait for a connection are the server's delay, not a lag of this program.
      for (; due < end; due++) lags[due] = elapsed - arrivals.dueAt(due)
      sendDue()
      if (answered === total) resolve({ requests: total, latencies: percentiles(latencies, PERCENTS), lags: percentiles(lags, PERCENTS), seconds: elapsed / 1000, cpu: cpuMicroseconds() - startCpu })
      else if (elapsed > deadline) reject(new Error(`wrong: ${total - answered} of ${total} requests have no response ${LAST_RESPONSES / 1000} seconds after the last was due`))
      else setImmediate(look)
    }
    look()
  })
}

/** A keep-alive connection with at most one request under way. */
class Connection {
  #socket
  #request
  #responseLength
  #received = 0
  #onResponse

  static async open(port, responseLength) {
    const connection = new Connection()
    connection.#request = requestText(request, port)
    connection.#responseLength = responseLength
    const onread = { buffer: Buffer.allocUnsafe(READ_SIZE), callback: (size, buffer) => connection.#receive(size, buffer) }
    connection.#socket = net.connect({ port, host: '127.0.0.1', noDelay: true, onread })
    await once(connection.#socket, 'connect')
    connection.#socket.on('close', () => check(false, 'the server closed a connection'))
    return connection
  }

  ask(onResponse) {
    this.#onResponse = onResponse
    this.#socket.write(this.#request, 'latin1')
  }

  #receive(size, buffer) {
    if (this.#received === 0) check(buffer.compare(STATUS_LINE, 0, STATUS_LINE.length, 0, STATUS_LINE.length) === 0, `response ${excerpt(buffer.latin1Slice(0, size))}`)
    this.#received += size
    check(this.#received <= this.#responseLength, `${this.#received} bytes instead of ${this.#responseLength}`)
    if (this.#received < this.#responseLength) return true
    this.#received = 0
    this.#onResponse()
    return true
  }
}
