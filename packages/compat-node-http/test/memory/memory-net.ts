/**
 * `node:net` over a memory network: after {@link replaceNet}, servers that listen and sockets that connect do it in memory, in this process. So the cases and the
 * code under test, which are written for TCP, run without it.
 */
import type { AddressInfo, ListenOptions, Server, Socket, TcpSocketConnectOpts } from 'node:net'
import net from 'node:net'
import type { Served } from '../../src/testing.js'
import { Network } from '../../src/testing/network.js'

const HOST = '127.0.0.1'
const FIRST_PORT = 20_000

interface Listening {
  readonly port: number
  readonly served: Served
  sockets: number
}

/** Servers that listen. */
const listening = new WeakMap<Server, Listening>()

/** Sockets and servers of TCP that were asked for all the same, for a test that there are none. */
export const overTcp: string[] = []

/** Replaces what connects and listens in `node:net`. */
export function replaceNet(): void {
  const network = new Network()
  let ports = FIRST_PORT

  const connect = (...args: unknown[]): Socket => {
    const [first, second] = args
    const options = (typeof first === 'object' ? first : { port: first, host: typeof second === 'string' ? second : undefined }) as Partial<TcpSocketConnectOpts> & { path?: string; highWaterMark?: number; allowHalfOpen?: boolean; timeout?: number }
    if (options.path) overTcp.push(`connect to ${options.path}`)
    if (options.port === undefined) throw Object.assign(new TypeError('The "options" or "port" or "path" argument must be specified'), { code: 'ERR_MISSING_ARGS' })
    const { port, host = HOST, localAddress, highWaterMark, allowHalfOpen } = options
    const socket = network.connectTo({ host: host === 'localhost' ? HOST : host, port, isSecure: false }, { allowHalfOpen, highWaterMark, localAddress })
    if (options.timeout) socket.setTimeout(options.timeout)
    const callback = args.find((arg) => typeof arg === 'function')
    if (callback !== undefined) socket.once('connect', callback as () => void)
    return socket
  }
  Object.assign(net, { connect, createConnection: connect })

  const emitCloseIfDrained = (server: Server, one: Listening): void => {
    if (one.sockets === 0 && !listening.has(server)) process.nextTick(() => server.emit('close'))
  }
  Object.defineProperties(net.Server.prototype, {
    listen: {
      value(this: Server & { allowHalfOpen?: boolean; highWaterMark?: number }, ...args: unknown[]) {
        const port = (typeof args[0] === 'object' ? (args[0] as ListenOptions).port : (args[0] as number)) || ports++
        const served = network.accept(`http://${HOST}:${port}`, (socket) => {
          one.sockets++
          // As for a net.Server, a connection counts until it is destroyed.
          const destroy = socket._destroy.bind(socket)
          socket._destroy = (error, callback) => {
            one.sockets--
            emitCloseIfDrained(this, one)
            destroy(error, callback)
          }
          this.emit('connection', socket)
        }, { allowHalfOpen: this.allowHalfOpen === true, highWaterMark: this.highWaterMark })
        const one: Listening = { port, served, sockets: 0 }
        listening.set(this, one)
        const callback = args.find((arg) => typeof arg === 'function')
        if (callback !== undefined) this.once('listening', callback as () => void)
        process.nextTick(() => this.emit('listening'))
        return this
      },
      configurable: true,
      writable: true,
    },
    address: {
      value(this: Server): AddressInfo | null {
        const one = listening.get(this)
        return one === undefined ? null : { address: HOST, family: 'IPv4', port: one.port }
      },
      configurable: true,
      writable: true,
    },
    listening: {
      get(this: Server) {
        return listening.has(this)
      },
      configurable: true,
    },
    close: {
      value(this: Server, callback?: (error?: Error) => void) {
        const one = listening.get(this)
        if (callback !== undefined) {
          if (one !== undefined) this.once('close', () => callback())
          else this.once('close', () => callback(Object.assign(new Error('Server is not running.'), { code: 'ERR_SERVER_NOT_RUNNING' })))
        }
        if (one === undefined) {
          process.nextTick(() => this.emit('close'))
          return this
        }
        listening.delete(this)
        void one.served.stop()
        emitCloseIfDrained(this, one)
        return this
      },
      configurable: true,
      writable: true,
    },
  })
}
