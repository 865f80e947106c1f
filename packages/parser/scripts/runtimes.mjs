/**
 * The smoke test in other runtimes: headless Chromium, Bun, Deno.
 *
 *     node scripts/runtimes.mjs
 *
 * Each is used if it is found: its binary in PATH, or named by CHROMIUM, BUN or DENO. One that is not found is said to be
 * skipped in one line; one that is found and fails makes the script fail.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

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

const RUNTIMES = [
  { name: 'Chromium', env: 'CHROMIUM', binaries: ['chromium', 'chromium-browser', 'google-chrome'], args: ['--headless', '--no-sandbox', '--disable-gpu', '--virtual-time-budget=20000', '--dump-dom', `file://${page}`] },
  { name: 'Bun', env: 'BUN', binaries: ['bun'], args: ['run', script] },
  { name: 'Deno', env: 'DENO', binaries: ['deno'], args: ['run', script] },
  { name: 'Node', env: 'NODE', binaries: [process.execPath], args: [script] },
]

function isThere(binary) {
  try {
    execFileSync(binary, ['--version'], { stdio: 'ignore', timeout: TIME_LIMIT })
    return true
  } catch {
    return false
  }
}

for (const { name, env, binaries, args } of RUNTIMES) {
  const binary = [process.env[env], ...binaries].find((candidate) => candidate !== undefined && isThere(candidate))
  if (binary === undefined) {
    console.log(`${name}: skipped, none of ${binaries.join(', ')} is in PATH and ${env} names none`)
    continue
  }
  let output
  try {
    output = execFileSync(binary, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: TIME_LIMIT })
  } catch (error) {
    output = String(error.stdout ?? error)
  }
  const line = output.split('\n').find((text) => text.includes(PASSED))
  if (line === undefined) process.exitCode = 1
  console.log(`${name}: ${line === undefined ? `FAILED\n${output}` : line.replace(/<[^>]*>/g, '').trim()}`)
}
rmSync(folder, { recursive: true })
