/** nginx in front of our server: with and without the buffering of request bodies, which changes how they are framed. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort, start, versionOf, type Proxy, type Setting } from './proxy.js'

/** Seconds after which nginx gives up on a client or on our server. */
const PATIENCE = 2

export async function startNginx({ folder, upstream, mark }: Setting, buffers: boolean): Promise<Proxy | null> {
  const version = versionOf('nginx', '-v')
  if (version === null) return null
  const port = await freePort()
  const file = join(folder, `nginx-${buffers}.conf`)
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `  ${name}_temp_path ${join(folder, `${name}-${buffers}`)};`).join('\n')
  writeFileSync(
    file,
    `daemon off;
master_process off;
pid ${join(folder, `nginx-${buffers}.pid`)};
error_log ${join(folder, 'nginx-error.log')};
events { worker_connections 512; }
http {
  access_log off;
${temporary}
  client_header_timeout ${PATIENCE}s;
  client_body_timeout ${PATIENCE}s;
  keepalive_timeout ${PATIENCE}s;
  upstream ours {
    server 127.0.0.1:${upstream};
    keepalive 8;
  }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://ours;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $http_host;
      proxy_set_header ${mark.name} "${mark.secret} $request_id";
      proxy_request_buffering ${buffers ? 'on' : 'off'};
      proxy_ignore_client_abort on;
      proxy_read_timeout ${PATIENCE}s;
      # A request that our server refuses is not sent again.
      proxy_next_upstream off;
    }
  }
}
`,
  )
  const stop = await start('nginx', ['-p', folder, '-c', file, '-e', join(folder, 'nginx-error.log')], port)
  return { name: buffers ? 'nginx' : 'nginx, proxy_request_buffering off', version, port, stop }
}
