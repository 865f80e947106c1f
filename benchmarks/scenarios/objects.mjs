/** Objects of a program. With them, the heap of a process is as large as an app's. */

const MEGABYTE = 1e6

/** Approximate bytes of one object with what it refers to, measured on Node 20 and 26. */
const BYTES_OF_ONE = 125

const held = []

/** Makes objects of about `megabytes` MB in all, which are never collected. */
export function holdObjects(megabytes) {
  held.push(Array.from({ length: (megabytes * MEGABYTE) / BYTES_OF_ONE }, (_, index) => ({ index, name: `object ${index}`, next: { index } })))
}
