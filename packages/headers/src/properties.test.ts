import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CLOSE_LINE, composeHead, distinctHeaders, firstValue, Framing, hasToken, mergedHeaders, OutgoingHeaders, rawHeaders, Suppressed, UNKNOWN_LENGTH, type HeaderEntry, type HeadInput } from './index.js'

// The same cases in every run, so that only a change of the code can cause a failure. PROPERTY_SEED=… tries others.
fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 1) })

const TOKEN = fc.stringMatching(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,16}$/)
const NAME = fc.oneof(TOKEN, fc.constantFrom('__proto__', 'constructor', 'Set-Cookie', 'Cookie', 'Host', 'toString', 'a', 'A'))
const VALUE = fc.stringMatching(/^[!-~]{0,12}$/)
const FIELDS = fc.array(fc.tuple(NAME, VALUE), { maxLength: 20 })

/** A request without a body. */
const REQUEST: HeadInput = {
  firstLine: 'GET / HTTP/1.1\r\n',
  fields: null,
  rules: { uniqueHeaders: null, lenientValues: false },
  mayHaveBody: true,
  isBodilessStatus: false,
  knownLength: UNKNOWN_LENGTH,
  suppressed: 0,
  isLast: false,
  shouldKeepAlive: true,
  announcesBody: false,
  wantsChunks: false,
  sendDate: false,
  keepAliveLine: '',
  hasAgent: true,
  closesToEndBody: false,
}

/** Returns the spans of the fields of a head. */
function spansOfHead(text: string): number[] {
  const spans = []
  let at = text.indexOf('\r\n') + 2
  for (;;) {
    const end = text.indexOf('\r\n', at)
    if (end === at) return spans
    const colon = text.indexOf(': ', at)
    spans.push(at, colon, colon + 2, end)
    at = end + 2
  }
}

describe('headers that are set, written and read back', () => {
  it('have the same names in the same order, each with its values', () => {
    fc.assert(
      fc.property(FIELDS, (fields) => {
        const headers = new OutgoingHeaders()
        for (const [name, value] of fields) headers.append(name, value)
        // Connection is removed and no framing is announced, so the head has only the lines of `headers`.
        const { text } = composeHead({ ...REQUEST, fields: headers, suppressed: Suppressed.CONNECTION })
        const spans = spansOfHead(text)
        const expected = new Map<string, string[]>()
        for (const [name, value] of fields) expected.set(name.toLowerCase(), [...(expected.get(name.toLowerCase()) ?? []), value])
        // Several cookies become one line.
        const cookies = expected.get('cookie')
        if (cookies !== undefined) expected.set('cookie', [cookies.join('; ')])
        // Objects put names that are numbers first, so their order is compared by the other views.
        expect(Object.entries(distinctHeaders(text, spans)).sort()).toEqual([...expected].sort())
        expect(headers.keys()).toEqual([...expected.keys()])
        for (const [name, [first]] of expected) expect(firstValue(text, spans, name)).toBe(first)
        expect(rawHeaders(text, spans)).toHaveLength([...expected.values()].flat().length * 2)
        const merged = mergedHeaders(text, spans)
        expect(Object.keys(merged).sort()).toEqual([...expected.keys()].filter((name) => name !== '__proto__').sort())
        expect(Object.getPrototypeOf(merged)).toBe(Object.prototype)
      }),
    )
  })
})

describe('lists', () => {
  it('contain every token that was joined', () => {
    fc.assert(
      fc.property(fc.array(TOKEN, { maxLength: 12 }), fc.constantFrom(',', ', ', ' ,\t', ',,'), (tokens, separator) => {
        const list = tokens.join(separator)
        const small = tokens.map((token) => token.toLowerCase())
        for (const token of small) expect(hasToken(list, token)).toBe(true)
      }),
    )
  })
})

/** Headers that decide framing and connection, and others. */
const DECIDING = fc.oneof(
  fc.tuple(fc.constantFrom('Connection', 'CONNECTION'), fc.constantFrom('close', 'keep-alive', 'Upgrade', 'x, Close')),
  fc.tuple(fc.constantFrom('Transfer-Encoding', 'transfer-encoding'), fc.constantFrom('chunked', 'gzip', 'gzip, Chunked')),
  fc.tuple(fc.constantFrom('Content-Length', 'content-length'), fc.constantFrom('0', '5', '17')),
  fc.tuple(fc.constantFrom('Date', 'Keep-Alive', 'Cookie', 'X-List'), VALUE),
  fc.tuple(NAME, VALUE),
)

/** True if no two lengths differ. Otherwise there is no head. */
const hasOneLength = (list: readonly (readonly [string, string])[]): boolean => new Set(list.filter(([name]) => name.toLowerCase() === 'content-length').map(([, value]) => Number(value))).size < 2

