/** The client in front of a proxy: sends the bytes of a case and another request, and reads the responses. */
import net from 'node:net'

/** Milliseconds without a byte after which the client ends its side, so that a proxy which waits for more gives up. */
const QUIET = 150
/** Milliseconds after which the client closes the connection. */
const PATIENCE = 4000

export const MARKER = 'GET /marker HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n'

export interface Answer {
  status: number
  /** The mark of the request that our handler responded to; null if the proxy or our server refused it. */
  handled: string | null
}

/** Resolves with the responses when the connection is closed. */
export async function exchange(port: number, bytes: string): Promise<Answer[]> {
  const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  let text = ''
  const quiet = setTimeout(() => socket.end(), QUIET)
  const patience = setTimeout(() => socket.destroy(), PATIENCE)
  socket.on('error', () => {})
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1')
    quiet.refresh()
  })
  socket.on('end', () => socket.end())
  socket.write(bytes, 'latin1')
  await new Promise((resolve) => socket.once('close', resolve))
  clearTimeout(quiet)
  clearTimeout(patience)
  return answersIn(text)
}

function answersIn(text: string): Answer[] {
  const heads = text.match(/HTTP\/1\.[01] \d{3}[^]*?\r\n\r\n/g) ?? []
  return heads.map((head) => {
    const handled = /^X-Handled: (\S*)\r$/im.exec(head)?.[1]
    return { status: Number(head.slice(9, 12)), handled: handled ?? null }
  })
}
