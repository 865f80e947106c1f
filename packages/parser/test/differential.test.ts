import { describe, expect, it } from 'vitest'
import { CASES } from './wire-cases.js'
import { difference, LENIENCIES, mutated, randomNumbers } from './differential.js'

/** `scripts/fuzz.mjs` tries more. */
const MESSAGES = 3000

describe("Node's own parser and this one", () => {
  it('agree about every wire case', () => {
    const unknown = []
    for (const [type, cases] of CASES) {
      for (const { wire, headVerdict, finish } of cases) {
        const found = difference({ type, wire, headVerdict, finish })
        if (found !== null && found.why === null) unknown.push(found.text)
      }
    }
    expect(unknown.join('\n')).toBe('')
  })

  it(`agree about ${MESSAGES} mutated messages, or differ for a known reason`, () => {
    const random = randomNumbers(0x5eed)
    const unknown = []
    for (let i = 0; i < MESSAGES; i++) {
      const found = difference(mutated(random, LENIENCIES))
      if (found !== null && found.why === null) unknown.push(found.text)
    }
    expect(unknown.slice(0, 10).join('\n')).toBe('')
  })
})
