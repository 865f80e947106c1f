/**
 * Tells of a newer llhttp: `npm run newer-llhttp`, or `node packages/parser/scripts/newer-llhttp.mjs`.
 *
 * llhttp itself is not on the registry as WebAssembly. undici is, and carries it; its package does not say which version. So this asks npm for the newest release of each
 * major of undici, installs each into a temporary folder without scripts, and compares its binary with ours. A binary that differs is tested without this package's guards,
 * which tells the guards that it does not need, and so the oldest llhttp that it can be.
 *
 * Exit code: 0 if there is none, 1 if there is another binary than ours and the known ones, 2 if the registry cannot be asked.
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { BUILDS, CARRIER, LLHTTP_VERSION, sha256Of } from './llhttp-binary.mjs'
import { compareVersions, guardsOf, newestOfEachMajor, newExports, report } from './llhttp-probes.mjs'

/** Binaries that were looked at and not taken, by sum of the build with SIMD, each with the reason. */
const KNOWN = {
  '18403ee56fab07f89a845028bad358bb3ebcda213f8e2ec0989a991e9c33da69': 'it refuses DEL in a quoted value of a chunk extension, and needs the same guards',
}

const require = createRequire(import.meta.url)
const [{ source, sha256 }] = BUILDS

try {
  process.exitCode = await main()
} catch (error) {
  console.error(`The registry cannot be asked: ${error.stderr?.trim() || error.message}`)
  process.exitCode = 2
}

async function main() {
  const { devDependencies } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  const carrierVersion = devDependencies[CARRIER]
  // npm asks the registry that is configured.
  const versions = [JSON.parse(await npm(['view', CARRIER, 'versions', '--json']))].flat()
  const own = await binaryOf(carrierVersion)
  const found = []
  for (const version of newestOfEachMajor(versions, carrierVersion)) {
    const binary = await binaryOf(version)
    found.push({ version, sha256: sha256Of(binary), guards: guardsOf(binary), added: newExports(binary, own) })
  }
  const { lines, isNewer } = report(found, { version: LLHTTP_VERSION, carrier: CARRIER, carrierVersion, sha256 }, KNOWN)
  console.log(lines.join('\n'))
  const { llhttp } = process.versions
  if (llhttp !== undefined && compareVersions(llhttp, LLHTTP_VERSION) > 0) console.log(`The Node that runs this has llhttp ${llhttp}.`)
  return isNewer ? 1 : 0
}

/** Returns the llhttp of a version of the carrier. It does not need an installed workspace. */
async function binaryOf(version) {
  const folder = mkdtempSync(join(tmpdir(), 'newer-llhttp-'))
  try {
    await npm(['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--no-save', `${CARRIER}@${version}`])
    return require(join(folder, 'node_modules', source))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function npm(args) {
  // On Windows, npm is a script, which only a shell runs.
  const { stdout } = await promisify(execFile)('npm', args, { shell: process.platform === 'win32', maxBuffer: 16 * 1024 * 1024 })
  return stdout
}
