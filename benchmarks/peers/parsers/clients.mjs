/**
 * Whole clients over a connection in memory: each makes and writes a request, reads the response, releases the connection. This is much more than
 * parsing, but the only way to measure undici's parser as undici uses it. All make an object of the headers. Each has one connection and one
 * request under way.
 */
import ours from '@layered-http/compat-node-http'
import nodeHttp from 'node:http'
import { Client } from 'undici'
import { MemoryConnection } from './memory-connection.mjs'
import { Reading } from './reading.mjs'

export const clients = [
  { name: 'layered-http client', open: (input) => new Reader(requester(ours, input)) },
  { name: 'node:http client', open: (input) => new Reader(requester(nodeHttp, input)) },
  { name: 'undici Client', open: (input) => new Reader(dispatcher(input)) },
  { name: 'bare Duplex (floor)', open: (input) => new Reader(bare(input)) },
]

class Reader {
  reading = new Reading()
  #ask

  /** @param ask - `(reading, done)`: sends one request, puts the response into `reading`, calls `done` after its end */
  constructor(ask) {
    this.#ask = ask
  }

  run(times) {
    const { reading } = this
    reading.clear()
    return new Promise((resolve) => {
      let left = times
      const next = () => (left-- === 0 ? resolve(this) : this.#ask(reading, next))
      next()
    })
  }

  headers() {
    return this.reading.head
  }
}

function requester(http, { chunks }) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  agent.createConnection = () => new MemoryConnection(chunks)
  const options = { host: 'memory', path: '/', agent }
  return function ask(reading, done) {
    const request = http.request(options, (response) => {
      onHead(reading, response.statusCode, response.headers)
      response.on('data', (piece) => (reading.bodyBytes += piece.length))
      response.on('end', () => onEnd(reading, done))
    })
    request.on('error', fail)
    request.end()
  }
}

function dispatcher({ chunks }) {
  // undici does not expect the connection before `connect` has returned.
  const connect = (_options, callback) => process.nextTick(callback, null, new MemoryConnection(chunks))
  const client = new Client('http://memory', { pipelining: 1, connect })
  const options = { method: 'GET', path: '/' }
  return function ask(reading, done) {
    client.dispatch(options, {
      onRequestStart() {},
      onResponseStart: (_controller, status, headers) => onHead(reading, status, headers),
      onResponseData(_controller, piece) {
        reading.bodyBytes += piece.length
      },
      onResponseEnd: () => onEnd(reading, done),
      onResponseError: (_controller, error) => fail(error),
    })
  }
}

/** Writes the request, and waits for the number of bytes of the response. */
function bare({ chunks, head, expected }) {
  const connection = new MemoryConnection(chunks)
  const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
  const headers = Object.fromEntries(head.split('\r\n').slice(1, -2).map((line) => line.split(/: (.*)/)).map(([name, value]) => [name.toLowerCase(), value]))
  let received = 0
  let whenReceived
  connection.on('data', (piece) => {
    received += piece.length
    if (received === length) whenReceived()
  })
  return function ask(reading, done) {
    received = 0
    whenReceived = () => {
      onHead(reading, expected.status, headers)
      reading.bodyBytes += expected.bodyBytes
      onEnd(reading, done)
    }
    connection.write('GET / HTTP/1.1\r\nHost: memory\r\nConnection: keep-alive\r\n\r\n', 'latin1')
  }
}

function onHead(reading, status, headers) {
  reading.status = status
  reading.head = headers
  reading.fields += Object.keys(headers).length
}

function onEnd(reading, done) {
  reading.messages++
  done()
}

/** Ends the process: one failed request makes the measurement invalid. */
function fail(error) {
  process.nextTick(() => {
    throw error
  })
}
