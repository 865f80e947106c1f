/** `bun-serve.mjs <scenario>`: Bun's own server, which does not use node:http. */
import { answer } from '../lib/control.mjs'
import { loadScenario } from '../lib/scenario.mjs'

const scenario = await loadScenario(process.argv[2])

let requests = 0
const server = globalThis.Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  fetch(request) {
    requests++
    return scenario.fetch(request)
  },
})

// Bun.serve does not report connections, so they are not counted.
answer({ served: () => ({ requests, connections: undefined }) }, { port: server.port })
