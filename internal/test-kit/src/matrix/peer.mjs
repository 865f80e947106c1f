/** The other side of a connection. It sends and receives bytes, as Latin-1, and does not interpret them. */

export class Peer {
  /** Everything received so far. */
  received = ''
  #waiting = null

  /** `under`: the TCP socket under `socket`, if `socket` is TLS. */
  constructor(socket, under = socket) {
    this.socket = socket
    this.under = under
    socket.setEncoding('latin1')
    socket.on('data', (text) => {
      this.received += text
      this.#look()
    })
    // The other side may reset the connection. The bytes that came before the reset count.
    socket.on('error', () => {})
    under.on('error', () => {})
    /** Resolves when the other side has ended its output. */
    this.ended = new Promise((resolve) => socket.once('end', resolve).once('close', resolve))
    this.closed = new Promise((resolve) => socket.once('close', resolve))
    socket.once('close', () => this.#look(true))
  }

  /** Writes `bytes` and resolves when the operating system has them. */
  write(bytes) {
    return new Promise((resolve) => this.socket.write(bytes, 'latin1', () => resolve()))
  }

  /** Resolves when the received text contains `expected` (a string or a RegExp) `times` times. Rejects if the connection ends before that. */
  until(expected, times = 1) {
    const count = typeof expected === 'string' ? (text) => text.split(expected).length - 1 : (text) => [...text.matchAll(new RegExp(expected, `${expected.flags.replace('g', '')}g`))].length
    return new Promise((resolve, reject) => {
      this.#waiting = { done: () => count(this.received) >= times, resolve, reject, what: String(expected) }
      this.#look(this.socket.destroyed)
    })
  }

  end(bytes = '') {
    this.socket.end(bytes, 'latin1')
  }

  destroy() {
    this.socket.destroy()
  }

  /** Closes the connection with a reset. */
  reset() {
    this.under.resetAndDestroy()
  }

  #look(isOver = false) {
    if (this.#waiting === null) return
    const { done, resolve, reject, what } = this.#waiting
    if (!done() && !isOver) return
    this.#waiting = null
    if (done()) resolve()
    else reject(new Error(`the connection ended before ${what} came; there was ${JSON.stringify(this.received)}`))
  }
}
