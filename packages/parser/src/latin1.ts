/** Bytes to strings, one char code per byte. `TextDecoder('latin1')` will not do: by the Encoding Standard it is windows-1252. */

/** A method of the Buffer of Node, Bun and Deno that works on any Uint8Array. */
type Latin1Slice = (this: Uint8Array, start: number, end: number) => string

/** Taken once, so that no method of a subclass, which is the caller's code, runs in the middle of a parse. */
const latin1Slice = (globalThis as { Buffer?: { prototype: { latin1Slice?: Latin1Slice } } }).Buffer?.prototype.latin1Slice

/** A chunk as sockets of most runtimes make it. */
interface Latin1Source extends Uint8Array {
  latin1Slice?: Latin1Slice
}

/** Bytes passed to `String.fromCharCode` in one call; engines limit the number of arguments. */
const FROM_CHAR_CODE_BATCH = 4096

/** Returns the bytes [start, end) as a string of char codes 0-255. */
export const latin1: (bytes: Uint8Array, start: number, end: number) => string =
  latin1Slice === undefined ? latin1Portably : (bytes, start, end) => latin1Slice.call(bytes, start, end)

/** @internal the same without Buffer */
export function latin1Portably(bytes: Uint8Array, start: number, end: number): string {
  let text = ''
  for (let at = start; at < end; at += FROM_CHAR_CODE_BATCH) {
    text += String.fromCharCode.apply(null, new Uint8Array(bytes.buffer, bytes.byteOffset + at, Math.min(FROM_CHAR_CODE_BATCH, end - at)) as unknown as number[])
  }
  return text
}

/**
 * As {@link latin1}, with the chunk's own method if it has one: 15 ns less for each head. The method may be the caller's code, so this must
 * not be called in the middle of a parse.
 */
export function latin1OfChunk(chunk: Uint8Array, start: number, end: number): string {
  const source = chunk as Latin1Source
  return source.latin1Slice === undefined ? latin1(chunk, start, end) : source.latin1Slice(start, end)
}
