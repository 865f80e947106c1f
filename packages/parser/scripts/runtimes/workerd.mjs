/** workerd, where compiling is forbidden at run time: modules of WebAssembly are compiled before the program starts, and imported. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { COPY, DOORS, WASM } from './build.mjs'
import { DOOR_NAMES } from './doors.mjs'

/** Milliseconds, start included. */
const TIME_LIMIT = 60_000

/** The module has the name under which the package exports it, as a bundler for Workers leaves it. */
const WASM_MODULE = '@layered-http/parser/parser.wasm'

/** There are no files, and nothing to fetch: the bytes come as a module of data. */
const SCRIPT = `
import module from '${WASM_MODULE}'
import data from './bytes'
import { tryDoors } from './${DOORS}'
${DOOR_NAMES.map((_, number) => `import * as copy${number} from './copy-${number}.mjs'`).join('\n')}
const copies = [${DOOR_NAMES.map((_, number) => `copy${number}`).join()}]

export default {
  async test() {
    const results = await tryDoors((number) => copies[number], {
      bytes: () => new Uint8Array(data),
      response: () => new Response(data),
      url: new URL('data:application/wasm;base64,' + btoa(String.fromCharCode(...new Uint8Array(data)))),
      module: () => module,
    })
    console.log(JSON.stringify(results))
  },
}
`

const CONFIGURATION = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [(name = "main", worker = (
  compatibilityDate = "2026-11-01",
  modules = [
    (name = "main.mjs", esModule = embed "worker.mjs"),
    (name = "${DOORS}", esModule = embed "${DOORS}"),
    (name = "${WASM_MODULE}", wasm = embed "${WASM}"),
    (name = "bytes", data = embed "${WASM}"),
    ${DOOR_NAMES.map((_, number) => `(name = "copy-${number}.mjs", esModule = embed "copy-${number}.mjs")`).join(',\n    ')}
  ],
))]);
`

/** Runs the doors and returns their results. */
export function runInWorkerd(folder, binary) {
  writeFileSync(join(folder, 'worker.mjs'), SCRIPT)
  writeFileSync(join(folder, 'config.capnp'), CONFIGURATION)
  for (const number of DOOR_NAMES.keys()) copyFileSync(join(folder, COPY), join(folder, `copy-${number}.mjs`))
  const { stdout, stderr, error } = spawnSync(binary, ['test', join(folder, 'config.capnp')], { encoding: 'utf8', timeout: TIME_LIMIT })
  const json = /\{"nothing".*\}/.exec(`${stdout}${stderr}`)?.[0]
  if (json === undefined) throw new Error(`workerd printed no result: ${error?.message ?? ''}\n${stdout}${stderr}`)
  return JSON.parse(json)
}
