/** `transfer-server.mjs <module> <MB>`: pipes a long body out, or in, with any module with the interface of `node:http`; the process holds objects of `MB` megabytes. */
import { answer } from '../lib/control.mjs'
import { holdObjects } from '../scenarios/objects.mjs'
import { LENGTH, sink, source } from '../scenarios/transfer.mjs'

const [module, megabytes] = process.argv.slice(2)
const { default: http } = await import(module)
holdObjects(Number(megabytes))

let requests = 0
const server = http.createServer((request, response) => {
  requests++
  if (request.method === 'GET') {
    response.setHeader('Content-Length', LENGTH)
    source().pipe(response)
  } else {
    const body = sink()
    request.pipe(body)
    body.on('finish', () => response.end(String(body.received)))
  }
})

server.listen(0, '127.0.0.1', () => {
  answer({ served: () => ({ requests }) }, { port: server.address().port })
})
