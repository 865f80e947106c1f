/** How the bytes of a case are cut into reads: not at all, after every byte, or at random places. */
import { randomNumbers } from '@layered-http/test-kit'

export type Cutting = 'whole' | 'bytes' | 'random'

/** Bytes at each end of a message that are sent one by one. The middle of a longer message is one piece. */
const SINGLE_BYTES = 400
const MOST_CUTS = 6

export function cut(bytes: string, how: Cutting): string[] {
  if (bytes === '' || how === 'whole') return [bytes]
  if (how === 'bytes') return [...bytes.slice(0, SINGLE_BYTES), ...middle(bytes), ...bytes.slice(Math.max(SINGLE_BYTES, bytes.length - SINGLE_BYTES))]
  const random = randomNumbers(seedOf(bytes))
  const places = Array.from({ length: 1 + random(MOST_CUTS) }, () => random(bytes.length + 1)).sort((a, b) => a - b)
  return [0, ...places].map((place, i) => bytes.slice(place, places[i])).filter((piece) => piece !== '')
}

function middle(bytes: string): string[] {
  const piece = bytes.slice(SINGLE_BYTES, bytes.length - SINGLE_BYTES)
  return bytes.length > 2 * SINGLE_BYTES && piece !== '' ? [piece] : []
}

/** The same bytes have the same cuts in every run. */
function seedOf(bytes: string): number {
  let seed = bytes.length
  for (let i = 0; i < bytes.length; i++) seed = (Math.imul(seed, 31) + bytes.charCodeAt(i)) | 0
  return seed
}