const INPUT: fc.Arbitrary<HeadInput> = fc.record({
  firstLine: fc.constantFrom('HTTP/1.1 200 OK\r\n', 'GET / HTTP/1.1\r\n'),
  fields: fc.option(fc.array(DECIDING, { maxLength: 6 }).filter(hasOneLength).map((list): HeaderEntry[] => list.map(([name, value]) => ({ name, value })))),
  rules: fc.constant({ uniqueHeaders: null, lenientValues: false }),
  mayHaveBody: fc.boolean(),
  isBodilessStatus: fc.boolean(),
  knownLength: fc.constantFrom(UNKNOWN_LENGTH, 0, 5),
  suppressed: fc.nat(7),
  isLast: fc.boolean(),
  shouldKeepAlive: fc.boolean(),
  announcesBody: fc.boolean(),
  wantsChunks: fc.boolean(),
  sendDate: fc.boolean(),
  keepAliveLine: fc.constantFrom('', 'Keep-Alive: timeout=5\r\n', CLOSE_LINE),
  hasAgent: fc.boolean(),
  closesToEndBody: fc.boolean(),
})

const NO_FIELDS: readonly HeaderEntry[] = []

/** The lines that composeHead may add, in their order. */
const ADDED = ['Date', 'Connection', 'Keep-Alive', 'Content-Length', 'Transfer-Encoding']

describe('a composed head', () => {
  it('has the user\'s fields first, then added ones in their order, each once, and none with a name that the user set', () => {
    fc.assert(
      fc.property(INPUT, (input) => {
        const { text } = composeHead(input)
        const set = [...(input.fields ?? NO_FIELDS)]
        const mine = set.map(({ name, value }) => `${name}: ${String(value)}\r\n`).join('')
        expect(text.startsWith(input.firstLine + mine)).toBe(true)
        const names = text.slice(input.firstLine.length + mine.length).split('\r\n').slice(0, -2).map((line) => line.slice(0, line.indexOf(':')))
        expect(names).toEqual(ADDED.filter((name) => names.includes(name)))
        for (const { name } of set) expect(names.map((added) => added.toLowerCase())).not.toContain(name.toLowerCase())
        expect(names.filter((name) => name === 'Content-Length' || name === 'Transfer-Encoding').length).toBeLessThan(2)
      }),
    )
  })

  it('agrees with its result about framing and connection', () => {
    fc.assert(
      fc.property(INPUT, (input) => {
        const { text, framing, isChunked, isLast, declaredLength } = composeHead(input)
        const spans = spansOfHead(text)
        const has = (name: string, token: string): boolean => (distinctHeaders(text, spans)[name] ?? []).some((value) => hasToken(value, token))
        expect(framing === Framing.NONE).toBe(!input.mayHaveBody)
        if (framing === Framing.LENGTH) expect(firstValue(text, spans, 'content-length')).toBeDefined()
        // A response to HTTP/1.0 in chunks, which the user set, gets no Transfer-Encoding.
        if (framing === Framing.CHUNKED && (input.announcesBody || !input.closesToEndBody)) expect(has('transfer-encoding', 'chunked')).toBe(true)
        if (framing === Framing.CHUNKED) expect(isChunked).toBe(true)
        if (framing === Framing.CLOSE && input.closesToEndBody) expect(isLast).toBe(true)
        if (has('connection', 'close')) expect(isLast || input.keepAliveLine === CLOSE_LINE).toBe(true)
        const lengths = [...(input.fields ?? NO_FIELDS)].filter(({ name }) => name.toLowerCase() === 'content-length')
        expect(declaredLength).toBe(lengths.length === 0 ? UNKNOWN_LENGTH : Number(lengths.at(-1)!.value))
      }),
    )
  })

  it('is the same if the toString() of each value composes another head', () => {
    fc.assert(
      fc.property(INPUT, INPUT, (input, other) => {
        const nested = (value: unknown): never => ({ toString: () => (composeHead(other), String(value)) }) as never
        const fields = input.fields === null ? null : [...input.fields].map(({ name, value }) => ({ name, value: nested(value) }))
        const expected = composeHead({ ...input, sendDate: false })
        expect(composeHead({ ...input, sendDate: false, fields })).toEqual(expected)
        const names = [...(input.fields ?? NO_FIELDS)].map(({ name }) => name)
        if (fields !== null && new Set(names).size === names.length && !names.includes('__proto__')) {
          expect(composeHead({ ...input, sendDate: false, init: fields.map(({ name, value }) => [name, value] as const) })).toEqual(expected)
        }
      }),
    )
  })
})
