/** Runtimes that are a process and read files: Node, Bun, Deno. */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { COPY, DOORS, WASM } from './build.mjs'

/** Milliseconds for one process, start included. */
const TIME_LIMIT = 60_000

/** A file of its own for each copy: not every runtime loads a file again for another query. `node:fs` is there in all of them. */
const SCRIPT = `
import { copyFileSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { tryDoors } from './${DOORS}'

const pathOf = (name) => fileURLToPath(new URL(name, import.meta.url))
const bytes = () => new Uint8Array(readFileSync(pathOf('./${WASM}')))
const copyOf = (number) => {
  const name = \`./copy-\${number}.mjs\`
  copyFileSync(pathOf('./${COPY}'), pathOf(name))
  return import(name)
}
const results = await tryDoors(copyOf, {
  bytes,
  response: () => new Response(bytes()),
  url: new URL('./${WASM}', import.meta.url),
  module: () => WebAssembly.compile(bytes()),
})
console.log(JSON.stringify(results))
`

/** Runs the doors in `binary` and returns their results. */
export function runInProcess(folder, binary, args) {
  const script = join(folder, 'main.mjs')
  writeFileSync(script, SCRIPT)
  const { stdout, stderr, error } = spawnSync(binary, [...args, script], { encoding: 'utf8', timeout: TIME_LIMIT })
  const line = stdout?.split('\n').find((text) => text.startsWith('{'))
  if (line === undefined) throw new Error(`${binary} printed no result: ${error?.message ?? ''}\n${stdout}${stderr}`)
  return JSON.parse(line)
}
