import http from 'node:http'
import { isOurs } from '../whose.mjs'

const server = http.createServer((req, res) => res.end(String(process.pid)))
server.listen(0, () => process.send({ port: server.address().port, isOurs }))
