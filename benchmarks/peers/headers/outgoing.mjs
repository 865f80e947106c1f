/** Outgoing headers: set and read back, and written as a head. */
import assert from 'node:assert/strict'
import http from 'node:http'
import { httpDate, OutgoingHeaders } from '@layered-http/headers'
import { ServerResponse } from '@layered-http/server'
import { OutgoingMessage } from '@layered-http/streams'

const OURS = 'layered-http'
const LOOP = 'plain loop'
const NODE = 'node:http'

/** The usual headers of a response, then headers that an application adds. */
function responseFields(count) {
  const usual = [
    ['Content-Type', 'application/json; charset=utf-8'],
    ['Content-Length', '13'],
    ['Cache-Control', 'no-store'],
    ['ETag', 'W/"d-1a2b3c4d5e6f"'],
    ['Vary', 'Accept-Encoding'],
  ]
  const more = Array.from({ length: Math.max(0, count - usual.length) }, (_, index) => [`X-Application-Header-${index}`, `value of the header number ${index}`])
  return [...usual, ...more].slice(0, count)
}

const STORE = 'OutgoingHeaders alone'

/** Sets each field on a new message and reads it back by its lower-case name. */
const setAndGet = [5, 20].map((count) => {
  const fields = responseFields(count)
  const names = fields.map(([name]) => name.toLowerCase())

  function messages(OutgoingMessage) {
    return function run(times) {
      let values
      for (let i = 0; i < times; i++) {
        const message = new OutgoingMessage()
        for (let j = 0; j < count; j++) message.setHeader(fields[j][0], fields[j][1])
        values = []
        for (let j = 0; j < count; j++) values.push(message.getHeader(names[j]))
      }
      return values
    }
  }

  return {
    name: `${count} headers`,
    peers: [
      { name: OURS, run: messages(OutgoingMessage) },
      {
        name: STORE,
        run(times) {
          let values
          for (let i = 0; i < times; i++) {
            const headers = new OutgoingHeaders()
            for (let j = 0; j < count; j++) headers.set(fields[j][0], fields[j][1])
            values = []
            for (let j = 0; j < count; j++) values.push(headers.get(names[j]))
          }
          return values
        },
      },
      {
        name: 'plain Map',
        run(times) {
          let values
          for (let i = 0; i < times; i++) {
            const headers = new Map()
            for (let j = 0; j < count; j++) headers.set(fields[j][0].toLowerCase(), fields[j][1])
            values = []
            for (let j = 0; j < count; j++) values.push(headers.get(names[j].toLowerCase()))
          }
          return values
        },
      },
      { name: NODE, run: messages(http.OutgoingMessage) },
    ],
    check: (values) => assert.deepEqual(values, fields.map(([, value]) => value)),
  }
})

/** The minimum of a socket that a response needs to write its head. It keeps the last written text. */
class Sink {
  writable = true
  written = ''

  write(text) {
    this.written = text
    return true
  }
  on() {
    return this
  }
  removeListener() {
    return this
  }
  cork() {}
  uncork() {}
}

const REQUEST = { method: 'GET', httpVersionMajor: 1, httpVersionMinor: 1 }

/** Creates a response, sets the headers and sends the head. */
const responseHead = [0, 5, 20].map((count) => {
  const fields = responseFields(count)

  function responses(ServerResponse) {
    return function run(times) {
      const sink = new Sink()
      for (let i = 0; i < times; i++) {
        const response = new ServerResponse(REQUEST)
        response.assignSocket(sink)
        for (let j = 0; j < count; j++) response.setHeader(fields[j][0], fields[j][1])
        response.flushHeaders()
        response.detachSocket(sink)
      }
      return sink.written
    }
  }

  return {
    name: `${count} headers`,
    peers: [
      { name: OURS, run: responses(ServerResponse) },
      {
        name: LOOP,
        run(times) {
          let head
          for (let i = 0; i < times; i++) {
            head = 'HTTP/1.1 200 OK\r\n'
            for (let j = 0; j < count; j++) head += `${fields[j][0]}: ${fields[j][1]}\r\n`
            head += `Date: ${new Date().toUTCString()}\r\nConnection: keep-alive\r\n`
            head += count === 0 ? 'Transfer-Encoding: chunked\r\n\r\n' : '\r\n'
          }
          return head
        },
      },
      { name: NODE, run: responses(http.ServerResponse) },
    ],
    check(head) {
      const [status, ...lines] = head.split('\r\n')
      const automatic = ['Connection: keep-alive', ...(count === 0 ? ['Transfer-Encoding: chunked'] : [])]
      assert.equal(status, 'HTTP/1.1 200 OK')
      assert.deepEqual(lines.filter((line) => !DATE.test(line)), [...fields.map((field) => field.join(': ')), ...automatic, '', ''])
      assert.ok(lines.some((line) => DATE.test(line)), 'no Date')
    },
  }
})

const DATE = /^Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/

const date = [
  {
    name: 'now',
    peers: [
      {
        name: OURS,
        run(times) {
          let text
          for (let i = 0; i < times; i++) text = httpDate()
          return text
        },
      },
      {
        name: 'toUTCString()',
        run(times) {
          let text
          for (let i = 0; i < times; i++) text = new Date().toUTCString()
          return text
        },
      },
    ],
    check: (text) => assert.match(`Date: ${text}`, DATE),
  },
]

export const outgoingGroups = [
  { name: 'setHeader, getHeader', unit: 'message', cases: setAndGet, ratios: [[OURS, NODE], [STORE, 'plain Map']] },
  { name: 'response head', unit: 'head', cases: responseHead, ratios: [[OURS, NODE], [OURS, LOOP]] },
  { name: 'httpDate', unit: 'date', cases: date, ratios: [[OURS, 'toUTCString()']] },
]
