/** Bytes to strings, one char code per byte. `TextDecoder('latin1')` will not do: by the Encoding Standard it is windows-1252. */

/** What the Buffer of Node, Bun and Deno can do with the bytes of any Uint8Array. */
type Latin1Slice = (this: Uint8Array, start: number, end: number) => string

/** Taken once: a method that a subclass puts in its place would be the caller's code in the middle of a parse. */
const latin1Slice = (globalThis as { Buffer?: { prototype: { latin1Slice?: Latin1Slice } } }).Buffer?.prototype.latin1Slice

/** A chunk as most runtimes' sockets give it. */
interface Latin1Source extends Uint8Array {
  latin1Slice?: Latin1Slice
}

/** Bytes passed to `String.fromCharCode` in one call; engines limit the number of arguments. */
const FROM_CHAR_CODE_BATCH = 4096

/** The bytes [start, end) as a string of char codes 0-255. */
export const latin1: (bytes: Uint8Array, start: number, end: number) => string =
  latin1Slice === undefined ? latin1Portably : (bytes, start, end) => latin1Slice.call(bytes, start, end)

/** @internal the same where there is no Buffer */
export function latin1Portably(bytes: Uint8Array, start: number, end: number): string {
  let text = ''
  for (let at = start; at < end; at += FROM_CHAR_CODE_BATCH) {
    text += String.fromCharCode.apply(null, new Uint8Array(bytes.buffer, bytes.byteOffset + at, Math.min(FROM_CHAR_CODE_BATCH, end - at)) as unknown as number[])
  }
  return text
}

/**
 * As {@link latin1}, by the chunk's own method where it has one: some 15 ns less a head. That may be the caller's code, so not in the
 * middle of a parse.
 */
export function latin1OfChunk(chunk: Uint8Array, start: number, end: number): string {
  const source = chunk as Latin1Source
  return source.latin1Slice === undefined ? latin1(chunk, start, end) : source.latin1Slice(start, end)
}
