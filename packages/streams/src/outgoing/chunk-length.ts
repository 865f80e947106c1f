/** The size of a chunk on the wire (RFC 9112 section 7.1). */

const CRLF_LENGTH = 2

/** Bytes on the wire of a chunk with `bytes` bytes of data: its size in hexadecimal digits, the data, and CRLF after each. 0 for no data. */
export function chunkLength(bytes: number): number {
  return bytes === 0 ? 0 : bytes + ((35 - Math.clz32(bytes)) >> 2) + 2 * CRLF_LENGTH
}
