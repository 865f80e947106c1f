/** HAProxy in front of our server. Connections to the server are shared by all clients. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort, start, versionOf, type Proxy, type Setting } from './proxy.js'

/** Seconds after which HAProxy gives up on a client or on our server. */
const PATIENCE = 2

export async function startHaproxy({ folder, upstream, mark }: Setting): Promise<Proxy | null> {
  const version = versionOf('haproxy', '-v')
  if (version === null) return null
  const port = await freePort()
  const file = join(folder, 'haproxy.cfg')
  writeFileSync(
    file,
    `global
  maxconn 256
defaults
  mode http
  timeout connect ${PATIENCE}s
  timeout client ${PATIENCE}s
  timeout server ${PATIENCE}s
  timeout http-request ${PATIENCE}s
  timeout http-keep-alive ${PATIENCE}s
  retries 0
  http-reuse always
frontend clients
  bind 127.0.0.1:${port}
  unique-id-format %ci:%cp-%rt
  http-request set-header ${mark.name} "${mark.secret} %[unique-id]"
  default_backend ours
backend ours
  server ours 127.0.0.1:${upstream}
`,
  )
  const stop = await start('haproxy', ['-db', '-f', file], port)
  return { name: 'HAProxy', version, port, stop }
}
