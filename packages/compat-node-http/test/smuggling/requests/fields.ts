/** Requests with unusual field lines: names, colons, folded lines, and fields that may occur once. */
import { accept, acceptLast, BODY, CHUNKS, either, eitherLast, get, GOT, message, post, POSTED, POSTED_EMPTY, refuse, request, shown, type RequestCase } from '../case.js'

const DELIMITERS = [...'"(),/;<=>?@[\\]{}']

/** Values of Host that are not a host with an optional port (RFC 9112 section 3.2 asks for 400). */
export const BAD_HOSTS = ['h h', 'h, i', 'h/x', 'h?x', 'h#x', 'u@h', 'h:80:80', 'h:x', 'h:-1', 'h\\i', 'h"', '<h>', '[::1', '::1]', '%', '\xe9', 'http://h', 'h\ti']
const GOOD_HOSTS = ['h', 'h,i', 'h:80', 'h:', '127.0.0.1', '[::1]', '[::1]:80', 'h.i.', 'h_i', 'h%20i', '']

const CLOSING = ['close', 'Close', 'CLOSE', ' close ', '\tclose\t', 'close, keep-alive', 'keep-alive, close', 'foo, close', 'close,', ',close', 'close, close', 'foo,\tclose', 'Content-Length, close']
const NOT_CLOSING = ['closed', 'xclose', 'close-', 'clos', '"close"', "'close'", 'foo', 'keep-alive', '', 'close;q=1', 'not close', 'close foo', 'Host', 'X-A, X-B']

