/** The proxy over real sockets: both sides receive exactly the bytes that the other has sent. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import net from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { createProxy } from '../proxy.mjs'

const servers: net.Server[] = []
const sockets: net.Socket[] = []

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
  for (const server of servers.splice(0)) server.close()
})

/** Listens on a free port and returns it. */
async function listen(server: net.Server): Promise<number> {
  servers.push(server)
  server.on('connection', (socket) => sockets.push(socket))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return (server.address() as net.AddressInfo).port
}

/** One end of a connection: what it has received, and a wait for more. */
class End {
  received = ''
  isOver = false
  private wake = (): void => undefined

  constructor(readonly socket: net.Socket) {
    sockets.push(socket)
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => this.note(String(chunk.toString('latin1'))))
    socket.on('end', () => this.note('', true))
    socket.on('close', () => this.note('', true))
  }

  private note(text: string, isOver = this.isOver): void {
    this.received += text
    this.isOver = isOver
    this.wake()
  }

  send(text: string): void {
    this.socket.write(text, 'latin1')
  }

  /** Waits until the received bytes end with `text`, and returns and forgets them. */
  async until(text: string): Promise<string> {
    while (!this.received.endsWith(text) && !this.isOver) await new Promise<void>((resolve) => (this.wake = resolve))
    const { received } = this
    this.received = ''
    return received
  }

  /** Waits for the end of the connection, and returns what was received before it. */
  async untilEnd(): Promise<string> {
    while (!this.isOver) await new Promise<void>((resolve) => (this.wake = resolve))
    return this.received
  }
}

/** An upstream whose connections a test drives. */
class Upstream {
  readonly connections: End[] = []
  private readonly waiting: ((end: End) => void)[] = []
  private taken = 0
  readonly server = net.createServer({ allowHalfOpen: true }, (socket) => {
    const end = new End(socket)
    this.connections.push(end)
    this.waiting.shift()?.(end)
  })

  /** Returns the next connection. */
  async next(): Promise<End> {
    const end = this.connections[this.taken++]
    return end ?? new Promise((resolve) => this.waiting.push(resolve))
  }
}

async function start(): Promise<{ upstream: Upstream; connect: () => End }> {
  const upstream = new Upstream()
  const port = await listen(createProxy({ host: '127.0.0.1', port: await listen(upstream.server) }))
  return { upstream, connect: () => new End(net.connect({ port, host: '127.0.0.1', allowHalfOpen: true })) }
}

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

describe('bytes', () => {
  it('of heads, chunks, extensions and trailers are those that were sent, in both directions', async () => {
    const { upstream, connect } = await start()
    const client = connect()
    const request = 'POST /x?y HTTP/1.1\r\nhOST:a\r\nX-b:   c  \r\nx-B: d\r\nTransfer-encoding: chunked\r\nTE: trailers\r\n\r\n0005;a="b;c"\r\nhello\r\nA;q\r\n0123456789\r\n000;last\r\nTrailer-A: 1\r\nTRAILER-a:2\r\n\r\n'
    client.send(request)
    const server = await upstream.next()
    expect(await server.until('TRAILER-a:2\r\n\r\n')).toBe(request)
    const response =
      'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 all  right\r\nSET-cookie: a\r\nset-Cookie: b\r\ntransfer-encoding:chunked\r\n\r\n2;x=y\r\nok\r\n01\r\n!\r\n0\r\nz: 1\r\n\r\n'
    server.send(response)
    expect(await client.until('z: 1\r\n\r\n')).toBe(response)
    // Both connections are kept.
    client.send(GET)
    expect(await server.until('\r\n\r\n')).toBe(GET)
    server.send(OK)
    expect(await client.until('ok')).toBe(OK)
    expect(upstream.connections).toHaveLength(1)
  })

  it('that come one by one are forwarded part by part', async () => {
    const { upstream, connect } = await start()
    const client = connect()
    client.socket.setNoDelay(true)
    const request = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody'
    for (const byte of request) client.send(byte)
    const server = await upstream.next()
    expect(await server.until('body')).toBe(request)
    for (const byte of OK) server.send(byte)
    expect(await client.until('ok')).toBe(OK)
  })

  it('of a body without length end with the connection', async () => {
    const { upstream, connect } = await start()
    const client = connect()
    client.send(GET)
    const server = await upstream.next()
    await server.until('\r\n\r\n')
    server.socket.end('HTTP/1.1 200 OK\r\n\r\nto the end')
    expect(await client.untilEnd()).toBe('HTTP/1.1 200 OK\r\n\r\nto the end')
  })

  it('of a megabyte each way arrive while the other side reads', async () => {
    const { upstream, connect } = await start()
    const client = connect()
    const body = 'abcdefgh'.repeat(1 << 17)
    client.send(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length + 1}\r\n\r\n${body}!`)
    const server = await upstream.next()
    expect((await server.until('!')).length).toBe(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length + 1}\r\n\r\n`.length + body.length + 1)
    const response = `HTTP/1.1 200 OK\r\nContent-Length: ${body.length + 1}\r\n\r\n${body}.`
    server.send(response)
    expect(await client.until('.') === response).toBe(true)
  })
})

