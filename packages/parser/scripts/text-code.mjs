/**
 * Binary as text for a JavaScript string: `src/wasm/text-code.ts` decodes it.
 *
 * Each byte becomes one character or two, so that what repeats in the binary repeats in the text, and a server's gzip finds it. WebAssembly in base64 is a third larger
 * after gzip, because the same bytes have other letters at each of three positions.
 */

/** Printable ASCII but quotes, backslash and `$`, which a minifier may have to escape. */
const CHARACTERS = Array.from({ length: 0x7f - 0x20 }, (_, i) => String.fromCharCode(0x20 + i)).filter((character) => !`'"\`\\$`.includes(character))
/** Characters that stand before a second one. */
const PREFIXES = CHARACTERS.slice(-2)
/** Characters that are a byte alone, for the most frequent bytes. */
const SINGLE = CHARACTERS.slice(0, -2)

/**
 * Returns the text, and the alphabet that decodes it: for each byte in the order of their codes, two hexadecimal digits. The first codes are single characters, the
 * others two.
 */
export function encode(bytes) {
  const counts = new Array(256).fill(0)
  for (const byte of bytes) counts[byte]++
  const order = counts.map((count, byte) => ({ count, byte })).sort((a, b) => b.count - a.count || a.byte - b.byte)
  const codes = new Array(256)
  order.forEach(({ byte }, at) => {
    const rest = at - SINGLE.length
    codes[byte] = rest < 0 ? SINGLE[at] : PREFIXES[Math.floor(rest / SINGLE.length)] + SINGLE[rest % SINGLE.length]
  })
  return {
    text: Array.from(bytes, (byte) => codes[byte]).join(''),
    alphabet: order.map(({ byte }) => byte.toString(16).padStart(2, '0')).join(''),
  }
}
