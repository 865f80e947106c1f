import http from 'node:http'
import { parentPort } from 'node:worker_threads'

const server = http.createServer((req, res) => res.end('from a thread'))
server.listen(0, () => parentPort.postMessage(server.address().port))
