/**
 * Wire cases: bytes and their events. Every case is read whole, byte by byte and cut at every place, with the same result.
 * This file contains only data. The ids in titles are those of docs/behaviours.md.
 */
import { HeadVerdict, MessageType, type ParserOptions } from '../src/tape.js'
import type { WireEvent } from './read.js'

export interface WireCase {
  /** A statement that the case proves. */
  title: string
  wire: string
  events: WireEvent[]
  /** `CODE reason` and the offset in `wire`. */
  error?: [what: string, at: number]
  options?: ParserOptions
  headVerdict?: HeadVerdict
  /** The end of input follows. */
  finish?: true
  /** False if a message is incomplete at the end. By default true. */
  isBetweenMessages?: false
}

const KEEP = { complete: 'keep-alive' } as const
const CLOSE = { complete: 'close' } as const

function head(line: string, fields: string[] = [], flags = 'keep-alive', version = '1.1'): WireEvent {
  return { head: line, version, fields, flags }
}

export const REQUESTS: WireCase[] = [
  { title: 'a request without fields', wire: 'GET / HTTP/1.1\r\n\r\n', events: [head('GET /'), KEEP] },
  {
    title: 'P-08 a value loses its outer white space, keeps its inner white space, and may be empty',
    wire: 'GET /a?b=c HTTP/1.1\r\nHost: x\r\nEmpty:\r\nBlank:  \t \r\nPadded: \t a \t b \t \r\nTight:v\r\n\r\n',
    events: [head('GET /a?b=c', ['Host=x', 'Empty=', 'Blank=', 'Padded=a \t b', 'Tight=v']), KEEP],
  },
  { title: 'P-08 a value with bytes from 0x80 is a latin1 string', wire: 'GET / HTTP/1.1\r\nA: \x80\xe9\xff\r\n\r\n', events: [head('GET /', ['A=\x80\xe9\xff']), KEEP] },
  { title: 'an empty value in the last field', wire: 'GET / HTTP/1.1\r\nA:\r\n\r\n', events: [head('GET /', ['A=']), KEEP] },
  { title: 'P-02 empty lines before a request are skipped', wire: '\r\n\r\nGET / HTTP/1.1\r\n\r\n\r\n', events: [head('GET /'), KEEP] },
  { title: 'P-02 spaces after the method are skipped', wire: 'GET    / HTTP/1.1\r\n\r\n', events: [head('GET /'), KEEP] },
  { title: 'P-05 absolute form and fragment stay as they are', wire: 'GET http://a:1/b?c#d HTTP/1.1\r\n\r\n', events: [head('GET http://a:1/b?c#d'), KEEP] },
  { title: 'P-05 asterisk form', wire: 'OPTIONS * HTTP/1.1\r\n\r\n', events: [head('OPTIONS *'), KEEP] },
  { title: 'P-03 version 1.0', wire: 'GET / HTTP/1.0\r\n\r\n', events: [head('GET /', [], 'close', '1.0'), CLOSE] },
  { title: 'P-03 version 0.9 as HTTP/0.9', wire: 'GET / HTTP/0.9\r\n\r\n', events: [head('GET /', [], 'close', '0.9'), CLOSE] },
  { title: 'P-03 version 0.9 without a version', wire: 'GET /\r\n\r\n', events: [head('GET /', [], 'close', '0.9'), CLOSE] },
  { title: 'P-03 version 2.0', wire: 'GET / HTTP/2.0\r\n\r\n', events: [head('GET /', [], 'close', '2.0'), CLOSE] },
  {
    title: 'P-20 version 1.0 with keep-alive keeps the connection',
    wire: 'GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /2 HTTP/1.0\r\n\r\n',
    events: [head('GET /', ['Connection=keep-alive'], 'keep-alive', '1.0'), KEEP, head('GET /2', [], 'close', '1.0'), CLOSE],
  },
  {
    title: 'P-20 close among other connection options ends the connection',
    wire: 'GET / HTTP/1.1\r\nConnection: foo, Close\r\n\r\n',
    events: [head('GET /', ['Connection=foo, Close'], 'close'), CLOSE],
  },
  {
    title: 'P-19 bytes after a message with Connection: close are an error',
    wire: 'GET / HTTP/1.1\r\nConnection: close\r\n\r\nGET /2 HTTP/1.1\r\n\r\n',
    events: [head('GET /', ['Connection=close'], 'close'), CLOSE],
    error: ['HPE_CLOSED_CONNECTION Data after `Connection: close`', 38],
  },
  {
    title: 'P-19 an empty line after a message with Connection: close is ignored',
    wire: 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n\r\n\r\n',
    events: [head('GET /', ['Connection=close'], 'close'), CLOSE],
  },
  {
    title: 'P-28 pipelined requests',
    wire: 'GET /1 HTTP/1.1\r\nA: 1\r\n\r\nPOST /2 HTTP/1.1\r\nContent-Length: 2\r\n\r\nhiGET /3 HTTP/1.1\r\n\r\n',
    events: [head('GET /1', ['A=1']), KEEP, head('POST /2', ['Content-Length=2']), { body: 'hi' }, KEEP, head('GET /3'), KEEP],
  },
  { title: 'P-16 a POST without length has no body', wire: 'POST / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n', events: [head('POST /'), KEEP, head('GET /'), KEEP] },
  { title: 'a body of length 0', wire: 'POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n', events: [head('POST /', ['Content-Length=0']), KEEP] },
  {
    title: 'a body that is not complete',
    wire: 'POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nabc',
    events: [head('POST /', ['Content-Length=5']), { body: 'abc' }],
    isBetweenMessages: false,
  },
  {
    title: 'P-11 P-13 chunks with extensions and trailers',
    wire: 'POST / HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n3;a=b;c="d e"\r\nabc\r\nA\r\n0123456789\r\n0\r\nT: 1 \r\nEmpty:\r\n\r\n',
    events: [head('POST /', ['Transfer-Encoding=Chunked']), { body: 'abc0123456789' }, { trailers: ['T=1', 'Empty='] }, KEEP],
  },
  {
    title: 'P-15 a message with trailers, then one with a head, then one with trailers',
    wire:
      'POST /1 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX: 1\r\n\r\n' +
      'GET /2 HTTP/1.1\r\nB: 2\r\n\r\n' +
      'POST /3 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nY: 3\r\n\r\n',
    events: [
      head('POST /1', ['Transfer-Encoding=chunked']),
      { body: 'a' },
      { trailers: ['X=1'] },
      KEEP,
      head('GET /2', ['B=2']),
      KEEP,
      head('POST /3', ['Transfer-Encoding=chunked']),
      { trailers: ['Y=3'] },
      KEEP,
    ],
  },
  {
    title: 'P-11 a coding before chunked is accepted, with HTTP/1.0 too',
    wire: 'POST / HTTP/1.0\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n',
    events: [head('POST /', ['Transfer-Encoding=gzip, chunked'], 'close', '1.0'), CLOSE],
  },
  {
    title: 'P-21 an upgrade ends HTTP with its head',
    wire: 'GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: foo\r\n\r\nraw\r\nbytes',
    events: [head('GET /', ['Connection=Upgrade', 'Upgrade=foo'], 'keep-alive upgrade'), KEEP, { upgrade: 'raw\r\nbytes' }],
  },
  {
    title: 'P-21 an upgrade with a body ends HTTP after it',
    wire: 'POST / HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: foo\r\nContent-Length: 2\r\n\r\nhiraw',
    events: [head('POST /', ['Connection=upgrade', 'Upgrade=foo', 'Content-Length=2'], 'keep-alive upgrade'), { body: 'hi' }, KEEP, { upgrade: 'raw' }],
  },
  { title: 'P-21 Upgrade without the connection option is an ordinary field', wire: 'GET / HTTP/1.1\r\nUpgrade: foo\r\n\r\n', events: [head('GET /', ['Upgrade=foo']), KEEP] },
  { title: 'P-21 CONNECT always ends HTTP', wire: 'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\nraw', events: [head('CONNECT a:1', ['Host=a'], 'keep-alive upgrade'), KEEP, { upgrade: 'raw' }] },
  { title: 'P-22 the end of input between messages is not an error', wire: 'GET / HTTP/1.1\r\n\r\n', finish: true, events: [head('GET /'), KEEP] },
  { title: 'P-22 the end of input before any byte is not an error', wire: '', finish: true, events: [] },
]

