/**
 * The smoke test in other runtimes: headless Chromium, Bun, Deno, and the Node that runs this.
 *
 *     node scripts/runtimes.mjs
 *
 * Each is used if it is found: Chromium in PATH or named by CHROMIUM, Bun and Deno as `scripts/runtime-binaries.mjs` finds them. For
 * one that is not found, it prints that it is skipped and how to install it. If one that is found fails, the script fails.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { binaryVersion, howToInstall, runtimeBinary } from '../../../scripts/runtime-binaries.mjs'

const PASSED = 'smoke passed:'
/** Milliseconds for one runtime, start included. */
const TIME_LIMIT = 60_000

const folder = mkdtempSync(join(tmpdir(), 'parser-runtimes-'))
const script = join(folder, 'smoke.mjs')
const page = join(folder, 'smoke.html')

const { outputFiles } = await build({
  stdin: {
    contents: `import { smoke } from './smoke.ts'
      const say = (text) => typeof document === 'undefined' ? console.log(text) : (document.body.textContent = text)
      smoke().then((what) => say('${PASSED} ' + what), (error) => say('smoke failed: ' + (error.stack ?? error)))`,
    resolveDir: fileURLToPath(new URL('../test', import.meta.url)),
  },
  bundle: true,
  write: false,
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  logLevel: 'warning',
})
const source = outputFiles[0].text
writeFileSync(script, source)
writeFileSync(page, `<!doctype html><body>smoke did not finish</body><script type="module">${source.replaceAll('</script', '<\\/script')}</script>`)

const CHROMIUM_FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--virtual-time-budget=20000', '--dump-dom']

const RUNTIMES = [
  { name: 'Chromium', find: chromium, args: [...CHROMIUM_FLAGS, pathToFileURL(page).href], install: 'apt-get install chromium' },
  { name: 'Bun', find: () => runtimeBinary('bun'), args: ['run', script], install: howToInstall('bun') },
  { name: 'Deno', find: () => runtimeBinary('deno'), args: ['run', script], install: howToInstall('deno') },
  { name: 'Node', find: () => ({ binary: process.execPath, version: process.versions.node }), args: [script] },
]

function chromium() {
  for (const binary of [process.env.CHROMIUM, 'chromium', 'chromium-browser', 'google-chrome']) {
    const version = binary && binaryVersion(binary, /([\d.]+)/)
    if (version) return { binary, version }
  }
  return undefined
}

for (const { name, find, args, install } of RUNTIMES) {
  const found = find()
  if (found === undefined) {
    console.log(`${name}: skipped, it is not installed (${install})`)
    continue
  }
  const { stdout, stderr, error } = spawnSync(found.binary, args, { encoding: 'utf8', timeout: TIME_LIMIT })
  const line = stdout?.split('\n').find((text) => text.includes(PASSED))
  if (line === undefined) process.exitCode = 1
  console.log(`${name} ${found.version}: ${line === undefined ? `FAILED ${error?.message ?? ''}\n${stdout}${stderr}` : line.replace(/<[^>]*>/g, '').trim()}`)
}
rmSync(folder, { recursive: true })
