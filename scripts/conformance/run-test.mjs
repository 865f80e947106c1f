/** Runs one test in a new process and process group. The group is killed when its time is over or its leader has ended. */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { AS_LEADER, killTree } from '../kill-tree.mjs'

/** Characters of a failed test's output that are kept. */
const MAX_OUTPUT = 4_000

/** The output by which Node's own runner recognises a test that does not apply. */
const SKIPPED = /^1\.\.0 # Skipped: (.*)$/m

const running = new Set()

/** Kills all tests when this process ends, also on Ctrl-C. */
export function killTestsOnExit() {
  process.on('exit', () => running.forEach(killTree))
  process.on('SIGINT', () => process.exit(130))
  process.on('SIGTERM', () => process.exit(143))
  process.on('SIGHUP', () => process.exit(129))
}

/**
 * Returns `{ passed, seconds }`, and if they apply `skipped` (the test's reason), or `timedOut` and `output`.
 *
 * @param options.runtime - of runtimes.mjs
 * @param options.preload - files that are loaded before the test
 * @param options.slot - number of the job, for the temporary folders and ports of test/common
 */
export function runTest(test, { runtime, preload, limit, slot }) {
  const start = performance.now()
  const { args, env: own } = runtime.command({ flags: flagsOf(test.file), preload, file: test.file })
  const env = { ...process.env, NODE_OPTIONS: '', ...own, TEST_THREAD_ID: String(slot), NODE_TEST_DIR: undefined }
  const child = spawn(runtime.binary, args, { cwd: dirname(test.root), ...AS_LEADER, env, stdio: ['ignore', 'pipe', 'pipe'] })
  running.add(child)
  let output = ''
  const collect = (text) => (output = (output + text).slice(-MAX_OUTPUT))
  child.stdout.setEncoding('utf8').on('data', collect)
  child.stderr.setEncoding('utf8').on('data', collect)
  return new Promise((resolve) => {
    let timedOut = false
    const timer = setTimeout(() => {
      timedOut = true
      killTree(child)
    }, limit)
    const done = (passed) => {
      clearTimeout(timer)
      running.delete(child)
      const skipped = SKIPPED.exec(output)?.[1]
      const seconds = Number(((performance.now() - start) / 1000).toFixed(1))
      resolve({ passed, seconds, ...(passed && skipped && { skipped }), ...(timedOut && { timedOut }), ...(!passed && { output }) })
    }
    child.once('error', (error) => {
      collect(error.message)
      done(false)
    })
    // Processes that the test started may survive it and keep its output open, so the group is killed with its leader.
    child.once('exit', () => killTree(child))
    child.once('close', (code) => done(code === 0))
  })
}

/** Returns the flags in the first lines of a test. */
function flagsOf(file) {
  return (/^\/\/ Flags: (.*)$/m.exec(readFileSync(file, 'utf8'))?.[1] ?? '').split(/\s+/).filter(Boolean)
}
