/** A kept string costs less than 1 KiB beyond its own length, however large its head was. */
import { describe, expect, it } from 'vitest'
import { headOf, keptBytes } from '@layered-http/test-kit'
import { distinctHeaders, firstValue, mergedHeaders, rawHeaders } from './index.js'

const ID = '0123456789abcdef0123'
const LONG_NAME = 'X-Name-Of-A-Long-Value'
const KIB = 1024
const COUNT = 400

type Field = readonly [name: string, value: string]
const small: Field[] = [['Host', 'a'], ['X-Id', ID], ['X-Dup', ID], ['X-Dup', ID], ['Cookie', 'first=0123456789']]
const many = Array.from({ length: 60 }, (_, i): Field => [`X-Field-Number-${i}`, 'v'.repeat(200)])
const HEADS: Record<string, Field[]> = {
  'a head below 1 KiB': small,
  'a head of many fields': [...many, ...small, ...many],
  'a head with one long value': [[LONG_NAME, 'v'.repeat(15_000)], ...small],
  'a head with a long value last': [...small, [LONG_NAME, 'v'.repeat(15_000)]],
  'a head with a long target': small,
  'a head of two KiB': [...small, ...many.slice(0, 9)],
}
const targetOf = (name: string): string => (name.includes('target') ? `/${'t'.repeat(15_000)}` : '/')

/** Returns the same text in one piece of memory, as a parser makes it. */
const flat = (text: string): string => Buffer.from(text, 'latin1').toString('latin1')

/** Returns the text of a head and its spans. */
function markedHead(name: string, mark: number): [text: string, spans: number[]] {
  const { text, spans } = headOf(HEADS[name]!, `${targetOf(name)} HTTP/1.1`)
  return [flat(text.replace(ID, String(mark).padStart(ID.length, '0'))), spans]
}

type Reading = (text: string, spans: number[]) => string
const READINGS: Record<string, Reading> = {
  'a value of headers': (text, spans) => mergedHeaders(text, spans)['x-id'] as string,
  'a joined value of headers': (text, spans) => mergedHeaders(text, spans)['x-dup'] as string,
  'a value of headersDistinct': (text, spans) => distinctHeaders(text, spans)['x-dup']![1]!,
  'a value of rawHeaders': (text, spans) => rawHeaders(text, spans).find((item) => item.startsWith('00000'))!,
  'a name of rawHeaders': (text, spans) => rawHeaders(text, spans).find((item) => item === LONG_NAME) ?? rawHeaders(text, spans)[0]!,
  'a value from firstValue': (text, spans) => firstValue(text, spans, 'x-id')!,
}

describe.each(Object.keys(HEADS))('of %s', (head) => {
  it.each(Object.keys(READINGS))('%s', async (reading) => {
    const read = READINGS[reading]!
    const [text, spans] = markedHead(head, 1)
    const bytes = await keptBytes(COUNT, (keep, i) => keep(read(...markedHead(head, i))))
    expect(bytes).toBeLessThan(KIB + read(text, spans).length)
  })

  it('the views match the text', () => {
    const [text, spans] = markedHead(head, 7)
    const pairs = Array.from({ length: spans.length / 4 }, (_, i) => [text.slice(spans[4 * i], spans[4 * i + 1]), text.slice(spans[4 * i + 2], spans[4 * i + 3])])
    expect(rawHeaders(text, spans)).toEqual(pairs.flat())
    const distinct: Record<string, string[]> = Object.create(null)
    for (const [name, value] of pairs) (distinct[name!.toLowerCase()] ??= []).push(value!)
    expect(distinctHeaders(text, spans)).toEqual(distinct)
    expect(mergedHeaders(text, spans)).toEqual(Object.fromEntries(Object.entries(distinct).map(([name, values]) => [name, values.join(', ')])))
  })
})

it('a value joined from hundreds of short ones is one string', async () => {
  const text = flat('a: 1\r\n'.repeat(140))
  const spans = Array.from({ length: 140 }, (_, i) => [6 * i, 6 * i + 1, 6 * i + 3, 6 * i + 4]).flat()
  const { a } = mergedHeaders(text, spans)
  expect(a).toBe(Array(140).fill('1').join(', '))
  expect(await keptBytes(COUNT, (keep) => keep(mergedHeaders(text, spans).a))).toBeLessThan(KIB + a!.length)
})
