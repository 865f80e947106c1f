/** `raw-client.mjs <scenario>`: writes the same request again as soon as the right number of bytes has come back. The floor of the client suites. */
import { once } from 'node:events'
import net from 'node:net'
import { answer } from '../lib/control.mjs'
import { keepInFlight } from '../lib/in-flight.mjs'
import { loadScenario } from '../lib/scenario.mjs'
import { parseResponse, requestText, responseLength as lengthOf } from '../lib/wire.mjs'

const scenario = await loadScenario(process.argv[2])

let request
let responseLength
let bodyLength
let slots

answer({
  /** Opens the connections; one request on the first of them; what the response is. */
  async probe({ port, connections }) {
    request = requestText({ ...scenario.request, headers: { ...scenario.request.headers, Connection: 'keep-alive' } }, port)
    slots = await Promise.all(Array.from({ length: connections }, () => openSlot(port)))
    const text = await askOnce(slots[0].socket)
    responseLength = text.length
    const response = parseResponse(text)
    bodyLength = response.body.length
    for (const slot of slots) slot.socket.on('data', (chunk) => receive(slot, chunk))
    return response
  },

  run({ connections, seconds }) {
    return keepInFlight({ connections, seconds }, (index, done) => {
      const slot = slots[index]
      slot.done = done
      slot.socket.write(request, 'latin1')
    })
  },
})

function askOnce(socket) {
  return new Promise((resolve) => {
    let text = ''
    socket.on('data', function onData(chunk) {
      text += chunk.latin1Slice()
      if (!(text.length >= lengthOf(text))) return
      socket.off('data', onData)
      resolve(text)
    })
    socket.write(request, 'latin1')
  })
}

async function openSlot(port) {
  const socket = net.connect({ port, host: '127.0.0.1', noDelay: true })
  await once(socket, 'connect')
  return { socket, received: 0, done: undefined }
}

function receive(slot, chunk) {
  slot.received += chunk.length
  if (slot.received < responseLength) return
  if (slot.received > responseLength) throw new Error(`${slot.received} bytes instead of ${responseLength}`)
  slot.received = 0
  slot.done(bodyLength)
}
