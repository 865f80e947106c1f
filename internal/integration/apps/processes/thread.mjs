import http from 'node:http'
import { parentPort } from 'node:worker_threads'
import { isOurs } from '../whose.mjs'

const server = http.createServer((req, res) => res.end('from a thread'))
server.listen(0, () => parentPort.postMessage({ port: server.address().port, isOurs }))
