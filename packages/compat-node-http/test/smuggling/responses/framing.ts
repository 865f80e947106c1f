/** Responses whose bodies have a length, chunks, both, or neither. */
import { BODY, CHUNKS, message, shown, type Ask, type ResponseCase } from '../case.js'
import { CHUNKED_BODIES, type ChunkedBody } from '../values/chunks.js'
import { CODING_FIELDS, CODINGS, type Coding } from '../values/codings.js'
import { LENGTH_FIELDS, LENGTHS, type Length } from '../values/lengths.js'
import { answer, refuseResponse, response, RESPONSE_200, take, takeOrRefuse } from './support.js'

const LENGTH_ASKS: Record<Length, Ask> = {
  five: take('RFC 9110 8.6', RESPONSE_200),
  list: takeOrRefuse('6.3 (5)', RESPONSE_200),
  more: refuseResponse('8'),
  huge: refuseResponse('8'),
  invalid: refuseResponse('6.3 (5)'),
}

const TO_THE_END = message('200', CHUNKS)
const CODING_ASKS: Record<Coding, Ask> = {
  chunked: take('7', RESPONSE_200),
  last: takeOrRefuse('6.1', RESPONSE_200),
  // A sender must not do it. A client that takes the chunks once finds the end all the same.
  twice: takeOrRefuse('6.1', RESPONSE_200),
  // The body ends with the connection.
  other: takeOrRefuse('6.3 (4)', TO_THE_END),
  invalid: takeOrRefuse('7.1', TO_THE_END),
}

function chunkAsk(is: ChunkedBody): Ask {
  if (is === 'open') return refuseResponse('8')
  if (is === 'refuse') return refuseResponse('7.1')
  if (is === 'either') return takeOrRefuse('7.1', RESPONSE_200)
  return take('7.1', message('200', is.body))
}

const BESIDE = ['chunked', 'Chunked', ' chunked', 'gzip, chunked', 'xchunked', 'identity', 'gzip', 'chunked, identity', '']

export const FRAMING_CASES: ResponseCase[] = [
  ...LENGTHS.map(([value, is]) => response(`length ${shown(value)}`, answer(`Content-Length:${value}\r\n`, BODY), LENGTH_ASKS[is])),
  ...LENGTH_FIELDS.map(([values, is]) => response(`length fields ${shown(values.join(' | '))}`, answer(values.map((value) => `Content-Length: ${value}\r\n`).join(''), BODY), LENGTH_ASKS[is])),
  ...CODINGS.map(([value, is]) => response(`coding ${shown(value)}`, answer(`Transfer-Encoding:${value}\r\n`, CHUNKS), CODING_ASKS[is])),
  ...CODING_FIELDS.map(([values, is]) => response(`coding fields ${shown(values.join(' | '))}`, answer(values.map((value) => `Transfer-Encoding: ${value}\r\n`).join(''), CHUNKS), is === 'chunked' ? takeOrRefuse('RFC 9110 5.3', RESPONSE_200) : CODING_ASKS[is])),
  ...CHUNKED_BODIES.map(([name, bytes, is]) => response(`chunks, ${name}`, answer('Transfer-Encoding: chunked\r\n', bytes), chunkAsk(is))),
  ...BESIDE.flatMap((value) =>
    ['5', '0'].flatMap((length) => {
      const readsChunks = BESIDE.indexOf(value) < 4
      // A client may take both together for an attack.
      const ask = takeOrRefuse('6.3 (3)', readsChunks ? RESPONSE_200 : TO_THE_END)
      return [
        response(`length ${length}, then coding ${shown(value)}`, answer(`Content-Length: ${length}\r\nTransfer-Encoding: ${value}\r\n`, CHUNKS), ask),
        response(`coding ${shown(value)}, then length ${length}`, answer(`Transfer-Encoding: ${value}\r\nContent-Length: ${length}\r\n`, CHUNKS), ask),
      ]
    }),
  ),
  response('coding of HTTP/1.0', answer('Transfer-Encoding: chunked\r\n', CHUNKS, 'HTTP/1.0 200 OK'), takeOrRefuse('6.1', RESPONSE_200)),
  response('no framing', answer('', BODY), take('6.3 (8)', RESPONSE_200)),
  response('no framing, and keep-alive', answer('Connection: keep-alive\r\n', BODY), take('6.3 (8)', RESPONSE_200)),
  response('no framing of HTTP/1.0', answer('', BODY, 'HTTP/1.0 200 OK'), take('6.3 (8)', RESPONSE_200)),
  response('no framing, and a response in the body', answer('', `${BODY}HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n`), take('6.3 (8)', message('200', `${BODY}HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n`))),
  response('length 0', answer('Content-Length: 0\r\n'), take('6.3', message('200'))),
  response('length of HTTP/1.0 with keep-alive', answer('Connection: keep-alive\r\nContent-Length: 5\r\n', BODY, 'HTTP/1.0 200 OK'), take('9.3', RESPONSE_200)),
  response('length and Connection: close', answer('Connection: close\r\nContent-Length: 5\r\n', BODY), take('9.6', RESPONSE_200)),
  response('length and Connection: close with a tab', answer('Connection:\tclose\t\r\nContent-Length: 5\r\n', BODY), take('9.6', RESPONSE_200)),
  response('a body without its end', answer('Content-Length: 5\r\n', 'abc'), refuseResponse('8')),
  response('chunks without their end', answer('Transfer-Encoding: chunked\r\n', '5\r\nabcde\r\n'), refuseResponse('8')),
  response('a last chunk without its end', answer('Transfer-Encoding: chunked\r\n', '5\r\nabcde\r\n0\r\n'), refuseResponse('8')),
]
