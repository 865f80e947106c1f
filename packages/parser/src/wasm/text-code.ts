/**
 * Text to bytes: the inverse of `scripts/text-code.mjs`, which says why the module is text of this form.
 *
 * What may live here: the decoder.
 */

/** Characters of a JavaScript string that are not used, since a minifier may have to escape them. */
const UNUSED = `'"\`\\$`
/** The last two characters stand before a second one. */
const PREFIXES = 2

/** Returns the bytes of `text`. `alphabet` has two hexadecimal digits for each byte, in the order of the codes. */
export function decode(text: string, alphabet: string): Uint8Array<ArrayBuffer> {
  const places = new Uint8Array(128)
  let characters = 0
  for (let code = 0x20; code < 0x7f; code++) if (!UNUSED.includes(String.fromCharCode(code))) places[code] = characters++
  const single = characters - PREFIXES
  const byteOf = Uint8Array.from({ length: alphabet.length / 2 }, (_, at) => Number.parseInt(alphabet.slice(2 * at, 2 * at + 2), 16))
  const bytes = new Uint8Array(text.length)
  let length = 0
  for (let at = 0; at < text.length; at++) {
    let place = places[text.charCodeAt(at)]!
    if (place >= single) place = single * (1 + place - single) + places[text.charCodeAt(++at)]!
    bytes[length++] = byteOf[place]!
  }
  return bytes.subarray(0, length)
}