describe('exchanges', () => {
  it('that a client pipelines are forwarded one after the other', async () => {
    const { upstream, connect } = await start()
    const client = connect()
    client.send(`${GET}HEAD /2 HTTP/1.1\r\nHost: a\r\n\r\n${GET}`)
    const server = await upstream.next()
    expect(await server.until('\r\n\r\n')).toBe(GET)
    server.send(OK)
    expect(await server.until('\r\n\r\n')).toBe('HEAD /2 HTTP/1.1\r\nHost: a\r\n\r\n')
    // The response to HEAD has no body.
    server.send('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n')
    expect(await server.until('\r\n\r\n')).toBe(GET)
    server.send('HTTP/1.1 204 No\r\n\r\n')
    expect(await client.until('204 No\r\n\r\n')).toBe(`${OK}HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nHTTP/1.1 204 No\r\n\r\n`)
  })

  it('go on over another connection when the upstream has closed one between two requests', async () => {
    const { upstream, connect } = await start()
    const client = connect()
    client.send(GET)
    const first = await upstream.next()
    await first.until('\r\n\r\n')
    first.send(OK)
    await client.until('ok')
    first.socket.end()
    // The proxy closes its side.
    await first.untilEnd()
    client.send(GET)
    const second = await upstream.next()
    expect(await second.until('\r\n\r\n')).toBe(GET)
    second.send(OK)
    expect(await client.until('ok')).toBe(OK)
  })

  it('end with a response that closes', async () => {
    const { upstream, connect } = await start()
    const client = connect()
    client.send(GET)
    const server = await upstream.next()
    await server.until('\r\n\r\n')
    const response = 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'
    server.send(response)
    expect(await client.untilEnd()).toBe(response)
  })

  it('wait for the client when the upstream asks it to continue', async () => {
    const { upstream, connect } = await start()
    const client = connect()
    client.send('POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n')
    const server = await upstream.next()
    await server.until('\r\n\r\n')
    server.send('HTTP/1.1 100 Continue\r\n\r\n')
    expect(await client.until('\r\n\r\n')).toBe('HTTP/1.1 100 Continue\r\n\r\n')
    client.send('x')
    expect(await server.until('x')).toBe('x')
    server.send(OK)
    expect(await client.until('ok')).toBe(OK)
  })

  it('end when a final response comes before the whole request', async () => {
    const { upstream, connect } = await start()
    const client = connect()
    client.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nx')
    const server = await upstream.next()
    await server.until('x')
    server.send('HTTP/1.1 413 No\r\nContent-Length: 0\r\n\r\n')
    expect(await client.untilEnd()).toBe('HTTP/1.1 413 No\r\nContent-Length: 0\r\n\r\n')
  })

  it('become a tunnel by 101, with the bytes after the request, or go on without it', async () => {
    const { upstream, connect } = await start()
    const client = connect()
    const offer = 'GET /chat HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: chat\r\n\r\n'
    client.send(offer + GET)
    const server = await upstream.next()
    expect(await server.until('\r\n\r\n')).toBe(offer)
    server.send(OK)
    // Declined: what follows the offer is a request.
    expect(await server.until('\r\n\r\n')).toBe(GET)
    server.send(OK)
    await client.until(`${OK}${OK}`)
    client.send(`${offer}early`)
    expect(await server.until('\r\n\r\n')).toBe(offer)
    const accepted = 'HTTP/1.1 101 Yes\r\nConnection: upgrade\r\nUpgrade: chat\r\n\r\n'
    server.send(`${accepted}hello`)
    expect(await client.until('hello')).toBe(`${accepted}hello`)
    expect(await server.until('early')).toBe('early')
    client.send('\0GET not HTTP')
    expect(await server.until('HTTP')).toBe('\0GET not HTTP')
    server.socket.end('bye')
    expect(await client.untilEnd()).toBe('bye')
  })
})

