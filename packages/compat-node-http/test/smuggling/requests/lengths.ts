/** Requests with Content-Length: its values, its number, its name, and the methods that have it. */
import { accept, acceptLast, BODY, eitherLast, either, message, NEXT, post, POSTED, POSTED_EMPTY, refuse, request, shown, type Ask, type RequestCase } from '../case.js'
import { LENGTH_FIELDS, LENGTHS, type Length } from '../values/lengths.js'

const ASKS: Record<Length, Ask> = {
  five: accept('RFC 9110 8.6', POSTED),
  list: either('6.3 (5)', POSTED),
  // The next request is a part of the body, which is not complete.
  more: acceptLast('RFC 9110 8.6'),
  huge: eitherLast('RFC 9110 8.6'),
  invalid: refuse('6.3 (5)'),
}

/** Other names that a careless comparison takes for Content-Length. */
const OTHER_NAMES = ['Content_Length', 'Content-Length-', 'Content.Length', 'ContentLength', 'Content-Lengt', 'XContent-Length', 'X-Content-Length', 'Content-Length2', 'Content--Length', '-Content-Length', "Content-Length'", 'Content~Length']

export const LENGTH_CASES: RequestCase[] = [
  ...LENGTHS.map(([value, is]) => request(`length ${shown(value)}`, post(`Content-Length:${value}\r\n`, BODY), ASKS[is])),
  ...LENGTH_FIELDS.map(([values, is]) => request(`length fields ${shown(values.join(' | '))}`, post(values.map((value) => `Content-Length: ${value}\r\n`).join(''), BODY), ASKS[is])),
  ...['content-length', 'CONTENT-LENGTH', 'cOnTeNt-LeNgTh'].map((name) => request(`length named ${name}`, post(`${name}: 5\r\n`, BODY), accept('RFC 9110 5.1', POSTED))),
  ...OTHER_NAMES.map((name) => request(`length in another field, ${name}`, post(`${name}: 5\r\n`), accept('RFC 9110 5.1', POSTED_EMPTY))),
  request('length in two cases of one name', post('Content-Length: 5\r\ncontent-length: 6\r\n', BODY), refuse('6.3 (5)')),
  request('length 0', post('Content-Length: 0\r\n'), accept('6.3', POSTED_EMPTY)),
  request('length 0 and a body', post('Content-Length: 0\r\n', BODY), refuse('6.3', POSTED_EMPTY)),
  request('length 4 and a longer body', post('Content-Length: 4\r\n', BODY), refuse('6.3', message('POST /x', 'abcd'))),
  request('length that takes in the next request', post(`Content-Length: ${NEXT.length}\r\n`), acceptLast('6.3', message('POST /x', NEXT))),
  request('no length', post(''), accept('6.3 (7)', POSTED_EMPTY)),
  request('no length, and a body', post('', BODY), refuse('6.3 (7)', POSTED_EMPTY)),
  ...['GET', 'HEAD', 'OPTIONS', 'DELETE', 'PUT', 'PATCH', 'QUERY'].map((method) => request(`length of ${method}`, `${method} /x HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n${BODY}`, accept('6.3', message(`${method} /x`, BODY)))),
  request('length of TRACE', `TRACE /x HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n${BODY}`, either('RFC 9110 9.3.8', message('TRACE /x', BODY))),
  request('length of a request of HTTP/1.0', `POST /x HTTP/1.0\r\nContent-Length: 5\r\n\r\n${BODY}`, acceptLast('9.3', POSTED)),
  request('length in the query', 'POST /x?Content-Length:5 HTTP/1.1\r\nHost: h\r\n\r\n', accept('6.3', message('POST /x?Content-Length:5'))),
  request('length after an empty field', post('A:\r\nContent-Length: 5\r\n', BODY), accept('6.3', POSTED)),
  request('length as a value', post('A: Content-Length: 5\r\n'), accept('6.3', POSTED_EMPTY)),
]
