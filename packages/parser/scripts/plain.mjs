/**
 * The long run of the test of plain messages: changed messages to the code that reads plain ones without llhttp, and to llhttp, also with leniencies and limits.
 *
 *     node packages/parser/scripts/plain.mjs [cases] [seed]
 *
 * Prints the first disagreements; progress is on stderr. Exits with 1 if there is one. Build the packages first, for the generated sources.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { numbersOf } from '../../../scripts/program.mjs'

const { cases, seed } = numbersOf(import.meta.url, { cases: 5_000_000, seed: Date.now() % 0x7fffffff })
const SHOWN = 20
const REPORTED = 250_000

const folder = mkdtempSync(join(tmpdir(), 'parser-plain-'))
const bundle = join(folder, 'plain.mjs')
await build({
  stdin: { contents: "export * from './plain-cases.js'; export { randomNumbers } from '@layered-http/test-kit'", resolveDir: fileURLToPath(new URL('../test', import.meta.url)) },
  outfile: bundle,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'es2022',
  alias: { '@layered-http/test-kit': fileURLToPath(new URL('../../../internal/test-kit/src/mutator.ts', import.meta.url)) },
  logLevel: 'warning',
})
const { randomNumbers, randomPlainSample, readTwice } = await import(pathToFileURL(bundle).href)
rmSync(folder, { recursive: true })

console.log(`${cases} cases, seed ${seed}, Node ${process.version}`)
const random = randomNumbers(seed)
const start = performance.now()
let [accepted, lenient, disagreements] = [0, 0, 0]
for (let i = 1; i <= cases; i++) {
  const sample = randomPlainSample(random)
  const read = readTwice(sample)
  if (read.accepted) accepted++
  if (sample.options !== undefined) lenient++
  if (read.disagreement !== null && ++disagreements <= SHOWN) console.log(`${JSON.stringify(sample)}\n  ours   ${JSON.stringify(read.disagreement.ours)}\n  llhttp ${JSON.stringify(read.disagreement.llhttps)}`)
  if (i % REPORTED === 0) console.error(`${i} of ${cases}, ${disagreements} disagreements, ${Math.round((performance.now() - start) / 1000)} s`)
}
console.log(`${cases} cases, ${accepted} without an error, ${lenient} with leniencies or limits: ${disagreements} disagreements`)
process.exitCode = disagreements === 0 ? 0 : 1
