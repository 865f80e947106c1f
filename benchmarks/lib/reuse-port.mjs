/** `listen({ reusePort: true })`, with which several processes listen on one port. Node 20 ignores the option. */
import { once } from 'node:events'
import net from 'node:net'

/** Tries it: true if a second server may listen on the port of the first. */
export async function hasReusePort() {
  const first = await listening(0)
  const second = await listening(first?.address().port).catch(() => undefined)
  first?.close()
  second?.close()
  return second !== undefined
}

async function listening(port) {
  const server = net.createServer().listen({ port, host: '127.0.0.1', reusePort: true })
  await once(server, 'listening')
  return server
}
