/** Requests with unusual request lines: methods, targets, versions, spaces. */
import { accept, acceptLast, either, eitherLast, GOT, message, refuse, request, shown, type Ask, type RequestCase } from '../case.js'

const line = (name: string, text: string, ask: Ask): RequestCase => request(name, `${text}\r\nHost: h\r\n\r\n`, ask)
const got = (target: string): string => message(`GET ${target}`)

/** Versions, and what is asked of a server of HTTP/1.1. */
const VERSIONS: [version: string, ask: Ask][] = [
  ['HTTP/1.1', accept('2.3', GOT)],
  ['HTTP/1.0', acceptLast('9.3', GOT)],
  // A minor version above ours should be taken for ours.
  ['HTTP/1.2', accept('RFC 9110 2.5', GOT)],
  ['HTTP/1.9', accept('RFC 9110 2.5', GOT)],
  ['HTTP/0.9', eitherLast('2.3', GOT)],
  ['HTTP/0.0', eitherLast('2.3', GOT)],
  ['HTTP/2.0', eitherLast('2.3', GOT)],
  ['HTTP/2.1', eitherLast('2.3', GOT)],
  ['HTTP/3.0', eitherLast('2.3', GOT)],
  ['HTTP/9.9', eitherLast('2.3', GOT)],
  ...['HTTP/1.10', 'HTTP/1.01', 'HTTP/01.1', 'HTTP/11.1', 'HTTP/1.1.1', 'HTTP/1.', 'HTTP/.1', 'HTTP/1', 'HTTP/', 'HTTP', 'HTTP/2', 'HTTP/1,1', 'HTTP/1.x', 'HTTP/x.1', 'HTTP/+1.1', 'HTTP/-1.1', 'HTTP/1.1a', 'HTTP/1.1/', 'HTTP//1.1', 'HTTP\\1.1', 'HTTP1.1', 'HTTP 1.1', 'HTTP/ 1.1', 'HTTP/1 .1', 'HTTP/1. 1', 'http/1.1', 'Http/1.1', 'hTTP/1.1', 'HTTPS/1.1', 'XHTTP/1.1', 'HTTQ/1.1', 'RTSP/1.0', 'ICE/1.0', 'SIP/2.0', '1.1', 'HTTP/\xef\xbc\x91.1'].map((version): [string, Ask] => [version, refuse('2.3')]),
]

/** Targets of GET. */
const TARGETS: [target: string, ask: Ask][] = [
  ...['/', '/x?y', '/x?a?b', '/x//y', '//x', '///', '/../x', '/./x', '/x;a=b', '/%2e%2e/x', '/%00', '/%0d%0aA:b', '/x?a=/b', '/:', '/@', "/x'", '/(x)', '/~x', '/*', '/x%20HTTP/1.1', 'http://h/x', 'http://other/x', 'HTTP://h/x', 'http://h', 'http://h:80/x', 'http://[::1]/x', 'https://h/x', '/' + 'x'.repeat(8000)].map((target): [string, Ask] => [target, accept('3.2', got(target))]),
  // Not in the syntax of a target, but also not in that of another message.
  ...['/x#y', '/#', '/%', '/%zz', '/%0', '/x|y', '/x"y', '/<x>', '/x\\y', '/x^y', '/x`y', '/{x}', '/[x]', 'http://u:p@h/x', 'http://', 'http:/x', 'http:x', 'ftp://h/x', 'x', 'x/y', '?x', '#x', 'h:80', '[::1]:80', '**', '*x', '\\x', '..', 'javascript:x', 'http://h h/x', 'http://h/x#y', 'http://h:x/', '://h/'].map((target): [string, Ask] => [target, target.includes(' ') ? refuse('3') : either('3.2', got(target))]),
  ['*', either('3.2.4', got('*'))],
  ['', refuse('3')],
  ['/x y', refuse('3.2')],
  ['/x HTTP/1.1 y', refuse('3.2')],
  ['/' + 'x'.repeat(20_000), either('3', got('/' + 'x'.repeat(20_000)))],
]

const METHODS: [method: string, ask: Ask][] = [
  ...['OPTIONS', 'DELETE', 'PATCH', 'PUT', 'QUERY', 'PROPFIND', 'M-SEARCH', 'SOURCE', 'TRACE', 'HEAD'].map((method): [string, Ask] => [method, accept('3.1', message(`${method} /x`))]),
  // A server should reply 501 to a method that it does not know; this is a refusal too.
  ...['FOO', 'get', 'Get', 'gET', 'GETT', 'GE', 'G', 'GET1', '!', 'BREW'].map((method): [string, Ask] => [method, either('3.1', message(`${method} /x`))]),
  ...['', 'G:T', 'G,T', 'G/T', 'G(T', '"GET"', 'G@T', '{}', 'G\xe9T', 'GET:', 'DESCRIBE\0'].map((method): [string, Ask] => [method, refuse('3.1')]),
  ['DESCRIBE', either('3.1', message('DESCRIBE /x'))],
  ['X'.repeat(300), either('3.1', message(`${'X'.repeat(300)} /x`))],
]

export const LINE_CASES: RequestCase[] = [
  ...VERSIONS.map(([version, ask]) => line(`version ${shown(version)}`, `GET /x ${version}`, ask)),
  ...TARGETS.map(([target, ask]) => line(`target ${shown(target)}`, `GET ${target} HTTP/1.1`, ask)),
  ...METHODS.map(([method, ask]) => line(`method ${shown(method)}`, `${method} /x HTTP/1.1`, ask)),
  line('target * of OPTIONS', 'OPTIONS * HTTP/1.1', accept('3.2.4', message('OPTIONS *'))),
  line('target of CONNECT without a listener', 'CONNECT h:80 HTTP/1.1', eitherLast('3.2.3', message('CONNECT h:80'))),
  line('target of CONNECT that is a path', 'CONNECT /x HTTP/1.1', refuse('3.2.3')),
  line('target of CONNECT without a port', 'CONNECT h HTTP/1.1', eitherLast('3.2.3', message('CONNECT h'))),
  line('target of CONNECT with a length', 'CONNECT h:80 HTTP/1.1\r\nContent-Length: 5', eitherLast('3.2.3', message('CONNECT h:80'))),
  line('no version', 'GET /x', eitherLast('3', GOT)),
  line('no version, and a space', 'GET /x ', eitherLast('3', GOT)),
  line('no target', 'GET HTTP/1.1', refuse('3')),
  line('no target, and two spaces', 'GET  HTTP/1.1', refuse('3')),
  line('only a method', 'GET', refuse('3')),
  line('only a method and a space', 'GET ', refuse('3')),
  line('two spaces before the target', 'GET  /x HTTP/1.1', either('3', GOT)),
  line('two spaces before the version', 'GET /x  HTTP/1.1', either('3', GOT)),
  line('a space at the end', 'GET /x HTTP/1.1 ', either('3', GOT)),
  line('a fourth word', 'GET /x HTTP/1.1 y', refuse('3')),
  line('a second version', 'GET /x HTTP/1.1 HTTP/1.1', refuse('3')),
  line('a version of another protocol in the target', 'GET /x HTTP/1.0 HTTP/1.1', refuse('3')),
]
