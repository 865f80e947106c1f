/** The inspector over real sockets: every byte passes, and the lines tell what passed. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import net from 'node:net'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, it } from 'vitest'
import { createInspector } from '../inspector.mjs'

const servers: net.Server[] = []
const sockets: net.Socket[] = []

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
  for (const server of servers.splice(0)) server.close()
})

async function listen(server: net.Server): Promise<number> {
  servers.push(server)
  server.on('connection', (socket) => sockets.push(socket))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return (server.address() as net.AddressInfo).port
}

interface Collected {
  /** Waits until what was received ends with `text`, and returns everything since the last wait. */
  until(text: string): Promise<string>
  all(): string
  /** Waits for more. */
  more(): Promise<void>
  /** At the end of input: everything since the last wait. */
  end: Promise<string>
}

/** Collects what a stream receives. */
function collect(stream: Readable): Collected {
  if (stream instanceof net.Socket) sockets.push(stream)
  let all = ''
  let seen = 0
  let wake = (): void => undefined
  stream.setEncoding('latin1').on('data', (text: string) => {
    all += text
    wake()
  })
  stream.on('error', () => undefined)
  const more = (): Promise<void> => new Promise<void>((resolve) => (wake = resolve))
  const rest = (): string => {
    const text = all.slice(seen)
    seen = all.length
    return text
  }
  return {
    async until(text) {
      while (!all.slice(seen).endsWith(text)) await more()
      return rest()
    },
    all: () => all,
    more,
    end: once(stream, 'end').then(rest),
  }
}

/** Returns a client and a server whose connection the inspector watches, and its lines. A line's time is a count. */
async function start(): Promise<{ client: net.Socket; server: net.Socket; lines: string[] }> {
  const server = net.createServer({ allowHalfOpen: true })
  const accepted = once(server, 'connection') as Promise<[net.Socket]>
  const lines: string[] = []
  const to = { host: '127.0.0.1', port: await listen(server) }
  const port = await listen(createInspector({ to, print: (line: string) => lines.push(line.replace(/ +\d+\.\d ms /, '')), now: () => 0 }))
  const client = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  return { client, server: (await accepted)[0], lines }
}

it('shows requests and responses, and changes no byte', async () => {
  const { client, server, lines } = await start()
  const [atClient, atServer] = [collect(client), collect(server)]
  const request = 'POST /notes HTTP/1.1\r\nHOST:a\r\nTransfer-Encoding: chunked\r\n\r\n05;x="y"\r\nhello\r\n0\r\nT: u\r\n\r\n'
  client.write(request)
  expect(await atServer.until('T: u\r\n\r\n')).toBe(request)
  const response = 'HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
  server.write(response)
  expect(await atClient.until('ok')).toBe(response)
  const last = 'HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
  client.end(last)
  expect(await atServer.end).toBe(last)
  server.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n')
  expect(await atClient.end).toBe('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n')
  expect(lines).toEqual([
    '1 > POST /notes HTTP/1.1: 2 fields, 60 bytes, body: chunked',
    '1 > chunk of 5;x="y"',
    '1 > body, 5 bytes',
    '1 > chunk of 0',
    '1 > trailers: 1 fields, 8 bytes',
    '1 > complete, body of 5 bytes, connection is kept',
    '1 < HTTP/1.1 103 Early: 0 fields, 22 bytes, body: none, interim',
    '1 < complete, body of 0 bytes, connection is kept',
    '1 < HTTP/1.1 200 OK: 1 fields, 38 bytes, body: length 2, after 0.0 ms',
    '1 < body, 2 bytes',
    '1 < complete, body of 2 bytes, connection is kept',
    '1 > HEAD / HTTP/1.1: 2 fields, 47 bytes, body: none',
    '1 > complete, body of 0 bytes, connection closes',
    '1 > end',
    '1 < HTTP/1.1 200 OK: 2 fields, 57 bytes, body: none, after 0.0 ms',
    '1 < complete, body of 0 bytes, connection closes',
    '1 < end',
  ])
})

