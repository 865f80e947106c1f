/**
 * `node main.mjs <app>`, with the preload or without: runs the checks of one app and prints each, and whose http it got.
 * An app also tells what it found where that is the same in every run: who compares the output of two runs compares that.
 */
import assert from 'node:assert'
import { isOurs } from './whose.mjs'

const { run } = await import(`./${process.argv[2]}.mjs`)
const check = (title, found, expected) => {
  assert.deepStrictEqual(found, expected, title)
  console.log(`ok: ${title}`)
}
const tell = (title, found) => console.log(`ok: ${title}: ${JSON.stringify(found)}`)
await run(check, tell)
console.log(isOurs ? 'on ours' : "on Node's")
// Instrumentation and pools may hold the process.
process.exit()
