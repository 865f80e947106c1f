/** Responses with unusual status lines and fields. */
import { BODY, message, shown, type Ask, type ResponseCase } from '../case.js'
import { answer, refuseResponse, response, RESPONSE_200, take, takeOrRefuse } from './support.js'

const FIVE = 'Content-Length: 5\r\n'
const line = (name: string, text: string, ask: Ask): ResponseCase => response(name, answer(FIVE, BODY, text), ask)

const VERSIONS: [version: string, ask: Ask][] = [
  ['HTTP/1.1', take('2.3', RESPONSE_200)],
  ['HTTP/1.0', take('2.3', RESPONSE_200)],
  ['HTTP/1.2', take('RFC 9110 2.5', RESPONSE_200)],
  ...['HTTP/0.9', 'HTTP/2.0', 'HTTP/3.0', 'HTTP/9.9'].map((version): [string, Ask] => [version, takeOrRefuse('2.3', RESPONSE_200)]),
  ...['HTTP/1.10', 'HTTP/01.1', 'HTTP/11.1', 'HTTP/1.', 'HTTP/.1', 'HTTP/1', 'HTTP/2', 'HTTP', 'HTTP/1,1', 'HTTP/1.x', 'HTTP/+1.1', 'HTTP/1.1a', 'HTTP//1.1', 'HTTP 1.1', 'HTTP/ 1.1', 'http/1.1', 'Http/1.1', 'HTTPS/1.1', 'XHTTP/1.1', 'RTSP/1.0', 'ICY', ''].map((version): [string, Ask] => [version, refuseResponse('2.3')]),
]

const STATUSES: [status: string, ask: Ask][] = [
  ...['200', '201', '206', '299', '300', '404', '500', '599'].map((status): [string, Ask] => [status, take('4', message(status, BODY))]),
  // A status above 599 is treated as a 5xx (RFC 9110 section 15).
  ...['600', '799', '999'].map((status): [string, Ask] => [status, takeOrRefuse('RFC 9110 15', message(status, BODY))]),
  ...['000', '001', '099'].map((status): [string, Ask] => [status, takeOrRefuse('RFC 9110 15', message(String(Number(status)), BODY))]),
  ...['20', '2', '', '2000', '0200', '20000000200', '2x0', 'x00', 'abc', '+20', '-20', '2.0', '2 0', ' 200', '\t200', '0x1', '20\0', '"200"', '٢٠٠'.replace(/[^]/g, '\xd9'), '200,', '200:', '200;'].map((status): [string, Ask] => [status, refuseResponse('4')]),
]

/** The bytes after the three digits. */
const REASONS: [reason: string, ask: Ask][] = [
  ...[' OK', ' ', '', ' Not Found', ' \xe9\xff', ' a\tb', '  OK', ' OK ', ' 200 OK', ' HTTP/1.1 200 OK', ' a:b', ` ${'x'.repeat(8000)}`].map((reason): [string, Ask] => [reason, reason === '' ? takeOrRefuse('4', RESPONSE_200) : take('4', RESPONSE_200)]),
  // Not in the syntax; but a client should ignore the reason.
  ...[' a\0b', ' \0', ' a\x01b', ' \x7f', ' a\x0bb', ' a\x1bb'].map((reason): [string, Ask] => [reason, takeOrRefuse('4', RESPONSE_200)]),
  [' a\rb', takeOrRefuse('2.2', RESPONSE_200)],
  [' OK\r', refuseResponse('2.2')],
  ['\r', refuseResponse('2.2')],
  [' OK\r\r', refuseResponse('2.2')],
  ['\tOK', refuseResponse('4')],
  ['OK', refuseResponse('4')],
  ['-OK', refuseResponse('4')],
  [` ${'x'.repeat(20_000)}`, takeOrRefuse('4', RESPONSE_200)],
]

