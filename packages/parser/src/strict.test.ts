/** Strict requests: what RFC 9112 tells a server to refuse. Every wire is read whole, byte by byte and with every cut. */
import { describe, expect, it, test } from 'vitest'
import { isChunkedLast, isHost, isTarget } from './strict.js'
import { Method } from './state.js'
import { MessageType, Parser } from './tape.js'
import { bytesOf, cuts, readPieces, type WireResult } from '../test/read.js'

const { REQUEST, RESPONSE } = MessageType

/** Returns what a strict parser reads, which must be the same for every cut. */
function readStrictly(wire: string): WireResult {
  const [[, whole], ...others] = [...cuts(bytesOf(wire))].map(([name, pieces]) => [name, readPieces(REQUEST, pieces, { strict: true })] as const)
  for (const [name, result] of others) expect([name, result.events, result.error]).toEqual([name, whole.events, whole.error])
  return whole
}

const HOST = 'HPE_INVALID_HOST'
const TARGET = 'HPE_INVALID_URL Request target has none of the four forms'
const SPACE = 'HPE_UNEXPECTED_SPACE More than one space in request line'
const VERSION = 'HPE_INVALID_VERSION Unsupported HTTP version'
const CODING = 'HPE_INVALID_TRANSFER_ENCODING'
const post = (fields: string, version = '1.1'): string => `POST / HTTP/${version}\r\nHost: a\r\n${fields}\r\n1\r\na\r\n0\r\n\r\n`

describe('a strict parser refuses, in place of the head,', () => {
  it.each([
    ['no Host', 'GET / HTTP/1.1\r\n\r\n', `${HOST} Missing Host`],
    ['no Host among other fields', 'GET / HTTP/1.1\r\nHosts: a\r\nX: y\r\n\r\n', `${HOST} Missing Host`],
    ['two Host fields', 'GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n', `${HOST} Several Host fields`],
    ['two Host fields in HTTP/1.0', 'GET / HTTP/1.0\r\nhost: a\r\nX: y\r\nHOST: b\r\n\r\n', `${HOST} Several Host fields`],
    ['a Host with a path', 'GET / HTTP/1.1\r\nHost: a/b\r\n\r\n', `${HOST} Invalid Host`],
    ['a Host with user information', 'GET / HTTP/1.1\r\nHost: u@a\r\n\r\n', `${HOST} Invalid Host`],
    ['a Host with a space', 'GET / HTTP/1.1\r\nHost: a b\r\n\r\n', `${HOST} Invalid Host`],
    ['an invalid Host in HTTP/1.0', 'GET / HTTP/1.0\r\nHost: a?\r\n\r\n', `${HOST} Invalid Host`],
    ['two spaces after the method', 'GET  / HTTP/1.1\r\nHost: a\r\n\r\n', SPACE],
    ['two spaces after the target', 'GET /  HTTP/1.1\r\nHost: a\r\n\r\n', SPACE],
    ['spaces after the target of a request without fields', 'GET /    HTTP/1.0\r\n\r\n', SPACE],
    ['HTTP/0.9 without a version', 'GET /\r\n\r\n', VERSION],
    ['HTTP/0.9', 'GET / HTTP/0.9\r\n\r\n', VERSION],
    ['HTTP/2.0', 'GET / HTTP/2.0\r\nHost: a\r\n\r\n', VERSION],
    ['RTSP', 'GET / RTSP/1.0\r\nHost: a\r\n\r\n', VERSION],
    ['ICE', 'SOURCE / ICE/1.0\r\nHost: a\r\n\r\n', VERSION],
    ['a fragment', 'GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n', TARGET],
    ['an asterisk with GET', 'GET * HTTP/1.1\r\nHost: a\r\n\r\n', TARGET],
    ['a path with CONNECT', 'CONNECT / HTTP/1.1\r\nHost: a\r\n\r\n', TARGET],
    ['an authority without a port', 'CONNECT a HTTP/1.1\r\nHost: a\r\n\r\n', TARGET],
    ['a coding in HTTP/1.0', post('Transfer-Encoding: chunked\r\n', '1.0'), `${CODING} Transfer-Encoding in a request of HTTP/1.0`],
    ['a last coding other than chunked', post('Transfer-Encoding: gzip\r\n'), `${CODING} Last transfer coding is not chunked`],
    ['a coding after chunked', post('Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip\r\n'), `${CODING} Invalid \`Transfer-Encoding\` header value`],
    ['an unknown coding', post('Transfer-Encoding: identity\r\n'), `${CODING} Last transfer coding is not chunked`],
  ])('%s', (_what, wire, error) => {
    expect(readStrictly(wire)).toMatchObject({ events: [], error })
  })

  it('only what a lenient parser accepts: each of these requests passes without `strict`, or reaches the handler first', () => {
    for (const wire of ['GET / HTTP/1.1\r\n\r\n', 'GET  /a#b  HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', 'GET / HTTP/2.0\r\n\r\n', post('Transfer-Encoding: gzip\r\n')]) {
      expect(readPieces(REQUEST, [bytesOf(wire)]).events[0]).toHaveProperty('head')
    }
  })
})

