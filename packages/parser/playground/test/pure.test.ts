/** The parts of the playground that need no browser. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytesOf, textOf } from '../src/escapes.js'
import { EXAMPLES, rfcAddress, rfcText, settingsOfExample } from '../src/examples.js'
import { LENIENCY_TEXTS } from '../src/leniencies.js'
import { framingText, headingOf, rowOf, spanText } from '../src/rows.js'
import { MAX_SHOWN, segmentsOf, shownLine } from '../src/segments.js'
import { DEFAULTS, hashOf, LENIENT_FLAGS, settingsOf, type Settings } from '../src/settings.js'
import { traceOf } from '../src/trace.js'

const latin1 = (bytes: Uint8Array): string => String.fromCharCode(...bytes)

describe('escapes', () => {
  it.each([
    ['a\nb', 'a\r\nb'],
    ['a\\nb\\r', 'a\nb\r'],
    ['a\\\nb', 'ab'],
    ['a\\n\\\nb', 'a\nb'],
    ['\\x00\\xFF\\0\\t\\\\', '\0\xff\0\t\\'],
    ['\\q\\x1', '\\q\\x1'],
    ['é', '\xc3\xa9'],
  ])('%j stands for %j', (text, bytes) => {
    expect(latin1(bytesOf(text))).toBe(bytes)
  })

  it('any bytes come back from text', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void expect(bytesOf(textOf(bytes))).toEqual(bytes)))
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('\r', '\n', '\\', 'x', '0', 'a') }), (text) => void expect(latin1(bytesOf(textOf(bytesOf(text))))).toBe(latin1(bytesOf(text)))))
  })
})

describe('a case as a hash', () => {
  it('has only what is not usual', () => {
    expect(hashOf(DEFAULTS)).toBe('')
    expect(hashOf({ ...DEFAULTS, text: 'GET / HTTP/1.1\n', lenient: ['HEADERS', 'VERSION'], cut: 3 })).toBe('text=GET+%2F+HTTP%2F1.1%0A&cut=3&lenient=HEADERS%2CVERSION')
  })

  it('comes back', () => {
    const cases = fc.record({
      text: fc.string({ unit: fc.constantFrom('a', ' ', '\n', '\0', '&', '=', '+', '%', '#', '\\', 'é', '\u{1f4a1}') }), reads: fc.constantFrom('requests' as const, 'responses' as const), methods: fc.string(), cut: fc.option(fc.nat()), isEnded: fc.boolean(),
      lenient: fc.subarray(LENIENT_FLAGS), strict: fc.boolean(), relaxedHeaderValues: fc.boolean(), maxHeaderSize: fc.nat(), maxHeadersCount: fc.nat(), maxChunkExtensionsSize: fc.nat(),
    })
    fc.assert(fc.property(cases, (settings: Settings) => void expect(settingsOf(`#${hashOf(settings)}`)).toEqual(settings)))
  })

  it('leaves out what is wrong', () => {
    expect(settingsOf('#lenient=NO,ALL&cut=-1&maxHeaderSize=x&reads=both&strict=1&other=1')).toEqual(DEFAULTS)
  })
})

describe('examples', () => {
  it.each(EXAMPLES.map((example) => [example.name, example] as const))('%s', (_name, example) => {
    const settings = settingsOfExample(example)
    const bytes = bytesOf(settings.text)
    const { failure } = traceOf(bytes, settings)
    expect(failure?.code).toBe(example.code)
    expect(example.group.startsWith('Refused')).toBe(example.code !== undefined)
    for (let cut = 0; cut < bytes.length; cut++) expect(traceOf(bytes, { ...settings, cut }).failure?.code).toBe(example.code)
    if (example.acceptedWith !== undefined) expect(traceOf(bytes, { ...settings, lenient: example.acceptedWith }).failure).toBeNull()
    if (example.group === 'Refused with strict') expect(traceOf(bytes, { ...settings, strict: false }).failure).toBeNull()
    // No leniency alone accepts one that names none.
    else if (example.code !== undefined) expect(LENIENT_FLAGS.filter((name) => traceOf(bytes, { ...settings, lenient: [name] }).failure === null).length > 0).toBe(example.acceptedWith !== undefined)
    expect(new URL(rfcAddress(example.rfc)).hash).toMatch(/^#section-\d/)
    expect(rfcText(example.rfc)).toMatch(/^RFC \d{4}, section [\d.]+$/)
  })
})

describe('rows', () => {
  const rowsOf = (text: string, settings: Partial<Settings> = {}): string[] =>
    traceOf(bytesOf(text), { ...DEFAULTS, ...settings }).steps.flatMap((step) => [headingOf(step, settings.cut !== undefined), ...step.events.map(rowOf).map(({ title, start, end, details }) => [title, spanText(start, end), ...details.flat()].join(' | ')), step.state])

  it('of a chunked request in two pieces', () => {
    const text = 'POST /a HTTP/1.1\nTransfer-Encoding: chunked\n\n3;x\nabc\n0\nT: u\n\n'
    expect(rowsOf(text, { cut: 56 })).toEqual([
      'After the first chunk, 56 bytes',
      'POST /a HTTP/1.1 | bytes 0 to 47 | body | chunked | connection | is kept',
      'chunk of 3 bytes | bytes 48 to 52 | extensions | ;x',
      'body, 3 bytes | bytes 53 to 55',
      'inside',
      'After the rest, 13 bytes',
      'last chunk | bytes 56 to 60',
      'trailers | bytes 61 to 68',
      'complete | no bytes, at 69 | connection | is kept',
      'between',
    ])
  })

  it('of responses, with the method of the request', () => {
    const text = 'HTTP/1.1 103 Early Hints\n\nHTTP/1.1 200 OK\nContent-Length: 5\nConnection: close\n\n'
    expect(rowsOf(text, { reads: 'responses', methods: 'head' })).toEqual([
      'After 85 bytes',
      'HTTP/1.1 103 Early Hints | bytes 0 to 27 | body | none | connection | is kept | interim | another response follows',
      'complete | no bytes, at 28 | connection | is kept',
      'HTTP/1.1 200 OK | bytes 28 to 84 | body | none | connection | closes after this message',
      'complete | no bytes, at 85 | connection | closes',
      'between',
    ])
    expect(rowsOf('HTTP/1.1 101 \nConnection: upgrade\nUpgrade: x\n\nabc', { reads: 'responses' }).slice(1)).toEqual([
      'HTTP/1.1 101  | bytes 0 to 49 | body | none | connection | is kept | protocol | another one may follow',
      'complete | no bytes, at 50 | connection | is kept',
      'upgrade, 3 bytes that are not HTTP | bytes 50 to 52',
      'upgraded',
    ])
    expect([{ kind: 'close' } as const, { kind: 'tunnel' } as const, { kind: 'length', length: 1 } as const].map(framingText)).toEqual(['until the connection closes', 'none, the connection becomes a tunnel', 'length, 1 byte'])
  })
})

describe('errors', () => {
  it('have their place in the whole input, however it was cut', () => {
    const text = 'GET / HTTP/1.1\nbad\n\n'
    for (const cut of [null, 0, 5, 19, 20]) {
      const { failure } = traceOf(bytesOf(text), { ...DEFAULTS, text, cut })
      expect(failure).toMatchObject({ code: 'HPE_INVALID_HEADER_TOKEN', at: 19 })
      if (cut === null) expect(shownLine(failure!.excerpt)).toBe('GET / HTTP/1.1\\r\\nbad\\r\\n\\r\\n')
    }
    expect(traceOf(bytesOf('GET'), { ...DEFAULTS, isEnded: true }).failure).toMatchObject({ code: 'HPE_INVALID_EOF_STATE', at: 3 })
    expect(traceOf(bytesOf('GET / HTTP/1.1\nAbc: defghijkl\n'), { ...DEFAULTS, maxHeaderSize: 10 }).failure!.limit).toMatch(/^The limit is 10 bytes, here are 1\d, most of them in Abc\.$/)
  })

  it('of options are thrown', () => {
    expect(() => traceOf(new Uint8Array(0), { ...DEFAULTS, strict: true, lenient: ['HEADERS'] })).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_VALUE' }))
  })
})

describe('segments', () => {
  it('end at the positions, and have the escapes of the editor', () => {
    expect(segmentsOf(bytesOf('a\n\\0\\x7f\\xe9b'), [2, 5, 2, 99])).toEqual([
      { start: 0, end: 2, runs: [{ text: 'a', isEscape: false }, { text: '\\r', isEscape: true }] },
      { start: 2, end: 5, runs: [{ text: '\\n\n\\0\\x7f', isEscape: true }] },
      { start: 5, end: 7, runs: [{ text: '\\xe9', isEscape: true }, { text: 'b', isEscape: false }] },
    ])
    expect(segmentsOf(new Uint8Array(0), [0])).toEqual([])
    expect(segmentsOf(new Uint8Array(MAX_SHOWN + 5), [MAX_SHOWN + 2]).at(-1)!.end).toBe(MAX_SHOWN)
  })
})

it('the descriptions of leniencies are those of the package', () => {
  const source = readFileSync(new URL('../../src/constants.ts', import.meta.url), 'utf8')
  const flags = source.slice(source.indexOf('export const Lenient = {'))
  const comments = [...flags.matchAll(/\/\*\*([^]*?)\*\/\n {2}([A-Z_]+): \d/g)].map(([, comment, name]) => [name!, comment!.replace(/^\s*\*? ?/gm, ' ').replace(/\s+/g, ' ').trim()])
  expect(Object.fromEntries(comments.filter(([name]) => name !== 'ALL'))).toEqual({ ...LENIENCY_TEXTS })
  expect(Object.keys(LENIENCY_TEXTS)).toEqual(LENIENT_FLAGS)
})
