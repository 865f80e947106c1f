/** Ours, as the main entry offers it: an object for each event, with the list of all headers. */
import { RequestParser, ResponseParser } from '@layered-http/parser'
import { Reading } from './reading.mjs'

export const layeredHttpEvents = { name: 'layered-http, events', open: (input) => new Reader(input) }

class Reader {
  reading = new Reading()
  #parser
  #isRequest

  constructor({ isRequest }) {
    this.#parser = isRequest ? new RequestParser() : new ResponseParser()
    this.#isRequest = isRequest
  }

  read(chunk) {
    const { reading } = this
    for (const event of this.#parser.parse(chunk)) {
      switch (event.type) {
        case 'head':
          reading.fields += event.headers.length
          reading.head = event.headers
          if (this.#isRequest) {
            reading.method = event.method
            reading.url = event.url
          } else {
            reading.status = event.statusCode
          }
          break
        case 'body':
          reading.bodyBytes += event.data.length
          break
        case 'complete':
          reading.messages++
          break
        default:
          throw new Error(`event ${event.type}`)
      }
    }
  }

  headers() {
    return this.reading.head.flat()
  }
}
