/**
 * `node main.mjs <app>`, with the preload or without: runs the checks of one app and prints each, and which http it got.
 * An app also prints results that are the same in every run, so that comparing two outputs compares them.
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
// Instrumentation and pools may keep the process alive.
process.exit()
