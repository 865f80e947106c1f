/**
 * Ours. The lazy variant walks the tape and takes the head's text and spans and the positions of the body's pieces, which is all that the parser makes. The
 * variants with a view of the headers also make a view of each piece of the body, as the server does.
 */
import { mergedHeaders, rawHeaders } from '@layered-http/headers'
import { BODY_SIZE, COMPLETE_SIZE, HeadOffset, HEAD_SIZE, Kind, MessageType, methodName, Parser, spansOf, textOf } from '@layered-http/parser/tape'
import { Reading } from './reading.mjs'

/** The view of the headers to make. The server makes a view only when a program reads it. */
export const layeredHttp = [
  { name: 'layered-http', open: (input) => new Reader(input, null) },
  { name: 'layered-http, rawHeaders', open: (input) => new Reader(input, rawHeaders) },
  { name: 'layered-http, headers', open: (input) => new Reader(input, mergedHeaders) },
]

class Reader {
  reading = new Reading()
  #parser
  #isRequest
  #view

  constructor({ isRequest }, view) {
    this.#parser = new Parser(isRequest ? MessageType.REQUEST : MessageType.RESPONSE)
    this.#isRequest = isRequest
    this.#view = view
  }

  read(chunk) {
    const tape = this.#parser.execute(chunk)
    const { events, end } = tape
    const { reading } = this
    for (let at = 0; at < end; ) {
      switch (events[at]) {
        case Kind.HEAD:
          this.#onHead(tape, at)
          at += events[at + HeadOffset.SIZE]
          break
        case Kind.BODY: {
          reading.bodyBytes += this.#view === null ? events[at + 2] - events[at + 1] : chunk.subarray(events[at + 1], events[at + 2]).length
          at += BODY_SIZE
          break
        }
        case Kind.COMPLETE:
          reading.messages++
          at += COMPLETE_SIZE
          break
        default:
          throw new Error(`record of kind ${events[at]}`)
      }
    }
    const { error } = tape
    tape.release()
    if (error !== null) throw error
  }

  #onHead(tape, at) {
    const { events } = tape
    const { reading } = this
    const text = textOf(tape, at)
    const spans = spansOf(tape, at, HEAD_SIZE)
    reading.fields += spans.length / 4
    if (this.#isRequest) {
      reading.method = methodName(events[at + HeadOffset.CODE])
      reading.url = text.slice(events[at + HeadOffset.LINE_START], events[at + HeadOffset.LINE_END])
    } else {
      reading.status = events[at + HeadOffset.CODE]
    }
    reading.head = this.#view === null ? { text, spans } : this.#view(text, spans)
  }

  /** Returns the view of the last head; the list if there is no view. */
  headers() {
    const { head } = this.reading
    return this.#view === null ? rawHeaders(head.text, head.spans) : head
  }
}
