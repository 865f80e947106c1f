/** Work is linear in the input, also for input of an attacker: a hundred times the input costs about a hundred times the time. */
import { growth, LINEAR_GROWTH } from '@layered-http/test-kit'
import { describe, expect, it } from 'vitest'
import { composeHead, distinctHeaders, firstValue, hasInvalidValueChar, hasToken, isToken, mergedHeaders, OutgoingHeaders, rawHeaders, trailerText, UNKNOWN_LENGTH, type HeadInput } from './index.js'

/** Characters of the smaller head. The different names of the larger head still fit into the caches of a processor. */
const SIZE = 1_200
/** Characters of the smaller of two strings. Both are so long that the engine gets memory for each copy from the system, which costs more than the work. */
const STRING_SIZE = 150_000

const filled = (piece: string) => (size: number) => piece.repeat(size / piece.length)

const LISTS: [string, (size: number) => string][] = [
  ['commas', filled(',')],
  ['white space', filled(' \t')],
  ['white space and commas', (size) => ' '.repeat(size / 2) + ','.repeat(size / 2)],
  ['one-letter members', filled('a,')],
  ['near misses', filled('xclose')],
  ['hits', filled('close,')],
]

describe('lists', () => {
  it.each(LISTS)('of %s', (_, make) => {
    expect(growth(STRING_SIZE, make, (list) => hasToken(list, 'close'))).toBeLessThan(LINEAR_GROWTH)
  })
})

describe('names and values', () => {
  it('of any length', () => {
    expect(growth(STRING_SIZE, filled('a'), isToken)).toBeLessThan(LINEAR_GROWTH)
    expect(growth(STRING_SIZE, filled('a'), (text) => hasInvalidValueChar(text))).toBeLessThan(LINEAR_GROWTH)
  })
})

interface Head {
  text: string
  spans: number[]
}

/** Returns a head of `fields` fields. `name` returns the name of a field by its number. */
function headOf(fields: number, name: (i: number) => string, value: string): Head {
  let text = ''
  const spans: number[] = []
  for (let i = 0; i < fields; i++) {
    const start = text.length
    text += name(i)
    spans.push(start, text.length, text.length + 2, text.length + 2 + value.length)
    text += `: ${value}\r\n`
  }
  // Flat, as a parser's text is. Concatenation alone makes a rope.
  return { text: Buffer.from(text, 'latin1').toString('latin1'), spans }
}

const HEADS: [string, (size: number) => Head][] = [
  ['empty fields', (size) => headOf(size / 5, () => 'a', '')],
  ['one repeated name', (size) => headOf(size / 6, () => 'A', 'x')],
  ['cookies', (size) => headOf(size / 12, () => 'Cookie', 'a=b')],
  ['set-cookies', (size) => headOf(size / 16, () => 'Set-Cookie', 'a=b')],
  ['different names', (size) => headOf(size / 12, (i) => `X-${i}`, 'x')],
  ['names such as __proto__', (size) => headOf(size / 14, (i) => (i % 2 === 0 ? '__proto__' : 'constructor'), 'x')],
  ['one long value', (size) => headOf(1, () => 'A', 'x'.repeat(size))],
  ['one long name', (size) => headOf(1, () => 'A'.repeat(size), '')],
]

describe('heads', () => {
  it.each(HEADS)('of %s', (_, make) => {
    for (const read of [
      ({ text, spans }: Head) => mergedHeaders(text, spans, true),
      ({ text, spans }: Head) => distinctHeaders(text, spans),
      ({ text, spans }: Head) => rawHeaders(text, spans),
      ({ text, spans }: Head) => firstValue(text, spans, 'expect'),
    ]) {
      expect(growth(SIZE, make, read)).toBeLessThan(LINEAR_GROWTH)
    }
  })
})

const INPUT: HeadInput = {
  firstLine: 'HTTP/1.1 200 OK\r\n',
  fields: null,
  rules: { uniqueHeaders: new Set(['a']), lenientValues: false },
  mayHaveBody: true,
  isBodilessStatus: false,
  knownLength: UNKNOWN_LENGTH,
  suppressed: 0,
  isLast: false,
  shouldKeepAlive: true,
  announcesBody: true,
  wantsChunks: false,
  sendDate: true,
  keepAliveLine: '',
  hasAgent: false,
  closesToEndBody: true,
}

describe('fields to send', () => {
  it.each([['one name', () => 'a'], ['many names', (i: number) => `x-${i}`]] as [string, (i: number) => string][])('of %s', (_, name) => {
    const list = (size: number): string[] => Array.from({ length: size / 5 }, (_, i) => [name(i), 'b']).flat()
    const write = (list: string[]): string => {
      const fields = new OutgoingHeaders()
      for (let i = 0; i < list.length; i += 2) fields.append(list[i]!, list[i + 1]!)
      return composeHead({ ...INPUT, fields }).text + composeHead({ ...INPUT, init: list }).text + trailerText(fields.toObject(), INPUT.rules)
    }
    expect(growth(SIZE, list, write)).toBeLessThan(LINEAR_GROWTH)
  })
})
