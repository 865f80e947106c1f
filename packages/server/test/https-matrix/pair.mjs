/** Returns two connected Duplexes. Plain JavaScript, unlike that of the test kit, since some Nodes that record cannot read TypeScript. */
import { Duplex } from 'node:stream'

class Side extends Duplex {
  _read() {
    const done = this.other?.done
    if (done === undefined) return
    this.other.done = undefined
    done()
  }

  _write(chunk, _encoding, done) {
    this.done = done
    this.other.push(chunk)
  }

  _final(done) {
    this.other.push(null)
    done()
  }
}

export function duplexPair() {
  const [one, two] = [new Side(), new Side()]
  one.other = two
  two.other = one
  return [one, two]
}
