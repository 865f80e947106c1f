/** The process that opens TLS connections: a fixed number at once; when one ends, the next one begins. */
import { answer } from '../control.mjs'
import { keepInFlight } from '../in-flight.mjs'
import { connect } from '../transport.mjs'
import { requestText } from '../wire.mjs'

answer({
  async run({ port, request, connections, seconds }) {
    const text = requestText(request, port)
    let session
    let errors = 0
    let opened = 0
    let resumed = 0
    const { requests, seconds: taken, cpu, p50, p99, total } = await keepInFlight({ connections, seconds }, (slot, done) => {
      let received = 0
      const { socket } = connect(port, { session })
      socket.on('session', (latest) => (session = latest))
      socket.on('secureConnect', () => {
        opened++
        if (socket.isSessionReused()) resumed++
        socket.write(text, 'latin1')
      })
      socket.on('data', (chunk) => (received += chunk.length))
      socket.on('error', () => errors++)
      socket.on('close', () => done(received))
    })
    // Requests that were not finished at the end count in `total` only.
    const bytes = (total.bodyBytes / total.requests) * requests
    return { requests, bytes, errors: { socket: errors, resumption: Math.max(0, opened - resumed - connections) }, seconds: taken, cpu, p50, p99 }
  },
})
