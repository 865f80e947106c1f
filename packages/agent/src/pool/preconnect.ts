/** Connections that are opened ahead: the request for which a pool opens them, and when they are open. */
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import type { PooledRequest } from '../pooled-request.js'

/** Returns a request that only holds the place of the requests to come. */
export function placeholder(): PooledRequest {
  return { reusedSocket: false, shouldKeepAlive: true, destroyed: false, method: 'GET', onSocket() {} }
}

/** True if `socket` is connected, and its TLS handshake is over. Any Duplex that is not a net.Socket is connected. */
export function isOpen(socket: Duplex): boolean {
  const { connecting, encrypted, authorized, authorizationError } = socket as Partial<TLSSocket>
  // After a handshake the certificate was either accepted, or there is a reason why not.
  return connecting !== true && (encrypted !== true || authorized === true || Boolean(authorizationError))
}

/** Calls back once: true when `socket` is open, false if it closed before, or had no traffic for its `timeout`. */
export function whenOpen(socket: Duplex, callback: (isOpen: boolean) => void): void {
  if (socket.destroyed || isOpen(socket)) {
    callback(!socket.destroyed)
    return
  }
  const event = (socket as Partial<TLSSocket>).encrypted === true ? 'secureConnect' : 'connect'
  const end = (result: boolean): void => {
    socket.off(event, onOpen).off('close', onClose).off('timeout', onTimeout)
    callback(result)
  }
  const onOpen = (): void => end(true)
  const onClose = (): void => end(false)
  const onTimeout = (): void => void socket.destroy()
  socket.on(event, onOpen).on('close', onClose).on('timeout', onTimeout)
}

/** Leaves `request` on a socket, as a request does that uses it. */
export function leaveRequest(socket: Duplex, request: PooledRequest): void {
  ;(socket as Socket & { _httpMessage?: PooledRequest })._httpMessage = request
}
