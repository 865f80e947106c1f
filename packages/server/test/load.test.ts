/** Large bodies, many writes, many connections, over real sockets: every byte arrives, and bytes without a reader do not accumulate. */
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { afterEach, expect, test } from 'vitest'
import { listen } from '@layered-http/test-kit'
import { createServer, type RequestListener, type Server } from '../src/index.js'

/** Length of a large body, bytes. */
const LARGE = 100 << 20
const MIB = 1 << 20
const CONNECTIONS = 5_000
const WRITES = 100_000

let server: Server
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

async function serve(listener: RequestListener): Promise<number> {
  server = createServer(listener)
  return listen(server)
}

const connect = (port: number): net.Socket => net.connect({ port, host: '127.0.0.1' })

/** Reads a response with Content-Length or `Connection: close`, and returns the hash of its body. */
async function hashOfBody(socket: net.Socket): Promise<string> {
  const hash = createHash('sha1')
  let head = ''
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    if (head.endsWith('\r\n\r\n')) {
      hash.update(chunk)
      continue
    }
    const text = head + chunk.toString('latin1')
    const end = text.indexOf('\r\n\r\n') + 4
    if (end === 3) {
      head = text
      continue
    }
    hash.update(chunk.subarray(end - head.length))
    head = text.slice(0, end)
  }
  return hash.digest('hex')
}

test('a file of 100 MiB, piped into a response, arrives unchanged', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'layered-http-'))
  try {
    const file = join(folder, 'large')
    const piece = randomBytes(MIB)
    const content = Buffer.concat(Array.from({ length: LARGE / MIB }, () => piece))
    await writeFile(file, content)
    const port = await serve((_req, res) => {
      res.setHeader('Content-Length', LARGE)
      createReadStream(file).pipe(res)
    })
    const socket = connect(port)
    socket.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
    expect(await hashOfBody(socket)).toBe(createHash('sha1').update(content).digest('hex'))
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('an upload of 100 MiB, piped into a hash, arrives unchanged', async () => {
  const piece = randomBytes(MIB)
  const port = await serve((req, res) => {
    const hash = createHash('sha1')
    void pipeline(req, hash).then(() => res.end(hash.digest('hex')))
  })
  const socket = connect(port)
  const received = once(socket, 'data')
  socket.write(`POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: ${LARGE}\r\n\r\n`)
  const expected = createHash('sha1')
  for (let i = 0; i < LARGE / MIB; i++) expected.update(piece)
  await pipeline(Readable.from(Array.from({ length: LARGE / MIB }, () => piece)), socket, { end: false })
  expect(String((await received)[0])).toMatch(new RegExp(`${expected.digest('hex')}$`))
})

test('100,000 small writes arrive in order, with one chunk for each turn', async () => {
  const perTurn = 100
  const port = await serve((_req, res) => {
    let next = 0
    const more = (): void => {
      for (let i = 0; i < perTurn; i++) res.write(`${next++},`)
      if (next === WRITES) res.end()
      else setImmediate(more)
    }
    more()
  })
  const socket = connect(port).setEncoding('latin1')
  socket.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
  let text = ''
  for await (const piece of socket as AsyncIterable<string>) text += piece
  const chunks = [...text.slice(text.indexOf('\r\n\r\n') + 4).matchAll(/[0-9a-f]+\r\n([\d,]*)\r\n/g)].map((match) => match[1]!)
  expect(chunks.length).toBe(WRITES / perTurn + 1)
  expect(chunks.join('')).toBe(Array.from({ length: WRITES }, (_, i) => `${i},`).join(''))
})

test('a client that does not read pauses the source of its response (SO-21)', async () => {
  let produced = 0
  let longest = 0
  const chunk = Buffer.alloc(64 * 1024)
  const stalled = deferred()
  const port = await serve((_req, res) => {
    const source = new Readable({
      read() {
        produced += chunk.length
        this.push(chunk)
        longest = Math.max(longest, res.writableLength)
        // The system's buffers fill first. After that, the source is not read any more.
        clearImmediate(idle)
        idle = setImmediate(waitIdle, 50)
      },
    })
    let idle: NodeJS.Immediate
    const waitIdle = (turns: number): void => {
      if (turns > 0) idle = setImmediate(waitIdle, turns - 1)
      else stalled.resolve()
    }
    source.pipe(res)
    res.on('close', () => source.destroy())
  })
  const socket = connect(port).pause()
  socket.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
  await stalled.promise
  const before = produced
  for (let i = 0; i < 100; i++) await new Promise(setImmediate)
  expect(produced).toBe(before)
  // The largest buffered size: the high water mark, and the chunk that exceeded it, with its framing.
  expect(longest).toBeLessThanOrEqual(64 * 1024 + chunk.length + 1024)
  socket.destroy()
})

test('a handler that does not read pauses the client (SI-15)', async () => {
  const requested = deferred()
  let buffered = (): number => 0
  const port = await serve((req) => {
    buffered = () => req.readableLength
    req.once('readable', () => requested.resolve())
  })
  const socket = connect(port)
  socket.write(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${LARGE}\r\n\r\n`)
  let written = 0
  const chunk = Buffer.alloc(64 * 1024)
  const write = (): void => {
    while (socket.write(chunk)) written += chunk.length
  }
  socket.on('drain', write)
  write()
  await requested.promise
  let before = -1
  while (before !== written) {
    before = written
    for (let i = 0; i < 100; i++) await new Promise(setImmediate)
  }
  expect(written).toBeLessThan(LARGE / 2)
  expect(buffered()).toBeLessThanOrEqual(2 * 64 * 1024)
  socket.destroy()
})

test('5,000 connections at once all get their responses', async () => {
  const waiting: (() => void)[] = []
  const port = await serve((req, res) => {
    waiting.push(() => res.end(req.url))
    if (waiting.length === CONNECTIONS) for (const answer of waiting) answer()
  })
  const answers = await Promise.all(
    Array.from({ length: CONNECTIONS }, async (_, i) => {
      const socket = connect(port).setEncoding('latin1')
      socket.write(`GET /${i} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)
      let text = ''
      for await (const piece of socket as AsyncIterable<string>) text += piece
      return text.slice(text.lastIndexOf('/'))
    }),
  )
  expect(answers).toEqual(Array.from({ length: CONNECTIONS }, (_, i) => `/${i}`))
})

/** Returns a promise with its resolve function. */
function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => {}
  const promise = new Promise<void>((done) => (resolve = done))
  return { promise, resolve }
}