export const STATUS_LINE_CASES: ResponseCase[] = [
  ...VERSIONS.map(([version, ask]) => line(`version ${shown(version)}`, `${version} 200 OK`, ask)),
  ...STATUSES.map(([status, ask]) => line(`status ${shown(status)}`, `HTTP/1.1 ${status} OK`, ask)),
  ...REASONS.map(([reason, ask]) => line(`reason ${shown(reason)}`, `HTTP/1.1 200${reason}`, ask)),
  line('two spaces before the status', 'HTTP/1.1  200 OK', refuseResponse('4')),
  line('a tab before the status', 'HTTP/1.1\t200 OK', refuseResponse('4')),
  line('no space before the status', 'HTTP/1.1200 OK', refuseResponse('4')),
  line('a space before the version', ' HTTP/1.1 200 OK', refuseResponse('4')),
  line('no status line', 'Server: x', refuseResponse('4')),
  response('a request', 'GET / HTTP/1.1\r\nHost: h\r\n\r\n', refuseResponse('4')),
  response('junk', 'junk\r\n\r\n', refuseResponse('4')),
  response('only a status line', 'HTTP/1.1 200 OK\r\n', refuseResponse('8')),
  response('nothing', '', refuseResponse('8')),
  response('LF after the status line', `HTTP/1.1 200 OK\n${FIVE}\r\n${BODY}`, takeOrRefuse('2.2', RESPONSE_200)),
  response('LF at the end of every line', `HTTP/1.1 200 OK\nContent-Length: 5\n\n${BODY}`, takeOrRefuse('2.2', RESPONSE_200)),
  response('LF after a status without a reason', `HTTP/1.1 200\n${FIVE}\r\n${BODY}`, takeOrRefuse('2.2', RESPONSE_200)),
  response('CR after the status line', `HTTP/1.1 200 OK\r${FIVE}\r\n${BODY}`, refuseResponse('2.2')),
  response('an empty line before the status line', `\r\n${answer(FIVE, BODY)}`, takeOrRefuse('2.2', RESPONSE_200)),
  response('LF before the status line', `\n${answer(FIVE, BODY)}`, takeOrRefuse('2.2', RESPONSE_200)),
  response('a byte before the status line', `x${answer(FIVE, BODY)}`, refuseResponse('4')),
  response('NUL before the status line', `\0${answer(FIVE, BODY)}`, refuseResponse('4')),

  response('a space before the colon', answer('Content-Length : 5\r\n', BODY), takeOrRefuse('5.1', RESPONSE_200)),
  response('a space before the colon of a coding', answer('Transfer-Encoding : chunked\r\n', '5\r\nabcde\r\n0\r\n\r\n'), takeOrRefuse('5.1', RESPONSE_200)),
  response('a folded line', answer(`A: b\r\n c\r\n${FIVE}`, BODY), takeOrRefuse('5.2', RESPONSE_200)),
  response('a folded length', answer('Content-Length:\r\n 5\r\n', BODY), takeOrRefuse('5.2', RESPONSE_200)),
  response('a folded coding', answer('Transfer-Encoding:\r\n chunked\r\n', '5\r\nabcde\r\n0\r\n\r\n'), takeOrRefuse('5.2', RESPONSE_200)),
  response('a space before the first name', answer(` A: b\r\n${FIVE}`, BODY), takeOrRefuse('2.2', RESPONSE_200)),
  response('LF in a value', answer(`A: b\n${FIVE}`, BODY), takeOrRefuse('2.2', RESPONSE_200)),
  response('CR in a value', answer(`A: b\rc\r\n${FIVE}`, BODY), takeOrRefuse('2.2', RESPONSE_200)),
  response('CR that hides a length', answer('A: b\rContent-Length: 5\r\n', BODY), takeOrRefuse('2.2', RESPONSE_200)),
  response('NUL in a value', answer(`A: b\0c\r\n${FIVE}`, BODY), takeOrRefuse('RFC 9110 5.5', RESPONSE_200)),
  response('a control character in a value', answer(`A: b\x01c\r\n${FIVE}`, BODY), takeOrRefuse('RFC 9110 5.5', RESPONSE_200)),
  response('DEL in a value', answer(`A: b\x7f\r\n${FIVE}`, BODY), takeOrRefuse('RFC 9110 5.5', RESPONSE_200)),
  response('bytes above 7f in a value', answer(`A: \x80\xff\r\n${FIVE}`, BODY), take('RFC 9110 5.5', RESPONSE_200)),
  response('an empty name', answer(`: b\r\n${FIVE}`, BODY), refuseResponse('5.1')),
  response('no colon', answer(`A\r\n${FIVE}`, BODY), refuseResponse('5.1')),
  response('a name with a space', answer(`A b: c\r\n${FIVE}`, BODY), refuseResponse('5.1')),
  response('a name with NUL', answer(`A\0: c\r\n${FIVE}`, BODY), refuseResponse('5.1')),
  response('a name with a byte above 7f', answer(`\xe9: c\r\n${FIVE}`, BODY), refuseResponse('5.1')),
  response('CR LF CR at the end of the head', `HTTP/1.1 200 OK\r\n${FIVE}\r${BODY}`, refuseResponse('2.2')),
  response('1001 fields', answer(`${'A: b\r\n'.repeat(1000)}${FIVE}`, BODY), takeOrRefuse('RFC 9110 5.4', RESPONSE_200)),
  response('a value of 20000 bytes', answer(`A: ${'b'.repeat(20_000)}\r\n${FIVE}`, BODY), takeOrRefuse('RFC 9110 5.4', RESPONSE_200)),
]
