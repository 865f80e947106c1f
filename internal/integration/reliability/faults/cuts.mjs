/** RST and FIN after every byte of a message: of a request and a response, read and written, on a server and a client. */
import { NEVER } from '../lib/waiting.mjs'
import { clientReads } from './cuts/client-reads.mjs'
import { clientWrites } from './cuts/client-writes.mjs'
import { serverReads } from './cuts/server-reads.mjs'
import { serverWrites } from './cuts/server-writes.mjs'

export const summary = 'A connection is cut by FIN and by RST after every byte of a request and of a response'

/** Cases at a time. */
const WIDTH = 16

/** Bytes between two cuts of a quick run. */
const QUICK_STEP = 29

export async function run({ http, quick, figures, progress }) {
  const verdict = new Verdict()
  for (const [name, part] of Object.entries({ serverReads, clientReads, serverWrites, clientWrites })) {
    await part({ http, step: quick ? QUICK_STEP : 1, width: WIDTH, verdict })
    progress(`${name}: ${verdict.cases} cases`)
  }
  figures.show('exchanges cut', verdict.cases)
  figures.none('exchanges that did not settle exactly once', verdict.wrong)
  figures.none('messages cut short that look whole, or without an error', verdict.silent)
  figures.none('sockets or requests left open or in a pool', verdict.open)
}

class Verdict {
  /** Milliseconds after which something that is not closed is left open. */
  patience = NEVER
  cases = 0
  wrong = []
  silent = []
  open = []

  settle(name, { found, silent, left }) {
    this.cases++
    if (found.length > 0) this.wrong.push(`${name}: ${found.join(', ')}`)
    if (silent) this.silent.push(name)
    if (left > 0) this.open.push(name)
  }

  left(what) {
    this.open.push(what)
  }
}
