/**
 * The doors of the parser in other runtimes: Chromium, Firefox, Bun, Deno, workerd, and each supported Node.
 *
 *     node packages/parser/scripts/runtimes.mjs [--markdown]
 *
 * A door is a way of starting the WebAssembly: the columns of the table. Behind each, a smoke test reads messages. A runtime that is not installed is left out, and a
 * line says how to install it. The script fails if a door that should work does not, or if one that is forbidden fails with another error than ERR_WASM_UNAVAILABLE.
 * With --markdown it writes the table of the README, if every runtime is there.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findChromium, HOW_TO_INSTALL_CHROMIUM } from '../../../scripts/chromium.mjs'
import { doorsTable, writeDoorsTable } from '../../../scripts/doors-table.mjs'
import { nodeBinary, VERSIONS } from '../../../scripts/node-binaries.mjs'
import { optionsOf } from '../../../scripts/program.mjs'
import { howToInstall, runtimeBinary } from '../../../scripts/runtime-binaries.mjs'
import { buildFiles } from './runtimes/build.mjs'
import { findFirefox, HOW_TO_INSTALL_FIREFOX, NOT_RECEIVED, runInChromium, runInFirefox } from './runtimes/browsers.mjs'
import { DOOR_NAMES } from './runtimes/doors.mjs'
import { runInProcess } from './runtimes/processes.mjs'
import { runInWorkerd } from './runtimes/workerd.mjs'

const README = new URL('../README.md', import.meta.url)

const UNAVAILABLE = 'ERR_WASM_UNAVAILABLE'
/** The only door where compiling is forbidden. */
const COMPILED = 'init(module)'

const values = optionsOf(import.meta.url, { markdown: { type: 'boolean', usage: '--markdown' } })
const folder = mkdtempSync(join(tmpdir(), 'parser-doors-'))
const rows = []
const missing = []

/**
 * Adds a row, and says what is wrong in it.
 *
 * @param isForbidden - true if compiling is forbidden there
 * @param withModule - what a compiled module does there
 */
function add(runtime, version, place, results, isForbidden = false, withModule = 'works') {
  rows.push({ runtime, version, place, results })
  console.error(`${runtime} ${version}${place === '' ? '' : `, ${place}`}`)
  for (const door of DOOR_NAMES) {
    const expected = door === COMPILED ? withModule : isForbidden ? UNAVAILABLE : 'works'
    if (results[door] === expected) continue
    process.exitCode = 1
    console.error(`  WRONG: ${door}: ${results[door]}, expected: ${expected}`)
  }
}

function leaveOut(name, install) {
  missing.push(name)
  console.error(`${name}: left out, it is not installed (${install})`)
}

try {
  await buildFiles(folder)
  if (findChromium() === undefined) leaveOut('Chromium', HOW_TO_INSTALL_CHROMIUM)
  else {
    const { version, places } = await runInChromium(folder)
    for (const { name, results, isForbidden } of places) add('Chromium', version, name, results, isForbidden)
  }
  const firefox = findFirefox()
  if (firefox === undefined) leaveOut('Firefox', HOW_TO_INSTALL_FIREFOX)
  else for (const { name, results, isForbidden } of await runInFirefox(folder, firefox.binary)) add('Firefox', firefox.version, name, results, isForbidden, isForbidden ? NOT_RECEIVED : 'works')
  for (const [name, args] of [['Bun', ['run']], ['Deno', ['run', '--allow-read', '--allow-write']]]) {
    const found = runtimeBinary(name.toLowerCase())
    if (found === undefined) leaveOut(name, howToInstall(name.toLowerCase()))
    else add(name, found.version, '', runInProcess(folder, found.binary, args))
  }
  const workerd = runtimeBinary('workerd')
  if (workerd === undefined) leaveOut('workerd', howToInstall('workerd'))
  else add('workerd', workerd.version, '', runInWorkerd(folder, workerd.binary), true)
  for (const version of new Set([process.versions.node, ...VERSIONS])) {
    add('Node', version, '', runInProcess(folder, version === process.versions.node ? process.execPath : await nodeBinary(version), []))
  }
} finally {
  rmSync(folder, { recursive: true })
}

const table = doorsTable([['runtime', ...DOOR_NAMES.map((door) => (door === 'nothing' ? 'no `init`' : `\`${door}\``))], ...rows.map(cellsOf)])
console.log(table)
if (values.markdown) {
  if (missing.length > 0 || process.exitCode) console.error('The README stays as it is: a runtime is missing, or something is wrong')
  else writeDoorsTable(README, table)
}

function cellsOf({ runtime, version, place, results }) {
  const cells = DOOR_NAMES.map((door) => (results[door] === UNAVAILABLE ? 'error' : results[door] === 'works' ? 'yes' : results[door]))
  return [`${runtime} ${version}${place === '' ? '' : `, ${place}`}`, ...cells]
}
