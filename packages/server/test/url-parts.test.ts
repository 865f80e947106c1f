/** `layered.urlParts`: `pathname`, `search` and `query` of a request, for every form of target. */
import { expect, test } from 'vitest'
import { IncomingMessage, type UrlParts } from '../src/index.js'
import { splitTarget } from '../src/url-parts.js'
import { exchange, get, make, CLOSE } from './support/running-server.js'

test.each([
  ['/', '/', ''],
  ['/a%20b?c=d&e', '/a%20b', '?c=d&e'],
  ['/a?', '/a', '?'],
  ['//host/a?b?c', '//host/a', '?b?c'],
  ['/a#b?c', '/a', ''],
  ['http://user@host:80/a?b', '/a', '?b'],
  ['http://host', '/', ''],
  ['http://host?b', '/', '?b'],
  ['*', '', ''],
  ['host:443', '', ''],
  ['/%zz?%zz=%', '/%zz', '?%zz=%'],
  ['/a?next=http://b/c', '/a', '?next=http://b/c'],
  ['', '', ''],
])('%s', (target, pathname, search) => {
  expect(splitTarget(target)).toEqual({ pathname, search })
})

test('with the option, requests have pathname, search and query, which follow url and can be set', async () => {
  const server = make({ layered: { urlParts: true } }, (req, res) => {
    const parts = req as typeof req & { -readonly [Part in keyof UrlParts]: UrlParts[Part] }
    const { pathname, search, query } = parts
    expect(Object.getPrototypeOf(query)).toBe(null)
    req.url = '/other?x=1'
    const followed = [parts.pathname, parts.query['x']]
    parts.pathname = '/mine'
    res.end(JSON.stringify([pathname, search, query, followed, parts.pathname]))
  })
  const received = await exchange(server, get('/a?b=1&b=2&c=%20&__proto__=p&d=%zz', CLOSE))
  expect(JSON.parse(received.slice(received.indexOf('\r\n\r\n')))).toEqual([
    '/a',
    '?b=1&b=2&c=%20&__proto__=p&d=%zz',
    JSON.parse('{"b":["1","2"],"c":" ","__proto__":"p","d":"%zz"}'),
    ['/other', '1'],
    '/mine',
  ])
})

test('the class of the requests keeps its name, its constructor and its members', async () => {
  class Named extends IncomingMessage {
    get query(): string {
      return 'of the class'
    }
  }
  const server = make({ IncomingMessage: Named as never, layered: { urlParts: true } }, (req, res) => {
    const { pathname, query } = req as IncomingMessage & UrlParts
    res.end(JSON.stringify([req instanceof Named, req.constructor === Named, req.constructor.name, pathname, query]))
  })
  expect(server.IncomingMessage.name).toBe('Named')
  expect(await exchange(server, get('/a?b', CLOSE))).toMatch(/\[true,true,"Named","\/a","of the class"\]$/)
})

test('without the option, requests do not have them', async () => {
  const server = make({}, (req, res) => void res.end(String('pathname' in req || 'query' in req || 'search' in req)))
  expect(await exchange(server, get('/', CLOSE))).toMatch(/false$/)
})
