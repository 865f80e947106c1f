/** Ends of connections that random programs found: bodies after the last response, bad input after a body, destroyed responses in a queue. */
import { once } from 'node:events'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import { duplexPair, listen } from '@layered-http/test-kit'
import type { IncomingMessage } from '@layered-http/streams'
import type { ServerResponse } from '../src/index.js'
import { CLOSE, exchange, get, make } from './support/running-server.js'

test('a body that arrives after the last response reaches its reader', async () => {
  let body = ''
  const server = make({}, (req, res) => {
    req.on('data', (chunk: Buffer) => (body += chunk.toString()))
    res.end('x')
  })
  const [ours, theirs] = duplexPair()
  server.emit('connection', ours)
  const [request, ended] = [once(server, 'request') as Promise<[IncomingMessage]>, once(theirs, 'end')]
  theirs.resume().write(`POST / HTTP/1.1\r\nHost: a\r\n${CLOSE}Content-Length: 6\r\n\r\nabc`)
  const [req] = await request
  const whole = once(req, 'end')
  await ended
  theirs.write('def')
  await whole
  expect([body, req.complete]).toEqual(['abcdef', true])
})

test('a response to a request with a body finishes, although bytes after Connection: close are bad input', async () => {
  const server = make({}, (_req, res) => void res.end('x'))
  const client = connect(await listen(server), '127.0.0.1').resume().on('error', () => {})
  client.write(`POST / HTTP/1.1\r\nHost: a\r\n${CLOSE}Content-Length: 1\r\n\r\nb${get('/2')}`)
  const [, res] = (await once(server, 'request')) as [IncomingMessage, ServerResponse]
  await once(res, 'close')
  expect(res.writableFinished).toBe(true)
})

test("every response emits 'close' if bad input follows pipelined requests", async () => {
  const closed: string[] = []
  const server = make({}, (req, res) => {
    res.on('close', () => closed.push(req.url))
    if (req.url === '/1') res.end('1')
  })
  const client = connect(await listen(server), '127.0.0.1').resume().on('error', () => {})
  client.write(`${get('/1')}${get('/2')}bad input\r\n\r\n`)
  await once(client, 'close')
  await new Promise((resolve) => void setImmediate(resolve))
  expect(closed.sort()).toEqual(['/1', '/2'])
})

test('a response that ended and was destroyed while it waited is sent, and the next one too', async () => {
  const server = make({}, (req, res) => {
    res.end(req.url)
    if (req.url === '/2') res.destroy()
  })
  const received = await exchange(server, get('/1') + get('/2') + get('/3', CLOSE))
  expect(received.match(/(?<=\r\n\r\n)\/\d/g)).toEqual(['/1', '/2', '/3'])
})

test.each(['', 'x'])('a response that was destroyed while it waited, and then ended without data, is sent: written before %j', async (before) => {
  const server = make({}, (req, res) => {
    if (req.url !== '/2') return void res.end(req.url)
    if (before !== '') res.write(before)
    res.destroy()
    res.end()
  })
  const received = await exchange(server, get('/1') + get('/2') + get('/3', CLOSE))
  expect(received.split('HTTP/1.1 200 OK').map((response) => response.split('\r\n\r\n')[1])).toEqual([undefined, '/1', before === '' ? '' : '1\r\nx\r\n0', '/3'])
})

test.each(['at once', 'later'])('the next response never takes the place of one that was destroyed and then ended with data; the first ends %s', async (when) => {
  const server = make({}, (req, res) => {
    if (req.url === '/1' && when === 'later') return void setImmediate(() => res.end(req.url))
    if (req.url === '/2') res.destroy()
    res.end(req.url)
  })
  const received = await exchange(server, get('/1') + get('/2') + get('/3'))
  expect(received.match(/(?<=\r\n\r\n)\/\d/g)).toEqual(['/1'])
})

test('a response that was destroyed while it waited, without end(), closes the connection when it is its turn', async () => {
  const server = make({}, (req, res) => void (req.url === '/1' ? res.end('1') : res.destroy()))
  expect(await exchange(server, get('/1') + get('/2'))).toMatch(/\r\n\r\n1$/)
})

test("after an exception in a 'prefinish' listener, the response is still sent", async () => {
  const server = make({}, (_req, res) => {
    res.on('prefinish', () => {
      throw new Error('in prefinish')
    })
    expect(() => res.end('x')).toThrow('in prefinish')
  })
  expect(await exchange(server, get('/', CLOSE))).toMatch(/\r\n\r\nx$/)
})

test('a paused connection is read again after its last response, so that its end is noticed', async () => {
  const server = make({}, (req, res) => {
    if (req.url === '/1') res.writeHead(200, { Connection: 'close' }).end('x'.repeat(100_000))
  })
  const [ours, theirs]: Duplex[] = duplexPair()
  server.emit('connection', ours)
  theirs!.write(get('/1') + get('/2'))
  theirs!.resume().end()
  await once(ours!, 'close')
})

test('the head of a response without a body waits for the end', async () => {
  const server = make({}, (_req, res) => {
    res.statusCode = 204
    res.write('dropped')
    expect(res.socket!.writableLength).toBe(0)
    setImmediate(() => res.end())
  })
  expect(await exchange(server, get('/', CLOSE))).toMatch(/^HTTP\/1\.1 204 No Content\r\n/)
})

test('bad input after a body gets 400 when the response to that request was sent', async () => {
  const server = make({}, (req, res) => {
    req.once('readable', () => void Promise.resolve().then(() => res.end('x')))
  })
  const received = await exchange(server, `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nbjunk\r\n\r\n`)
  expect(received.match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 400'])
})

test("a body that once had a 'readable' listener is kept for its reader, even if the response ends before it is read", async () => {
  const body = new Promise<string>((resolve) => {
    const server = make({}, (req, res) => {
      req.once('readable', () => {
        res.end('x')
        setImmediate(() => {
          let text = ''
          req.on('data', (chunk: Buffer) => (text += chunk.toString())).on('end', () => resolve(text))
        })
      })
    })
    void exchange(server, `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello${get('/2', CLOSE)}`)
  })
  expect(await body).toBe('hello')
})

test('a response that is corked while it waits does not delay the one before it', async () => {
  const server = make({}, (req, res) => {
    if (req.url === '/1') res.end(req.url)
    else res.cork()
  })
  const client = connect(await listen(server), '127.0.0.1')
  client.write(get('/1') + get('/2'))
  const [received] = (await once(client, 'data')) as [Buffer]
  expect(received.toString()).toMatch(/\r\n\r\n\/1$/)
  client.destroy()
})

test('close() in the turn in which a response has ended closes its connection (SV-27)', async () => {
  const finished: boolean[] = []
  const server = make({}, (_req, res) => {
    setImmediate(() => {
      res.on('close', () => finished.push(res.writableFinished))
      res.end('x')
      server.close()
    })
  })
  expect(await exchange(server, get())).toMatch(/\r\n\r\nx$/)
  expect(finished).toEqual([true])
})
