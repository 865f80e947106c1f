/** `one-of-many.mjs <module> <scenario> cluster|reusePort <port>`: a worker of `many-processes.mjs`. */
import { cpuTime } from '../lib/control.mjs'
import { BACKLOG } from '../lib/listening.mjs'
import { loadScenario } from '../lib/scenario.mjs'

const [moduleName, scenarioName, way, port] = process.argv.slice(2)
const { default: http } = await import(moduleName)
const scenario = await loadScenario(scenarioName)

let requests = 0
let connections = 0
const server = http.createServer((request, response) => {
  requests++
  scenario.handle(request, response)
})
server.on('connection', () => connections++)
scenario.configure?.(server)

const commands = {
  usage: () => ({ ...cpuTime(), rss: process.memoryUsage().rss }),
  served: () => ({ requests, connections }),
}
process.on('message', (command) => {
  // A cluster has messages of its own.
  if (command in commands) process.send(commands[command]())
})
process.on('disconnect', () => process.exit())

server.listen({ port: Number(port), host: '127.0.0.1', backlog: BACKLOG, reusePort: way === 'reusePort' }, () => process.send({ port: server.address().port }))
