/** `app-server.mjs <scenario>`: an app made with a framework, which imports `node:http` and gets Node's own or the preloaded one. */
import { answer } from '../lib/control.mjs'
import { loadScenario } from '../lib/scenario.mjs'

const FRAMEWORKS = {
  async express(answerFor) {
    const { default: express } = await import('express')
    const app = express()
    app.get('/notes/:id', (request, response) => response.json(answerFor(request.params.id)))
    return new Promise((resolve, reject) => {
      const server = app.listen(0, '127.0.0.1', (error) => (error ? reject(error) : resolve(server)))
    })
  },

  async fastify(answerFor) {
    const { default: fastify } = await import('fastify')
    const app = fastify()
    app.get('/notes/:id', (request, reply) => reply.send(answerFor(request.params.id)))
    await app.listen({ port: 0, host: '127.0.0.1' })
    return app.server
  },
}

const scenario = await loadScenario(process.argv[2])

let requests = 0
let connections = 0
const server = await FRAMEWORKS[scenario.framework]((id) => {
  requests++
  return scenario.document(id)
})
server.on('connection', () => connections++)

answer({ served: () => ({ requests, connections }) }, { port: server.address().port })
