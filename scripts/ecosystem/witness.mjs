/**
 * Preloaded in both columns, before ours. Writes which implementation handled requests to the file that LAYERED_ECOSYSTEM_WITNESS names.
 *
 * A suite that never uses ours proves nothing about it. Each process and thread writes each side and implementation once.
 */
import { appendFileSync } from 'node:fs'
import { subscribe } from 'node:diagnostics_channel'
import { ClientRequest, IncomingMessage } from 'node:http'

const FILE = process.env.LAYERED_ECOSYSTEM_WITNESS
/** Read before the preload, because afterwards these names may be ours. */
const [builtinIncoming, builtinOutgoing] = [IncomingMessage.prototype, ClientRequest.prototype]
const seen = new Set()

function note(side, isBuiltin) {
  const line = `${side} ${isBuiltin ? 'builtin' : 'ours'}\n`
  if (seen.has(line)) return
  seen.add(line)
  appendFileSync(FILE, line)
}

/** True if an object is of the class itself. `instanceof` does not help: with the preload, our objects are also instances of the built-in classes. */
function inherits(object, prototype) {
  return Object.prototype.isPrototypeOf.call(prototype, object)
}

if (FILE !== undefined) {
  subscribe('http.server.request.start', ({ request }) => note('server', inherits(request, builtinIncoming)))
  subscribe('http.client.request.start', ({ request }) => note('client', inherits(request, builtinOutgoing)))
}
