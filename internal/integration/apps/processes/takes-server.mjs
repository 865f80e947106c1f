import http from 'node:http'
import { isOurs } from '../whose.mjs'

const server = http.createServer((req, res) => res.end(`answered by ${process.pid}`))
process.on('message', (_, handle) => server.listen(handle, () => process.send({ isOurs })))
