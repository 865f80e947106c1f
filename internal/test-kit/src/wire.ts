/** Bytes over real sockets. */
import { once } from 'node:events'
import net from 'node:net'

/** Starts `server` on a free port of the loopback interface and returns the port. */
export async function listen(server: net.Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as net.AddressInfo).port
}

/** Options for the end of {@link exchangeBytes}. */
interface ExchangeOptions {
  /** Stop as soon as the bytes received so far satisfy this. By default the server must close the connection. */
  until?: (received: string) => boolean
}

/** Sends `bytes` (Latin-1), piece by piece if there are several, and returns everything received until the end. */
export async function exchangeBytes(port: number, bytes: string | readonly string[], { until }: ExchangeOptions = {}): Promise<string> {
  const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  socket.setEncoding('latin1')
  let received = ''
  const done = new Promise<void>((resolve, reject) => {
    socket.on('data', (text: string) => {
      received += text
      if (until?.(received)) resolve()
    })
    socket.on('end', resolve)
    socket.on('close', () => resolve())
    // The server may reset the connection. The bytes that came before the reset count.
    socket.on('error', (error: NodeJS.ErrnoException) => (error.code === 'ECONNRESET' || error.code === 'EPIPE' ? resolve() : reject(error)))
  })
  for (const piece of typeof bytes === 'string' ? [bytes] : bytes) await new Promise<void>((resolve) => socket.write(piece, 'latin1', () => resolve()))
  await done
  socket.destroy()
  return received
}

/** `text` with the value of every Date header replaced by `…`. */
export function withoutDate(text: string): string {
  return text.replace(/^Date: .*?\r$/gim, 'Date: …\r')
}
