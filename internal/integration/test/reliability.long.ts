/** Every proof of `npm run reliability` works and keeps its bounds, in the least size. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { PROOFS } from '../reliability/proofs.mjs'

const MAIN = fileURLToPath(new URL('../reliability/main.mjs', import.meta.url))

/** Milliseconds after which a proof hangs, on however busy a machine. */
const LIMIT = 600_000

test.each(Object.keys(PROOFS))('%s keeps its bounds', async (name) => {
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN, name, '--quick'], { timeout: LIMIT }).catch((error: { stdout: string }) => error)
  expect(stdout.split('\n').filter((line) => line.startsWith('✗'))).toEqual([])
  expect(stdout).toContain(`\n${name}: `)
}, LIMIT)
