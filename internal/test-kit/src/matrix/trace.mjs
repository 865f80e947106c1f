/** What happened in a run, in order: events with their arguments, what calls threw, what the case itself has to say. */

/** Objects that a listener is handed and that say nothing by themselves. */
const isMessageOrSocket = (value) => typeof value === 'object' && value !== null && typeof value.on === 'function'

/** `value` as it stands in a trace. */
export function describe(value) {
  if (value instanceof Error) return `${value.name}${value.code === undefined ? '' : ` ${value.code}`}: ${value.message}`
  if (Buffer.isBuffer(value)) return `<${value.latin1Slice()}>`
  if (isMessageOrSocket(value)) return ''
  if (typeof value === 'function') return 'function'
  return typeof value === 'bigint' ? `${value}n` : JSON.stringify(value) ?? 'undefined'
}

export class Trace {
  /** One line an entry. */
  entries = []
  /** What has to happen before the run is over. */
  endings = []
  #waiting = new Map()
  #sent = new Set()

  /** Adds `name` and, if there are any, `values` as a line. */
  log(name, ...values) {
    const shown = values.map(describe).filter((text) => text !== '')
    this.entries.push(shown.length === 0 ? name : `${name}(${shown.join(', ')})`)
  }

  /** Logs each of `events` of `emitter` as `name.event(arguments)`. Each is a listener that `emitter` gets, with all that this may change. */
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

  /** Resolves once {@link send} has been called with `name`: how one side waits for a moment of the other. */
  wait(name) {
    if (this.#sent.has(name)) return Promise.resolve()
    return new Promise((resolve) => this.#waiting.set(name, resolve))
  }

  send(name) {
    this.#sent.add(name)
    this.#waiting.get(name)?.()
  }

  /** The run is not over before `emitter` has emitted 'close'. */
  untilClosed(emitter) {
    this.endings.push(new Promise((resolve) => emitter.once('close', resolve)))
  }

  /** Resolves when everything that has to happen has, and what follows in the next turns, too. */
  async settled() {
    let known = -1
    while (known < this.endings.length) {
      known = this.endings.length
      await Promise.all(this.endings)
    }
    for (let i = 0; i < 5; i++) await turn()
  }
}

/** The next turn of the event loop. */
export const turn = () => new Promise((resolve) => setImmediate(resolve))

/** `emitter`'s next `event`. */
export const happened = (emitter, event) => new Promise((resolve) => emitter.once(event, resolve))
