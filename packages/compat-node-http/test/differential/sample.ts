/** Samples: the bytes for both implementations, how they are cut, and how the two ends behave. */
import { mutate, mutatedMessage, type Random } from '@layered-http/test-kit'

export interface RequestSample {
  side: 'server'
  pieces: string[]
  /** True if the server has a `'clientError'` listener; otherwise it sends the default reply. */
  listensForErrors: boolean
  /** True if `'upgrade'` and `'connect'` have a listener. */
  takesUpgrades: boolean
  /** True if the handler responds when it is called; otherwise it responds after it has read the request. */
  answersAtOnce: boolean
  /** True if the end of input follows. */
  ends: boolean
}

export interface ResponseSample {
  side: 'client'
  pieces: string[]
  /** The method of the request that gets this response. */
  method: string
  /** True if `'upgrade'` and `'connect'` have a listener. */
  takesUpgrades: boolean
  ends: boolean
}

export type Sample = RequestSample | ResponseSample

/** Methods whose responses end differently; GET is the most frequent. */
const METHODS = ['GET', 'GET', 'GET', 'POST', 'HEAD', 'CONNECT']

/** Messages that the corpus of the parser's test lacks: servers and clients treat them specially, parsers do not. */
const MORE_REQUESTS = [
  'PUT / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nhi',
  'POST / HTTP/1.1\r\nHost: x\r\nExpect: something\r\nContent-Length: 2\r\n\r\nhi',
  'HEAD /1 HTTP/1.1\r\nHost: x\r\n\r\nOPTIONS * HTTP/1.1\r\nHost: x\r\n\r\nGET /3 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTrailer: T\r\n\r\n1\r\na\r\n2\r\nbc\r\n0\r\nT: \x80\xff\r\nHost: y\r\n\r\nGET / HTTP/1.1\r\n\r\n',
  'GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\nCookie: a\r\nCookie: b\r\n__proto__: \xe9\r\nconstructor: c\r\n\r\n',
]
const MORE_RESPONSES = [
  'HTTP/1.1 204 No Content\r\nContent-Length: 3\r\nConnection: keep-alive\r\n\r\n',
  'HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n',
  'HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi',
  'HTTP/1.1 200 OK\r\nSet-Cookie: a\r\nSet-Cookie: b\r\n__proto__: \xe9\r\n\r\nto the end',
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: T\r\n\r\n1\r\na\r\n2\r\nbc\r\n0\r\nT: \x80\xff\r\nT: 2\r\n\r\n',
  'HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi',
]

function someMessage(random: Random): { isRequest: boolean; wire: string } {
  if (random(2) === 0) return mutatedMessage(random)
  const isRequest = random(2) === 0
  const corpus = isRequest ? MORE_REQUESTS : MORE_RESPONSES
  return { isRequest, wire: mutate(corpus[random(corpus.length)]!, random) }
}

/** Cuts `wire` into up to five pieces, or, half of the time, not at all. */
function cut(wire: string, random: Random): string[] {
  if (random(2) === 0) return [wire]
  const places = Array.from({ length: 1 + random(4) }, () => random(wire.length + 1)).sort((a, b) => a - b)
  return [0, ...places].map((place, i) => wire.slice(place, places[i])).filter((piece) => piece !== '')
}

/** Returns a message with one to four small changes; sometimes another message follows it. */
export function randomSample(random: Random): Sample {
  const { isRequest, wire: first } = someMessage(random)
  let wire = first
  if (random(4) === 0) {
    const second = someMessage(random)
    if (second.isRequest === isRequest) wire += second.wire
  }
  const common = { pieces: cut(wire, random), takesUpgrades: random(2) === 0, ends: random(2) === 0 }
  if (isRequest) return { side: 'server', ...common, listensForErrors: random(2) === 0, answersAtOnce: random(2) === 0 }
  return { side: 'client', ...common, method: METHODS[random(METHODS.length)]! }
}
