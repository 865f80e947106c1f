/** Programs that do not know layered-http, from npm or of several processes: each runs on a Node with the preload, and with Node's own http. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'

const ALL = ['express', 'redirects', 'fastify', 'ws', 'proxy-agent', 'opentelemetry', 'processes', 'env-proxy']
const ALL_HTTPS = ['express', 'koa', 'restify', 'fastify', 'ws', 'clients', 'opentelemetry'].map((name) => `https/${name}`)

/** The last line of Node on which an app runs at all. restify takes spdy along, which asks for a binding that Node 24 has no more. */
const LAST_LINE = { 'https/restify': 22 }

/** What only later lines of Node do with their own http, and the first that does. Ours does it on each. */
const FIRST_LINE = { 'env-proxy': 24 }

const REGISTER = '@layered-http/compat-node-http/register'
/** Milliseconds until an app that does not end is ended. Each takes a second or two, and ten times that on a busy machine. */
const DEADLINE = 60_000

/** How an app gets its http, and what its last line of output then is. */
const WAYS = {
  import: { flags: ['--import', REGISTER], whose: 'on ours' },
  require: { flags: ['--require', REGISTER], whose: 'on ours' },
  builtin: { flags: [], whose: "on Node's" },
}
export const EVERY_WAY = Object.keys(WAYS)

/** The line of the running Node. */
export const RUNNING_LINE = lineOf(process.versions.node)

export function lineOf(version) {
  return Number(version.split('.')[0])
}

/** The apps that run on a line of Node. */
export function appsOf(line) {
  return [...ALL, ...ALL_HTTPS].filter((app) => line <= (LAST_LINE[app] ?? Infinity))
}

/**
 * Asserts that the checks of `app` pass in each of `ways`, and that they print the same.
 *
 * @param node - the program that runs it, and `line`, its line
 */
export async function compareApp(app, { node = process.execPath, line = RUNNING_LINE, ways = EVERY_WAY } = {}) {
  const possible = ways.filter((way) => way !== 'builtin' || line >= (FIRST_LINE[app] ?? 0))
  const outputs = await Promise.all(possible.map((way) => run(node, app, WAYS[way].flags)))
  for (const [i, way] of possible.entries()) {
    const { whose } = WAYS[way]
    assert.match(outputs[i], new RegExp(`^(ok: .*\\n)+${whose}\\n$`))
    assert.equal(outputs[i].slice(0, -whose.length - 1), outputs[0].slice(0, -WAYS[possible[0]].whose.length - 1))
  }
}

/** What an app prints, in a process of its own, as its user would run it; with what it says on standard error if it fails. */
function run(node, app, flags) {
  const env = { ...process.env, NODE_OPTIONS: '' }
  return new Promise((resolve) => {
    execFile(node, [...flags, 'main.mjs', app], { cwd: import.meta.dirname, env, timeout: DEADLINE }, (error, stdout, stderr) => resolve(error === null ? stdout : `${stdout}${stderr}${error.message}`))
  })
}
