/** `node record.mjs > node26.json`, run by Node 26: describes its http modules. */
import { describe, LEGACY_MODULES } from './describe.mjs'

// The `_http_*` modules are deprecated: loading them prints a warning.
process.noDeprecation = true
const modules = Object.fromEntries(LEGACY_MODULES.map((name) => [name, process.getBuiltinModule(name)]))
process.stdout.write(`${JSON.stringify(describe(process.getBuiltinModule('http'), process.getBuiltinModule('https'), modules), null, 1)}\n`)
