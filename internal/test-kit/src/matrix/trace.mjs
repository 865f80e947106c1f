/** The trace of a run, in order: events with their arguments, exceptions of calls, and lines that the case logs. */

/** True for messages and sockets, which a trace does not show as arguments. */
const isMessageOrSocket = (value) => typeof value === 'object' && value !== null && typeof value.on === 'function'

/** Returns `value` in the form in which a trace shows it. */
export function describe(value) {
  if (value instanceof Error) return `${value.name}${value.code === undefined ? '' : ` ${value.code}`}: ${value.message}`
  if (Buffer.isBuffer(value)) return `<${value.latin1Slice()}>`
  if (isMessageOrSocket(value)) return ''
  if (typeof value === 'function') return 'function'
  return typeof value === 'bigint' ? `${value}n` : JSON.stringify(value) ?? 'undefined'
}

export class Trace {
  /** One line for each entry. */
  entries = []
  /** The run is over when these promises are resolved. */
  endings = []
  #waiting = new Map()
  #sent = new Set()

  /** Adds `name` and, if there are any, `values` as a line. */
  log(name, ...values) {
    const shown = values.map(describe).filter((text) => text !== '')
    this.entries.push(shown.length === 0 ? name : `${name}(${shown.join(', ')})`)
  }

  /** Logs each of `events` of `emitter` as `name.event(arguments)`. This adds listeners, which may change what `emitter` does. */
  watch(name, emitter, events) {
    for (const event of events) emitter.on(event, (...values) => this.log(`${name}.${event}`, ...values))
  }

  /** Logs what `action` throws or returns, as `name: …`. */
  attempt(name, action) {
    try {
      const value = action()
      this.log(`${name}: ${isMessageOrSocket(value) ? 'an emitter' : describe(value)}`)
    } catch (error) {
      this.log(`${name}: throws ${describe(error)}`)
    }
  }

  /** A callback that logs its arguments as `name(…)`. */
  callback(name) {
    return (...values) => this.log(name, ...values)
  }

  /** Resolves when {@link send} has been called with `name`. One side uses it to wait for the other. */
  wait(name) {
    if (this.#sent.has(name)) return Promise.resolve()
    return new Promise((resolve) => this.#waiting.set(name, resolve))
  }

  send(name) {
    this.#sent.add(name)
    this.#waiting.get(name)?.()
  }

  /** Makes the run wait until `emitter` has emitted 'close'. */
  untilClosed(emitter) {
    this.endings.push(new Promise((resolve) => emitter.once('close', resolve)))
  }

  /** Resolves a few turns after all `endings` are resolved, so that the trace has the events that follow. */
  async settled() {
    let known = -1
    while (known < this.endings.length) {
      known = this.endings.length
      await Promise.all(this.endings)
    }
    for (let i = 0; i < 5; i++) await turn()
  }
}

/** Resolves in the next turn of the event loop. */
export const turn = () => new Promise((resolve) => setImmediate(resolve))

/** Resolves with the first argument of `emitter`'s next `event`. */
export const happened = (emitter, event) => new Promise((resolve) => emitter.once(event, resolve))
