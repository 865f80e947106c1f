/** The rules of RFC 9110 section 15.4, as a table. */
import { expect, test } from 'vitest'
import { carriesHeader, decideRedirect, targetOf, visit, type RedirectFacts } from './rules.js'

const url = new URL('http://a.test/from')
const facts = (over: Partial<RedirectFacts>): RedirectFacts => ({
  url,
  method: 'GET',
  status: 302,
  location: '/to',
  isReplayable: true,
  visited: new Set([visit('GET', url)]),
  left: 5,
  isSecurable: false,
  ...over,
})
const told = (over: Partial<RedirectFacts>): string => {
  const verdict = decideRedirect(facts(over))
  if (verdict.kind === 'fail') return verdict.error.code
  return verdict.kind === 'deliver' ? 'deliver' : `${verdict.method} ${verdict.url.href}${verdict.keepsBody ? ' with body' : ''}${verdict.isSameOrigin ? '' : ' elsewhere'}`
}

test.each<[string, Partial<RedirectFacts>, string]>([
  ['200', { status: 200 }, 'deliver'],
  ['300, which offers a choice', { status: 300 }, 'deliver'],
  ['304', { status: 304 }, 'deliver'],
  ['305', { status: 305 }, 'deliver'],
  ['no Location', { location: undefined }, 'deliver'],
  ['301 of GET', { status: 301 }, 'GET http://a.test/to with body'],
  ['302 of HEAD', { method: 'HEAD' }, 'HEAD http://a.test/to with body'],
  ['301 of POST', { status: 301, method: 'POST' }, 'GET http://a.test/to'],
  ['302 of POST', { method: 'POST' }, 'GET http://a.test/to'],
  ['302 of PUT', { method: 'PUT' }, 'PUT http://a.test/to with body'],
  ['303 of POST', { status: 303, method: 'POST' }, 'GET http://a.test/to'],
  ['303 of PUT', { status: 303, method: 'PUT' }, 'GET http://a.test/to'],
  ['303 of GET with a body', { status: 303, isReplayable: false }, 'GET http://a.test/to'],
  ['303 of HEAD', { status: 303, method: 'HEAD' }, 'HEAD http://a.test/to'],
  ['307 of POST', { status: 307, method: 'POST' }, 'POST http://a.test/to with body'],
  ['308 of POST', { status: 308, method: 'POST' }, 'POST http://a.test/to with body'],
  ['307 of POST whose body cannot be sent again', { status: 307, method: 'POST', isReplayable: false }, 'deliver'],
  ['302 of POST whose body cannot be sent again', { method: 'POST', isReplayable: false }, 'GET http://a.test/to'],
  ['another port', { location: 'http://a.test:81/' }, 'GET http://a.test:81/ with body elsewhere'],
  ['another host', { location: '//b.test/x' }, 'GET http://b.test/x with body elsewhere'],
  ['a relative Location', { location: 'x?y#z' }, 'GET http://a.test/x?y with body'],
  ['credentials in Location', { location: 'http://u:p@a.test/to' }, 'GET http://a.test/to with body'],
  ['https, for a request that cannot use TLS', { location: 'https://a.test/to' }, 'ERR_HTTP_REDIRECT_LOCATION'],
  ['https, for a request that can use TLS', { location: 'https://a.test/to', isSecurable: true }, 'GET https://a.test/to with body elsewhere'],
  ['from https to http', { url: new URL('https://a.test/from'), location: 'http://a.test/to', isSecurable: true }, 'ERR_HTTP_REDIRECT_LOCATION'],
  ['neither http nor https', { location: 'ftp://a.test/to', isSecurable: true }, 'ERR_HTTP_REDIRECT_LOCATION'],
  ['an invalid URL', { location: 'http://' }, 'ERR_HTTP_REDIRECT_LOCATION'],
  ['the same place', { location: '/from' }, 'ERR_HTTP_REDIRECT_LOOP'],
  ['the same place with another fragment', { location: '/from#x' }, 'ERR_HTTP_REDIRECT_LOOP'],
  ['the same place with another method', { location: '/from', method: 'POST', visited: new Set([visit('POST', url)]) }, 'GET http://a.test/from'],
  ['the limit', { left: 0 }, 'ERR_HTTP_TOO_MANY_REDIRECTS'],
])('%s', (_claim, over, expected) => {
  expect(told(over)).toBe(expected)
})

test.each<[string, boolean, boolean, boolean]>([
  ['Accept', false, false, true],
  ['Host', true, true, false],
  ['Authorization', true, true, true],
  ['AUTHORIZATION', true, false, false],
  ['Cookie', true, false, false],
  ['Cookie2', true, false, false],
  ['Proxy-Authorization', true, false, false],
  ['Content-Type', true, true, true],
  ['Content-Type', false, true, false],
  ['Content-Length', false, true, false],
  ['Transfer-Encoding', false, true, false],
  ['Expect', false, true, false],
])('%s, body kept: %s, same origin: %s', (name, keepsBody, isSameOrigin, expected) => {
  expect(carriesHeader(name, { keepsBody, isSameOrigin, isSameProxy: false })).toBe(expected)
})

test('the proxy that the request names gets its credentials again; the new origin behind it gets none', () => {
  const verdict = { keepsBody: true, isSameOrigin: false, isSameProxy: true }
  expect(['Proxy-Authorization', 'Cookie', 'Proxy-Connection'].map((name) => carriesHeader(name, verdict))).toEqual([true, false, false])
})

test.each<[string, { protocol: string; host: string }, number | undefined, string | undefined]>([
  ['/a?b', { protocol: 'http:', host: 'h' }, 8080, 'http://h:8080/a?b'],
  ['/a', { protocol: 'http:', host: 'h' }, 80, 'http://h/a'],
  ['//b/a', { protocol: 'http:', host: 'h' }, undefined, 'http://h//b/a'],
  ['/a', { protocol: 'http:', host: '::1' }, 81, 'http://[::1]:81/a'],
  ['/a', { protocol: 'http:', host: '[::1]' }, 81, 'http://[::1]:81/a'],
  ['*', { protocol: 'http:', host: 'h' }, 81, 'http://h:81/'],
  ['http://b:82/a', { protocol: 'http:', host: 'proxy' }, 81, 'http://b:82/a'],
  ['http://', { protocol: 'http:', host: 'proxy' }, 81, undefined],
  ['/a', { protocol: 'http:', host: 'h:80' }, 80, undefined],
])('%s at %o, port %s', (target, place, port, expected) => {
  expect(targetOf(target, place, port)?.href).toBe(expected)
})
