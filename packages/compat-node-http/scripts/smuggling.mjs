/**
 * The long run of the smuggling corpus: every case over real sockets, whole, byte by byte and at random cuts, on the running Node's http and on ours.
 *
 *     node packages/compat-node-http/scripts/smuggling.mjs [--record] [--deviations]
 *
 * Exits with 1 if ours depends on the cutting, or differs from Node 26 or from RFC 9112 without a known reason. `--record` writes expected.json from the
 * running Node, which must be Node 26. `--deviations` lists where the running Node deviates from the RFC. Build the packages first.
 */
import { readOptions } from '../../../scripts/options.mjs'
import { runProgram } from '../../../scripts/program.mjs'
import { load } from './bundle.mjs'

const OPTIONS = {
  record: { type: 'boolean', usage: '--record' },
  deviations: { type: 'boolean', usage: '--deviations' },
}

await runProgram(import.meta.url, async (words) => {
  readOptions(words, OPTIONS)
  const { main } = await load('test/smuggling/main.ts')
  process.exitCode = await main(words)
})
