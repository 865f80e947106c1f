/** Connections through a proxy: plain ones for `http:` targets, and CONNECT tunnels (RFC 9110 section 9.3.6) with TLS in them for `https:`. */
import net from 'node:net'
import type { Duplex } from 'node:stream'
import { codedError, headText, invalidArgValue, withBrackets, type CodedError, type FieldLine } from '@layered-http/shared'
import { MAX_PROXY_REPLY_SIZE } from '../limits.js'
import { watcherOf, watchSocket } from '../connect/watching.js'
import type { ConnectionOptions, SocketCallback } from '../options.js'
import { connectSecurely } from '../secure/connect.js'
import type { Proxy } from './config.js'
import { TUNNEL_ERROR } from './report.js'

const END_OF_HEAD = '\r\n\r\n'

/** An authority that can stand in a request line: without white space and control characters, which would end it. */
const AUTHORITY = /^[\x21-\x7e\x80-\xff]+$/

/**
 * Options that the connection to the proxy shares with the connection to the origin. All others are about the origin, its address and its TLS: the proxy must
 * not get the client certificate, and options that change how the origin's certificate is checked do not hold for the proxy's.
 */
const SOCKET_OPTIONS = ['timeout', 'noDelay', 'keepAlive', 'keepAliveInitialDelay', 'highWaterMark', 'signal', 'autoSelectFamily', 'autoSelectFamilyAttemptTimeout'] as const

/** Connects to the proxy itself. */
export function connectToProxy(proxy: Proxy, options: ConnectionOptions): Duplex {
  const { host, port } = proxy
  const target: ConnectionOptions = { ...Object.fromEntries(SOCKET_OPTIONS.map((name) => [name, options[name]])), host, port }
  if (proxy.secure) return connectSecurely({ ...target, servername: net.isIP(host) === 0 ? host : '' })
  return net.connect(target as net.NetConnectOpts)
}

interface TunnelSettings {
  /** Each function ends a tunnel that is not open. */
  readonly opening: Set<() => void>
  /** Ask the proxy to keep the connection. */
  readonly keepAlive: boolean
  /** Opens a TLS connection over `options.socket`. */
  readonly connect: (options: ConnectionOptions) => Duplex
}

/** Opens a tunnel to `host` and `port` of the options, and TLS through it. */
export function openTunnel(proxy: Proxy, options: ConnectionOptions, { keepAlive, connect, opening }: TunnelSettings, callback: SocketCallback): void {
  const authority = `${withBrackets(options.host ?? 'localhost')}:${options.port}`
  // The Host header of the request, which the client checks, may be another one, or missing.
  if (!AUTHORITY.test(authority)) {
    process.nextTick(callback, invalidArgValue('options.host', authority, 'must be without white space and control characters, for a tunnel', undefined, openTunnel))
    return
  }
  const socket = connectToProxy(proxy, options)
  watchSocket(socket, options)
  const cancel = (): void => void socket.destroy()
  opening.add(cancel)
  let reply = ''

  const end = (error: Error | null): void => {
    opening.delete(cancel)
    socket.off('data', onData).off('error', end).off('end', onEnd).off('close', onEnd).off('timeout', onTimeout)
    if (error === null) {
      const secured = connect({ ...options, socket })
      watcherOf(options)?.pending(() => void secured.destroy())
      secure(secured, opening, callback)
      return
    }
    // It may fail again until it has closed.
    socket.on('error', () => {})
    socket.destroy()
    callback(error)
  }
  const onEnd = (): void => end(tunnelError('Connection to establish proxy tunnel ended unexpectedly'))
  const onTimeout = (): void => {
    const { timeout } = options
    end(Object.assign(tunnelError(`Connection to establish proxy tunnel timed out after ${timeout}ms`), { proxyTunnelTimeout: timeout }))
  }
  const onData = (chunk: Buffer): void => {
    reply += chunk.toString('latin1')
    const length = reply.indexOf(END_OF_HEAD)
    if (length === -1) {
      if (reply.length > MAX_PROXY_REPLY_SIZE) end(tunnelError(`Proxy response headers exceeded ${MAX_PROXY_REPLY_SIZE} bytes`))
      return
    }
    const statusLine = reply.slice(0, reply.indexOf('\r\n'))
    if (!/^HTTP\/1\.[01] 200(?: |$)/.test(statusLine)) {
      const status = /^HTTP\/1\.[01] (\d{3})(?: |$)/.exec(statusLine)
      const error = tunnelError(`Failed to establish tunnel to ${authority} via ${proxy.href}: ${statusLine}`)
      end(Object.assign(error, { statusCode: status === null ? null : Number(status[1]) }))
      return
    }
    // The bytes after the head are from the origin, for TLS.
    const rest = reply.slice(length + END_OF_HEAD.length)
    if (rest !== '') socket.unshift(Buffer.from(rest, 'latin1'))
    end(null)
  }
  socket.on('data', onData).on('error', end).on('end', onEnd).on('close', onEnd).on('timeout', onTimeout)
  socket.write(connectHead(proxy, authority, keepAlive), 'latin1')
}

/** Calls back with a TLS socket after its handshake. An error in the handshake is an error of the tunnel. */
function secure(socket: Duplex, opening: Set<() => void>, callback: SocketCallback): void {
  const cancel = (): void => void socket.destroy()
  opening.add(cancel)
  const end = (error?: Error): void => {
    opening.delete(cancel)
    socket.off('secureConnect', end).off('error', end).off('close', onClose)
    if (error === undefined) {
      callback(null, socket)
      return
    }
    socket.on('error', () => {})
    callback(error)
  }
  const onClose = (): void => end(tunnelError('Connection to establish proxy tunnel ended unexpectedly'))
  socket.on('secureConnect', end).on('error', end).on('close', onClose)
}

function connectHead(proxy: Proxy, authority: string, keepAlive: boolean): string {
  const fields: FieldLine[] = []
  if (proxy.authorization !== undefined) fields.push(['proxy-authorization', proxy.authorization])
  if (keepAlive) fields.push(['proxy-connection', 'keep-alive'])
  fields.push(['host', authority])
  return headText(`CONNECT ${authority} HTTP/1.1`, fields)
}

function tunnelError(message: string): CodedError {
  return codedError(Error, TUNNEL_ERROR, message)
}
