/**
 * The attacks of known advisories on the running node:http and on ours, over real sockets; see scripts/security-report.mjs of the repository.
 *
 *     node packages/compat-node-http/scripts/security-report.mjs [--markdown]
 *
 * Exits with 1 if an outcome of ours is not the expected one. Build the packages first.
 */
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { bundle } from './bundle.mjs'

const file = await bundle('test/security/main.ts')
// The program of a child process.
const child = join(dirname(file), 'child.mjs')
writeFileSync(child, "import { runCases } from './bundle.mjs'\nconst [, , which, first] = process.argv\nawait runCases(which, Number(first))\n")
const { main } = await import(pathToFileURL(file).href)
process.exitCode = await main(child, process.argv.slice(2))
