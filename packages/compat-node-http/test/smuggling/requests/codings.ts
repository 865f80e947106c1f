/** Requests with Transfer-Encoding: its values, its number, its name, and Content-Length beside it. */
import { accept, acceptLast, BODY, CHUNKS, either, eitherLast, message, post, POSTED, POSTED_EMPTY, refuse, request, shown, type Ask, type RequestCase } from '../case.js'
import { CODING_FIELDS, CODINGS, type Coding } from '../values/codings.js'

const ASKS: Record<Coding, Ask> = {
  chunked: accept('7', POSTED),
  last: either('6.1', POSTED),
  twice: refuse('6.1'),
  other: refuse('6.3 (4)'),
  invalid: refuse('7.1'),
}

const OTHER_NAMES = ['Transfer_Encoding', 'Transfer-Encoding-', 'X-Transfer-Encoding', 'Transfer-Encodin', 'TransferEncoding', 'Transfer.Encoding', 'TE', 'Content-Encoding', 'Transfer-Encoding2', "Transfer-Encoding'"]

/** Values beside a Content-Length. */
const BESIDE = ['chunked', 'Chunked', ' chunked', 'gzip, chunked', 'chunked ', 'xchunked', 'identity', 'gzip', 'chunked, identity', '', '"chunked"', '\x0bchunked']
const READ_AS_CHUNKS = new Set(BESIDE.slice(0, 5))

const HIDDEN = 'GET /evil HTTP/1.1\r\nHost: h\r\n\r\n'

/** A reader may refuse both fields together. If it takes the chunks, it must close the connection after the response. */
const both = (value: string): Ask => (READ_AS_CHUNKS.has(value) ? eitherLast('6.3 (3)', POSTED) : refuse('6.3 (3)'))

export const CODING_CASES: RequestCase[] = [
  ...CODINGS.map(([value, is]) => request(`coding ${shown(value)}`, post(`Transfer-Encoding:${value}\r\n`, CHUNKS), ASKS[is])),
  ...CODING_FIELDS.map(([values, is]) => request(`coding fields ${shown(values.join(' | '))}`, post(values.map((value) => `Transfer-Encoding: ${value}\r\n`).join(''), CHUNKS), is === 'chunked' ? either('RFC 9110 5.3', POSTED) : ASKS[is])),
  ...['transfer-encoding', 'TRANSFER-ENCODING', 'tRaNsFeR-eNcOdInG'].map((name) => request(`coding named ${name}`, post(`${name}: chunked\r\n`, CHUNKS), accept('RFC 9110 5.1', POSTED))),
  ...OTHER_NAMES.map((name) => request(`coding in another field, ${name}`, post(`${name}: chunked\r\n`), accept('RFC 9110 5.1', POSTED_EMPTY))),
  ...BESIDE.flatMap((value) =>
    ['5', '0', String(CHUNKS.length)].flatMap((length) => [
      request(`length ${length}, then coding ${shown(value)}`, post(`Content-Length: ${length}\r\nTransfer-Encoding: ${value}\r\n`, CHUNKS), both(value)),
      request(`coding ${shown(value)}, then length ${length}`, post(`Transfer-Encoding: ${value}\r\nContent-Length: ${length}\r\n`, CHUNKS), both(value)),
    ]),
  ),
  // One reader takes the hidden request for the rest of a body, the other for a request.
  ...BESIDE.flatMap((value) => {
    const [length, coding] = [`Content-Length: ${HIDDEN.length + 5}\r\n`, `Transfer-Encoding: ${value}\r\n`]
    const ask = READ_AS_CHUNKS.has(value) ? eitherLast('6.3 (3)', POSTED_EMPTY) : refuse('6.3 (3)')
    return [request(`hidden after chunks, length and coding ${shown(value)}`, post(length + coding, `0\r\n\r\n${HIDDEN}`), ask), request(`hidden after chunks, coding ${shown(value)} and length`, post(coding + length, `0\r\n\r\n${HIDDEN}`), ask)]
  }),
  ...BESIDE.flatMap((value) => {
    const chunk = `${HIDDEN.length.toString(16)}\r\n`
    const [length, coding] = [`Content-Length: ${chunk.length}\r\n`, `Transfer-Encoding: ${value}\r\n`]
    const ask = READ_AS_CHUNKS.has(value) ? eitherLast('6.3 (3)', message('POST /x', HIDDEN)) : refuse('6.3 (3)')
    return [request(`hidden in a chunk, length and coding ${shown(value)}`, post(length + coding, `${chunk}${HIDDEN}\r\n0\r\n\r\n`), ask), request(`hidden in a chunk, coding ${shown(value)} and length`, post(coding + length, `${chunk}${HIDDEN}\r\n0\r\n\r\n`), ask)]
  }),
  request('coding, and an invalid length', post('Transfer-Encoding: chunked\r\nContent-Length: x\r\n', CHUNKS), eitherLast('6.3 (3)', POSTED)),
  request('coding, and an empty length', post('Transfer-Encoding: chunked\r\nContent-Length:\r\n', CHUNKS), eitherLast('6.3 (3)', POSTED)),
  request('coding in the case of another name beside a length', post('transfer-encoding: chunked\r\nCONTENT-LENGTH: 5\r\n', CHUNKS), eitherLast('6.3 (3)', POSTED)),
  request('coding of a request of HTTP/1.0', `POST /x HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n${CHUNKS}`, eitherLast('6.1', POSTED)),
  request('coding of a request of HTTP/1.0 with keep-alive', `POST /x HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n${CHUNKS}`, eitherLast('6.1', POSTED)),
  request('coding of a request of HTTP/1.0 beside a length', `POST /x HTTP/1.0\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n${BODY}`, refuse('6.1')),
  ...['GET', 'HEAD', 'OPTIONS', 'DELETE', 'PUT'].map((method) => request(`coding of ${method}`, `${method} /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n${CHUNKS}`, accept('6.3', message(`${method} /x`, BODY)))),
  request('coding as a value', post('A: Transfer-Encoding: chunked\r\n'), accept('6.3', POSTED_EMPTY)),
  request('coding and TE', post('TE: trailers\r\nTransfer-Encoding: chunked\r\n', CHUNKS), accept('6.3', POSTED)),
  request('coding and a close-delimited body', post('Transfer-Encoding: gzip\r\nConnection: close\r\n', BODY), refuse('6.3 (4)')),
  request('coding without chunks', post('Transfer-Encoding: chunked\r\n'), refuse('7.1')),
  request('coding named by Connection', post('Connection: Transfer-Encoding\r\nTransfer-Encoding: chunked\r\n', CHUNKS), accept('RFC 9110 7.6.1', POSTED)),
  request('length named by Connection', post('Connection: Content-Length\r\nContent-Length: 5\r\n', BODY), accept('RFC 9110 7.6.1', POSTED)),
  request('coding in a field that a proxy removes', post('Connection: close, X-A\r\nX-A: 1\r\nTransfer-Encoding: chunked\r\n', CHUNKS), acceptLast('9.6', POSTED)),
]
