/** Each decision of composeHead by itself. properties.test.ts has the rules for all inputs. */
import { describe, expect, it, test } from 'vitest'
import { CLOSE_LINE, composeHead, Framing, OutgoingHeaders, Suppressed, UNKNOWN_LENGTH, type HeadersInit, type HeaderValue, type HeadInput } from './index.js'

const RULES = { uniqueHeaders: null, lenientValues: false }

/** A response to HTTP/1.1 without any header or known length. */
const RESPONSE: HeadInput = {
  firstLine: 'HTTP/1.1 200 OK\r\n',
  fields: null,
  rules: RULES,
  mayHaveBody: true,
  isBodilessStatus: false,
  knownLength: UNKNOWN_LENGTH,
  suppressed: 0,
  isLast: false,
  shouldKeepAlive: true,
  announcesBody: true,
  wantsChunks: false,
  sendDate: false,
  keepAliveLine: '',
  hasAgent: false,
  closesToEndBody: true,
}

/** A GET with an agent. */
const REQUEST: HeadInput = { ...RESPONSE, firstLine: 'GET / HTTP/1.1\r\n', announcesBody: false, hasAgent: true, closesToEndBody: false }

/** Returns the lines between the first and the empty one. */
function linesOf(input: Partial<HeadInput>, base = RESPONSE): string[] {
  const { text } = composeHead({ ...base, ...input })
  expect(text.startsWith(base.firstLine)).toBe(true)
  expect(text.endsWith('\r\n\r\n')).toBe(true)
  return text.slice(base.firstLine.length, -2).split('\r\n').slice(0, -1)
}

function fields(...list: [string, HeaderValue][]): OutgoingHeaders {
  const headers = new OutgoingHeaders()
  for (const [name, value] of list) headers.set(name, value)
  return headers
}

function failure(input: Partial<HeadInput>): { name: string; code: string } {
  try {
    composeHead({ ...RESPONSE, ...input })
  } catch (error) {
    const { name, code } = error as { name: string; code: string }
    return { name, code }
  }
  throw new Error('composed')
}

describe('the lines of a head', () => {
  it('are the user\'s headers in their order, Date, Connection, Keep-Alive, then the framing', () => {
    const lines = linesOf({ fields: fields(['X', 'a'], ['b', 1]), sendDate: true, keepAliveLine: 'Keep-Alive: timeout=5\r\n', knownLength: 3 })
    expect(lines[2]).toMatch(/^Date: .* GMT$/)
    lines.splice(2, 1)
    expect(lines).toEqual(['X: a', 'b: 1', 'Connection: keep-alive', 'Keep-Alive: timeout=5', 'Content-Length: 3'])
  })

  it('have no second Date, Connection, Keep-Alive, Content-Length or Transfer-Encoding if the user set one, in any case', () => {
    expect(linesOf({ fields: fields(['DATE', 'd'], ['connection', 'x'], ['content-LENGTH', '2']), sendDate: true, keepAliveLine: 'Keep-Alive: timeout=5\r\n' })).toEqual(['DATE: d', 'connection: x', 'content-LENGTH: 2'])
    expect(linesOf({ fields: fields(['keep-alive', 'mine']), keepAliveLine: 'Keep-Alive: timeout=5\r\n', knownLength: 0 })).toEqual(['keep-alive: mine', 'Connection: keep-alive', 'Content-Length: 0'])
    expect(linesOf({ fields: fields(['transfer-encoding', 'gzip, chunked']) })).toEqual(['transfer-encoding: gzip, chunked', 'Connection: keep-alive'])
  })

  it('H-14 have one line for each item of an array', () => {
    expect(linesOf({ fields: fields(['Set-Cookie', ['a', 'b']], ['None', []], ['cookie2', ['c', 'd']]), knownLength: 0 }).slice(0, 4)).toEqual(['Set-Cookie: a', 'Set-Cookie: b', 'cookie2: c', 'cookie2: d'])
  })

  it('H-15 have one line for all items of Cookie, and of names in uniqueHeaders', () => {
    const rules = { uniqueHeaders: new Set(['x-list']), lenientValues: false }
    expect(linesOf({ rules, fields: fields(['COOKIE', ['a', 'b']], ['X-List', ['c', 'd']], ['y', ['e', 'f']]) }, REQUEST).slice(0, 4)).toEqual(['COOKIE: a; b', 'X-List: c; d', 'y: e', 'y: f'])
    expect(linesOf({ rules, fields: fields(['cookie', []], ['x-list', ['only']]) }, REQUEST)[0]).toBe('x-list: only')
  })

  it('H-12 keep names such as __proto__, and every Latin-1 character', () => {
    expect(linesOf({ fields: fields(['__proto__', '\x80\xff'], ['constructor', null as never]) }).slice(0, 2)).toEqual(['__proto__: \x80\xff', 'constructor: null'])
  })

  it.each<[string, HeadersInit]>([
    ['an object', { A: '1', b: ['2', '3'] }],
    ['a flat list', ['A', '1', 'b', ['2', '3'] as never]],
    ['a list of pairs', [['A', '1'], ['b', ['2', '3']]]],
  ])('come from the init headers, given as %s, instead of the fields', (_form, init) => {
    expect(linesOf({ init, fields: fields(['never', 'sent']), knownLength: 0 })).toEqual(['A: 1', 'b: 2', 'b: 3', 'Connection: keep-alive', 'Content-Length: 0'])
  })
})

