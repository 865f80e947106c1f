/** Subclasses of Agent like those of libraries: they override any step, and the counts of the base class stay right. */
import { EventEmitter, once } from 'node:events'
import http from 'node:http'
import net from 'node:net'
import { Duplex } from 'node:stream'
import { inherits } from 'node:util'
import { expect, test } from 'vitest'
import { Agent, type AgentOptions, type ConnectionOptions, type PooledRequest, type SocketCallback } from '../src/index.js'
import { destroyedAfterwards, get, portEcho } from './support.js'

/** Connects asynchronously, keeps a placeholder in `sockets` meanwhile, and passes the socket to the base class through createConnection. */
class Connecting extends Agent {
  private next: net.Socket | undefined
  connect = async (options: ConnectionOptions): Promise<net.Socket | http.Agent> => {
    await new Promise((resolve) => setImmediate(resolve))
    return net.connect(options as net.NetConnectOpts)
  }

  override createSocket(request: PooledRequest, options: ConnectionOptions, callback: SocketCallback): void {
    const name = this.getName(options)
    const placeholder = new net.Socket()
    ;(this.sockets[name] ??= []).push(placeholder)
    this.totalSocketCount++
    const forget = (): void => {
      const list = this.sockets[name]!
      list.splice(list.indexOf(placeholder), 1)
      this.totalSocketCount--
      if (list.length === 0) delete this.sockets[name]
    }
    this.connect(options).then(
      (socket) => {
        forget()
        if (socket instanceof net.Socket) {
          this.next = socket
          super.createSocket(request, options, callback)
        } else {
          ;(socket as unknown as Agent).addRequest(request, options)
        }
      },
      (error: Error) => {
        forget()
        callback(error)
      },
    )
  }

  override createConnection(): net.Socket {
    const socket = this.next!
    this.next = undefined
    return socket
  }
}

test('a createSocket that connects asynchronously with placeholders in the lists', async () => {
  const port = await portEcho()
  const agent = destroyedAfterwards(new Connecting({ keepAlive: true, maxSockets: 1 }))
  const bodies = (await Promise.all([get(port, agent), get(port, agent), get(port, agent)])).map(({ body }) => body)
  expect(new Set(bodies).size).toBe(1)
  await agent.close()
  expect([agent.totalSocketCount, Object.keys(agent.sockets)]).toEqual([0, []])
})

test('a createSocket that fails: the request gets the error, and the next request its turn', async () => {
  const port = await portEcho()
  const agent = destroyedAfterwards(new Connecting({ maxSockets: 1 }))
  const { connect } = agent
  let tries = 0
  agent.connect = (options) => (tries++ === 0 ? Promise.reject(new Error('no line')) : connect(options))
  const [first, second] = await Promise.allSettled([get(port, agent), get(port, agent)])
  expect([first.status, second.status]).toEqual(['rejected', 'fulfilled'])
})

test('a createSocket that passes a request to another agent', async () => {
  const port = await portEcho()
  const other = destroyedAfterwards(new http.Agent({ keepAlive: true }))
  const agent = destroyedAfterwards(new Connecting())
  agent.connect = () => Promise.resolve(other)
  expect((await get(port, agent)).body).toMatch(/^\d+$/)
  expect([agent.totalSocketCount, Object.keys(agent.sockets)]).toEqual([0, []])
})

test('a createSocket that calls back with its own socket: the socket serves the request and does not join the pool', async () => {
  const port = await portEcho()
  class Own extends Agent {
    override createSocket(_request: PooledRequest, _options: ConnectionOptions, callback: SocketCallback): void {
      callback(null, net.connect(port, '127.0.0.1'))
    }
  }
  const agent = new Own({ keepAlive: true })
  expect((await get(port, agent)).body).toMatch(/^\d+$/)
  expect([agent.totalSocketCount, Object.keys(agent.freeSockets)]).toEqual([0, []])
})

