/**
 * Sends the same bytes to the running Node's node:http and to ours, through real servers and clients over connections in memory.
 * This is a short run with the same samples every time; `scripts/fuzz.mjs` is the long run.
 */
import { randomNumbers } from '@layered-http/test-kit'
import { describe, expect, it } from 'vitest'
import { difference } from './compare.js'
import { KNOWN_DIFFERENCES, NODE_LLHTTP } from './known-differences.js'
import { randomSample } from './sample.js'

const MESSAGES = 2500
const SEED = 0x5eed

describe('node:http and ours', () => {
  it(`read ${MESSAGES} mutated messages in the same way, or differ for a known reason`, async () => {
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
  it.each(KNOWN_DIFFERENCES.filter(({ example, on }) => example !== null && (on === undefined || on(NODE_LLHTTP))))('$id: still differs', async ({ id, example, pending }) => {
    const found = await difference(example!)
    if (found === null && pending) return
    expect(found?.known ?? 'no difference any more').toBe(id)
  })
})
