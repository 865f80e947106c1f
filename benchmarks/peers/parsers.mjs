/** The program of the suite `parser`: every parser reads the inputs of `scenarios/messages.mjs`. */
import assert from 'node:assert/strict'
import { answerTasks } from '../lib/tasks.mjs'
import inputs, { responses } from '../scenarios/messages.mjs'
import { bareLlhttp } from './parsers/bare-llhttp.mjs'
import { clients } from './parsers/clients.mjs'
import { httpParserJs } from './parsers/http-parser-js.mjs'
import { layeredHttpEvents } from './parsers/layered-http-events.mjs'
import { layeredHttp } from './parsers/layered-http.mjs'
import { llhttpCallbacks } from './parsers/llhttp-callbacks.mjs'
import { llhttpWasmPackage } from './parsers/llhttp-wasm.mjs'
import { isReachable, nodeNative } from './parsers/node-native.mjs'

const parsers = [...layeredHttp, layeredHttpEvents, ...nodeNative, bareLlhttp, httpParserJs, llhttpWasmPackage]
const notReachable = isReachable ? [] : [`Node native: not reachable from JavaScript in Node ${process.versions.node}`]

/** A client is much more code than a parser: V8 needs some 80,000 exchanges on Node 24 and 26 until all of it is compiled for good, about 3 seconds. */
const CLIENT_WARM_UPS = 15

answerTasks([
  {
    name: 'parser',
    unit: 'message',
    ratios: [
      ['layered-http', 'Node native'],
      ['layered-http, rawHeaders', 'Node native'],
      ['layered-http, headers', 'Node, with headers'],
      ['layered-http', 'bare llhttp'],
      ['layered-http, rawHeaders', 'http-parser-js'],
      ['layered-http, events', 'http-parser-js'],
      ['layered-http, events', 'llhttp-wasm'],
    ],
    notes: notReachable,
    cases: inputs.map((input) => caseOf(input, parsers)),
  },
  {
    name: 'responses, parsers alone',
    unit: 'response',
    ratios: [
      ['layered-http', 'Node native'],
      ['layered-http', llhttpCallbacks.name],
      ['layered-http, rawHeaders', llhttpCallbacks.name],
    ],
    notes: [...notReachable, `${llhttpCallbacks.name}: the binary in undici, with a Buffer for each name and value; written for this table, not undici's code`],
    cases: responses.map((input) => caseOf(input, [...parsers, llhttpCallbacks])),
  },
  {
    name: 'responses, whole clients in memory',
    unit: 'exchange',
    ratios: [
      ['layered-http client', 'node:http client'],
      ['layered-http client', 'undici Client'],
    ],
    notes: ['Each makes a request, queues and writes it, reads the response with `headers` and gives the connection back; the connection is a Duplex without a network'],
    cases: responses.map((input) => ({ ...caseOf(input, clients), warmUps: CLIENT_WARM_UPS })),
  },
])

function caseOf(input, peers) {
  return {
    name: input.name,
    messages: input.messages,
    peers: peers.map((peer) => ({ name: peer.name, run: runner(peer.open(input), input.chunks) })),
    check: (reader, times) => check(reader, times, input.expected),
  }
}

/** Feeds the input to one connection again and again; a client reads it from its own connection. */
function runner(reader, chunks) {
  if (reader.run) return (times) => reader.run(times)
  return function run(times) {
    reader.reading.clear()
    for (let i = 0; i < times; i++) for (const chunk of chunks) reader.read(chunk)
    return reader
  }
}

/** Checks that all messages were counted, and that the last one is right in every character. */
function check(reader, times, { rawHeaders, ...expected }) {
  const { messages, fields, bodyBytes, method, url, status } = reader.reading
  const perTime = { messages: messages / times, fields: fields / times, bodyBytes: bodyBytes / times }
  assert.deepEqual({ ...perTime, method, url, status }, expected)
  const headers = reader.headers()
  assert.deepEqual(headers, Array.isArray(headers) ? rawHeaders : joined(rawHeaders))
}

/** Returns the values by lower-case name. Only names whose values are joined with a comma are repeated in the inputs. */
function joined(rawHeaders) {
  const headers = {}
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i].toLowerCase()
    headers[name] = headers[name] === undefined ? rawHeaders[i + 1] : `${headers[name]}, ${rawHeaders[i + 1]}`
  }
  return headers
}
