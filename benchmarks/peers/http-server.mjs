/** `http-server.mjs <module> <scenario> [tls]`: a server made with any module with the interface of `node:http`, or with `tls` that of `node:https`. */
import { answer } from '../lib/control.mjs'
import { BACKLOG } from '../lib/listening.mjs'
import { loadScenario } from '../lib/scenario.mjs'
import { isSecure, serverOptions } from '../lib/transport.mjs'

const [moduleName, scenarioName] = process.argv.slice(2)
const { default: http } = await import(moduleName)
const scenario = await loadScenario(scenarioName)

let requests = 0
let connections = 0
const server = http.createServer(serverOptions, (request, response) => {
  requests++
  scenario.handle(request, response)
})
server.on(isSecure ? 'secureConnection' : 'connection', () => connections++)
scenario.configure?.(server)

server.listen({ port: 0, host: '127.0.0.1', backlog: BACKLOG }, () => {
  answer({ served: () => ({ requests, connections }) }, { port: server.address().port })
})
