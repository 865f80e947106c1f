/**
 * Smoke test of the built packages on the Node that runs this file, with `--apps` also the programs of ../apps. A plain script,
 * because a test runner need not support every Node that we do. Tells a parent process the result: `{ passed, failed: [name …] }`.
 */
import { APPS, compareApp } from '../apps/compare.mjs'
import { checks } from './checks.mjs'

/** Milliseconds until a check that does not end has failed; each takes a small part of one second. */
const DEADLINE = 20_000

const apps = APPS.map((app) => [`${app} does with ours what it does with Node's, preloaded by either flag`, () => compareApp(app)])

let passed = 0
const failed = []
for (const [title, check] of [...Object.entries(checks), ...(process.argv.includes('--apps') ? apps : [])]) {
  try {
    await within(DEADLINE, check())
    passed++
    console.log(`  ok      ${title}`)
  } catch (error) {
    failed.push(`Node ${process.versions.node}: ${title}`)
    console.log(`  FAILED  ${title}\n${error.stack}`)
  }
}
// Whatever a failed check left open must not keep the process.
process.exitCode = failed.length === 0 ? 0 : 1
if (process.send) process.send({ passed, failed }, () => process.exit())
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
