/** A connection without a network: every request gets the chunks of one input as its response. */
import { Duplex } from 'node:stream'

const HEAD_END = '\r\n\r\n'

export class MemoryConnection extends Duplex {
  #chunks

  constructor(chunks) {
    super({ decodeStrings: false })
    this.#chunks = chunks
  }

  _read() {}

  _write(piece, _encoding, done) {
    done()
    // Requests here have no body.
    if (piece.toString('latin1').endsWith(HEAD_END)) process.nextTick(answer, this, this.#chunks)
  }

  // Methods that clients call on sockets, without effect here.
  setKeepAlive() {}
  setNoDelay() {}
  setTimeout() {}
  ref() {}
  unref() {}
}

/** Delayed, because a response never arrives inside the call that writes the request. */
function answer(connection, chunks) {
  for (const chunk of chunks) connection.push(chunk)
}
