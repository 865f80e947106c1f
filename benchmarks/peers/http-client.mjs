/** `http-client.mjs <module> <scenario>`: a client made with any module that looks like `node:http`. */
import { answer } from '../lib/control.mjs'
import { keepInFlight } from '../lib/in-flight.mjs'

const [moduleName, scenarioName] = process.argv.slice(2)
const { default: http } = await import(moduleName)
const { default: scenario } = await import(`../scenarios/${scenarioName}.mjs`)

const { statusCode: expectedStatus } = scenario.expected
let agent

answer({
  /** One request; what the response looks like from the inside. */
  probe({ port, connections }) {
    agent = new http.Agent({ keepAlive: true, maxSockets: connections })
    return new Promise((resolve, reject) => {
      http.get({ host: '127.0.0.1', port, path: scenario.path, agent }, (response) => {
        let body = ''
        response.setEncoding('latin1')
        response.on('data', (text) => (body += text))
        response.on('end', () => {
          const status = `HTTP/${response.httpVersion} ${response.statusCode} ${response.statusMessage}`
          resolve({ status, headers: response.headers, body })
        })
      }).on('error', reject)
    })
  },

  run({ port, connections, seconds }) {
    const options = { host: '127.0.0.1', port, path: scenario.path, agent }
    return keepInFlight({ connections, seconds }, (slot, done) => {
      http.get(options, (response) => {
        if (response.statusCode !== expectedStatus) throw new Error(`status ${response.statusCode}`)
        let length = 0
        response.on('data', (chunk) => (length += chunk.length))
        response.on('end', () => {
          done(length)
          // A second 'end' would be counted as a second response; this makes the sum of the lengths wrong.
          length = NaN
        })
      }).on('error', fail)
    })
  },
})

/** Ends the process: one failed request makes the measurement void. */
function fail(error) {
  throw error
}
