/**
 * Sends every request of the smuggling corpus through nginx and HAProxy to our server, each followed by another request.
 *
 *     node packages/compat-node-http/scripts/through-proxies.mjs [--only NAME] [--control] [--markdown]
 *
 * Exits with 1 if a request reaches our handler that the proxy has not sent as one, or if another client gets a wrong response. A proxy that is not
 * installed is left out, and the output says so. `--control` uses a proxy that knows only Content-Length and a server that
 * accepts everything, and must find something. `--markdown` writes the table of docs/security.md. Build the packages first.
 */
import { readOptions } from '../../../scripts/options.mjs'
import { runProgram } from '../../../scripts/program.mjs'
import { load } from './bundle.mjs'

const OPTIONS = {
  only: { type: 'string', usage: '--only NAME' },
  control: { type: 'boolean', usage: '--control' },
  markdown: { type: 'boolean', usage: '--markdown' },
}

await runProgram(import.meta.url, async (words) => {
  readOptions(words, OPTIONS)
  const { main } = await load('test/smuggling/proxies/main.ts')
  process.exitCode = await main(words)
})
