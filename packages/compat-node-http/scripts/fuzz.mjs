/**
 * The long run of the differential test: sends mutated messages to the running Node's own http and to ours, through servers
 * and clients, over connections in memory.
 *
 *     node scripts/fuzz.mjs [messages] [seed]
 *
 * Prints every difference without a known reason, the count of each known one, and the known ones that did not occur. Exits
 * with 1 if a difference has no known reason. Build the packages first, and run it with Node 26, which is the reference.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { numbersOf } from '../../../scripts/program.mjs'

const { messages, seed } = numbersOf(import.meta.url, { messages: 200_000, seed: Date.now() % 0x7fffffff })
const SHOWN = 10

// Inside the package, so that imports of the packages find their builds.
const folder = mkdtempSync(join(fileURLToPath(new URL('..', import.meta.url)), '.fuzz-'))
let bundle
try {
  await build({
    stdin: {
      contents: "export * from './compare.js'; export * from './sample.js'; export * from './known-differences.js'; export { randomNumbers } from '../../../../internal/test-kit/src/mutator.js'",
      resolveDir: fileURLToPath(new URL('../test/differential', import.meta.url)),
    },
    outfile: join(folder, 'differential.mjs'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'es2022',
    external: ['@layered-http/compat-node-http'],
    alias: { '@layered-http/test-kit': fileURLToPath(new URL('../../../internal/test-kit/src/mutator.ts', import.meta.url)) },
    logLevel: 'warning',
  })
  bundle = await import(pathToFileURL(join(folder, 'differential.mjs')).href)
} finally {
  rmSync(folder, { recursive: true })
}
const { difference, KNOWN_DIFFERENCES, randomNumbers, randomSample } = bundle

console.log(`${messages} messages, seed ${seed}, Node ${process.version} with llhttp ${process.versions.llhttp}`)
const start = performance.now()
const random = randomNumbers(seed)
const times = new Map(KNOWN_DIFFERENCES.map(({ id }) => [id, 0]))
let unknown = 0
let sample
// An exception in a listener of a connection is a difference too. The run continues after it.
function threw(error) {
  if (++unknown <= SHOWN) console.log(`${JSON.stringify(sample)}\n  THROWS ${error.stack}`)
}
process.on('uncaughtException', threw)
for (let i = 0; i < messages; i++) {
  sample = randomSample(random)
  const found = await difference(sample).catch(threw)
  if (!found) continue
  if (found.known !== null) times.set(found.known, times.get(found.known) + 1)
  else if (++unknown <= SHOWN) console.log(found.text)
}
for (const { id, why } of KNOWN_DIFFERENCES) console.log(`${String(times.get(id)).padStart(7)}  ${id}: ${why}${times.get(id) === 0 ? ' (DID NOT OCCUR)' : ''}`)
console.log(`${String(unknown).padStart(7)}  without a known reason; ${Math.round((performance.now() - start) / 1000)} s`)
process.exitCode = unknown === 0 ? 0 : 1
