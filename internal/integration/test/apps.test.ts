/** Programs that know nothing of us, from npm: each runs its checks with Node's http, and with the preload. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ROOT } from './support/tarballs.js'

const APPS = ['express', 'fastify', 'ws', 'proxy-agent', 'opentelemetry', 'processes']

/** Runs an app in a process of its own, as its user would. */
function run(app: string, flags: readonly string[]): Promise<string> {
  const folder = join(ROOT, 'internal/integration')
  return new Promise((resolve) => {
    execFile(process.execPath, [...flags, join(folder, 'apps/main.mjs'), app], { cwd: folder, env: { ...process.env, NODE_OPTIONS: '' } }, (error, stdout, stderr) => resolve(error === null ? stdout : stdout + stderr))
  })
}

describe.each(APPS)('%s', (app) => {
  test("does with ours what it does with Node's", async () => {
    const [theirs, ours] = await Promise.all([run(app, []), run(app, ['--import', '@layered-http/compat-node-http/register'])])
    expect(theirs).toMatch(/^(ok: .*\n)+on Node's\n$/)
    expect(ours).toBe(theirs.replace("on Node's", 'on ours'))
  })
})