test('keepSocketAlive, reuseSocket, getName and removeSocket are called with the same arguments as in Node (AG-14 to AG-16)', async () => {
  const port = await portEcho()
  const calls: string[] = []
  class Noting extends Agent {
    override getName(options?: ConnectionOptions): string {
      return `mine/${super.getName(options)}`
    }
    override keepSocketAlive(socket: Duplex): boolean {
      const { _httpMessage } = socket as unknown as { _httpMessage: http.ClientRequest }
      calls.push(`keep ${_httpMessage.path}`)
      return super.keepSocketAlive(socket)
    }
    override reuseSocket(socket: Duplex, request: PooledRequest): void {
      calls.push(`reuse ${request.reusedSocket}`)
      super.reuseSocket(socket, request)
    }
    override removeSocket(socket: Duplex, options: ConnectionOptions): void {
      calls.push(`remove ${options._agentKey as string}`)
      super.removeSocket(socket, options)
    }
  }
  const agent = new Noting({ keepAlive: true })
  await get(port, agent, { path: '/1' })
  expect(Object.keys(agent.freeSockets)).toEqual([`mine/127.0.0.1:${port}:`])
  await get(port, agent, { path: '/2' })
  await agent.close()
  expect(calls).toEqual(['keep /1', 'reuse false', 'keep /2', `remove mine/127.0.0.1:${port}:`])
})

test('a keepSocketAlive that returns nothing destroys the socket (AG-14)', async () => {
  const port = await portEcho()
  class Refusing extends Agent {
    override keepSocketAlive(): never {
      return undefined as never
    }
  }
  const agent = new Refusing({ keepAlive: true })
  await get(port, agent)
  await agent.close()
  expect(agent.totalSocketCount).toBe(0)
})

test('an agent by util.inherits and by call, without new (X-08)', async () => {
  const port = await portEcho()
  function Old(this: Agent, options: AgentOptions): void {
    ;(Agent as unknown as (this: Agent, options: AgentOptions) => void).call(this, options)
  }
  inherits(Old, Agent)
  const agent = destroyedAfterwards(new (Old as unknown as new (options: AgentOptions) => Agent)({ keepAlive: true }))
  expect(agent).toBeInstanceOf(Agent)
  expect(agent).toBeInstanceOf(EventEmitter)
  const first = await get(port, agent)
  expect(await get(port, agent)).toEqual({ body: first.body, reused: true })
})

test('addRequest with host, port and local address instead of options', async () => {
  const port = await portEcho()
  const seen: ConnectionOptions[] = []
  class Noting extends Agent {
    override createConnection(options: ConnectionOptions): net.Socket {
      seen.push(options)
      return net.connect(options as net.NetConnectOpts)
    }
  }
  const agent = destroyedAfterwards(new Noting())
  const request = { reusedSocket: false, shouldKeepAlive: false, destroyed: false, onSocket: (socket: Duplex | null) => void socket!.destroy() }
  agent.addRequest(request, '127.0.0.1', port, '127.0.0.1')
  expect(seen[0]).toMatchObject({ host: '127.0.0.1', port, localAddress: '127.0.0.1' })
})

test("sockets put into freeSockets by user code, and sockets that join by 'free' (AG-19)", async () => {
  const port = await portEcho()
  const agent = destroyedAfterwards(new Agent({ keepAlive: true }))
  const mine = net.connect(port, '127.0.0.1')
  agent.freeSockets[agent.getName({ host: '127.0.0.1', port })] = [mine]
  expect((await get(port, agent)).body).toBe(String(mine.localPort))

  const other = net.connect(port, '127.0.0.1')
  await once(other, 'connect')
  ;(other as unknown as { _httpMessage: object })._httpMessage = { shouldKeepAlive: true }
  agent.emit('free', other, { host: '127.0.0.1', port })
  expect(Object.values(agent.freeSockets)[0]).toContain(other)
})

test('any Duplex can be a socket (T-07)', async () => {
  const reply = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
  class InMemory extends Agent {
    override createConnection(): Duplex {
      return new Duplex({
        read() {},
        write(_chunk, _encoding, callback) {
          this.push(reply)
          callback()
        },
      })
    }
  }
  const agent = destroyedAfterwards(new InMemory({ keepAlive: true }))
  const req = http.get({ agent })
  const [res] = (await once(req, 'response')) as [http.IncomingMessage]
  expect(String(await res.toArray())).toBe('ok')
})
