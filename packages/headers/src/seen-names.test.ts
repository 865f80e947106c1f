import { describe, expect, it } from 'vitest'
import { headOf, keptBytes, randomNumbers, type Head } from '@layered-http/test-kit'
import { distinctHeaders, mergedHeaders, rawHeaders } from './index.js'
import { seenNames, type NameList } from './seen-names.js'

const withNames = (...names: string[]): Head => headOf(names.map((name, i) => [name, `value ${i} ${Math.random()}`]))
const namesOf = ({ text, spans }: Head): NameList | undefined => seenNames(text, spans)

/** Lets two heads with these names arrive. */
function learn(...names: string[]): void {
  for (let i = 0; i < 2; i++) namesOf(withNames(...names))
}

describe('the names of a head', () => {
  it('are known from the third head on', () => {
    expect(namesOf(withNames('X-Third', 'Host'))).toBeUndefined()
    expect(namesOf(withNames('X-Third', 'Host'))).toBeUndefined()
    expect(namesOf(withNames('X-Third', 'Host'))).toEqual({ received: ['X-Third', 'Host'], keys: ['x-third', 'host'], isPlain: true })
  })

  it('are not those of another head whose names have the same lengths', () => {
    learn('X-Same-Aa', 'X-Same-Bb')
    for (const other of [['X-Same-Bb', 'X-Same-Aa'], ['x-same-aa', 'X-Same-Bb'], ['X-Same-Aa', 'X-Same-Bc']]) {
      expect(namesOf(withNames(...other))).toBeUndefined()
      const { text, spans } = withNames(...other)
      expect(Object.keys(mergedHeaders(text, spans))).toEqual(other.map((name) => name.toLowerCase()))
    }
  })

  // The lower-case name of the last one is not on Object.prototype.
  it.each([['set-cookie', false], ['__proto__', false], ['constructor', false], ['toString', true]])('with %s among them, isPlain is %s', (name, isPlain) => {
    learn('X-Not-Plain', name)
    expect(namesOf(withNames('X-Not-Plain', name))?.isPlain).toBe(isPlain)
  })

  it('are not plain if one occurs twice, in any case', () => {
    learn('X-Twice', 'x-twice')
    expect(namesOf(withNames('X-Twice', 'x-twice'))?.isPlain).toBe(false)
  })

  it('are not kept of heads with too many or too long names', () => {
    const many = Array.from({ length: 65 }, (_, i) => `X-Many-${i}`)
    const long = Array.from({ length: 3 }, (_, i) => `X-${i}-`.padEnd(700, 'long'))
    for (const names of [many, long]) {
      learn(...names)
      expect(namesOf(withNames(...names))).toBeUndefined()
    }
  })

  it('keep nothing of their heads', async () => {
    const value = 'v'.repeat(15_000)
    const bytes = await keptBytes(100, (keep, i) => {
      const names = Array.from({ length: 3 }, () => namesOf(headOf([[`X-Kept-${i}`, value], ['X-Kept', value]])))
      keep(names[2]!)
    })
    expect(bytes).toBeLessThan(2_048)
  })
})

/** Names that are usual, unknown, special for the rules of duplicates, and members of Object.prototype. */
const POOL = ['Host', 'host', 'Accept', 'X-Pool', 'x-pool', 'X-Other', 'Cookie', 'cookie', 'Set-Cookie', 'set-cookie', 'Age', '__proto__', 'constructor', 'toString', 'tostring', 'Date', 'Via']

it('H-02 H-03 H-04 H-05 H-06 the views of a head are the same when its names are known', () => {
  const next = randomNumbers(7)
  for (let trial = 0; trial < 500; trial++) {
    const names = Array.from({ length: next(25) }, () => POOL[next(POOL.length)]!)
    // Different values in each head; the numbers that they end with are those of their fields.
    const [first, ...others] = Array.from({ length: 4 }, (_, head) => {
      const { text, spans } = headOf(names.map((name, i) => [name, `${head} of ${i}`]))
      const views = [mergedHeaders(text, spans), mergedHeaders(text, spans, true), distinctHeaders(text, spans), rawHeaders(text, spans)]
      return JSON.stringify(views.map((view) => Object.entries(view))).replaceAll(`${head} of`, 'of')
    })
    for (const other of others) expect(other).toBe(first)
  }
})
