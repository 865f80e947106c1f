/**
 * The files of a folder, with ranges, ETags and conditional requests, by the library send.
 *
 *     PORT=8080 node files.mjs FOLDER
 */
import { once } from 'node:events'
import send from 'send'
import { createServer } from '@layered-http/server'

const root = process.argv[2]

const server = createServer((req, res) => {
  if (req.method !== 'GET' && req.method !== 'HEAD') return res.writeHead(405, { Allow: 'GET, HEAD' }).end()
  const path = new URL(req.url, 'http://localhost').pathname
  send(req, path, { root, maxAge: 60_000 })
    .on('error', (error) => res.writeHead(error.status ?? 500).end())
    .on('directory', () => res.writeHead(404).end())
    .pipe(res)
})

server.listen(Number(process.env.PORT ?? 0), '127.0.0.1')
await once(server, 'listening')
console.log(`http://127.0.0.1:${server.address().port}/`)

process.once('SIGTERM', () => server.drain())
