/** Nearly valid messages for tests that compare two readers: a corpus with small random changes, the same for the same seed. */

/** Returns a number in [0, below). */
export type Random = (below: number) => number

/** Returns a generator of random numbers, the same ones for the same seed. */
export function randomNumbers(seed: number): Random {
  let state = seed >>> 0 || 1
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

const REQUESTS = [
  'GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n\r\n',
  'POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n0\r\nT: x\r\n\r\n',
  'POST / HTTP/1.0\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc',
  'GET / HTTP/1.1\r\nConnection: close, upgrade\r\nUpgrade: x\r\n\r\nraw',
  'GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET http://a/?b#c HTTP/1.1\r\n\r\n',
  'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\nraw',
]

const RESPONSES = [
  'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc',
  'HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n3;x="y"\r\nabc\r\n0\r\nT: u\r\n\r\n',
  'HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\nxHTTP/1.1 204 No\r\n\r\n',
  'HTTP/1.1 101 S\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\nraw',
  'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n',
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n',
]

const PIECES = [
  ...['\r', '\n', '\r\n', ' ', '\t', '\0', '\x01', '\x7f', '\xff', ':', ';', ',', '=', '"', '0', '1', 'a', 'A', '\\'],
  ...['close', 'keep-alive', 'chunked', 'upgrade', 'Connection:', 'Content-Length: 1\r\n', 'Transfer-Encoding: chunked\r\n', '\r\n\r\n', 'HTTP/1.1'],
]

/** Returns `wire` with one to four small changes: a piece is inserted, removed, replaced or repeated. */
export function mutate(wire: string, random: Random): string {
  for (let changes = 1 + random(4); changes > 0; changes--) {
    const at = random(wire.length + 1)
    const piece = PIECES[random(PIECES.length)]!
    switch (random(4)) {
      case 0:
        wire = wire.slice(0, at) + piece + wire.slice(at)
        break
      case 1:
        wire = wire.slice(0, at) + wire.slice(at + 1)
        break
      case 2:
        wire = wire.slice(0, at) + piece + wire.slice(at + 1)
        break
      default: {
        const from = random(wire.length + 1)
        wire = wire.slice(0, at) + wire.slice(from, from + random(12)) + wire.slice(at)
      }
    }
  }
  return wire
}

/** Returns a message of the corpus with small changes. */
export function mutatedMessage(random: Random): { isRequest: boolean; wire: string } {
  const which = random(REQUESTS.length + RESPONSES.length)
  const isRequest = which < REQUESTS.length
  return { isRequest, wire: mutate((isRequest ? REQUESTS[which] : RESPONSES[which - REQUESTS.length])!, random) }
}