/** Requests with an error. */
export const BAD_REQUESTS: WireCase[] = [
  { title: 'P-01 an unknown method', wire: 'FOO / HTTP/1.1\r\n\r\n', events: [], error: ['HPE_INVALID_METHOD Invalid method encountered', 1] },
  { title: 'P-01 a method in small letters', wire: 'get / HTTP/1.1\r\n\r\n', events: [], error: ['HPE_INVALID_METHOD Invalid method encountered', 0] },
  { title: 'P-01 a method of RTSP', wire: 'DESCRIBE / HTTP/1.1\r\n\r\n', events: [], error: ['HPE_INVALID_CONSTANT Invalid method for HTTP/x.x request', 15] },
  { title: 'P-02 a protocol in small letters', wire: 'GET / http/1.1\r\n\r\n', events: [], error: ['HPE_INVALID_CONSTANT Expected HTTP/, RTSP/ or ICE/', 6] },
  { title: 'P-02 a space inside the target', wire: 'GET /a b HTTP/1.1\r\n\r\n', events: [], error: ['HPE_INVALID_CONSTANT Expected HTTP/, RTSP/ or ICE/', 7] },
  { title: 'P-03 an unknown version', wire: 'GET / HTTP/1.2\r\n\r\n', events: [], error: ['HPE_INVALID_VERSION Invalid HTTP version', 14] },
  { title: 'P-04 the preface of HTTP/2', wire: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', events: [], error: ['HPE_PAUSED_H2_UPGRADE Pause on PRI/Upgrade', 24] },
  { title: 'P-05 a control character in the target', wire: 'GET /\x01 HTTP/1.1\r\n\r\n', events: [], error: ['HPE_INVALID_URL Invalid char in url path', 5] },
  { title: 'P-05 a byte from 0x80 in the target', wire: 'GET /\xe9 HTTP/1.1\r\n\r\n', events: [], error: ['HPE_INVALID_URL Invalid char in url path', 5] },
  { title: 'P-05 a target with an invalid first character', wire: 'GET \xe9 HTTP/1.1\r\n\r\n', events: [], error: ['HPE_INVALID_URL Unexpected start char in url', 4] },
  { title: 'P-06 LF alone after the version', wire: 'GET / HTTP/1.1\n\r\n', events: [], error: ['HPE_INVALID_VERSION Expected CRLF after version', 15] },
  { title: 'P-06 LF alone after a value', wire: 'GET / HTTP/1.1\r\nA: b\n\r\n', events: [], error: ['HPE_CR_EXPECTED Missing expected CR after header value', 20] },
  { title: 'P-06 CR alone after a value', wire: 'GET / HTTP/1.1\r\nA: b\rC: d\r\n\r\n', events: [], error: ['HPE_LF_EXPECTED Missing expected LF after header value', 21] },
  { title: 'P-07 a field without colon', wire: 'GET / HTTP/1.1\r\nfield\r\n\r\n', events: [], error: ['HPE_INVALID_HEADER_TOKEN Invalid header token', 21] },
  { title: 'P-07 a space before the colon', wire: 'GET / HTTP/1.1\r\nA : b\r\n\r\n', events: [], error: ['HPE_INVALID_HEADER_TOKEN Invalid header token', 17] },
  { title: 'P-07 an empty name', wire: 'GET / HTTP/1.1\r\n: b\r\n\r\n', events: [], error: ['HPE_INVALID_HEADER_TOKEN Invalid header token', 16] },
  { title: 'P-08 NUL in a value', wire: 'GET / HTTP/1.1\r\nA: b\0\r\n\r\n', events: [], error: ['HPE_INVALID_HEADER_TOKEN Invalid header value char', 20] },
  { title: 'P-08 DEL in a value', wire: 'GET / HTTP/1.1\r\nA: \x7f\r\n\r\n', events: [], error: ['HPE_INVALID_HEADER_TOKEN Invalid header value char', 19] },
  { title: 'P-09 a folded value', wire: 'GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n', events: [], error: ['HPE_INVALID_HEADER_TOKEN Unexpected whitespace after header value', 22] },
  { title: 'P-09 a space before the first field', wire: 'GET / HTTP/1.1\r\n A: b\r\n\r\n', events: [], error: ['HPE_UNEXPECTED_SPACE Unexpected space after start line', 17] },
  ...(
    [
      ['+1', 'HPE_INVALID_CONTENT_LENGTH Invalid character in Content-Length', 32],
      ['1, 1', 'HPE_INVALID_CONTENT_LENGTH Invalid character in Content-Length', 33],
      ['', 'HPE_INVALID_CONTENT_LENGTH Empty Content-Length', 34],
      ['18446744073709551616', 'HPE_INVALID_CONTENT_LENGTH Content-Length overflow', 52],
    ] as const
  ).map(([value, what, at]): WireCase => ({ title: `P-10 Content-Length: "${value}"`, wire: `GET / HTTP/1.1\r\nContent-Length: ${value}\r\n\r\n`, events: [], error: [what, at] })),
  {
    title: 'P-10 Content-Length twice, even if equal',
    wire: 'GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n',
    events: [],
    error: ['HPE_UNEXPECTED_CONTENT_LENGTH Duplicate Content-Length', 51],
  },
  {
    title: 'P-11 a request whose last coding is not chunked has a head, then an error',
    wire: 'POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\nabc',
    events: [head('POST /', ['Transfer-Encoding=gzip'], 'keep-alive')],
    error: ['HPE_INVALID_TRANSFER_ENCODING Request has invalid `Transfer-Encoding`', 44],
  },
  {
    title: 'P-11 chunked twice',
    wire: 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked, gzip\r\n\r\n',
    events: [],
    error: ['HPE_INVALID_TRANSFER_ENCODING Invalid `Transfer-Encoding` header value', 44],
  },
  {
    title: 'P-12 Content-Length, then Transfer-Encoding',
    wire: 'POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
    events: [],
    error: ["HPE_INVALID_TRANSFER_ENCODING Transfer-Encoding can't be present with Content-Length", 54],
  },
  {
    title: 'P-12 Transfer-Encoding, then Content-Length',
    wire: 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n',
    events: [],
    error: ["HPE_INVALID_CONTENT_LENGTH Content-Length can't be present with Transfer-Encoding", 60],
  },
  ...(
    [
      ['x\r\n', 'HPE_INVALID_CHUNK_SIZE Invalid character in chunk size', 0, ''],
      ['1 \r\n', 'HPE_INVALID_CHUNK_SIZE Invalid character in chunk size', 2, ''],
      ['11112222333344445\r\n', 'HPE_INVALID_CHUNK_SIZE Chunk size overflow', 17, ''],
      ['1\n', 'HPE_CR_EXPECTED Missing expected CR after chunk size', 2, ''],
      ['1\r\nab\r\n', 'HPE_STRICT Expected LF after chunk data', 4, 'a'],
      ['1;\x01\r\n', 'HPE_STRICT Invalid character in chunk extensions name', 3, ''],
    ] as const
  ).map(([chunk, what, at, body]): WireCase => {
    const start = 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n'
    const events: WireEvent[] = [head('POST /', ['Transfer-Encoding=chunked'])]
    if (body !== '') events.push({ body })
    return { title: `P-13 the chunk ${JSON.stringify(chunk)}`, wire: start + chunk, events, error: [what, start.length + at] }
  }),
  {
    title: 'P-12 Content-Length in trailers',
    wire: 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: b\r\nContent-Length: 1\r\n\r\n',
    events: [head('POST /', ['Transfer-Encoding=chunked'])],
    error: ["HPE_INVALID_CONTENT_LENGTH Content-Length can't be present with Transfer-Encoding", 71],
  },
  { title: 'P-22 the end of input in a start line', wire: 'GET / HT', finish: true, events: [], error: ['HPE_INVALID_EOF_STATE Invalid EOF state', 8] },
  {
    title: 'P-22 the end of input in a head',
    wire: 'GET / HTTP/1.1\r\nA: b\r\n',
    finish: true,
    events: [],
    error: ['HPE_INVALID_EOF_STATE Invalid EOF state', 22],
  },
  {
    title: 'P-22 the end of input in a body',
    wire: 'POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\na',
    finish: true,
    events: [head('POST /', ['Content-Length=2']), { body: 'a' }],
    error: ['HPE_INVALID_EOF_STATE Invalid EOF state', 39],
  },
  {
    title: 'P-22 the end of input in trailers',
    wire: 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: b',
    finish: true,
    events: [head('POST /', ['Transfer-Encoding=chunked'])],
    error: ['HPE_INVALID_EOF_STATE Invalid EOF state', 54],
  },
  {
    title: 'an error in the second message does not change the first',
    wire: 'GET /1 HTTP/1.1\r\nA: b\r\n\r\nGET /2 HTTP/1.1\r\nbad\r\n\r\n',
    events: [head('GET /1', ['A=b']), KEEP],
    error: ['HPE_INVALID_HEADER_TOKEN Invalid header token', 45],
  },
]

export const RESPONSES: WireCase[] = [
  {
    title: 'a response with a length',
    wire: 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc',
    events: [head('200 OK', ['Content-Length=3']), { body: 'abc' }, KEEP],
  },
  { title: 'P-24 no reason', wire: 'HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n', events: [head('200 ', ['Content-Length=0']), KEEP] },
  { title: 'P-24 an empty reason', wire: 'HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n', events: [head('200 ', ['Content-Length=0']), KEEP] },
  { title: 'P-24 a reason of latin1 words', wire: 'HTTP/1.1 404 Not \xe9 Found\r\nContent-Length: 0\r\n\r\n', events: [head('404 Not \xe9 Found', ['Content-Length=0']), KEEP] },
  {
    title: 'P-24 a reason, no reason, then another reason',
    wire: 'HTTP/1.1 200 First\r\nContent-Length: 0\r\n\r\nHTTP/1.1 201\r\nContent-Length: 0\r\n\r\nHTTP/1.1 202 Third\r\nContent-Length: 0\r\n\r\n',
    events: [head('200 First', ['Content-Length=0']), KEEP, head('201 ', ['Content-Length=0']), KEEP, head('202 Third', ['Content-Length=0']), KEEP],
  },
  {
    title: 'P-16 a response without length ends with the input',
    wire: 'HTTP/1.1 200 OK\r\nA: b\r\n\r\nall of it',
    finish: true,
    events: [head('200 OK', ['A=b'], 'close'), { body: 'all of it' }, CLOSE],
  },
  { title: 'P-16 a response without length, before the end of input', wire: 'HTTP/1.1 200 OK\r\n\r\nall', events: [head('200 OK', [], 'close'), { body: 'all' }], isBetweenMessages: false },
  { title: 'P-16 a 204 has no body', wire: 'HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n', events: [head('204 No Content'), KEEP, head('304 Not Modified', ['Content-Length=9']), KEEP] },
  {
    title: 'P-29 any number of 1xx come before the final response',
    wire: 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na',
    events: [head('100 Continue'), KEEP, head('103 Early Hints', ['Link=</a>']), KEEP, head('200 OK', ['Content-Length=1']), { body: 'a' }, KEEP],
  },
  {
    title: 'P-16 a response to HEAD has no body, whatever its length',
    wire: 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n',
    headVerdict: HeadVerdict.NO_BODY,
    events: [head('200 OK', ['Content-Length=5']), KEEP, head('200 OK', ['Transfer-Encoding=chunked']), KEEP],
  },
  {
    title: 'P-16 a 1xx before the response to HEAD does not use its verdict',
    wire: 'HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n',
    headVerdict: HeadVerdict.NO_BODY,
    events: [head('102 Processing'), KEEP, head('200 OK', ['Content-Length=5']), KEEP],
  },
  {
    title: 'P-16 a 1xx has no body, whatever it announces',
    wire: 'HTTP/1.1 104 A\r\nTransfer-Encoding: chunked\r\n\r\nHTTP/1.1 199 B\r\nContent-Length: 3\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na',
    events: [head('104 A', ['Transfer-Encoding=chunked']), KEEP, head('199 B', ['Content-Length=3']), KEEP, head('200 OK', ['Content-Length=1']), { body: 'a' }, KEEP],
  },
  {
    title: 'P-24 a status below 100 is final: the verdict applies to it',
    wire: 'HTTP/1.1 099 A\r\nContent-Length: 3\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n',
    headVerdict: HeadVerdict.NO_BODY,
    events: [head('99 A', ['Content-Length=3']), KEEP, head('200 OK', ['Content-Length=5']), KEEP],
  },
  {
    title: 'P-21 a response to CONNECT ends HTTP',
    wire: 'HTTP/1.1 200 Connected\r\nContent-Length: 5\r\n\r\nraw',
    headVerdict: HeadVerdict.NO_BODY_AND_UPGRADE,
    events: [head('200 Connected', ['Content-Length=5']), KEEP, { upgrade: 'raw' }],
  },
  {
    title: 'P-21 a 101 with Upgrade ends HTTP',
    wire: 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: foo\r\n\r\nraw',
    events: [head('101 Switching Protocols', ['Connection=upgrade', 'Upgrade=foo'], 'keep-alive upgrade'), KEEP, { upgrade: 'raw' }],
  },
  {
    title: 'P-21 a 101 without Upgrade is an ordinary response',
    wire: 'HTTP/1.1 101 Switching Protocols\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n',
    events: [head('101 Switching Protocols'), KEEP, head('204 No Content'), KEEP],
  },
  {
    title: 'P-21 a 200 with Upgrade is an ordinary response',
    wire: 'HTTP/1.1 200 OK\r\nConnection: upgrade\r\nUpgrade: foo\r\nContent-Length: 1\r\n\r\na',
    events: [head('200 OK', ['Connection=upgrade', 'Upgrade=foo', 'Content-Length=1']), { body: 'a' }, KEEP],
  },
  {
    title: 'P-11 a response whose last coding is not chunked ends with the input',
    wire: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nabc',
    finish: true,
    events: [head('200 OK', ['Transfer-Encoding=gzip'], 'close'), { body: 'abc' }, CLOSE],
  },
  {
    title: 'P-15 chunks and trailers of a response',
    wire: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nA:  b\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n',
    events: [head('200 OK', ['Transfer-Encoding=chunked']), { body: 'abc' }, { trailers: ['A=b'] }, KEEP, head('204 No Content'), KEEP],
  },
  { title: 'P-24 a status of two digits', wire: 'HTTP/1.1 20 OK\r\n\r\n', events: [], error: ['HPE_INVALID_STATUS Invalid status code', 11] },
  { title: 'P-24 a status of letters', wire: 'HTTP/1.1 abc OK\r\n\r\n', events: [], error: ['HPE_INVALID_STATUS Invalid status code', 9] },
  { title: 'P-24 a status of four digits', wire: 'HTTP/1.1 2000 OK\r\n\r\n', events: [], error: ['HPE_INVALID_STATUS Invalid response status', 12] },
  { title: 'bytes that are not a response', wire: 'SSH-2.0-x\r\n', events: [], error: ['HPE_INVALID_CONSTANT Expected HTTP/, RTSP/ or ICE/', 0] },
  ...(
    [
      ['HTTP/1.1 200 OK\r\rA: b\r\n\r\n', 16],
      ['HTTP/1.1 200 OK\r\r\r\n', 16],
    ] as const
  ).map(([wire, at]): WireCase => ({ title: `CR CR at the end of a status line: ${JSON.stringify(wire)}`, wire, events: [], error: ['HPE_STRICT Expected LF after CR', at] })),
  { title: 'P-06 LF alone after a reason', wire: 'HTTP/1.1 200 OK\nA: b\r\n\r\n', events: [], error: ['HPE_CR_EXPECTED Missing expected CR after response line', 16] },
  {
    title: 'P-22 the end of input in a body with a length',
    wire: 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\na',
    finish: true,
    events: [head('200 OK', ['Content-Length=3']), { body: 'a' }],
    error: ['HPE_INVALID_EOF_STATE Invalid EOF state', 39],
  },
  {
    title: 'P-22 the end of input in chunks',
    wire: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n',
    finish: true,
    events: [head('200 OK', ['Transfer-Encoding=chunked']), { body: 'a' }],
    error: ['HPE_INVALID_EOF_STATE Invalid EOF state', 53],
  },
]

export const CASES: [MessageType, WireCase[]][] = [
  [MessageType.REQUEST, REQUESTS],
  [MessageType.REQUEST, BAD_REQUESTS],
  [MessageType.RESPONSE, RESPONSES],
]
