/**
 * Smoke test of the built packages on the Node that runs this file, with `--apps` also the programs of ../apps. A plain script,
 * because a test runner may not support every Node that we do. It sends the results to a parent process: `[{ title, error }, …]`, where `error` is null or a stack.
 */
import { optionsOf } from '../../../scripts/program.mjs'
import { appsOf, compareApp, RUNNING_LINE } from '../apps/compare.mjs'
import { checks } from './checks.mjs'

const { apps: withApps } = optionsOf(import.meta.url, { apps: { type: 'boolean', usage: '--apps' } })

/** Milliseconds after which a check fails that has not ended. A check takes a fraction of a second. */
const DEADLINE = 20_000

const apps = appsOf(RUNNING_LINE).map((app) => [`${app} prints with ours what it prints with Node's, preloaded by either flag`, () => compareApp(app)])

const results = []
for (const [title, check] of [...Object.entries(checks), ...(withApps ? apps : [])]) {
  try {
    await within(DEADLINE, check())
    results.push({ title, error: null })
    console.log(`  ok      ${title}`)
  } catch (error) {
    results.push({ title, error: error.stack })
    console.log(`  FAILED  ${title}\n${error.stack}`)
  }
}
// Sockets and servers that a failed check left open must not keep the process alive.
process.exitCode = results.every(({ error }) => error === null) ? 0 : 1
if (process.send) process.send(results, () => process.exit())
else process.exit()

async function within(milliseconds, promise) {
  let timer
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no end after ${milliseconds} ms`)), milliseconds)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
