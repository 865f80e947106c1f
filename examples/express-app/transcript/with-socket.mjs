/** Steps with a plain socket, which show the bytes on the wire. */
import { once } from 'node:events'
import net from 'node:net'
import { expect } from './expect.mjs'

export function socketSteps(port) {
  /** Sends `bytes` and returns everything received until the server closes the connection. */
  async function exchange(bytes, signal) {
    const socket = net.connect({ host: '127.0.0.1', port, signal })
    await once(socket, 'connect')
    socket.write(bytes)
    return Buffer.concat(await socket.toArray()).toString('latin1')
  }

  return [
    {
      what: 'bytes on a socket: two requests at once, a chunked POST /sum and a GET /greeting/Bob',
      async run(signal) {
        const reply = await exchange(
          'POST /sum HTTP/1.1\r\nHost: example\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n' +
            'd\r\n{"numbers":[1\r\n5\r\n0,20]\r\n1\r\n}\r\n0\r\n\r\n' +
            'GET /greeting/Bob HTTP/1.1\r\nHost: example\r\nConnection: close\r\n\r\n',
          signal,
        )
        const responses = reply.split(/(?=HTTP\/1\.1 )/).map((response) => response.split('\r\n\r\n'))
        expect('status lines', responses.map(([head]) => head.split('\r\n')[0]), ['HTTP/1.1 200 OK', 'HTTP/1.1 200 OK'])
        const bodies = responses.map(([, body]) => body)
        expect('bodies, in order', bodies, ['{"sum":30}', '{"greeting":"Hello, Bob!"}'])
        return `two responses in order, ${bodies.join(' and ')}`
      },
    },
    {
      what: 'bytes on a socket: a request with a space in a header name',
      async run(signal) {
        const reply = await exchange('GET /greeting/Eve HTTP/1.1\r\nHost: example\r\nBad Name: x\r\n\r\n', signal)
        expect('reply', reply, 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')
        return '400 Bad Request, and the server closed the connection'
      },
    },
  ]
}
