/** `raw-client.mjs <scenario> [tls]`: writes the same request again when the expected number of bytes has arrived. The floor of the client suites. */
import { once } from 'node:events'
import { answer } from '../lib/control.mjs'
import { keepInFlight } from '../lib/in-flight.mjs'
import { loadScenario } from '../lib/scenario.mjs'
import { connect } from '../lib/transport.mjs'
import { parseResponse, requestText, responseLength as lengthOf } from '../lib/wire.mjs'

/** Connections that are opened at a time: fewer than may wait to be accepted. */
const AT_A_TIME = 100

const scenario = await loadScenario(process.argv[2])

let request
let responseLength
let bodyLength
let slots

answer({
  async open({ port, connections }) {
    request = requestText({ ...scenario.request, headers: { ...scenario.request.headers, Connection: 'keep-alive' } }, port)
    slots = []
    while (slots.length < connections) slots.push(...(await Promise.all(Array.from({ length: Math.min(AT_A_TIME, connections - slots.length) }, () => openSlot(port)))))
  },

  /** Sends one request on the first connection and returns the response. */
  async ask() {
    const text = await askOnce(slots[0])
    responseLength = text.length
    const response = parseResponse(text)
    bodyLength = response.body.length
    return { ...response, length: responseLength }
  },

  run(load) {
    return keepInFlight(load, (index, done) => {
      const slot = slots[index]
      slot.done = done
      slot.socket.write(request, 'latin1')
    })
  },
})

async function openSlot(port) {
  const { socket, ready } = connect(port)
  await once(socket, ready)
  const slot = { socket, received: 0, done: undefined, onData: (chunk) => receive(slot, chunk) }
  socket.on('data', slot.onData)
  // A lost connection would make the load smaller, and never finish.
  socket.on('close', () => {
    if (!scenario.closes) throw new Error('the server closed a connection')
  })
  return slot
}

function receive(slot, chunk) {
  slot.received += chunk.length
  if (slot.received < responseLength) return
  if (slot.received > responseLength) throw new Error(`${slot.received} bytes instead of ${responseLength}`)
  slot.received = 0
  slot.done(bodyLength)
}

/** Takes the socket from its slot for one exchange. */
function askOnce({ socket, onData }) {
  socket.off('data', onData)
  return new Promise((resolve) => {
    let text = ''
    const collect = (chunk) => {
      text += chunk.latin1Slice()
      if (!(text.length >= lengthOf(text))) return
      socket.off('data', collect)
      socket.on('data', onData)
      resolve(text)
    }
    socket.on('data', collect)
    socket.write(request, 'latin1')
  })
}
