/** Serves the files of a folder, for pages and their tests. */
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'

const TYPES = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm', '.svg': 'image/svg+xml', '.png': 'image/png', '.json': 'application/json' }

/** Returns a server that accepts connections, and its address. `/` is index.html. */
export async function serveFolder(folder, port = 0) {
  const server = createServer(async (request, response) => {
    try {
      const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname)
      // normalize() leaves no `..` in a path that begins with a slash.
      const file = join(folder, normalize(path.endsWith('/') ? `${path}index.html` : path))
      const bytes = await readFile(file)
      response.writeHead(200, { 'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream', 'Cache-Control': 'no-store' }).end(bytes)
    } catch {
      response.writeHead(404).end()
    }
  })
  await once(server.listen(port, '127.0.0.1'), 'listening')
  return { server, address: `http://127.0.0.1:${server.address().port}/` }
}
