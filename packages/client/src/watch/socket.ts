/**
 * The socket of an exchange that is watched, by its public events and members only.
 * What may live here: listeners on it and taking them back, and questions about it. The exchange is in watch.ts.
 */
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import { watchOutput } from './output.js'

/** The owner of a SocketWatch, which it calls for each event of the socket. */
export interface SocketObserver {
  lookup(): void
  connect(): void
  secureConnect(): void
  /** Before the client reads `chunk`. */
  input(chunk: Uint8Array): void
  /** After the client has read a chunk, or the end of input. */
  inputRead(): void
  /** The operating system has taken a part of the output. */
  output(): void
}

/** True if the TLS handshake of `socket` is over, and for every other socket. */
export function isSecured(socket: Duplex): boolean {
  const { encrypted, authorized, authorizationError } = socket as Partial<TLSSocket>
  // After a handshake the certificate was either accepted, or there is a reason why not.
  return encrypted !== true || authorized === true || Boolean(authorizationError)
}

export function isEncrypted(socket: Duplex): boolean {
  return (socket as Partial<TLSSocket>).encrypted === true
}

export function isConnecting(socket: Duplex): boolean {
  return (socket as Partial<Socket>).connecting === true
}

/** Listens on one socket, until `stop()`. */
export class SocketWatch {
  private readonly added: [event: string, listener: (...args: never[]) => void][] = []
  private stopOutput: (() => void) | undefined

  constructor(
    readonly socket: Duplex,
    private readonly observer: SocketObserver,
  ) {
    if (isConnecting(socket)) {
      this.add('lookup', () => observer.lookup())
      this.add('connect', () => observer.connect())
    }
    if (!isSecured(socket)) this.add('secureConnect', () => observer.secureConnect())
  }

  /** The client has the socket, with a listener of its own for `'data'` and `'end'`. */
  watchInput(): void {
    const { observer, socket } = this
    const onData = (chunk: Uint8Array): void => observer.input(chunk)
    socket.prependListener('data', onData)
    this.added.push(['data', onData])
    this.add('data', () => observer.inputRead())
    this.add('end', () => observer.inputRead())
  }

  watchOutput(): void {
    this.stopOutput ??= watchOutput(this.socket, () => this.observer.output())
  }

  stop(): void {
    this.stopOutput?.()
    for (const [event, listener] of this.added.splice(0)) this.socket.off(event, listener as () => void)
  }

  private add(event: string, listener: () => void): void {
    this.socket.on(event, listener)
    this.added.push([event, listener])
  }
}