describe('failures', () => {
  const BAD_REQUEST = 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'
  const BAD_GATEWAY = 'HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'

  it.each([
    ['GET / HTTP/1.1\r\nHost: a\r\nA b: c\r\n\r\n'],
    ['GET / HTTP/1.1\r\n\r\n'],
    ['POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n'],
    ['not HTTP\r\n\r\n'],
  ])('%j is 400, and the upstream receives nothing', async (request) => {
    const { upstream, connect } = await start()
    const client = connect()
    client.send(request)
    expect(await client.untilEnd()).toBe(BAD_REQUEST)
    expect(upstream.connections).toEqual([])
  })

  it('a bad request after a good one is 400, after the response to the first', async () => {
    const { upstream, connect } = await start()
    const client = connect()
    client.send(`${GET}GET / HTTP/1.1\r\n\r\n`)
    const server = await upstream.next()
    expect(await server.until('\r\n\r\n')).toBe(GET)
    server.send(OK)
    expect(await client.untilEnd()).toBe(OK + BAD_REQUEST)
    expect(await server.untilEnd()).toBe('')
  })

  it('a bad chunk is 400, and breaks the connection to the upstream', async () => {
    const { upstream, connect } = await start()
    const client = connect()
    client.send('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab')
    const server = await upstream.next()
    expect(await client.untilEnd()).toBe(BAD_REQUEST)
    expect(await server.untilEnd()).toMatch(/^POST/)
  })

  it('an upstream that is not there is 502', async () => {
    const closed = net.createServer()
    const port = await listen(closed)
    servers.pop()
    closed.close()
    await once(closed, 'close')
    const proxyPort = await listen(createProxy({ host: '127.0.0.1', port }))
    const client = new End(net.connect(proxyPort, '127.0.0.1'))
    client.send(GET)
    expect(await client.untilEnd()).toBe(BAD_GATEWAY)
  })

  it.each([
    ['closes before it responds', ''],
    ['sends what is not HTTP', 'HELLO\r\n\r\n'],
    ['sends half a head', 'HTTP/1.1 200 OK\r\nCont'],
  ])('an upstream that %s is 502', async (_what, bytes) => {
    const { upstream, connect } = await start()
    const client = connect()
    client.send(GET)
    const server = await upstream.next()
    await server.until('\r\n\r\n')
    server.socket.end(bytes)
    expect(await client.untilEnd()).toBe(BAD_GATEWAY)
  })

  it('an upstream that ends inside a body breaks the connection of the client', async () => {
    const { upstream, connect } = await start()
    const client = connect()
    client.send(GET)
    const server = await upstream.next()
    await server.until('\r\n\r\n')
    server.socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf')
    expect(await client.untilEnd()).toBe('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf')
  })

  it('bytes after a response do not become the response to the next request', async () => {
    const { upstream, connect } = await start()
    const client = connect()
    client.send(GET)
    const first = await upstream.next()
    await first.until('\r\n\r\n')
    first.send(`${OK}HTTP/1.1 200 Evil\r\nContent-Length: 0\r\n\r\n`)
    expect(await client.until('ok')).toBe(OK)
    client.send(GET)
    const second = await upstream.next()
    await second.until('\r\n\r\n')
    second.send(OK)
    expect(await client.until('ok')).toBe(OK)
  })
})

it('main.mjs starts the proxy in front of a server of its own', async () => {
  const child = spawn(process.execPath, ['main.mjs'], { cwd: fileURLToPath(new URL('..', import.meta.url)), stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    const client = new End(net.connect(Number(/:(\d+) ->/.exec(String(line))![1]), '127.0.0.1'))
    client.send('GET /x HTTP/1.1\r\nhost: a\r\nCONNECTION: close\r\n\r\n')
    expect(await client.untilEnd()).toMatch(/\r\n\r\nGET \/x\nhost: a\nCONNECTION: close\n$/)
  } finally {
    child.kill()
  }
})
