/** HTTP over a bare socket, for checks that must not depend on the code under test. */
import net from 'node:net'
import tls from 'node:tls'
import { excerpt } from './check.mjs'

/** Milliseconds without a byte after which a peer counts as dead. */
const SILENCE_LIMIT = 5_000

/** Returns the text of a request, with the headers that every client sends. */
export function requestText({ method, path, headers = {}, body = '' }, port) {
  const lines = [`${method} ${path} HTTP/1.1`, `Host: 127.0.0.1:${port}`]
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`)
  if (body !== '') lines.push(`Content-Length: ${body.length}`)
  return `${lines.join('\r\n')}\r\n\r\n${body}`
}

/** Returns the text of a response as a server sends it. `keepAliveSeconds`: the time that it promises. */
export function responseText({ headers, body, keepAlive = true, keepAliveSeconds = 5 }) {
  const connection = keepAlive ? ['Connection: keep-alive', `Keep-Alive: timeout=${keepAliveSeconds}`] : ['Connection: close']
  const lines = ['HTTP/1.1 200 OK', ...headers, `Date: ${new Date().toUTCString()}`, ...connection, `Content-Length: ${body.length}`]
  return `${lines.join('\r\n')}\r\n\r\n${body}`
}

/** Sends `request` on one connection `times` times, one after the other, and returns the responses as text. `secure`: over TLS, with any certificate. */
export async function exchange(port, request, times, secure = false) {
  const socket = secure ? tls.connect({ port, host: '127.0.0.1', rejectUnauthorized: false }) : net.connect(port, '127.0.0.1')
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
    if (done) throw new Error(`wrong: connection closed after ${excerpt(text)}`)
    text += value
    total = responseLength(text) ?? Infinity
  }
  if (text.length > total) throw new Error(`wrong: bytes after the response: ${excerpt(text.slice(total))}`)
  return text
}

/** Returns the length of the request at the start of `text`, from its Content-Length; 0 while its head is incomplete. */
export function requestLength(text) {
  const headEnd = text.indexOf('\r\n\r\n')
  if (headEnd < 0) return 0
  const [, bodyLength = '0'] = /\r\ncontent-length: *(\d+)\r\n/i.exec(text.slice(0, headEnd + 2)) ?? []
  return headEnd + 4 + Number(bodyLength)
}

/** Returns the length of the response at the start of `text`, from its Content-Length; undefined while its head is incomplete. */
export function responseLength(text) {
  const headEnd = text.indexOf('\r\n\r\n')
  if (headEnd < 0) return undefined
  const { headers } = parseResponse(text)
  if (!/^\d+$/.test(headers['content-length'] ?? '')) throw new Error(`wrong: no usable Content-Length in ${excerpt(text)}`)
  return headEnd + 4 + Number(headers['content-length'])
}

/** Parses the text of one response into `{ status, headers, body }`, with header names in lower case. */
export function parseResponse(text) {
  const headEnd = text.indexOf('\r\n\r\n')
  const [status, ...lines] = text.slice(0, headEnd).split('\r\n')
  const headers = Object.fromEntries(lines.map((line) => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
  }))
  return { status, headers, body: text.slice(headEnd + 4) }
}