it('prints what the README shows', async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const [, shown] = /```text\n([^]*?)```/.exec(readme)!
  const { client, server, lines } = await start()
  const [atClient, atServer] = [collect(client), collect(server)]
  const head = ['POST /notes HTTP/1.1', 'Host: 127.0.0.1:8080', 'Accept: */*', 'Content-Length: 5', 'Content-Type: application/x-www-form-urlencoded', 'User-Agent: ', '', ''].join('\r\n')
  client.write(head.replace('User-Agent: ', (field) => field.padEnd(field.length + 153 - head.length, 'x')))
  await atServer.until('\r\n\r\n')
  client.write('hello')
  await atServer.until('hello')
  const response = ['HTTP/1.1 200 OK', 'Date: ', 'Connection: keep-alive', 'Keep-Alive: timeout=5', 'Content-Length: 14', '', ''].join('\r\n')
  server.write(response.replace('Date: ', (field) => field.padEnd(field.length + 123 - response.length, 'x')))
  await atClient.until('\r\n\r\n')
  server.write('Hello, World!\n')
  await atClient.until('World!\n')
  client.end()
  await atServer.end
  server.end()
  await atClient.end
  const withoutTimes = (line: string): string => line.replace(/ +\d+\.\d ms /, '').replace(/after \d+\.\d/, 'after 0.0')
  expect(lines).toEqual(shown!.trim().split('\n').map(withoutTimes))
})

it('passes on what is not HTTP/1, and says so', async () => {
  const { client, server, lines } = await start()
  const [atClient, atServer] = [collect(client), collect(server)]
  client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n\0\x01binary')
  expect(await atServer.until('binary')).toBe('GET / HTTP/1.1\r\nHost: a\r\n\r\n\0\x01binary')
  client.end('more')
  server.end('220 mail.example ready\r\n')
  expect(await atServer.end).toBe('more')
  expect(await atClient.end).toBe('220 mail.example ready\r\n')
  expect(lines.filter((line) => line.startsWith('1 >'))).toEqual([
    '1 > GET / HTTP/1.1: 1 fields, 27 bytes, body: none',
    '1 > complete, body of 0 bytes, connection is kept',
    '1 > not HTTP/1 from byte 27 on: HPE_INVALID_METHOD Invalid method encountered. It is passed on',
    '1 > 4 bytes',
    '1 > end',
  ])
  expect(lines.filter((line) => line.startsWith('1 <'))).toEqual(['1 < not HTTP/1 from byte 0 on: HPE_INVALID_CONSTANT Expected HTTP/, RTSP/ or ICE/. It is passed on', '1 < end'])
})

it('waits for the response to say if another protocol follows an offer', async () => {
  const { client, server, lines } = await start()
  const [atClient, atServer] = [collect(client), collect(server)]
  const offer = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'
  client.write(offer + offer)
  await atServer.until(offer + offer)
  server.write('HTTP/1.1 204 No\r\n\r\n')
  await atClient.until('\r\n\r\n')
  client.write('raw')
  await atServer.until('raw')
  server.write('HTTP/1.1 101 Yes\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\nRAW')
  await atClient.until('RAW')
  expect(lines.map((line) => line.replace(/: \d fields.*/, ''))).toEqual([
    '1 > GET / HTTP/1.1',
    '1 > complete, body of 0 bytes, connection is kept',
    '1 > GET / HTTP/1.1',
    '1 > complete, body of 0 bytes, connection is kept',
    '1 < HTTP/1.1 204 No',
    '1 < complete, body of 0 bytes, connection is kept',
    '1 > another protocol, 0 bytes',
    '1 > another protocol, 3 bytes',
    '1 < HTTP/1.1 101 Yes',
    '1 < complete, body of 0 bytes, connection is kept',
    '1 < another protocol, 3 bytes',
  ])
})

it('breaks one connection when the other breaks', async () => {
  const { client, server } = await start()
  const failure = once(client, 'error')
  client.write('GET')
  await once(server, 'data')
  server.resetAndDestroy()
  expect((await failure)[0]).toMatchObject({ code: 'ECONNRESET' })
})

it('main.mjs starts the inspector in front of a server of its own', async () => {
  const child = spawn(process.execPath, ['main.mjs'], { cwd: fileURLToPath(new URL('..', import.meta.url)), stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const output = collect(child.stdout)
    await output.until('\n')
    const client = net.connect(Number(/:(\d+) ->/.exec(output.all())![1]), '127.0.0.1')
    const received = collect(client)
    client.write('GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
    expect(await received.end).toMatch(/Hello, World!\n/)
    while ((output.all().match(/ end$/gm) ?? []).length < 2) await output.more()
    expect(output.all()).toMatch(/^1 > +\d+\.\d ms {2}GET \/x HTTP\/1\.1: 2 fields, 47 bytes, body: none$/m)
  } finally {
    child.kill()
  }
})
