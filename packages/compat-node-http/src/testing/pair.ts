/** Opening a connection: the two ends, their ports, and what happens until both are open. */
import { MemoryConnection } from './connection.js'
import { textOf, type Name } from './names.js'
import { ADDRESS, MemorySocket, type MemorySocketOptions } from './socket.js'
import { after, later } from './turns.js'

/** The first port of clients. Source: the dynamic ports of RFC 6335 section 6. */
const FIRST_CLIENT_PORT = 49_152
const CLIENT_PORTS = 65_536 - FIRST_CLIENT_PORT

let clients = 0

/** How one end of a connection is made. */
export interface EndOptions {
  /** The socket stays writable when the peer has ended its side. Default false. */
  readonly allowHalfOpen?: boolean | undefined
  /** Bytes that the socket keeps before its reader or its writer has to wait. Default that of `net.Socket`. */
  readonly highWaterMark?: number | undefined
}

/** How the client's end is made. */
export interface ConnectOptions extends EndOptions {
  /** The address that the server sees as `remoteAddress`. Default 127.0.0.1. */
  readonly localAddress?: string | undefined
  /** Default one of 49152 to 65535. */
  readonly localPort?: number | undefined
}

/** What becomes of a new connection. */
interface Opening {
  readonly client?: ConnectOptions | undefined
  readonly server?: EndOptions | undefined
  /** Called before anything happens. */
  prepare?(connection: MemoryConnection): void
  /** Called when the connection arrives: returns what takes the server's end, or why there is nothing; undefined if that is not known yet. */
  accept(): ((socket: MemorySocket) => void) | Error | undefined
  /** Called when both ends have closed. */
  onOver?(connection: MemoryConnection): void
}

/** Opens a connection. The client's end is connecting when this returns. */
export function openPair(name: Name, { client: ofClient, server: ofServer, prepare, accept, onOver }: Opening): MemoryConnection {
  const connection = new MemoryConnection(textOf(name), (over) => onOver?.(over))
  const { localAddress = ADDRESS, localPort = nextPort() } = ofClient ?? {}
  const client = new MemorySocket(connection, {
    ...ofEnd(name, ofClient),
    localAddress,
    localPort,
    remoteAddress: ADDRESS,
    remotePort: name.port,
    isClient: true,
  })
  const server = new MemorySocket(connection, {
    ...ofEnd(name, ofServer),
    localAddress: ADDRESS,
    localPort: name.port,
    remoteAddress: localAddress,
    remotePort: localPort,
    isClient: false,
  })
  connection.join(client, server)
  prepare?.(connection)
  after(connection.request.latency, () => {
    let acceptor: ReturnType<Opening['accept']>
    // The server first, as on the loopback interface. It gets also a connection whose client has gone: the operating system has accepted it.
    later(() => {
      acceptor = accept()
      if (typeof acceptor !== 'function') return
      connection.isOpen = true
      const take = acceptor
      server.inItsContext(() => {
        server.open()
        take(server)
      })
    })
    later(() => {
      if (acceptor instanceof Error) client.inItsContext(() => client.destroy(acceptor as Error))
      else if (acceptor !== undefined) client.inItsContext(() => client.open())
    })
  })
  return connection
}

function ofEnd({ isSecure }: Name, { allowHalfOpen = false, highWaterMark }: EndOptions = {}): Pick<MemorySocketOptions, 'isEncrypted' | 'allowHalfOpen' | 'highWaterMark'> {
  return { isEncrypted: isSecure, allowHalfOpen, highWaterMark }
}

function nextPort(): number {
  return FIRST_CLIENT_PORT + (clients++ % CLIENT_PORTS)
}
