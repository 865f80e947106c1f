/** Cases of connections that serve several requests: of idle sockets, repeated requests, proxies and redirections. */
import { once } from 'node:events'
import type http from 'node:http'
import net, { type Socket } from 'node:net'
import { listen } from '@layered-http/test-kit'
import type { Modules, SecurityCase } from './case.js'

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
/** Turns of the event loop in which bytes of the loopback interface certainly arrive. */
const SOME_TURNS = 50

interface RawServer {
  port: number
  /** The accepted sockets in order. */
  sockets: Socket[]
  /** The input of each socket. */
  inputs: string[]
  close(): void
}

/** A server without HTTP. `respond` is called with each piece of input. */
async function rawServer(respond: (socket: Socket, connection: number, piece: string) => void): Promise<RawServer> {
  const sockets: Socket[] = []
  const inputs: string[] = []
  const server = net.createServer((socket) => {
    const connection = sockets.push(socket) - 1
    inputs.push('')
    socket.setEncoding('latin1').on('error', () => {}).on('data', (piece: string) => {
      inputs[connection] += piece
      respond(socket, connection, piece)
    })
  })
  const port = await listen(server)
  return {
    port,
    sockets,
    inputs,
    close: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

/** Returns the status and body of the response, or the code of the error. */
export async function outcome(req: http.ClientRequest): Promise<string> {
  let text = 'nothing'
  const closed = new Promise((resolve) => req.once('close', resolve))
  req.on('error', (error: NodeJS.ErrnoException) => (text = `error ${error.code}`))
  req.on('response', (res) => {
    text = `${res.statusCode} `
    res.setEncoding('latin1').on('data', (chunk: string) => (text += chunk)).on('error', () => {})
  })
  if (!req.writableEnded) req.end()
  await closed
  return text
}

/** What the next request on a pool gets after the server has sent `surplus` on its idle connection. */
function onIdle(surplus: string): (modules: Modules) => Promise<string> {
  return async ({ http: module }) => {
    const server = await rawServer((socket) => socket.write(OK))
    const agent = new module.Agent({ keepAlive: true, maxSockets: 1 })
    const options = { host: '127.0.0.1', port: server.port, agent }
    const first = module.get(options)
    const free = new Promise<Socket>((resolve) => first.once('socket', (socket) => socket.once('free', () => resolve(socket))))
    await outcome(first)
    const idle = await free
    const listeners = idle.listenerCount('data')
    server.sockets[0]!.write(surplus)
    for (let turns = 0; turns < SOME_TURNS && !idle.destroyed; turns++) await turn()
    const isDestroyed = idle.destroyed
    const second = await outcome(module.get(options))
    agent.destroy()
    server.close()
    return `next response ${second}; socket ${isDestroyed ? 'destroyed' : 'kept'}; ${listeners} listeners of 'data'`
  }
}

/** The error of a request whose proxy has a password in its URL. */
async function proxyError({ https: module }: Modules, reply: string): Promise<string> {
  const server = await rawServer((socket) => socket.end(reply))
  const agent = new module.Agent({ proxyEnv: { HTTPS_PROXY: `http://user:s3cret@127.0.0.1:${server.port}` } } as never)
  const req = module.get({ host: 'example.invalid', agent })
  const [error] = (await once(req, 'error')) as [Error]
  server.close()
  return `${error.message} ${error.stack} ${JSON.stringify(error)}`.includes('s3cret') ? 'the password is in the error' : 'no password'
}

/** The fields that are sent to the second of two origins after a redirection. */
async function afterRedirection({ http: module }: Modules): Promise<string> {
  const second = await rawServer((socket) => socket.write(OK))
  const first = await rawServer((socket) => socket.write(`HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:${second.port}/\r\nContent-Length: 0\r\n\r\n`))
  const headers = { Authorization: 'Basic s3cret', 'Proxy-Authorization': 'Basic s3cret', Cookie: 'id=s3cret', 'X-Kept': '1' }
  const answer = await outcome(module.get({ host: '127.0.0.1', port: first.port, agent: false, headers, layered: { maxRedirects: 3 } } as http.RequestOptions))
  const fields = (second.inputs[0] ?? '').split('\r\n').map((line) => line.split(':')[0])
  first.close()
  second.close()
  return answer.startsWith('302') ? 'not followed' : `sent: ${Object.keys(headers).filter((name) => fields.includes(name)).join(' ')}`
}

export const CONNECTIONS: SecurityCase[] = [
  {
    id: 'CVE-2026-48931',
    side: 'client',
    what: 'a response on an idle connection',
    expected: "next response 200 ok; socket destroyed; 0 listeners of 'data'",
    run: onIdle('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil'),
  },
  {
    id: 'CVE-2026-6733',
    side: 'client',
    what: 'the beginning of a response on an idle connection',
    expected: "next response 200 ok; socket destroyed; 0 listeners of 'data'",
    run: onIdle('HTTP/1.1 200 OK\r\nX-Evil: '),
  },
  {
    id: 'CVE-2026-16728',
    side: 'client',
    what: 'a PUT with a streamed body, on a connection that the server closes',
    expected: 'error ECONNRESET; sent once',
    run: async ({ http: module }) => {
      // Responds on the first connection once, then closes it; serves every other one.
      const server = await rawServer((socket, connection, piece) => {
        if (connection > 0 || piece.startsWith('GET')) socket.write(OK)
        else socket.resetAndDestroy()
      })
      const agent = new module.Agent({ keepAlive: true, maxSockets: 1, layered: { staleRetry: 'idempotent' } } as http.AgentOptions)
      const options = { host: '127.0.0.1', port: server.port, agent }
      const first = module.get(options)
      const free = new Promise((resolve) => first.once('socket', (socket) => socket.once('free', resolve)))
      await outcome(first)
      await free
      const req = module.request({ ...options, method: 'PUT', headers: { 'Content-Length': 5 } })
      req.write('ab')
      const socketClosed = new Promise((resolve) => req.once('socket', (socket) => socket.once('close', resolve)))
      const done = new Promise((resolve) => req.once('close', resolve))
      let text = 'no error'
      req.on('error', (error: NodeJS.ErrnoException) => (text = `error ${error.code}`)).on('response', (res) => res.resume())
      await socketClosed
      // The rest of the body comes when the first part was lost.
      if (!req.destroyed) req.end('cde')
      await done
      const times = server.inputs.join('').split('PUT ').length - 1
      agent.destroy()
      server.close()
      return `${text}; sent ${times === 1 ? 'once' : `${times} times`}`
    },
  },
  { id: 'CVE-2026-48615', side: 'client', what: 'the password of a proxy that refuses', expected: 'no password', run: (modules) => proxyError(modules, 'HTTP/1.1 407 Auth\r\nContent-Length: 0\r\n\r\n') },
  { id: 'CVE-2026-48615', side: 'client', what: 'the password of a proxy that is not one', expected: 'no password', run: (modules) => proxyError(modules, 'junk\r\n\r\n') },
  {
    id: 'CVE-2026-48615',
    side: 'client',
    what: 'the password in an invalid URL of a proxy',
    expected: 'no password',
    run: async ({ http: module }) => {
      try {
        new module.Agent({ proxyEnv: { HTTP_PROXY: 'http://user:s3cret@host:99999' } } as http.AgentOptions).destroy()
        return 'no password'
      } catch (error) {
        return `${(error as Error).message} ${(error as Error).stack} ${JSON.stringify(error)}`.includes('s3cret') ? 'the password is in the error' : 'no password'
      }
    },
  },
  { id: 'CVE-2023-45143, CVE-2024-24758, CVE-2024-28849, CVE-2026-40895', side: 'client', what: 'credentials after a redirection to another origin', expected: 'sent: X-Kept', run: afterRedirection },
  {
    id: 'CVE-2026-22036',
    side: 'client',
    what: 'a body with 1000 content codings',
    // It is not decoded, so there is nothing to limit.
    expected: '200 hello',
    run: async ({ http: module }) => {
      const server = await rawServer((socket) => socket.write(`HTTP/1.1 200 OK\r\nContent-Encoding: ${Array(1000).fill('gzip').join(', ')}\r\nContent-Length: 5\r\n\r\nhello`))
      const text = await outcome(module.get({ host: '127.0.0.1', port: server.port, agent: false }))
      server.close()
      return text
    },
  },
]
