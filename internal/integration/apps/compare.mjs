/** Runs the apps on a Node, with the preload and with Node's own http, and compares their output. The apps are programs that do not mention layered-http. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'

const ALL = ['express', 'redirects', 'fastify', 'ws', 'proxy-agent', 'opentelemetry', 'processes', 'env-proxy']
const ALL_HTTPS = ['express', 'koa', 'restify', 'fastify', 'ws', 'clients', 'opentelemetry'].map((name) => `https/${name}`)

/** The last line of Node on which an app runs at all. restify depends on spdy, which uses a binding that Node 24 has removed. */
const LAST_LINE = { 'https/restify': 22 }

/** Apps that need a feature of later lines of Node, with the first line that has it. Ours has it on every line. */
const FIRST_LINE = { 'env-proxy': 24 }

const REGISTER = '@layered-http/compat-node-http/register'
/** Milliseconds after which an app is killed. An app takes a second or two, ten times that on a busy machine. */
const DEADLINE = 60_000

/** The ways to run an app, with the last line of its output: the http that it got. */
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
 * Asserts that the checks of `app` pass in each of `ways`, and that the outputs are equal.
 *
 * @param node - `program`, the binary, and `line`, its line
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

/** Runs an app in a separate process and returns its output. If it fails, the error contains its standard error. */
function run(node, app, flags) {
  const env = { ...process.env, NODE_OPTIONS: '' }
  return new Promise((resolve) => {
    execFile(node, [...flags, 'main.mjs', app], { cwd: import.meta.dirname, env, timeout: DEADLINE }, (error, stdout, stderr) => resolve(error === null ? stdout : `${stdout}${stderr}${error.message}`))
  })
}
