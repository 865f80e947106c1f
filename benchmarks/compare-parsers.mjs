/**
 * Compares parsers by what they accept and weigh: `node benchmarks/compare-parsers.mjs` prints a table. How fast they are is in the suite `parser`.
 * Each reads every request of `malformed` and `large`, and one request whole and byte by byte.
 */
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { httpParserJs } from './peers/parsers/http-parser-js.mjs'
import { layeredHttpEvents } from './peers/parsers/layered-http-events.mjs'
import { llhttpWasmPackage } from './peers/parsers/llhttp-wasm.mjs'
import { isReachable, nodeNative } from './peers/parsers/node-native.mjs'

const request = (fields, body = '') => `POST / HTTP/1.1\r\nHost: a\r\n${fields.map((field) => `${field}\r\n`).join('')}\r\n${body}`
const CHUNKED = 'Transfer-Encoding: chunked'

/** Requests that two readers can understand differently (RFC 9112 section 11.2), each refused by the RFC or by the readers of most servers. */
const malformed = {
  'Content-Length and Transfer-Encoding': request(['Content-Length: 3', CHUNKED], '0\r\n\r\n'),
  'two lengths': request(['Content-Length: 3', 'Content-Length: 4'], 'abcd'),
  'length +3': request(['Content-Length: +3'], 'abc'),
  'coding xchunked': request(['Transfer-Encoding: xchunked'], '0\r\n\r\n'),
  'space before the colon': request(['Content-Length : 3'], 'abc'),
  'CR in a value': request(['X: a\rContent-Length: 3']),
  'NUL in a value': request(['X: a\0b']),
  'folded line': request(['X: a', ' b']),
  'LF alone': 'POST / HTTP/1.1\nHost: a\n\n',
  'chunk size 0x3': request([CHUNKED], '0x3\r\nabc\r\n0\r\n\r\n'),
  'data after a chunk': request([CHUNKED], '1\r\nabc\r\n0\r\n\r\n'),
}

/** More than a server wants to keep in memory for one request. */
const large = {
  'a head of 1 MB': request([`X: ${'a'.repeat(1e6)}`]),
  '100,000 fields': request(Array.from({ length: 1e5 }, () => 'X: a')),
  'extensions of 1 MB': request([CHUNKED], `3;${'a'.repeat(1e6)}\r\nabc\r\n0\r\n\r\n`),
}

const whole = request(['Content-Length: 3', 'X-Name: value'], 'abc')

/** Has a new parser read `text` in chunks of `size` bytes. Returns its reader, or undefined if it refuses the text. */
function readAll(parser, text, size = text.length) {
  const reader = parser.open({ isRequest: true })
  const bytes = Buffer.from(text, 'latin1')
  try {
    for (let at = 0; at < bytes.length; at += size) reader.read(bytes.subarray(at, at + size))
  } catch {
    return undefined
  }
  return reader
}

function readsByteByByte(parser) {
  const reader = readAll(parser, whole, 1)
  return reader !== undefined && reader.headers().join() === 'Host,a,Content-Length,3,X-Name,value' && reader.reading.bodyBytes === 3
}

/** Returns the bytes of a minified bundle after gzip. */
async function weight(entry, names) {
  const { outputFiles } = await build({
    stdin: { contents: `import { ${names} } from '${entry}'\nglobalThis.used = [${names}]`, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    write: false,
    logLevel: 'error',
  })
  return gzipSync(outputFiles[0].contents, { level: 9 }).length
}

const versionOf = (name) => createRequire(import.meta.url)(`${name}/package.json`).version
const PARSERS = [
  { name: '@layered-http/parser', parser: layeredHttpEvents, entry: '@layered-http/parser', names: 'RequestParser, ResponseParser' },
  { name: `http-parser-js ${versionOf('http-parser-js')}`, parser: httpParserJs, entry: 'http-parser-js', names: 'HTTPParser' },
  { name: `llhttp-wasm ${versionOf('llhttp-wasm')}`, parser: llhttpWasmPackage, entry: 'llhttp-wasm', names: 'createParser' },
  ...(isReachable ? [{ name: `Node ${process.versions.node}`, parser: nodeNative[0] }] : []),
]

const rows = []
for (const { name, parser, entry, names } of PARSERS) {
  const listed = (requests) => Object.keys(requests).filter((one) => readAll(parser, requests[one]) !== undefined)
  rows.push({
    name,
    'accepts of the malformed': `${listed(malformed).length} of ${Object.keys(malformed).length}: ${listed(malformed).join(', ')}`,
    'accepts of the large': `${listed(large).length} of ${Object.keys(large).length}: ${listed(large).join(', ')}`,
    'reads a request byte by byte': readsByteByByte(parser),
    'bytes of a bundle after gzip': entry === undefined ? 'a part of Node' : await weight(entry, names),
  })
}
for (const { name, ...facts } of rows) {
  console.log(name)
  for (const [fact, value] of Object.entries(facts)) console.log(`  ${fact}: ${value}`)
}
