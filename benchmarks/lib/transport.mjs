/** The transport of a suite: TCP or TLS. The argument `tls` tells a program to use TLS. */
import net from 'node:net'
import tls from 'node:tls'

const HOST = '127.0.0.1'

/** True if this program was told to use TLS. */
export const isSecure = process.argv.includes('tls')

/** Loads `{ CA, SERVER }`, the certificates of the tests. Called only for TLS. */
const certificates = async () => await import('@layered-http/test-kit/certificates')

/** Options of a server over TLS: certificate and key. {} over TCP. */
export const serverOptions = isSecure ? (await certificates()).SERVER : {}
/** Options of a client over TLS: the CA that it trusts. {} over TCP. */
export const clientOptions = isSecure ? { ca: (await certificates()).CA } : {}

/** Creates a server of bare sockets. */
export function createServer(options, listener) {
  return isSecure ? tls.createServer({ ...serverOptions, ...options, ALPNProtocols: ['http/1.1'] }, listener) : net.createServer(options, listener)
}

/** Opens a bare socket. Returns it with the name of the event after which it can be used. */
export function connect(port, options) {
  return isSecure ? { socket: tls.connect({ port, host: HOST, noDelay: true, ...clientOptions, ...options }), ready: 'secureConnect' } : { socket: net.connect({ port, host: HOST, noDelay: true }), ready: 'connect' }
}
