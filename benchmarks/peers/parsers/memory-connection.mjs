/** A connection without a network: whatever asks over it gets the chunks of one input. */
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
    // No request that is sent here has a body.
    if (piece.toString('latin1').endsWith(HEAD_END)) process.nextTick(answer, this, this.#chunks)
  }

  // What clients call on sockets, and what a connection in memory has no use for.
  setKeepAlive() {}
  setNoDelay() {}
  setTimeout() {}
  ref() {}
  unref() {}
}

/** Later and not at once: a response never arrives inside the call that writes the request. */
function answer(connection, chunks) {
  for (const chunk of chunks) connection.push(chunk)
}
