import { describe, expect, it } from 'vitest'
import { keptBytes } from '@layered-http/test-kit'
import { distinctHeaders, mergedHeaders, rawHeaders } from './index.js'
import { seenNames } from './seen-names.js'

type Field = readonly [name: string, value: string]

/** Returns the text of a head in one piece of memory, as a parser makes it, and its spans. */
function headOf(fields: readonly Field[]): [text: string, spans: number[]] {
  let text = 'GET / HTTP/1.1\r\n'
  const spans: number[] = []
  for (const [name, value] of fields) {
    const start = text.length
    text += `${name}: ${value}\r\n`
    spans.push(start, start + name.length, start + name.length + 2, text.length - 2)
  }
  return [Buffer.from(text, 'latin1').toString('latin1'), spans]
}

const withNames = (...names: string[]): [text: string, spans: number[]] => headOf(names.map((name, i) => [name, `value ${i} ${Math.random()}`]))

/** Lets two heads with these names arrive. */
function learn(...names: string[]): void {
  for (let i = 0; i < 2; i++) seenNames(...withNames(...names))
}

describe('the names of a head', () => {
  it('are known from the third head on', () => {
    expect(seenNames(...withNames('X-Third', 'Host'))).toBeUndefined()
    expect(seenNames(...withNames('X-Third', 'Host'))).toBeUndefined()
    expect(seenNames(...withNames('X-Third', 'Host'))).toEqual({ received: ['X-Third', 'Host'], keys: ['x-third', 'host'], isPlain: true })
  })

  it('are not those of another head whose names have the same lengths', () => {
    learn('X-Same-Aa', 'X-Same-Bb')
    for (const other of [['X-Same-Bb', 'X-Same-Aa'], ['x-same-aa', 'X-Same-Bb'], ['X-Same-Aa', 'X-Same-Bc']]) {
      expect(seenNames(...withNames(...other))).toBeUndefined()
      expect(Object.keys(mergedHeaders(...withNames(...other)))).toEqual(other.map((name) => name.toLowerCase()))
    }
  })

  it.each(['set-cookie', '__proto__', 'constructor', 'toString'])('are not stored as they are with %s among them', (name) => {
    learn('X-Not-Plain', name)
    expect(seenNames(...withNames('X-Not-Plain', name))?.isPlain).toBe(name === 'toString')
  })

  it('are not stored as they are if one occurs twice, in any case', () => {
    learn('X-Twice', 'x-twice')
    expect(seenNames(...withNames('X-Twice', 'x-twice'))?.isPlain).toBe(false)
  })

  it('are not kept of heads with too many or too long names', () => {
    const many = Array.from({ length: 65 }, (_, i) => `X-Many-${i}`)
    const long = Array.from({ length: 3 }, (_, i) => `X-${i}-`.padEnd(700, 'long'))
    for (const names of [many, long]) {
      learn(...names)
      expect(seenNames(...withNames(...names))).toBeUndefined()
    }
  })

  it('keep nothing of their heads', async () => {
    const value = 'v'.repeat(15_000)
    const bytes = await keptBytes(100, (keep, i) => {
      const names = Array.from({ length: 3 }, () => seenNames(...headOf([[`X-Kept-${i}`, value], ['X-Kept', value]])))
      keep(names[2]!)
    })
    expect(bytes).toBeLessThan(2_048)
  })
})

/** Names that are usual, unknown, special for the rules of duplicates, and members of Object.prototype. */
const POOL = ['Host', 'host', 'Accept', 'X-Pool', 'x-pool', 'X-Other', 'Cookie', 'cookie', 'Set-Cookie', 'set-cookie', 'Age', '__proto__', 'constructor', 'toString', 'tostring', 'Date', 'Via']

/** A sequence of numbers below 1 that is the same in each run. */
function numbers(seed: number): () => number {
  let state = seed
  return () => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 1) / 2 ** 31
}

it('H-02 H-03 H-04 H-05 H-06 the views of a head are the same when its names are known', () => {
  const next = numbers(7)
  for (let trial = 0; trial < 500; trial++) {
    const names = Array.from({ length: Math.floor(next() * 25) }, () => POOL[Math.floor(next() * POOL.length)]!)
    // Different values in each head; the numbers that they end with are those of their fields.
    const [first, ...others] = Array.from({ length: 4 }, (_, head) => {
      const [text, spans] = headOf(names.map((name, i) => [name, `${head} of ${i}`]))
      const views = [mergedHeaders(text, spans), mergedHeaders(text, spans, true), distinctHeaders(text, spans), rawHeaders(text, spans)]
      return JSON.stringify(views.map((view) => Object.entries(view))).replaceAll(`${head} of`, 'of')
    })
    for (const other of others) expect(other).toBe(first)
  }
})
