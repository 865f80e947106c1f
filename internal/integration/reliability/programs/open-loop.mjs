/**
 * `open-loop.mjs`: raw clients that send requests at a rate, whether or not earlier ones are answered. Commands:
 *
 * - `probe { port, path, rate, seconds, connections, patience }`: resolves with `{ latencies, wrong, unanswered, givenUp }`. A latency begins at the time
 *   at which a request should have been sent, so that a server that stops is not flattered. With `patience`, a client gives up after these
 *   milliseconds: it leaves the queue, or closes its connection.
 */
import { answer } from '../../../../benchmarks/lib/control.mjs'
import { percentilesOf } from '../lib/percentiles.mjs'
import { connect } from '../lib/sockets.mjs'
import { slowlyUntil } from '../lib/waiting.mjs'

/** Milliseconds that responses may take after the last request was sent. */
const LAST_RESPONSES = 10_000
/** Milliseconds between two looks for requests whose client gives up. */
const SWEEP = 50

answer({ probe: (options) => new Probe(options).run() })

class Probe {
  #options
  /** The connection that was idle longest is next, so that none is idle long enough to be closed. */
  #free = []
  #all = new Set()
  /** When the requests that have no connection yet should have been sent. */
  #queue = []
  #latencies = []
  #counts = { sent: 0, answered: 0, wrong: 0, givenUp: 0 }

  constructor(options) {
    this.#options = { path: '/hello', patience: Infinity, ...options }
  }

  async run() {
    const { rate, seconds, connections, patience } = this.#options
    for (let i = 0; i < connections; i++) this.#free.push(await this.#open())
    const begin = performance.now()
    const total = Math.round(rate * seconds)
    const sweep = patience === Infinity ? undefined : setInterval(() => this.#giveUp(performance.now() - patience), SWEEP)
    await new Promise((resolve) => {
      const timer = setInterval(() => {
        const due = Math.min(total, Math.floor(((performance.now() - begin) / 1000) * rate))
        while (this.#counts.sent < due) this.#send(begin + (this.#counts.sent++ * 1000) / rate)
        if (this.#counts.sent < total) return
        clearInterval(timer)
        resolve()
      }, 1)
    })
    if (sweep !== undefined) this.#giveUp(Infinity)
    await slowlyUntil(() => this.#counts.answered + this.#counts.givenUp >= total, LAST_RESPONSES)
    clearInterval(sweep)
    const { answered, wrong, givenUp } = this.#counts
    for (const { socket } of this.#all) socket.removeAllListeners('close').destroy()
    return { latencies: percentilesOf(this.#latencies), wrong, unanswered: total - answered - givenUp, givenUp }
  }

  #send(due) {
    const one = this.#free.shift()
    if (one === undefined) this.#queue.push(due)
    else one.send(due)
  }

  /** Of requests that should have been sent before `time`. */
  #giveUp(time) {
    while (this.#queue.length > 0 && this.#queue[0] < time) {
      this.#queue.shift()
      this.#counts.givenUp++
    }
    for (const one of this.#all) {
      if (one.due === undefined || one.due >= time) continue
      one.due = undefined
      this.#counts.givenUp++
      one.socket.destroy()
      this.#all.delete(one)
      if (time !== Infinity) void this.#open().then((next) => this.#onFree(next))
    }
  }

  #onFree(one) {
    const next = this.#queue.shift()
    if (next === undefined) this.#free.push(one)
    else one.send(next)
  }

  async #open() {
    const { port, path } = this.#options
    const socket = await connect(port)
    const request = `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`
    let text = ''
    const one = {
      socket,
      due: undefined,
      send: (due) => {
        one.due = due
        socket.write(request)
      },
    }
    socket.setEncoding('latin1').on('data', (data) => {
      text += data
      if (one.due === undefined || !text.endsWith('hello')) return
      if (!text.startsWith('HTTP/1.1 200 ')) this.#counts.wrong++
      this.#counts.answered++
      this.#latencies.push(performance.now() - one.due)
      text = ''
      one.due = undefined
      this.#onFree(one)
    })
    // The caller did not close it.
    socket.on('close', () => {
      if (one.due !== undefined) this.#counts.wrong++
    })
    this.#all.add(one)
    return one
  }
}
