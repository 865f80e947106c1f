/** Node's own parser, llhttp in C++. It has no public interface; this uses an internal one. It makes a string of every name and value. */
import http from 'node:http'
import { createRequire } from 'node:module'
import { Reading } from './reading.mjs'

const require = createRequire(import.meta.url)

/** undefined if this Node does not give access to it. */
const HTTPParser = findParser()

export const isReachable = HTTPParser !== undefined

export const nodeNative = isReachable
  ? [
      { name: 'Node native', open: (input) => new Reader(input, null) },
      { name: 'Node, with headers', open: (input) => new Reader(input, new http.IncomingMessage(null)) },
    ]
  : []

function findParser() {
  const { noDeprecation } = process
  process.noDeprecation = true
  try {
    return require('_http_common').HTTPParser
  } catch {
    return undefined
  } finally {
    process.noDeprecation = noDeprecation
  }
}

class Reader {
  reading = new Reading()
  #parser

  /** @param message - makes `headers` from the parser's list; one for all heads, since creating messages is not measured */
  constructor({ isRequest }, message) {
    const parser = new HTTPParser()
    parser.initialize(isRequest ? HTTPParser.REQUEST : HTTPParser.RESPONSE, {})
    parser.reading = this.reading
    parser.message = message
    parser.flushed = null
    parser.flushedUrl = ''
    parser[HTTPParser.kOnHeaders | 0] = onHeaders
    parser[HTTPParser.kOnHeadersComplete | 0] = onHeadersComplete
    parser[HTTPParser.kOnBody | 0] = onBody
    parser[HTTPParser.kOnMessageComplete | 0] = onMessageComplete
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

// One set of callbacks for every parser, as Node has them; `this` is the parser.

/** Called with a part of the fields if a head has many. */
function onHeaders(headers, url) {
  this.flushed = this.flushed === null ? headers : this.flushed.concat(headers)
  this.flushedUrl += url
}

function onHeadersComplete(_major, _minor, headers, method, url, status) {
  const { reading } = this
  if (headers === undefined) {
    headers = this.flushed
    url = this.flushedUrl
    this.flushed = null
    this.flushedUrl = ''
  }
  reading.fields += headers.length / 2
  reading.head = this.message === null ? headers : mergedBy(this.message, headers)
  if (method === undefined) reading.status = status
  else {
    reading.method = methodName(method)
    reading.url = url
  }
  return 0
}

function mergedBy(message, headers) {
  // Removes the cached view, so that the message makes it again.
  message.headers = null
  message._addHeaderLines(headers, headers.length)
  return message.headers
}

function onBody(piece) {
  this.reading.bodyBytes += piece.length
}

function onMessageComplete() {
  this.reading.messages++
}

/** llhttp's numbers of methods, the same since its first release. */
const METHODS = ['DELETE', 'GET', 'HEAD', 'POST', 'PUT']

function methodName(number) {
  return METHODS[number]
}
