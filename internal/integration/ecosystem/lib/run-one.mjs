/**
 * Runs one scenario over http and https: `node run-one.mjs NAME`, in the built-in column, or with the preload in ours. The runner sets
 * ECOSYSTEM_COLUMN, and reads a JSON line for each check from the file that ECOSYSTEM_RESULTS names. Without them, the lines are printed.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { appendFileSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import { pathToFileURL } from 'node:url'
import { inspect } from 'node:util'
import { makeContext } from './context.mjs'

const [name, ...protocols] = process.argv.slice(2)
const { ECOSYSTEM_COLUMN: column = 'builtin', ECOSYSTEM_COMPAT: compat, ECOSYSTEM_RESULTS: file } = process.env
if (process.env.ECOSYSTEM_IMPORT !== undefined) await import(pathToFileURL(`${compat}/register.js`))
const atStart = { http: http.createServer, https: https.createServer, request: http.request }

/** Which prototypes the first messages of each side have. The channels are left then, because they switch other ways of ours on. */
const seen = new Map()
for (const [side, channel] of [['server', 'http.server.request.start'], ['client', 'http.client.request.start']]) {
  const note = ({ request }) => {
    unsubscribe(channel, note)
    seen.set(side, request)
  }
  subscribe(channel, note)
}

function report(line) {
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(line)}\n`)
  else if (line.title !== undefined) console.log(line.error === undefined ? `ok ${line.protocol}: ${line.title}` : `NOT OK ${line.protocol}: ${line.title}: ${line.error}`)
}

const { run, sides = ['server', 'client'], only } = await import(`../scenarios/${name}.mjs`)
for (const protocol of protocols.length > 0 ? protocols : ['http', 'https']) {
  if (only !== undefined && protocol !== only) continue
  const context = makeContext(protocol, report)
  try {
    await run(context)
    await context.close()
    report({ protocol, end: true })
  } catch (error) {
    report({ protocol, title: 'the scenario ends', error: inspect(error).slice(0, 1500) })
  }
}
await proveColumn()
// Some libraries leave timers or connections.
process.exit(0)

/** Checks that the messages of this process are of the implementation of the column. Ours is imported only now, so that it cannot influence the built-in column. */
async function proveColumn() {
  const ours = compat === undefined ? undefined : await import(pathToFileURL(`${compat}/index.js`))
  const oursHttps = compat === undefined ? undefined : await import(pathToFileURL(`${compat}/https.js`))
  if (ours === undefined) return
  const isOurs = column === 'ours'
  const { check } = makeContext('column', report)
  if (isOurs) check('node:http and this package are one object', [http === ours.default, https === oursHttps.default], [true, true])
  else check('createServer was not that of this package', [atStart.http === ours.createServer, atStart.https === oursHttps.createServer, atStart.request === ours.request], [false, false, false])
  const expected = { server: ours.IncomingMessage.prototype, client: ours.ClientRequest.prototype }
  for (const side of sides) {
    const message = seen.get(side)
    // Bun and Deno have no diagnostics channels of their own http.
    if (message === undefined && !isOurs && (process.versions.bun ?? process.versions.deno) !== undefined) continue
    check(`requests of the ${side} are ${isOurs ? 'ours' : "Node's"}`, message !== undefined && Object.prototype.isPrototypeOf.call(expected[side], message), isOurs)
    if (message === undefined) check(`the ${side} had a request`, false, true)
  }
}
