/** Cuts the bytes of an input into pieces, and feeds them. */
import { randomNumbers } from '@layered-http/test-kit'
import type { Wire } from '../differential/wire.js'

/** Longer inputs are not cut into single bytes: each piece takes some turns of the event loop. */
const MAX_SINGLE_BYTES = 200

/** Returns the pieces that `seed` stands for: one byte each, or up to six at random places. Each is at least one byte. */
export function piecesOf(wire: string, seed: number): string[] {
  if (seed % 8 === 0 && wire.length <= MAX_SINGLE_BYTES) return [...wire]
  const random = randomNumbers(seed + 1)
  const places = Array.from({ length: 1 + random(5) }, () => random(wire.length + 1)).sort((a, b) => a - b)
  return [0, ...places].map((place, i) => wire.slice(place, places[i])).filter((piece) => piece !== '')
}

/** Feeds bytes, or the end of input, in a turn of its own: what a listener throws is uncaught then, as with a socket, and does not reach the target. */
export async function feed(wire: Wire, piece: string | null): Promise<void> {
  await new Promise<void>((resolve) => {
    setImmediate(() => {
      resolve()
      if (piece === null) wire.feedEnd()
      else wire.feed(piece)
    })
  })
  await wire.quiet()
}
