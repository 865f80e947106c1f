/** `http-client.mjs <module> <scenario> [tls]`: a client made with any module with the interface of `node:http`, or with `tls` that of `node:https`. */
import { answer } from '../lib/control.mjs'
import { keepInFlight } from '../lib/in-flight.mjs'
import { loadScenario } from '../lib/scenario.mjs'
import { clientOptions } from '../lib/transport.mjs'

const [moduleName, scenarioName] = process.argv.slice(2)
const { default: http } = await import(moduleName)
const { request, expected, readHeaders } = await loadScenario(scenarioName)

const { method, path, body } = request
const headers = body === undefined ? request.headers : { ...request.headers, 'Content-Length': body.length }
const { statusCode: expectedStatus } = expected
let agent

answer({
  open({ connections, proxyPort }) {
    const proxy = proxyPort === undefined ? {} : { proxyEnv: { https_proxy: `http://127.0.0.1:${proxyPort}` } }
    agent = new http.Agent({ keepAlive: true, maxSockets: connections, ...clientOptions, ...proxy })
  },

  /** Sends one request and returns the response as the client presents it. */
  ask({ port }) {
    return new Promise((resolve, reject) => {
      const asked = http.request({ host: '127.0.0.1', port, method, path, headers, agent }, (response) => {
        let text = ''
        response.setEncoding('latin1')
        response.on('data', (piece) => (text += piece))
        response.on('end', () => {
          const status = `HTTP/${response.httpVersion} ${response.statusCode} ${response.statusMessage}`
          resolve({ status, headers: response.headers, body: text })
        })
      })
      asked.on('error', reject)
      asked.end(body)
    })
  },

  run({ port, ...load }) {
    const options = { host: '127.0.0.1', port, method, path, headers, agent }
    return keepInFlight(load, (slot, done) => {
      const asked = http.request(options, (response) => {
        if (response.statusCode !== expectedStatus) throw new Error(`status ${response.statusCode}`)
        readHeaders?.(response.headers)
        let length = 0
        response.on('data', (chunk) => (length += chunk.length))
        response.on('end', () => {
          done(length)
          // A second 'end' would count as a second response. NaN makes the sum of the lengths wrong, so that it is noticed.
          length = NaN
        })
      })
      asked.on('error', fail)
      asked.end(body)
    })
  },
})

/** Ends the process: one failed request makes the measurement invalid. */
function fail(error) {
  throw error
}
