/** What carries a suite's bytes: TCP, or TLS on it. Programs are told by the word `tls` among their arguments. */
import net from 'node:net'
import tls from 'node:tls'

const HOST = '127.0.0.1'

/** True if this program was told to use TLS. */
export const isSecure = process.argv.includes('tls')

/** `{ CA, SERVER }` of the tests' certificates, or nothing of it over TCP. */
const certificates = async () => await import('@layered-http/test-kit/certificates')

/** Options of a server over TLS: certificate and key. {} over TCP. */
export const serverOptions = isSecure ? (await certificates()).SERVER : {}
/** Options of a client over TLS: what it trusts. {} over TCP. */
export const clientOptions = isSecure ? { ca: (await certificates()).CA } : {}

/** A server of bare sockets. */
export function createServer(options, listener) {
  return isSecure ? tls.createServer({ ...serverOptions, ...options, ALPNProtocols: ['http/1.1'] }, listener) : net.createServer(options, listener)
}

/** A bare socket, and the event that says that it can be used. */
export function connect(port, options) {
  return isSecure ? { socket: tls.connect({ port, host: HOST, noDelay: true, ...clientOptions, ...options }), ready: 'secureConnect' } : { socket: net.connect({ port, host: HOST, noDelay: true }), ready: 'connect' }
}
