/** The proxy of the control run: it knows Content-Length and nothing else, so that a server which accepts everything is attacked through it. */
import { once } from 'node:events'
import net, { type AddressInfo, type Socket } from 'node:net'
import type { Proxy, Setting } from './proxy.js'

export async function startNaive({ upstream, mark }: Setting): Promise<Proxy> {
  const sockets = new Set<Socket>()
  let requests = 0
  const server = net.createServer((client) => {
    const onward = net.connect(upstream, '127.0.0.1')
    for (const socket of [client, onward]) sockets.add(socket.on('error', () => {}))
    client.on('close', () => onward.destroy())
    onward.pipe(client)
    let text = ''
    /** Bytes of the current body that are still to come. */
    let body = 0
    client.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1')
      for (;;) {
        onward.write(text.slice(0, body), 'latin1')
        const rest = text.slice(body)
        body = Math.max(0, body - text.length)
        text = rest
        const end = text.indexOf('\r\n\r\n')
        if (body > 0 || end === -1) return
        const head = text.slice(0, end + 4)
        onward.write(head.replace('\r\n', `\r\n${mark.name}: ${mark.secret} ${requests++}\r\n`), 'latin1')
        text = text.slice(end + 4)
        body = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0)
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const stop = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
  return { name: 'a naive proxy', version: '0', port: (server.address() as AddressInfo).port, stop }
}
