/** `http-server.mjs <module> <scenario>`: a server made with any module that looks like `node:http`. */
import { answer } from '../lib/control.mjs'

const [moduleName, scenarioName] = process.argv.slice(2)
const { default: http } = await import(moduleName)
const { default: scenario } = await import(`../scenarios/${scenarioName}.mjs`)

let requests = 0
let connections = 0
const server = http.createServer((request, response) => {
  requests++
  scenario.handle(request, response)
})
server.on('connection', () => connections++)

server.listen(0, '127.0.0.1', () => {
  answer({ served: () => ({ requests, connections }) }, { port: server.address().port })
})
