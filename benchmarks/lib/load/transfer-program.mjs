/**
 * The other side of long transfers. On each connection it makes whole transfers, one after the other, until the time is over. It must be
 * faster than the process that it measures. Therefore each connection reads into one buffer, and every byte is compared only if `thorough`
 * is set; otherwise only the first and last byte of each chunk.
 */
import { once } from 'node:events'
import net from 'node:net'
import { performance } from 'node:perf_hooks'
import { blockAt, hasRightEnds, isRight, LENGTH } from '../../scenarios/transfer.mjs'
import { check, excerpt } from '../check.mjs'
import { answer, cpuMicroseconds } from '../control.mjs'
import { parseResponse, requestText, responseLength } from '../wire.mjs'

const READ_SIZE = 256 * 1024
const HEAD_END = '\r\n\r\n'

answer({
  async run({ direction, thorough, port, connections, seconds }) {
    const transfer = { download: (connection) => download(connection, port, thorough ? isRight : hasRightEnds), upload: (connection) => upload(connection, port) }[direction]
    const startCpu = cpuMicroseconds()
    const start = performance.now()
    const end = start + seconds * 1000
    const counts = await Promise.all(Array.from({ length: connections }, () => transferUntil(end, transfer, port)))
    const transfers = counts.reduce((sum, count) => sum + count)
    return { transfers, bytes: transfers * LENGTH, seconds: (performance.now() - start) / 1000, cpu: cpuMicroseconds() - startCpu }
  },
})

async function transferUntil(end, transfer, port) {
  const connection = { socket: undefined, onBytes: undefined }
  const onread = { buffer: Buffer.allocUnsafe(READ_SIZE), callback: (size, buffer) => connection.onBytes(buffer.subarray(0, size)) ?? true }
  const socket = net.connect({ port, host: '127.0.0.1', noDelay: true, onread })
  connection.socket = socket
  await once(socket, 'connect')
  const closed = once(socket, 'close').then(() => check(false, 'connection closed during a transfer'))
  let transfers = 0
  do {
    await Promise.race([transfer(connection), closed])
    transfers++
  } while (performance.now() < end)
  closed.catch(() => {})
  socket.destroy()
  return transfers
}

function download(connection, port, compare) {
  return new Promise((resolve, reject) => {
    let head = ''
    let received = -1
    connection.onBytes = (chunk) => {
      try {
        let piece = chunk
        if (received < 0) {
          head += chunk.latin1Slice()
          const headEnd = head.indexOf(HEAD_END)
          if (headEnd < 0) return
          checkHead(head.slice(0, headEnd + HEAD_END.length))
          piece = chunk.subarray(chunk.length - (head.length - headEnd - HEAD_END.length))
          received = 0
        }
        if (piece.length > 0) check(compare(piece, received), `bytes from ${received} to ${received + piece.length}`)
        received += piece.length
        check(received <= LENGTH, `${received - LENGTH} bytes after the body`)
        if (received === LENGTH) resolve()
      } catch (error) {
        reject(error)
      }
    }
    connection.socket.write(requestText({ method: 'GET', path: '/' }, port))
  })
}

function checkHead(text) {
  const { status, headers } = parseResponse(text)
  check(status === 'HTTP/1.1 200 OK' && headers['content-length'] === String(LENGTH), `head ${excerpt(text)}`)
}

async function upload(connection, port) {
  const { socket } = connection
  socket.write(requestText({ method: 'POST', path: '/', headers: { 'Content-Length': LENGTH } }, port))
  const response = readResponse(connection)
  for (let offset = 0; offset < LENGTH; ) {
    const block = blockAt(offset)
    offset += block.length
    if (!socket.write(block)) await once(socket, 'drain')
  }
  const { status, body } = parseResponse(await response)
  check(status === 'HTTP/1.1 200 OK' && body === String(LENGTH), `answer to an upload of ${LENGTH} bytes: ${excerpt(`${status}, ${body}`)}`)
}

function readResponse(connection) {
  return new Promise((resolve) => {
    let text = ''
    connection.onBytes = (chunk) => {
      text += chunk.latin1Slice()
      if (text.length >= responseLength(text)) resolve(text)
    }
  })
}
