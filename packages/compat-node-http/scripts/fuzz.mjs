/**
 * The long run of the differential test: mutated messages to the running Node's own http and to ours, through servers and
 * clients, over connections in memory.
 *
 *     node scripts/fuzz.mjs [messages] [seed]
 *
 * Prints every difference without a known reason, how often each known one came, and the known ones that never came; exits 1
 * if there was one without a reason. The packages must have been built. The reference is Node 26: run it with that.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const messages = Number(process.argv[2] ?? 200_000)
const seed = Number(process.argv[3] ?? Date.now() % 0x7fffffff)
const SHOWN = 10

// Inside the package, so that the names of the packages lead to what was built.
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
// An exception out of a connection's own listener is the worst of all differences, and no reason to stop.
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
