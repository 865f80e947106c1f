/** Options that are refused: the errors, and their order. */
export const kind = 'client'

class Foo {}
const VALUES = [undefined, null, 0, 1, -1, 1.5, NaN, Infinity, '', 'x', true, false, {}, [], 5n, new Foo()]

/** Makes a request with each value of an option and logs what is thrown. Nothing is sent. */
const refused = (name, values = VALUES, others = {}) => ({
  events: false,
  async client(_request, t) {
    for (const value of values) {
      t.attempt(`${name} ${typeof value === 'number' ? value : typeof value}`, () => {
        const req = t.http.request({ host: '127.0.0.1', createConnection: () => {}, ...others, [name]: value })
        req.on('error', () => {}).destroy()
        return 'accepted'
      })
    }
  },
})

export const cases = {
  ...Object.fromEntries(
    ['method', 'hostname', 'host', 'protocol', 'timeout', 'maxHeaderSize', 'insecureHTTPParser', 'httpValidation', 'joinDuplicateHeaders', 'signal', 'agent'].map((name) => [
      `CL the values of ${name}`,
      refused(name, name === 'agent' ? VALUES.filter((value) => value !== undefined && value !== null && value !== false) : name === 'protocol' ? ['https:', 'x', 'HTTP:', 1, true] : VALUES),
    ]),
  ),
  'CL-06 paths': refused('path', ['/', '/a b', '/\r\n', '/\0', '/\x1f', '/\u0100', '/\u{1f600}', ' ', '/ok\xff', 5]),
  'CL-08 methods': refused('method', ['GET', 'ge t', 'GET\r\nX: y', 'é', 'M-SEARCH', 'a/b', '(x)']),
  'CL-09 headers': refused('headers', [null, {}, { a: undefined }, { 'a b': '1' }, { a: 'b\nc' }, { a: ['b', 'c\r'] }, ['a'], ['a', undefined], ['a b', 'c'], [['a', 'b\0']], [['a']], 'ab']),
  'CL-17 timeouts': refused('timeout', [0, 1, 2.5, -1, NaN, Infinity, '5', null, undefined]),
  'P-26 httpValidation with insecureHTTPParser': refused('httpValidation', ['strict', 'relaxed'], { insecureHTTPParser: false }),
  'CL-01 listeners': {
    events: false,
    async client(_request, t) {
      const make = (...args) => () => {
        t.http.request(...args).on('error', () => {}).destroy()
        return 'accepted'
      }
      for (const listener of [5, 'x', null, undefined, 0, {}, () => {}]) {
        t.attempt(`options, ${typeof listener}`, make({ createConnection: () => {} }, listener))
        t.attempt(`URL, options, ${typeof listener}`, make('http://127.0.0.1/', { createConnection: () => {} }, listener))
      }
    },
  },
  'CL-01 URLs': {
    events: false,
    async client(_request, t) {
      for (const text of ['not a url', '', 'https://a.test/', 'ftp://a.test/', 'http://', 'http://a%zz@a.test/']) {
        t.attempt(JSON.stringify(text), () => {
          t.http.request(text, { createConnection: () => {} }).on('error', () => {}).destroy()
          return 'accepted'
        })
      }
    },
  },
  'CL the first of several errors': {
    events: false,
    async client(_request, t) {
      const wrong = { agent: 5, path: '/ x', protocol: 'x:', hostname: 5, host: 6, timeout: 'x', signal: 5, method: 5, maxHeaderSize: 'x', insecureHTTPParser: 5, httpValidation: 5, joinDuplicateHeaders: 5, headers: ['a'] }
      for (const name of Object.keys(wrong)) {
        t.attempt(name, () => t.http.request({ ...wrong }, name === 'headers' ? undefined : 5))
        delete wrong[name]
      }
    },
  },
  'CL-18 setTimeout': {
    events: false,
    async client(_request, t) {
      const req = t.http.request({ createConnection: () => {} })
      for (const value of ['x', -1, NaN, Infinity, null, undefined, {}, '5', 0, 1.5]) t.attempt(`msecs ${String(value)}`, () => req.setTimeout(value) === req)
      for (const value of ['x', 5, null, undefined, 0]) t.attempt(`callback ${String(value)}`, () => req.setTimeout(5, value) === req)
      req.destroy()
    },
  },
  'CL-21 options that net.connect refuses': {
    events: false,
    async client(_request, t) {
      const make = (options) => () => t.http.request({ host: 'localhost', port: t.port, agent: false, ...options }).on('error', () => {}).destroy() && 'accepted'
      t.attempt('family', make({ family: 9 }))
      t.attempt('lookup', make({ lookup: 5 }))
      t.attempt('localAddress', make({ localAddress: 'x' }))
      t.attempt('localPort', make({ localPort: 'x', host: '127.0.0.1' }))
      t.attempt('hints', make({ hints: 99 }))
      t.attempt('port', make({ port: 70000 }))
    },
  },
}
