/** Programs that know nothing of us, from npm or of several processes: each runs on a Node with its own http, and with the preload. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const APPS = ['express', 'fastify', 'ws', 'proxy-agent', 'opentelemetry', 'processes']
export const FLAGS = ['--import', '--require']

const REGISTER = '@layered-http/compat-node-http/register'

/** Asserts that `app` prints on the Node of `binary` with the preload what it prints without. */
export async function compareApp(app, binary) {
  const [theirs, ...ours] = await Promise.all([run(app, binary, []), ...FLAGS.map((flag) => run(app, binary, [flag, REGISTER]))])
  assert.match(theirs, /^(ok: .*\n)+on Node's\n$/)
  for (const [i, flag] of FLAGS.entries()) assert.equal(ours[i], theirs.replace("on Node's", 'on ours'), flag)
}

/** What an app prints, in a process of its own, as its user would run it; with what it says on standard error if it fails. */
function run(app, binary, flags) {
  const main = fileURLToPath(new URL('./main.mjs', import.meta.url))
  const env = { ...process.env, NODE_OPTIONS: '' }
  return new Promise((resolve) => {
    execFile(binary, [...flags, main, app], { cwd: import.meta.dirname, env }, (error, stdout, stderr) => resolve(error === null ? stdout : stdout + stderr))
  })
}
