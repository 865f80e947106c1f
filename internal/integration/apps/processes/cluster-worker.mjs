import http from 'node:http'

const server = http.createServer((req, res) => res.end(String(process.pid)))
server.listen(0, () => process.send(server.address().port))
