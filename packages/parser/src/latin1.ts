/** Bytes to strings, one char code per byte. `TextDecoder('latin1')` will not do: by the Encoding Standard it is windows-1252. */

/** What Node's, Bun's and Deno's Buffer offers and a plain Uint8Array does not. */
interface Latin1Source extends Uint8Array {
  latin1Slice?(start: number, end: number): string
}

/** Bytes passed to `String.fromCharCode` in one call; engines limit the number of arguments. */
const FROM_CHAR_CODE_BATCH = 4096

/** The bytes [start, end) as a string of char codes 0-255. */
export function latin1(bytes: Uint8Array, start: number, end: number): string {
  const source = bytes as Latin1Source
  if (source.latin1Slice !== undefined) return source.latin1Slice(start, end)
  let text = ''
  for (let at = start; at < end; at += FROM_CHAR_CODE_BATCH) {
    text += String.fromCharCode.apply(null, bytes.subarray(at, Math.min(at + FROM_CHAR_CODE_BATCH, end)) as unknown as number[])
  }
  return text
}
