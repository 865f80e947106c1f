/** HTTP over a bare socket, for checks that must not depend on what is being measured. */
import net from 'node:net'

/** Milliseconds without a byte after which a peer is taken for dead. */
const SILENCE_LIMIT = 5_000

/** Sends `request` on one connection `times` times, one after the other, and gives the responses as text. */
export async function exchange(port, request, times) {
  const socket = net.connect(port, '127.0.0.1')
  socket.setEncoding('latin1')
  socket.setTimeout(SILENCE_LIMIT, () => socket.destroy(new Error(`wrong: no complete response within ${SILENCE_LIMIT / 1000} seconds`)))
  const chunks = socket[Symbol.asyncIterator]()
  const responses = []
  try {
    while (responses.length < times) {
      socket.write(request)
      responses.push(await readResponse(chunks))
    }
  } finally {
    socket.destroy()
  }
  return responses
}

async function readResponse(chunks) {
  let text = ''
  let total = Infinity
  while (text.length < total) {
    const { done, value } = await chunks.next()
    if (done) throw new Error(`wrong: connection closed after ${JSON.stringify(text)}`)
    text += value
    total = responseLength(text) ?? Infinity
  }
  if (text.length > total) throw new Error(`wrong: bytes after the response: ${JSON.stringify(text.slice(total))}`)
  return text
}

/** Bytes of the response at the start of `text` by its Content-Length; undefined while its head is incomplete. */
function responseLength(text) {
  const headEnd = text.indexOf('\r\n\r\n')
  if (headEnd < 0) return undefined
  const { headers } = parseResponse(text)
  if (!/^\d+$/.test(headers['content-length'] ?? '')) throw new Error(`wrong: no usable Content-Length in ${JSON.stringify(text)}`)
  return headEnd + 4 + Number(headers['content-length'])
}

/** Text of one response as `{ status, headers, body }`, header names in lower case. */
export function parseResponse(text) {
  const headEnd = text.indexOf('\r\n\r\n')
  const [status, ...lines] = text.slice(0, headEnd).split('\r\n')
  const headers = Object.fromEntries(lines.map((line) => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
  }))
  return { status, headers, body: text.slice(headEnd + 4) }
}
