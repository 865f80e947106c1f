/** The tests of the example pass. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

test('node --test passes', async () => {
  const env = { ...process.env, NODE_OPTIONS: '', NODE_TEST_CONTEXT: undefined }
  const { stdout } = await promisify(execFile)(process.execPath, ['--test', '--test-reporter', 'tap', 'app.test.mjs', 'weather.test.mjs'], { cwd: fileURLToPath(new URL('..', import.meta.url)), env })
  expect(stdout).toContain('# pass 9\n')
  expect(stdout).toContain('# fail 0\n')
})
