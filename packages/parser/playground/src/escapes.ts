/**
 * The text of the editor ↔ bytes.
 *
 * The end of a line is CRLF. `\r`, `\n`, `\t`, `\0`, `\xHH` and `\\` are single bytes. A backslash at the end of a line takes the line's end away. Any other backslash is itself, and
 * other characters are UTF-8.
 */

const TOKENS = /\\x(?<hex>[0-9a-f]{2})|\\(?<letter>[rnt0\\])|(?<joined>\\\r?\n)|(?<end>\r?\n)|(?<plain>[^\\\r\n]+|[\\\r])/gi

const BYTES: Readonly<Record<string, number>> = { r: 0x0d, n: 0x0a, t: 0x09, '0': 0x00, '\\': 0x5c }
const ESCAPES: Readonly<Record<number, string>> = Object.fromEntries(Object.entries(BYTES).map(([letter, byte]) => [byte, `\\${letter}`]))

const CR = 0x0d
const LF = 0x0a

const encoder = new TextEncoder()

/** Returns the bytes that a text stands for. */
export function bytesOf(text: string): Uint8Array {
  const bytes: number[] = []
  for (const { groups } of text.matchAll(TOKENS)) {
    const { hex, letter, end, plain } = groups as Partial<Record<string, string>>
    if (hex !== undefined) bytes.push(parseInt(hex, 16))
    else if (letter !== undefined) bytes.push(BYTES[letter.toLowerCase()]!)
    else if (end !== undefined) bytes.push(CR, LF)
    else if (plain !== undefined) for (const byte of encoder.encode(plain)) bytes.push(byte)
  }
  return Uint8Array.from(bytes)
}

/** Returns a text that stands for these bytes. */
export function textOf(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!
    if (byte === CR && bytes[at + 1] === LF) {
      text += '\n'
      at++
    } else text += byte === LF ? '\\n\\\n' : escapeOf(byte)
  }
  return text
}

/** Returns the character of a printable byte, and an escape for any other. */
export function escapeOf(byte: number): string {
  const isPrintable = byte >= 0x20 && byte < 0x7f
  return ESCAPES[byte] ?? (isPrintable ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`)
}
