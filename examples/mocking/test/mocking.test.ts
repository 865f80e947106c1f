/** The tests of the example pass. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

test('node --test passes', async () => {
  const env = { ...process.env, NODE_OPTIONS: '', NODE_TEST_CONTEXT: undefined }
  const args = ['--import', '@layered-http/compat-node-http/register', '--test', '--test-reporter', 'tap', 'mocking.test.mjs']
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: fileURLToPath(new URL('..', import.meta.url)), env })
  expect(stdout).toContain('# pass 6\n')
  expect(stdout).toContain('# fail 0\n')
})
