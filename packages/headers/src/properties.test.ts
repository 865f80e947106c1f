import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { distinctHeaders, firstValue, hasToken, headText, listMembers, mergedHeaders, OutgoingHeaders, rawHeaders, receivedFraming } from './index.js'

// The same cases in every run, so that a failure is the change's own; PROPERTY_SEED=… tries others.
fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 1) })

const TOKEN = fc.stringMatching(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,16}$/)
const NAME = fc.oneof(TOKEN, fc.constantFrom('__proto__', 'constructor', 'Set-Cookie', 'Cookie', 'Host', 'toString', 'a', 'A'))
const VALUE = fc.stringMatching(/^[!-~]{0,12}$/)
const FIELDS = fc.array(fc.tuple(NAME, VALUE), { maxLength: 20 })

/** Reads a head text back: field by field, as spans. */
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

describe('what is set, written and read back', () => {
  it('has the same names in the same order, each with the values it was given', () => {
    fc.assert(
      fc.property(FIELDS, (fields) => {
        const headers = new OutgoingHeaders()
        for (const [name, value] of fields) headers.append(name, value)
        const text = headText('GET / HTTP/1.1', headers)
        const spans = spansOfHead(text)
        const expected = new Map<string, string[]>()
        for (const [name, value] of fields) expected.set(name.toLowerCase(), [...(expected.get(name.toLowerCase()) ?? []), value])
        // Several cookies are one line.
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
  it('have the members that were joined, and hasToken finds each', () => {
    fc.assert(
      fc.property(fc.array(TOKEN, { maxLength: 12 }), fc.constantFrom(',', ', ', ' ,\t', ',,'), (tokens, separator) => {
        const list = tokens.join(separator)
        const small = tokens.map((token) => token.toLowerCase())
        expect(listMembers(list)).toEqual(small)
        for (const token of small) expect(hasToken(list, token)).toBe(true)
      }),
    )
  })

  it('any string is a list, and a framing is told from any head', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string(), { maxLength: 2 }), (text, contentLengths) => {
        expect(listMembers(text).length).toBeLessThanOrEqual(text.length)
        expect(receivedFraming({ method: 'GET', transferEncoding: text, contentLengths }).kind).toBeTypeOf('string')
      }),
    )
  })
})
