/**
 * Plain messages, changed ones, and what llhttp says of them. llhttp reads whatever is cut, so that the same bytes in two pieces are its reading.
 * What may live here: what `plain.test.ts` and `scripts/plain.mjs` share.
 */
import { mutate, type Random } from '@layered-http/test-kit'
import { Lenient, MessageType, type ParserOptions } from '../src/tape.js'
import { bytesOf, readPieces } from './read.js'

const FIELDS = 'Host: a.example:80\r\nUser-Agent: x (y; z) "q" \xe9\r\nAccept:*/*\r\nX-Very-Long-Header-Name: a value of more than sixteen bytes\r\n'

export const PLAIN: [type: MessageType, title: string, wire: string][] = [
  [MessageType.REQUEST, 'a request without fields', 'GET / HTTP/1.1\r\n\r\n'],
  [MessageType.REQUEST, 'a request with fields', `GET /path/of/some/length?a=b&c=%20#d HTTP/1.1\r\n${FIELDS}\r\n`],
  [MessageType.REQUEST, 'a request that keeps the connection', 'HEAD / HTTP/1.1\r\nConnection: Keep-Alive\r\nUpgrade-Insecure-Requests: 1\r\n\r\n'],
  [MessageType.REQUEST, 'a request with a body', 'POST / HTTP/1.1\r\nContent-Length: 5\r\nReferer: x\r\n\r\nab\r\nc'],
  [MessageType.REQUEST, 'a request with an empty body', 'PUT / HTTP/1.1\r\nContent-Length: 0\r\n\r\n'],
  [MessageType.REQUEST, 'a request in chunks', 'PATCH / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n01A\r\n' + 'x'.repeat(0x1a) + '\r\n0\r\n\r\n'],
  [MessageType.REQUEST, 'several requests', 'DELETE /a HTTP/1.1\r\n\r\nOPTIONS /b HTTP/1.1\r\nA: b\r\n\r\nPOST /c HTTP/1.1\r\nContent-Length: 1\r\n\r\nx'],
  [MessageType.RESPONSE, 'a response', `HTTP/1.1 200 OK\r\n${FIELDS}Connection: keep-alive\r\nKeep-Alive: timeout=5\r\nContent-Length: 3\r\n\r\nabc`],
  [MessageType.RESPONSE, 'a response in chunks', 'HTTP/1.1 404 Not Found\r\nDate: x\r\nTransfer-Encoding: Chunked\r\n\r\n1\r\na\r\n0\r\n\r\n'],
  [MessageType.RESPONSE, 'several responses', 'HTTP/1.1 201 \xc9\r\nContent-Length: 0\r\n\r\nHTTP/1.1 999 a  b\r\nContent-Length: 1\r\n\r\nx'],
]

export const STRICT = { strict: true }

/** Plain also for a strict parser. */
export const STRICTLY_PLAIN: [title: string, wire: string][] = [
  ['a request with a Host', 'GET /a?b HTTP/1.1\r\nHost: a-b.example:8080\r\nX: y\r\n\r\n'],
  ['several requests with an address', 'DELETE / HTTP/1.1\r\nX: y\r\nhost:127.0.0.1\r\n\r\nPUT / HTTP/1.1\r\nHost: A\r\nContent-Length: 1\r\n\r\nx'],
]

/** Bytes and how they are read. */
export interface PlainSample {
  type: MessageType
  wire: string
  options?: ParserOptions
}

/** Returns null if both readings are the same, and otherwise both. `accepted`: true if the reading is one without an error. */
export function readTwice({ type, wire, options }: PlainSample): { accepted: boolean; disagreement: { ours: object; llhttps: object } | null } {
  const bytes = bytesOf(wire)
  const llhttps = readPieces(type, [bytes.subarray(0, 1), bytes.subarray(1)], options)
  const ours = readPieces(type, [bytes], options)
  const isSame = JSON.stringify(ours) === JSON.stringify(llhttps)
  return { accepted: ours.error === null, disagreement: isSame ? null : { ours, llhttps } }
}

const FLAGS = Object.values(Lenient).filter((flag) => flag !== Lenient.ALL)

/** With leniency llhttp reads everything; a struct that keeps a flag would show in the next message without. Limits are small, so that they are met. */
function randomOptions(random: Random): ParserOptions | undefined {
  switch (random(8)) {
    case 0:
      return { lenient: FLAGS[random(FLAGS.length)]! }
    case 1:
      return { lenient: random(Lenient.ALL + 1) }
    case 2:
      return { relaxedHeaderValues: true }
    case 3:
      return random(2) === 0 ? { maxHeaderSize: 1 + random(120) } : { maxHeadersCount: random(8) }
    default:
      return undefined
  }
}

/** Returns a plain message or two with small changes, or, of eight, with none. */
export function randomPlainSample(random: Random): PlainSample {
  if (random(8) === 0) {
    const [, wire] = STRICTLY_PLAIN[random(STRICTLY_PLAIN.length)]!
    return { type: MessageType.REQUEST, wire: mutate(wire, random), options: STRICT }
  }
  const [type, , first] = PLAIN[random(PLAIN.length)]!
  let wire = first
  if (random(4) === 0) {
    const [other, , second] = PLAIN[random(PLAIN.length)]!
    if (other === type) wire += second
  }
  if (random(8) !== 0) wire = mutate(wire, random)
  return { type, wire, options: randomOptions(random) }
}