describe('a strict parser reads as any other', () => {
  it.each([
    'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
    'GET / HTTP/1.0\r\n\r\n',
    '\r\nGET /a?b=c|d HTTP/1.1\r\nhOST: [::1]:80\r\n\r\n',
    'GET http://a.example/b HTTP/1.1\r\nHost:\r\n\r\n',
    'OPTIONS * HTTP/1.1\r\nHost: a_b.c:\r\n\r\n',
    'CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\nrest',
    post('Transfer-Encoding: gzip, chunked\r\n'),
    post('Transfer-Encoding: gzip\r\nTransfer-Encoding: \tChunked \r\n'),
    'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabcGET / HTTP/1.1\r\nHost: b\r\n\r\n',
    'GET / HTTP/1.1\r\nConnection: close\r\nHost: a\r\n\r\n',
  ])('%j', (wire) => {
    expect(readStrictly(wire)).toEqual(readPieces(REQUEST, [bytesOf(wire)]))
  })

  it('but `close` wins over `keep-alive`, also in HTTP/1.0', () => {
    for (const value of ['keep-alive, close', 'close, keep-alive', 'close', 'keep-alive,\tclose\t']) {
      expect(readStrictly(`GET / HTTP/1.0\r\nConnection: ${value}\r\n\r\n`).events).toMatchObject([{ flags: 'close' }, { complete: 'close' }])
    }
    expect(readStrictly('GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n').events).toMatchObject([{ flags: 'keep-alive' }, { complete: 'keep-alive' }])
  })

  it('and reads nothing after a refusal', () => {
    expect(readStrictly('GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\n\r\nGET /3 HTTP/1.1\r\nHost: a\r\n\r\n')).toMatchObject({
      events: [{ head: 'GET /1' }, { complete: 'keep-alive' }],
      error: `${HOST} Missing Host`,
    })
  })

  it('a target, a Host and fields over several reads of 64 KiB', () => {
    const long = 'x'.repeat(70_000)
    const options = { strict: true, maxHeaderSize: 1_000_000 }
    const read = (wire: string): string | null => readPieces(REQUEST, [bytesOf(wire)], options).error
    expect(read(`GET /${long} HTTP/1.1\r\nA: ${long}\r\nHost: a\r\n\r\n`)).toBe(null)
    expect(read(`GET /${long}#${long} HTTP/1.1\r\nHost: a\r\n\r\n`)).toBe(TARGET)
    expect(read(`GET /${long}  HTTP/1.1\r\nHost: a\r\n\r\n`)).toBe(SPACE)
    expect(read(`GET / HTTP/1.1\r\nHost: a\r\nA: ${long}\r\nHost: b\r\n\r\n`)).toBe(`${HOST} Several Host fields`)
    // The first read ends between the two spaces.
    for (const size of [65_529, 65_530, 65_531]) expect(read(`GET /${'y'.repeat(size)}  HTTP/1.1\r\nHost: a\r\n\r\n`)).toBe(SPACE)
  })
})

test('responses have no strict parser', () => {
  expect(() => new Parser(RESPONSE, { strict: true })).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_VALUE', message: "The property 'options.strict' is for requests. Received true" }))
})

test.each([
  ['', true],
  ['a', true],
  ['a.b-c:80', true],
  ['a:', true],
  ['127.0.0.1:8080', true],
  ['[::1]', true],
  ['[2001:db8::1]:443', true],
  ['[v1.a:b]:1', true],
  ['%41%2e~_!$&\'()*+,;=', true],
  ['a:b', false],
  ['a:1:2', false],
  ['::1', false],
  ['[::1', false],
  ['[::1]a', false],
  ['[g]', false],
  ['%4', false],
  ['%zz', false],
  ['a b', false],
  ['a\tb', false],
  ['a/', false],
  ['a#', false],
  ['u@a', false],
  ['"a"', false],
  ['\xe9', false],
])('Host %j is valid: %s', (value, expected) => {
  expect(isHost(value)).toBe(expected)
})

test.each([
  [Method.GET, '/', true],
  [Method.GET, '//a?b', true],
  [Method.GET, 'http://a', true],
  [Method.GET, 'HTTPS://a/b', true],
  [Method.GET, 'http:/a', false],
  [Method.GET, 'http://', false],
  [Method.GET, 'http:///a', false],
  [Method.GET, 'a', false],
  [Method.GET, 'a:80', false],
  [Method.GET, '*', false],
  [Method.GET, '', false],
  [Method.OPTIONS, '*', true],
  [Method.OPTIONS, '/', true],
  [Method.OPTIONS, '**', false],
  [Method.CONNECT, 'a:80', true],
  [Method.CONNECT, '[::1]:80', true],
  [Method.CONNECT, ':80', false],
  [Method.CONNECT, 'a:', false],
  [Method.CONNECT, 'u@a:80', false],
  [Method.CONNECT, 'http://a:80', false],
])('method %i may have the target %j: %s', (method, target, expected) => {
  expect(isTarget(method, target)).toBe(expected)
})

test.each([
  [['chunked'], true],
  [['gzip, Chunked'], true],
  [['gzip', '\tchunked ,'], true],
  [['chunked, chunked'], false],
  [['chunked', 'gzip'], false],
  [['xchunked'], false],
  [['chunked;q=1'], false],
  [['"chunked"'], false],
  [[','], false],
])('chunked is the last coding of %j: %s', (values, expected) => {
  expect(isChunkedLast(values)).toBe(expected)
})
