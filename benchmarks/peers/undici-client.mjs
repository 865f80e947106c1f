/** `undici-client.mjs request|dispatch <scenario> [tls]`: undici, with its convenient `request` or its low-level `dispatch`. */
import { Pool } from 'undici'
import { answer } from '../lib/control.mjs'
import { keepInFlight } from '../lib/in-flight.mjs'
import { loadScenario } from '../lib/scenario.mjs'
import { clientOptions, isSecure } from '../lib/transport.mjs'

const [door, scenarioName] = process.argv.slice(2)
const { request, expected, readHeaders } = await loadScenario(scenarioName)
const { statusCode: expectedStatus } = expected
let pool

answer({
  open({ port, connections }) {
    pool = new Pool(`${isSecure ? 'https' : 'http'}://127.0.0.1:${port}`, { connections, pipelining: 1, connect: clientOptions })
  },

  /** Sends one request and returns the response as the client presents it. */
  async ask() {
    const { statusCode, headers, body } = await pool.request(request)
    // undici reports neither version nor reason phrase.
    return { status: `HTTP/1.1 ${statusCode} OK`, headers, body: Buffer.from(await body.arrayBuffer()).toString('latin1') }
  },

  run: ({ connections, seconds }) => keepInFlight({ connections, seconds }, { request: sendRequest, dispatch: sendDispatch }[door]),
})

function sendRequest(slot, done) {
  pool.request(request).then(({ statusCode, headers, body }) => {
    if (statusCode !== expectedStatus) throw new Error(`status ${statusCode}`)
    readHeaders?.(headers)
    let length = 0
    body.on('data', (chunk) => (length += chunk.length))
    body.on('end', () => {
      done(length)
      length = NaN
    })
  }).catch(fail)
}

function sendDispatch(slot, done) {
  let length = 0
  pool.dispatch(request, {
    onRequestStart() {},
    onResponseStart(_controller, statusCode, headers) {
      if (statusCode !== expectedStatus) throw new Error(`status ${statusCode}`)
      readHeaders?.(headers)
    },
    onResponseData(_controller, chunk) {
      length += chunk.length
    },
    onResponseEnd() {
      done(length)
      length = NaN
    },
    onResponseError: (_controller, error) => fail(error),
  })
}

/** Ends the process: one failed request makes the measurement invalid. */
function fail(error) {
  process.nextTick(() => {
    throw error
  })
}
