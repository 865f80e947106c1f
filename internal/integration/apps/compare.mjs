/** Programs that know nothing of us, from npm or of several processes: each runs on a Node with its own http, and with the preload. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'

const ALL = ['express', 'redirects', 'fastify', 'ws', 'proxy-agent', 'opentelemetry', 'processes', 'env-proxy']
const ALL_HTTPS = ['express', 'koa', 'restify', 'fastify', 'ws', 'clients', 'opentelemetry'].map((name) => `https/${name}`)

/** The last line of Node on which an app runs at all. restify takes spdy along, which asks for a binding that Node 24 has no more. */
const LAST_LINE = { 'https/restify': 22 }

/** The line of the running Node. */
const LINE = Number(process.versions.node.split('.')[0])

/** The apps that run on this Node. */
export const APPS = [...ALL, ...ALL_HTTPS].filter((app) => LINE <= (LAST_LINE[app] ?? Infinity))

/** What only later lines of Node do with their own http, and the first that does. Ours does it on each. */
const FIRST_LINE = { 'env-proxy': 24 }

const REGISTER = '@layered-http/compat-node-http/register'
/** Milliseconds until an app that does not end is ended; each takes a second or two. */
const DEADLINE = 20_000
const WAYS_IN = [['--import', REGISTER], ['--require', REGISTER]]

/** Asserts that the checks of `app` pass with the preload, and that it prints what it prints without. */
export async function compareApp(app) {
  const builtin = LINE >= (FIRST_LINE[app] ?? 0)
  const [byImport, byRequire, theirs] = await Promise.all([...WAYS_IN, ...(builtin ? [[]] : [])].map((flags) => run(app, flags)))
  assert.match(byImport, /^(ok: .*\n)+on ours\n$/)
  assert.equal(byRequire, byImport)
  if (builtin) assert.equal(theirs, byImport.replace('on ours', "on Node's"))
}

/** What an app prints, in a process of its own, as its user would run it; with what it says on standard error if it fails. */
function run(app, flags) {
  const env = { ...process.env, NODE_OPTIONS: '' }
  return new Promise((resolve) => {
    execFile(process.execPath, [...flags, 'main.mjs', app], { cwd: import.meta.dirname, env, timeout: DEADLINE }, (error, stdout, stderr) => resolve(error === null ? stdout : `${stdout}${stderr}${error.message}`))
  })
}