test('several lengths in one array are sent as they are, as in Node', () => {
  expect(linesOf({ init: { 'Content-Length': ['1', '2'] } }).slice(0, 2)).toEqual(['Content-Length: 1', 'Content-Length: 2'])
})

describe('a header that cannot be sent is an error', () => {
  it.each<[string, HeadersInit, string]>([
    ['name', { 'a b': 'x' }, 'ERR_INVALID_HTTP_TOKEN'],
    ['value', { a: 'b\r\nc' }, 'ERR_INVALID_CHAR'],
    ['item of an array', { a: ['ok', 'b\nc'] }, 'ERR_INVALID_CHAR'],
    ['missing value', { a: undefined }, 'ERR_HTTP_INVALID_HEADER_VALUE'],
    ['second Content-Length of another value', ['Content-Length', '1', 'content-length', '2'], 'ERR_HTTP_INVALID_HEADER_VALUE'],
    ['missing last value of a flat list', ['a', 'b', 'c'], 'ERR_HTTP_INVALID_HEADER_VALUE'],
  ])('for a %s in the init headers', (_what, init, code) => {
    expect(failure({ init })).toEqual({ name: 'TypeError', code })
  })

  it('for an object among the fields whose string changed after its check', () => {
    for (const value of [{ toString: () => 'b\r\nc' }, [{ toString: () => 'b\r\nc' }]] as never[]) expect(failure({ fields: fields(['a', value]) }).code).toBe('ERR_INVALID_CHAR')
  })

  it('except for characters that lenient rules allow', () => {
    expect(linesOf({ init: { a: '\x01' }, rules: { uniqueHeaders: null, lenientValues: true } })[0]).toBe('a: \x01')
  })
})

describe('the framing', () => {
  it.each<[string, Partial<HeadInput>, Framing, string | undefined]>([
    ['is missing if there may be no body', { mayHaveBody: false, knownLength: 0 }, Framing.NONE, undefined],
    ['is the known length', { knownLength: 5 }, Framing.LENGTH, 'Content-Length: 5'],
    ['is chunks without a known length', {}, Framing.CHUNKED, 'Transfer-Encoding: chunked'],
    ['is chunks if Content-Length was removed', { knownLength: 5, suppressed: Suppressed.CONTENT_LENGTH }, Framing.CHUNKED, 'Transfer-Encoding: chunked'],
    ['is the end of the connection if Content-Length and Transfer-Encoding were removed', { suppressed: Suppressed.CONTENT_LENGTH | Suppressed.TRANSFER_ENCODING }, Framing.CLOSE, undefined],
    ['is the end of the connection in a response to HTTP/1.0', { announcesBody: false }, Framing.CLOSE, undefined],
    ['is chunks in a response to HTTP/1.0 if the user sets them', { announcesBody: false, wantsChunks: true }, Framing.CHUNKED, undefined],
  ])('%s', (_title, input, framing, line) => {
    const head = composeHead({ ...RESPONSE, ...input })
    expect(head.framing).toBe(framing)
    expect(head.isChunked).toBe(framing === Framing.CHUNKED)
    expect(head.text.match(/^(Content-Length|Transfer-Encoding): .*$/m)?.[0]).toBe(line)
    if (framing === Framing.CLOSE) expect(head.isLast).toBe(true)
  })

  it('of chunks that the user set: a response to HTTP/1.0 gets no Transfer-Encoding, a request gets it', () => {
    expect(linesOf({ wantsChunks: true, announcesBody: false, closesToEndBody: true })).not.toContain('Transfer-Encoding: chunked')
    expect(linesOf({ wantsChunks: true }, REQUEST)).toContain('Transfer-Encoding: chunked')
  })

  it('with a Content-Length of the user has it as declaredLength', () => {
    expect(composeHead({ ...RESPONSE, fields: fields(['content-length', '007']) })).toMatchObject({ framing: Framing.LENGTH, declaredLength: 7 })
    expect(composeHead({ ...RESPONSE, knownLength: 7 }).declaredLength).toBe(UNKNOWN_LENGTH)
  })

  it('allows trailers only with chunks', () => {
    expect(composeHead({ ...RESPONSE, fields: fields(['trailer', 'x']), knownLength: 5 })).toMatchObject({ framing: Framing.CHUNKED, isChunked: true })
    expect(failure({ fields: fields(['trailer', 'x'], ['content-length', '5']) })).toEqual({ name: 'Error', code: 'ERR_HTTP_TRAILER_INVALID' })
    expect(failure({ fields: fields(['trailer', 'x']), mayHaveBody: false }).code).toBe('ERR_HTTP_TRAILER_INVALID')
  })

  it('in chunks may be announced without a body, but not for 204 and 304, after which the connection closes', () => {
    const chunked = fields(['transfer-encoding', 'chunked'])
    expect(composeHead({ ...RESPONSE, fields: chunked, mayHaveBody: false })).toMatchObject({ framing: Framing.NONE, isChunked: true, isLast: false })
    expect(composeHead({ ...RESPONSE, fields: chunked, mayHaveBody: false, isBodilessStatus: true })).toMatchObject({ isChunked: false, isLast: true, shouldKeepAlive: false })
  })
})

