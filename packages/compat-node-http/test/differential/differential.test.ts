/**
 * The same bytes to node:http of the running Node and to ours, through real servers and clients over connections in memory:
 * a short run with the same samples every time. `scripts/fuzz.mjs` is the long one.
 */
import { randomNumbers } from '@layered-http/test-kit'
import { describe, expect, it } from 'vitest'
import { difference } from './compare.js'
import { KNOWN_DIFFERENCES, NODE_LLHTTP } from './known-differences.js'
import { randomSample } from './sample.js'

const MESSAGES = 2500
const SEED = 0x5eed

describe('node:http and ours', () => {
  it(`say the same about ${MESSAGES} mutated messages, or differ for a known reason`, async () => {
    const random = randomNumbers(SEED)
    const unknown = []
    for (let i = 0; i < MESSAGES; i++) {
      const found = await difference(randomSample(random))
      if (found !== null && found.known === null) unknown.push(found.text)
    }
    expect(unknown.slice(0, 5).join('\n')).toBe('')
  })
})

describe('known differences', () => {
  it.each(KNOWN_DIFFERENCES.filter(({ example, on }) => example !== null && (on === undefined || on(NODE_LLHTTP))))('$id: still there', async ({ id, example, pending }) => {
    const found = await difference(example!)
    if (found === null && pending) return
    expect(found?.known ?? 'no difference any more').toBe(id)
  })
})
