/** Work is linear in the input, also in what an attacker sends: a hundred times the input costs some hundred times the time, up to a mebibyte. */
import { growth, LINEAR_GROWTH } from '@layered-http/test-kit'
import { describe, expect, it } from 'vitest'
import {
  distinctHeaders, firstValue, hasInvalidValueChar, hasToken, headText, isToken, keepAliveParameters, listMembers, mergedHeaders, OutgoingHeaders, rawHeaders, receivedFraming, weightedMembers,
} from './index.js'

/** Characters of the smaller input; the larger has a mebibyte. */
const SIZE = 10_500

const filled = (piece: string) => (size: number) => piece.repeat(size / piece.length)

const LISTS: [string, (size: number) => string][] = [
  ['commas', filled(',')],
  ['white space', filled(' \t')],
  ['white space and commas', (size) => ' '.repeat(size / 2) + ','.repeat(size / 2)],
  ['one-letter members', filled('a,')],
  ['near misses', filled('xclose')],
  ['hits', filled('close,')],
  ['quotes', filled('"')],
  ['quoted commas', (size) => `"${','.repeat(size)}`],
  ['backslashes in quotes', (size) => `"${'\\'.repeat(size)}`],
  ['parameters', (size) => `a${';q=0'.repeat(size / 4)}`],
  ['a name and white space', (size) => `timeout${' '.repeat(size)}`],
  ['digits', (size) => `timeout=${'9'.repeat(size)}`],
  ['timeouts', filled('timeout=1,')],
]

describe('lists', () => {
  it.each(LISTS)('of %s', (_, make) => {
    for (const read of [(list: string) => hasToken(list, 'close'), listMembers, keepAliveParameters, weightedMembers, (list: string) => receivedFraming({ method: 'POST', transferEncoding: list, contentLengths: [] })]) {
      expect(growth(SIZE, make, read)).toBeLessThan(LINEAR_GROWTH)
    }
  })
})

describe('names and values', () => {
  it('of any length', () => {
    expect(growth(SIZE, filled('a'), isToken)).toBeLessThan(LINEAR_GROWTH)
    expect(growth(SIZE, filled('a'), (text) => hasInvalidValueChar(text))).toBeLessThan(LINEAR_GROWTH)
    expect(growth(SIZE, filled('1'), (text) => receivedFraming({ method: 'POST', contentLengths: [text] }))).toBeLessThan(LINEAR_GROWTH)
  })
})

interface Head {
  text: string
  spans: number[]
}

/** So many fields: name and value of each by its number. */
function headOf(fields: number, name: (i: number) => string, value: string): Head {
  let text = ''
  const spans: number[] = []
  for (let i = 0; i < fields; i++) {
    const start = text.length
    text += name(i)
    spans.push(start, text.length, text.length + 2, text.length + 2 + value.length)
    text += `: ${value}\r\n`
  }
  // Flat, as a parser's text is, and not the rope that additions make.
  return { text: Buffer.from(text, 'latin1').toString('latin1'), spans }
}

const HEADS: [string, (size: number) => Head][] = [
  ['empty fields', (size) => headOf(size / 5, () => 'a', '')],
  ['one name again and again', (size) => headOf(size / 6, () => 'A', 'x')],
  ['cookies', (size) => headOf(size / 12, () => 'Cookie', 'a=b')],
  ['set-cookies', (size) => headOf(size / 16, () => 'Set-Cookie', 'a=b')],
  ['different names', (size) => headOf(size / 12, (i) => `X-${i}`, 'x')],
  ['hostile names', (size) => headOf(size / 14, (i) => (i % 2 === 0 ? '__proto__' : 'constructor'), 'x')],
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

describe('fields to send', () => {
  it.each([['one name', () => 'a'], ['many names', (i: number) => `x-${i}`]] as [string, (i: number) => string][])('of %s', (_, name) => {
    const list = (size: number): string[] => Array.from({ length: size / 5 }, (_, i) => [name(i), 'b']).flat()
    const write = (raw: string[]): string => {
      const headers = new OutgoingHeaders()
      headers.appendRaw(raw)
      return headText('S', headers)
    }
    expect(growth(SIZE, list, write)).toBeLessThan(LINEAR_GROWTH)
  })
})
