/** http-parser-js, a parser in JavaScript with the interface of Node's parser. */
import { HTTPParser } from 'http-parser-js'
import { Reading } from './reading.mjs'

export const httpParserJs = { name: 'http-parser-js', open: (input) => new Reader(input) }

class Reader {
  reading = new Reading()
  #parser

  constructor({ isRequest }) {
    const parser = new HTTPParser(isRequest ? HTTPParser.REQUEST : HTTPParser.RESPONSE)
    parser.reading = this.reading
    parser[HTTPParser.kOnHeadersComplete] = onHeadersComplete
    parser[HTTPParser.kOnBody] = onBody
    parser[HTTPParser.kOnMessageComplete] = onMessageComplete
    this.#parser = parser
  }

  read(chunk) {
    const result = this.#parser.execute(chunk)
    if (result !== chunk.length) throw result
  }

  headers() {
    return this.reading.head
  }
}

function onHeadersComplete({ headers, method, url, statusCode }) {
  const { reading } = this
  reading.fields += headers.length / 2
  reading.head = headers
  if (statusCode === undefined) {
    reading.method = HTTPParser.methods[method]
    reading.url = url
  } else {
    reading.status = statusCode
  }
}

function onBody(chunk, start, length) {
  const piece = chunk.subarray(start, start + length)
  this.reading.bodyBytes += piece.length
}

function onMessageComplete() {
  this.reading.messages++
}
