/** Checks for the steps. A mismatch is an error that shows both values. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { isDeepStrictEqual } from 'node:util'
import { FILE } from '../app.mjs'

/** Throws unless `actual` deeply equals `expected`. */
export function expect(name, actual, expected) {
  if (!isDeepStrictEqual(actual, expected)) throw new Error(`${name}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`)
}

export function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Throws unless `body` is the streamed file, byte for byte. Returns a description. */
export async function expectFile(body) {
  const hash = createHash('sha256')
  await pipeline(createReadStream(FILE), hash)
  expect('sha256 of the file', sha256(body), hash.digest('hex'))
  return `${Math.round(body.length / 1024)} KiB, the same sha256 as on disk`
}
