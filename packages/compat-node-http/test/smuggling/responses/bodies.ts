/** Responses that have no body by their status or by the method of the request, interim responses, and bytes after responses. */
import { BODY, CHUNKS, message, type ResponseCase } from '../case.js'
import { answer, refuseResponse, response, RESPONSE_200, take, takeOrRefuse } from './support.js'

const OK = answer('Content-Length: 5\r\n', BODY)

/** The framing of a response that must not have a body. It has no effect (section 6.3 (1)). */
const FRAMINGS: [name: string, fields: string][] = [
  ['nothing', ''],
  ['a length', 'Content-Length: 5\r\n'],
  ['length 0', 'Content-Length: 0\r\n'],
  ['chunks', 'Transfer-Encoding: chunked\r\n'],
]

const BODILESS: [name: string, status: string, method: string][] = [
  ['204', '204', 'GET'],
  ['304', '304', 'GET'],
  ['200 to HEAD', '200', 'HEAD'],
  ['404 to HEAD', '404', 'HEAD'],
]

const INTERIM = ['100', '102', '103', '199']

export const BODY_CASES: ResponseCase[] = [
  ...BODILESS.flatMap(([name, status, method]) =>
    FRAMINGS.flatMap(([framing, fields]) => [
      response(`${name} with ${framing}`, answer(fields, '', `HTTP/1.1 ${status} S`), take('6.3 (1)', message(status)), method),
      response(`${name} with ${framing}, and a body`, answer(fields, fields.includes('chunked') ? CHUNKS : BODY, `HTTP/1.1 ${status} S`), takeOrRefuse('6.3 (1)', message(status)), method),
    ]),
  ),
  response('204 with an invalid length', answer('Content-Length: x\r\n', '', 'HTTP/1.1 204 S'), takeOrRefuse('6.3 (1)', message('204'))),
  response('204 with length and coding', answer('Content-Length: 5\r\nTransfer-Encoding: chunked\r\n', '', 'HTTP/1.1 204 S'), takeOrRefuse('6.3 (1)', message('204'))),
  response('204 with an unknown coding', answer('Transfer-Encoding: gzip\r\n', '', 'HTTP/1.1 204 S'), takeOrRefuse('6.3 (1)', message('204'))),
  response('304 with an unknown coding', answer('Transfer-Encoding: gzip\r\n', '', 'HTTP/1.1 304 S'), take('6.3 (1)', message('304'))),
  response('205 with a body', answer('Content-Length: 5\r\n', BODY, 'HTTP/1.1 205 S'), take('6.3', message('205', BODY))),
  response('205 without framing', answer('', '', 'HTTP/1.1 205 S'), take('6.3 (8)', message('205'))),
  ...INTERIM.flatMap((status) => [
    response(`${status}, then a response`, answer('', OK, `HTTP/1.1 ${status} S`), take('RFC 9110 15.2', RESPONSE_200)),
    ...FRAMINGS.slice(1).map(([framing, fields]) => response(`${status} with ${framing}, then a response`, answer(fields, OK, `HTTP/1.1 ${status} S`), takeOrRefuse('6.3 (1)', RESPONSE_200))),
    response(`${status} with a body, then a response`, answer('Content-Length: 5\r\n', `${BODY}${OK}`, `HTTP/1.1 ${status} S`), refuseResponse('6.3 (1)')),
    response(`${status}, then the end`, answer('', '', `HTTP/1.1 ${status} S`), refuseResponse('8')),
  ]),
  response('100 twice, 103, then a response', `${'HTTP/1.1 100 Continue\r\n\r\n'.repeat(2)}HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${OK}`, take('RFC 9110 15.2', RESPONSE_200)),
  response('100 of HTTP/1.0, then a response', `HTTP/1.0 100 Continue\r\n\r\n${OK}`, takeOrRefuse('RFC 9110 15.2', RESPONSE_200)),
  response('100 with Connection: close, then a response', answer('Connection: close\r\n', OK, 'HTTP/1.1 100 Continue'), takeOrRefuse('9.6', RESPONSE_200)),
  response('100, then a response to HEAD', `HTTP/1.1 100 Continue\r\n\r\n${answer('Content-Length: 5\r\n')}`, take('6.3 (1)', message('200')), 'HEAD'),
  response('101 without Upgrade', answer('', '', 'HTTP/1.1 101 S'), takeOrRefuse('RFC 9110 15.2.2', message('101'))),
  response('101 without Upgrade, then a response', answer('', OK, 'HTTP/1.1 101 S'), takeOrRefuse('RFC 9110 15.2.2', RESPONSE_200)),
  response('101 that was not asked for', answer('Connection: Upgrade\r\nUpgrade: foo\r\n', BODY, 'HTTP/1.1 101 S'), refuseResponse('RFC 9110 15.2.2')),
  response('101 with a length', answer('Connection: Upgrade\r\nUpgrade: foo\r\nContent-Length: 5\r\n', BODY, 'HTTP/1.1 101 S'), refuseResponse('RFC 9110 15.2.2')),
  response('200 to CONNECT', answer('', '', 'HTTP/1.1 200 S'), takeOrRefuse('6.3 (2)', message('200')), 'CONNECT'),
  response('200 to CONNECT with a length', answer('Content-Length: 5\r\n', BODY, 'HTTP/1.1 200 S'), takeOrRefuse('6.3 (2)', message('200')), 'CONNECT'),
  response('407 to CONNECT', answer('Content-Length: 5\r\n', BODY, 'HTTP/1.1 407 S'), takeOrRefuse('6.3 (2)', message('407', BODY)), 'CONNECT'),

  response('a response after the response', `${OK}HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil`, take('9.2', RESPONSE_200)),
  response('junk after the response', `${OK}junk`, take('9.2', RESPONSE_200)),
  response('a byte after the response', `${OK}x`, take('9.2', RESPONSE_200)),
  response('an empty line after the response', `${OK}\r\n`, take('9.2', RESPONSE_200)),
  response('an interim response after the response', `${OK}HTTP/1.1 100 Continue\r\n\r\n`, take('9.2', RESPONSE_200)),
  response('a response after chunks', answer('Transfer-Encoding: chunked\r\n', `${CHUNKS}HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil`), take('9.2', RESPONSE_200)),
  response('a response after Connection: close', answer('Connection: close\r\nContent-Length: 5\r\n', `${BODY}HTTP/1.1 200 OK\r\n\r\n`), take('9.6', RESPONSE_200)),
  response('a response after a 204', `HTTP/1.1 204 S\r\n\r\n${OK}`, take('9.2', message('204'))),
  response('a response after one to HEAD', `${answer('Content-Length: 5\r\n')}${OK}`, take('9.2', message('200')), 'HEAD'),
  response('half a response after the response', `${OK}HTTP/1.1 200 OK\r\nX: `, take('9.2', RESPONSE_200)),
  response('length 4 and a longer body', answer('Content-Length: 4\r\n', BODY), take('9.2', message('200', 'abcd'))),
  response('length 0 and a body', answer('Content-Length: 0\r\n', BODY), take('9.2', message('200'))),
]
