/** Program: the parsers side by side, each reading the inputs of `scenarios/messages.mjs`. */
import assert from 'node:assert/strict'
import { answerTasks } from '../lib/tasks.mjs'
import inputs from '../scenarios/messages.mjs'
import { bareWasm } from './parsers/bare-wasm.mjs'
import { httpParserJs } from './parsers/http-parser-js.mjs'
import { layeredHttp } from './parsers/layered-http.mjs'
import { isReachable, nodeNative } from './parsers/node-native.mjs'

const peers = [...layeredHttp, ...nodeNative, bareWasm, httpParserJs]

answerTasks([
  {
    name: 'parser',
    unit: 'message',
    ratios: [
      ['layered-http', 'Node native'],
      ['layered-http, rawHeaders', 'Node native'],
      ['layered-http, headers', 'Node, with headers'],
      ['layered-http', 'bare WASM (floor)'],
      ['layered-http, rawHeaders', 'http-parser-js'],
    ],
    notes: isReachable ? [] : [`Node native: not reachable from JavaScript in Node ${process.versions.node}`],
    cases: inputs.map((input) => ({
      name: input.name,
      messages: input.messages,
      peers: peers.map((peer) => ({ name: peer.name, run: runner(peer.open(input), input.chunks) })),
      check: (reader, times) => check(reader, times, input.expected),
    })),
  },
])

/** One connection that is fed the input again and again. */
function runner(reader, chunks) {
  return function run(times) {
    reader.reading.clear()
    for (let i = 0; i < times; i++) for (const chunk of chunks) reader.read(chunk)
    return reader
  }
}

/** All messages were counted, and the last of them is right to the letter. */
function check(reader, times, { rawHeaders, ...expected }) {
  const { messages, fields, bodyBytes, method, url, status } = reader.reading
  const perTime = { messages: messages / times, fields: fields / times, bodyBytes: bodyBytes / times }
  assert.deepEqual({ ...perTime, method, url, status }, expected)
  const headers = reader.headers()
  assert.deepEqual(headers, Array.isArray(headers) ? rawHeaders : joined(rawHeaders))
}

/** Names and values by lower-case name. No name is repeated in the inputs but those whose values join with a comma. */
function joined(rawHeaders) {
  const headers = {}
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i].toLowerCase()
    headers[name] = headers[name] === undefined ? rawHeaders[i + 1] : `${headers[name]}, ${rawHeaders[i + 1]}`
  }
  return headers
}
