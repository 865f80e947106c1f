/** Memory networks and dispatchers under real libraries, each program in a process of its own: with Node's http, and with the preload. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from './support/tarballs.js'

const FOLDER = join(ROOT, 'internal/integration/memory')
const PRELOAD = ['--import', '@layered-http/compat-node-http/register']

/** Runs a program, and returns its output; after a failure with its errors. */
function run(...args: string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: FOLDER, env: { ...process.env, NODE_OPTIONS: '' }, timeout: 60_000 }, (error, stdout, stderr) => resolve(error === null ? stdout : `${stdout}${stderr}${error.message}`))
  })
}

test.each([
  ["libraries on Node's own http", 14, ['libraries.mjs']],
  ['libraries with the preload', 20, [...PRELOAD, 'libraries.mjs', 'preloaded']],
  ['nock beside a dispatcher', 6, [...PRELOAD, 'mocks.mjs', 'nock']],
  ['msw beside a dispatcher', 6, [...PRELOAD, 'mocks.mjs', 'msw']],
])('%s', { timeout: 70_000 }, async (_title, checks, args) => {
  const output = await run(...args)
  expect(output).toMatch(/^(ok: .*\n)+$/)
  expect(output.match(/^ok: /gm)).toHaveLength(checks)
})
