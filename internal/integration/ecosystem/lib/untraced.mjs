/** A server in a thread that takes what a tracer sends. It is in a thread so that its own requests are not traced. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

const PROGRAM = `
  const { parentPort } = require('node:worker_threads')
  const server = require('node:http').createServer((req, res) => {
    let size = 0
    req.on('data', (chunk) => (size += chunk.length)).on('end', () => {
      parentPort.postMessage({ path: req.url, size })
      res.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
  })
  server.listen(0, () => parentPort.postMessage({ port: server.address().port }))
`

/** Returns `{ url, next }`; \`next()\` resolves with the paths of the requests so far, as soon as there is one. */
export async function createServer() {
  const worker = new Worker(PROGRAM, { eval: true })
  const [{ port }] = await once(worker, 'message')
  worker.unref()
  const paths = []
  worker.on('message', ({ path }) => paths.push(path))
  return {
    url: `http://127.0.0.1:${port}`,
    async next() {
      while (paths.length === 0) await once(worker, 'message')
      return paths
    },
  }
}
