/** `node main.mjs <app>`, with the preload or without: runs the checks of one app and prints each, and whose http it got. */
import assert from 'node:assert'

const { run } = await import(`./${process.argv[2]}.mjs`)
await run((title, found, expected) => {
  assert.deepStrictEqual(found, expected, title)
  console.log(`ok: ${title}`)
})
const { default: http } = await import('node:http')
const { default: ours } = await import('@layered-http/compat-node-http')
console.log(http === ours ? 'on ours' : "on Node's")
// Instrumentation and pools may hold the process.
process.exit()