describe('the connection', () => {
  it.each<[string, Partial<HeadInput>, boolean, string | undefined]>([
    ['is kept', {}, false, 'Connection: keep-alive'],
    ['closes without shouldKeepAlive', { shouldKeepAlive: false }, true, 'Connection: close'],
    ['closes if this message is the last', { isLast: true }, true, 'Connection: close'],
    ['closes if the user sets close', { fields: fields(['Connection', 'Upgrade, CLOSE']) }, true, 'Connection: Upgrade, CLOSE'],
    ['is kept if the user sets another option', { fields: fields(['Connection', 'Upgrade']), shouldKeepAlive: false }, false, 'Connection: Upgrade'],
    ['is kept, without the header, if Connection was removed', { suppressed: Suppressed.CONNECTION }, false, undefined],
    ['closes, without the header, if Connection was removed and shouldKeepAlive is false', { suppressed: Suppressed.CONNECTION, shouldKeepAlive: false }, true, undefined],
    ['is closed by the peer if keepAliveLine is CLOSE_LINE', { keepAliveLine: CLOSE_LINE }, false, 'Connection: close'],
    ['closes after a body that ends with the connection', { fields: fields(['transfer-encoding', 'gzip'], ['connection', 'keep-alive']) }, true, 'connection: keep-alive'],
  ])('%s', (_title, input, isLast, line) => {
    const head = composeHead({ ...RESPONSE, ...input })
    expect(head.isLast).toBe(isLast)
    expect(head.text.match(/^connection: .*$/im)?.[0]).toBe(line)
  })

  it('of a request is kept with an agent, or if the user set the framing', () => {
    expect(composeHead(REQUEST).isLast).toBe(false)
    expect(composeHead({ ...REQUEST, hasAgent: false }).isLast).toBe(true)
    expect(composeHead({ ...REQUEST, hasAgent: false, fields: fields(['content-length', '0']) }).isLast).toBe(false)
  })
})

describe('user code that runs while a head is composed', () => {
  it('may compose another head', () => {
    let inner = ''
    const value = {
      toString() {
        inner = composeHead({ ...REQUEST, fields: fields(['Connection', 'close'], ['Content-Length', '1']) }).text
        return 'v'
      },
    } as never
    const head = composeHead({ ...RESPONSE, sendDate: true, fields: fields(['a', '1'], ['b', value], ['c', [value]]), knownLength: 2 })
    expect(head).toMatchObject({ framing: Framing.LENGTH, declaredLength: UNKNOWN_LENGTH, isLast: false })
    expect(head.text.replace(/Date: .*GMT/, 'Date: now')).toBe('HTTP/1.1 200 OK\r\na: 1\r\nb: v\r\nc: v\r\nDate: now\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\n')
    expect(inner).toBe('GET / HTTP/1.1\r\nConnection: close\r\nContent-Length: 1\r\n\r\n')
  })

  it('may throw: later heads are complete', () => {
    const value = { toString: () => { throw new Error('mine') } } as never
    expect(() => composeHead({ ...RESPONSE, fields: fields(['a', value]) })).toThrow('mine')
    expect(linesOf({ knownLength: 0 })).toEqual(['Connection: keep-alive', 'Content-Length: 0'])
  })
})