export const FIELD_CASES: RequestCase[] = [
  ...DELIMITERS.map((character) => request(`name with ${character}`, get(`A${character}A: b\r\n`), refuse('5.1'))),
  ...[...'!#$%&\'*+-.^_`|~09'].map((character) => request(`name with ${character}`, get(`A${character}A: b\r\n`), accept('5.1', GOT))),
  ...["A :b", 'A : b', 'A\t: b', 'A  : b', 'Host : i', 'Content-Length : 5', 'Transfer-Encoding : chunked', 'Transfer-Encoding\t: chunked'].map((line) => request(`space before the colon, ${shown(line)}`, post(`${line}\r\n`), refuse('5.1'))),
  ...[': b', ':', ' : b', '::', ':A: b'].map((line) => request(`name that is empty, ${shown(line)}`, get(`${line}\r\n`), line === ' : b' ? either('5.2', GOT) : refuse('5.1'))),
  ...['A', 'A b', 'A=b', 'GET /evil HTTP/1.1', 'Content-Length 5', '-', '{"a":1}', '\xe9'].map((line) => request(`no colon, ${shown(line)}`, get(`${line}\r\n`), refuse('5.1'))),
  ...['A:b', 'A:  b', 'A:\tb', 'A:: b', 'A: : b', 'A: b:c', 'A:', 'A:  ', 'A: b\t ', 'A: "b', 'A: (b', 'A: b;c=d, e', `A: ${'b'.repeat(8000)}`].map((line) => request(`value, ${shown(line)}`, get(`${line}\r\n`), accept('5', GOT))),

  request('folded line after a value', get('A: b\r\n c\r\n'), either('5.2', GOT)),
  request('folded line with a tab', get('A: b\r\n\tc\r\n'), either('5.2', GOT)),
  request('folded line that is empty', get('A: b\r\n \r\n'), either('5.2', GOT)),
  request('folded line that begins a value', get('A:\r\n b\r\n'), either('5.2', GOT)),
  request('folded line with a colon', get('A: b\r\n C: d\r\n'), either('5.2', GOT)),
  request('folded line in front of the fields', `GET /x HTTP/1.1\r\n A: b\r\nHost: h\r\n\r\n`, either('2.2', GOT)),
  request('folded line in front of the fields that has a length', `POST /x HTTP/1.1\r\n Content-Length: 5\r\nHost: h\r\n\r\n`, either('2.2', POSTED_EMPTY)),
  request('folded length', post('Content-Length:\r\n 5\r\n', BODY), either('5.2', POSTED)),
  request('folded length of two lines', post('Content-Length: 0\r\n 5\r\n', BODY), refuse('5.2')),
  request('folded length that ends with an empty line', post('Content-Length: 5\r\n \r\n', BODY), either('5.2', POSTED)),
  request('folded line that is a length', post('A: b\r\n Content-Length: 5\r\n'), either('5.2', POSTED_EMPTY)),
  request('folded coding', post('Transfer-Encoding:\r\n chunked\r\n', CHUNKS), either('5.2', POSTED)),
  request('folded coding with a tab', post('Transfer-Encoding:\r\n\tchunked\r\n', CHUNKS), either('5.2', POSTED)),
  request('folded coding of two lines', post('Transfer-Encoding: gzip,\r\n chunked\r\n', CHUNKS), either('5.2', POSTED)),
  request('folded coding that ends with identity', post('Transfer-Encoding: chunked\r\n , identity\r\n', CHUNKS), refuse('5.2')),
  request('folded line that is a coding', post('A: b\r\n Transfer-Encoding: chunked\r\n'), either('5.2', POSTED_EMPTY)),
  request('folded Host', `GET /x HTTP/1.1\r\nHost:\r\n h\r\n\r\n`, either('5.2', GOT)),
  request('folded line and LF', get('A: b\n c\r\n'), either('5.2', GOT)),
  request('folded line and CR', get('A: b\r c\r\n'), either('2.2', GOT)),

  request('Host missing', 'GET /x HTTP/1.1\r\n\r\n', refuse('3.2')),
  request('Host missing in a request of HTTP/1.0', 'GET /x HTTP/1.0\r\n\r\n', acceptLast('3.2', GOT)),
  request('Host twice', 'GET /x HTTP/1.1\r\nHost: h\r\nHost: i\r\n\r\n', refuse('3.2')),
  request('Host twice with equal values', 'GET /x HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n', refuse('3.2')),
  request('Host twice in two cases', 'GET /x HTTP/1.1\r\nHost: h\r\nhOST: i\r\n\r\n', refuse('3.2')),
  request('Host twice in a request of HTTP/1.0', 'GET /x HTTP/1.0\r\nHost: h\r\nHost: i\r\n\r\n', refuse('3.2')),
  ...BAD_HOSTS.map((host) => request(`Host ${shown(host)}`, `GET /x HTTP/1.1\r\nHost: ${host}\r\n\r\n`, refuse('3.2'))),
  ...GOOD_HOSTS.map((host) => request(`Host ${shown(host)}`, `GET /x HTTP/1.1\r\nHost: ${host}\r\n\r\n`, accept('3.2', GOT))),

  ...CLOSING.map((value) => request(`Connection ${shown(value)}`, get(`Connection: ${value}\r\n`), acceptLast('9.6', GOT))),
  ...NOT_CLOSING.map((value) => request(`Connection ${shown(value)}`, get(`Connection: ${value}\r\n`), ['"close"', 'close;q=1', 'not close', 'close foo'].includes(value) ? either('RFC 9110 7.6.1', GOT) : accept('9.3', GOT))),
  request('Connection twice, close first', get('Connection: close\r\nConnection: keep-alive\r\n'), acceptLast('9.6', GOT)),
  request('Connection twice, close last', get('Connection: keep-alive\r\nConnection: close\r\n'), acceptLast('9.6', GOT)),
  request('Connection: close and a body', post('Connection: close\r\nContent-Length: 5\r\n', BODY), acceptLast('9.6', POSTED)),
  request('Connection: keep-alive of HTTP/1.0', 'GET /x HTTP/1.0\r\nConnection: keep-alive\r\n\r\n', accept('9.3', GOT)),
  request('Connection: close, keep-alive of HTTP/1.0', 'GET /x HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n', acceptLast('9.3', GOT)),
  request('Proxy-Connection: close', get('Proxy-Connection: close\r\n'), eitherLast('C.2.2', GOT)),
  request('Keep-Alive: timeout=0', get('Keep-Alive: timeout=0\r\n'), accept('9.3', GOT)),

  request('Upgrade without the connection option', get('Upgrade: foo\r\n'), accept('RFC 9110 7.8', GOT)),
  request('Upgrade that no listener takes', get('Connection: Upgrade\r\nUpgrade: foo\r\n'), accept('RFC 9110 7.8', GOT)),
  request('Upgrade to h2c', get('Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n'), accept('RFC 9110 7.8', GOT)),
  request('Upgrade of a POST with a length', post('Connection: Upgrade\r\nUpgrade: foo\r\nContent-Length: 5\r\n', BODY), accept('RFC 9110 7.8', POSTED)),
  request('Upgrade of a POST with chunks', post('Connection: Upgrade\r\nUpgrade: foo\r\nTransfer-Encoding: chunked\r\n', CHUNKS), accept('RFC 9110 7.8', POSTED)),
  request('Connection: Upgrade without Upgrade', get('Connection: Upgrade\r\n'), accept('RFC 9110 7.8', GOT)),
  request('Expect and a length', post('Expect: 100-continue\r\nContent-Length: 5\r\n', BODY), accept('RFC 9110 10.1.1', POSTED)),
  request('Expect without a body', get('Expect: 100-continue\r\n'), accept('RFC 9110 10.1.1', GOT)),
  request('Expect twice', post('Expect: 100-continue\r\nExpect: 100-continue\r\nContent-Length: 5\r\n', BODY), accept('RFC 9110 10.1.1', POSTED)),
  request('Expect of HTTP/1.0', `POST /x HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n${BODY}`, acceptLast('RFC 9110 10.1.1', POSTED)),

  request('1000 fields', get('A: b\r\n'.repeat(999)), either('RFC 9110 5.4', GOT)),
  request('1001 fields', get('A: b\r\n'.repeat(1000)), either('RFC 9110 5.4', GOT)),
  request('1100 fields, then a length', post(`${'A: b\r\n'.repeat(1100)}Content-Length: 5\r\n`, BODY), either('RFC 9110 5.4', POSTED)),
  request('a value of 20000 bytes', get(`A: ${'b'.repeat(20_000)}\r\n`), either('RFC 9110 5.4', GOT)),
  request('a name of 20000 bytes', get(`${'A'.repeat(20_000)}: b\r\n`), either('RFC 9110 5.4', GOT)),
  request('fields named as members of objects', get('__proto__: a\r\nconstructor: b\r\nhasOwnProperty: c\r\n'), accept('5', GOT)),
  request('X-HTTP-Method-Override', post('X-HTTP-Method-Override: GET\r\nContent-Length: 5\r\n', BODY), accept('6.3', POSTED)),
  request('Trailer that names a length', post('Trailer: Content-Length\r\nContent-Length: 5\r\n', BODY), accept('6.3', message('POST /x', BODY))),
]
