/**
 * The long run of the differential test: Node's own parser and this one read the same mutated messages.
 *
 *     node scripts/fuzz.mjs [messages] [seed]
 *
 * Prints every difference without a known reason, and the count of each known reason. Exits with 1 if a difference has no known
 * reason. The reference is the llhttp of the running Node.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { numbersOf } from '../../../scripts/program.mjs'

const { messages, seed } = numbersOf(import.meta.url, { messages: 200_000, seed: Date.now() % 0x7fffffff })

const folder = mkdtempSync(join(tmpdir(), 'parser-fuzz-'))
const bundle = join(folder, 'differential.mjs')
await build({
  entryPoints: [fileURLToPath(new URL('../test/differential.ts', import.meta.url))],
  outfile: bundle,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'es2022',
  logLevel: 'warning',
})
const { difference, LENIENCIES, mutated, randomNumbers } = await import(pathToFileURL(bundle).href)
rmSync(folder, { recursive: true })

console.log(`${messages} messages, seed ${seed}, Node ${process.version} with llhttp ${process.versions.llhttp}`)
const random = randomNumbers(seed)
const reasons = new Map()
let unknown = 0
for (let i = 0; i < messages; i++) {
  const found = difference(mutated(random, LENIENCIES))
  if (found === null) continue
  reasons.set(found.why, (reasons.get(found.why) ?? 0) + 1)
  if (found.why !== null) continue
  unknown++
  if (unknown <= 20) console.log(found.text)
}
for (const [why, times] of reasons) console.log(`${String(times).padStart(7)}  ${why ?? 'NO KNOWN REASON'}`)
process.exitCode = unknown === 0 ? 0 : 1
