/**
 * The operator's own preload, after that of the package: numbers, strict requests, drain() in place of close(), counts at SIGUSR2.
 *
 *     node --import @layered-http/compat-node-http/register --import ./operate.mjs service.js
 */
import http from 'node:http'
import https from 'node:https'
import { syncBuiltinESMExports } from 'node:module'

if (!('drain' in http.Server.prototype)) throw new Error('operate.mjs has to come after the preload of layered-http')

/** Milliseconds: more than the load balancer keeps an idle connection. */
const KEEP_ALIVE = 65_000
/** Milliseconds for the requests under way, and without a request before a connection is ended. */
const DRAIN = { graceMs: 8_000, idleMs: Number(process.env.DRAIN_IDLE_MS ?? 1_000) }

/** The servers that listen. */
const servers = new Set()

for (const module of [http, https]) {
  const { createServer, Server } = module
  const { listen, close } = Server.prototype

  Server.prototype.listen = function (...args) {
    this.keepAliveTimeout = KEEP_ALIVE
    this.headersTimeout = 10_000
    servers.add(this)
    this.once('close', () => servers.delete(this))
    return listen.apply(this, args)
  }

  Server.prototype.close = function (callback) {
    // close() calls back with an error then.
    if (!this.listening) return close.call(this, callback)
    if (callback) this.once('close', callback)
    this.drain(DRAIN).then((result) => console.log(JSON.stringify({ drained: result })))
    return this
  }

  module.createServer = (...args) => {
    const options = typeof args[0] === 'object' && args[0] !== null ? args.shift() : {}
    return createServer({ ...options, layered: { strict: true, stats: true, ...options.layered } }, ...args)
  }
}
// So that `import { createServer } from 'node:http'` gets it too.
syncBuiltinESMExports()

// Windows has no such signal.
if (process.platform !== 'win32') {
  process.on('SIGUSR2', () => {
    for (const server of servers) console.log(JSON.stringify({ stats: server.stats() }))
  })
}
