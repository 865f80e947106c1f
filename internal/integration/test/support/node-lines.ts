/** Tests on a Node other than the one that runs vitest. */
import { fork } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { nodeBinary, VERSIONS } from '../../../../scripts/node-binaries.mjs'
import { appsOf, compareApp, lineOf, type Way } from '../../apps/compare.mjs'
import { ROOT } from './tarballs.js'

/** Milliseconds, for vitest. Later than the deadline of an app, whose error has the output of the app. */
const APP_DEADLINE = 70_000

/** The smoke test, and the apps in some ways, on the supported Node of a line. */
export async function testLine(line: number, ways: readonly Way[]): Promise<void> {
  const version = VERSIONS.find((each) => lineOf(each) === line)!
  const node = await nodeBinary(version)
  await testSmoke(node, version)
  testApps(node, version, ways)
}

/** The apps, which do not mention layered-http, with Node's http and with the preload. */
export function testApps(node: string, version: string, ways: readonly Way[]): void {
  const line = lineOf(version)
  test.each(appsOf(line))(`Node ${line}: %s passes its own checks, and prints the same each time (${ways.join(', ')})`, { timeout: APP_DEADLINE }, (app) => compareApp(app, { node, line, ways }))
}

/** The smoke test runs without vitest, which may not support every Node that we do. */
export async function testSmoke(node: string, version: string): Promise<void> {
  const results = await runSmokeTest(node)
  describe(`smoke test on Node ${version}`, () => {
    test('ends with results', () => {
      expect(results).not.toEqual([])
    })
    test.each(results)('$title', ({ error }) => {
      expect(error).toBe(null)
    })
  })
}

interface Result {
  title: string
  /** The stack of the error, or null. */
  error: string | null
}

function runSmokeTest(node: string): Promise<Result[]> {
  return new Promise((resolve, reject) => {
    const child = fork(join(ROOT, 'internal/integration/smoke/main.mjs'), { execPath: node, execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    let results: Result[] = []
    child.once('message', (message) => (results = message as Result[]))
    child.once('error', reject)
    child.once('close', () => resolve(results))
  })
}
