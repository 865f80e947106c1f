/** Import it before anything else: sockets of this process connect to a closed port of the loopback interface, whatever they are told. */
import net from 'node:net'

/** tcpmux: no program listens there. */
const CLOSED_PORT = 1

type Connect = (this: net.Socket, ...args: unknown[]) => net.Socket

const { prototype } = net.Socket
const connect = prototype.connect as Connect

/** Options keep their types, since a wrong one is an error of `net`. */
function diverted(options: unknown): unknown {
  if (typeof options !== 'object' || options === null) return { host: '127.0.0.1', port: CLOSED_PORT }
  const { path, port } = options as { path?: unknown; port?: unknown }
  const isPort = Number(port) >= 0 && Number(port) < 65_536
  return {
    ...options,
    host: '127.0.0.1',
    localAddress: undefined,
    localPort: undefined,
    ...(isPort || port === undefined ? { port: CLOSED_PORT } : undefined),
    ...(typeof path === 'string' && !path.includes('\0') ? { path: '/nonexistent/socket' } : undefined),
  }
}

;(prototype as { connect: Connect }).connect = function (...args) {
  const [first, ...others] = args
  // `net.connect` passes its arguments on as one list that it has marked.
  if (!Array.isArray(first)) return connect.call(this, diverted(first), ...others)
  const list = [...(first as unknown[])]
  list[0] = diverted(list[0])
  for (const symbol of Object.getOwnPropertySymbols(first)) (list as unknown as Record<symbol, unknown>)[symbol] = (first as unknown as Record<symbol, unknown>)[symbol]
  return connect.call(this, list)
}
