/** The agent finds the key of a request without merging options if nothing changed since the last request. The key must be the same as with merging. */
import { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import { HttpsAgent, type HttpsAgentOptions } from '../https.js'
import type { ConnectionOptions } from '../options.js'

const noSocket = (): Duplex => new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() })

/** Returns the key under which the pool has a request's socket. */
function keyOf(agent: HttpsAgent, options: ConnectionOptions, host?: string): string {
  const before = new Set(Object.values(agent.sockets).flat())
  agent.addRequest({ onSocket() {}, getHeader: () => host } as unknown as Parameters<HttpsAgent['addRequest']>[0], options)
  const [key] = Object.entries(agent.sockets).find(([, sockets]) => sockets.some((socket) => !before.has(socket)))!
  return key
}

function make(options?: HttpsAgentOptions): HttpsAgent {
  const agent = new HttpsAgent(options)
  agent.createConnection = noSocket
  return agent
}

test.each<[string, ConnectionOptions, ConnectionOptions, string?]>([
  ['the host', { host: 'a' }, { host: 'b' }],
  ['the port', { host: 'a', port: 1 }, { host: 'a', port: 2 }],
  ['the local address', { host: 'a' }, { host: 'a', localAddress: '127.0.0.1' }],
  ['the family', { host: 'a' }, { host: 'a', family: 6 }],
  ['the Unix socket', { host: 'a' }, { host: 'a', socketPath: '/s' }],
  ['the name in the Host header', { host: 'a' }, { host: 'a' }, 'other.test'],
  ['a certificate', { host: 'a' }, { host: 'a', cert: 'c' }],
  ['the check of the server', { host: 'a' }, { host: 'a', rejectUnauthorized: false }],
  ['the context', { host: 'a' }, { host: 'a', secureContext: {} }],
])('requests that differ in %s keep different keys when they take turns', (_what, one, other, header) => {
  const agent = make()
  const keys = [keyOf(agent, one), keyOf(agent, one), keyOf(agent, other, header), keyOf(agent, one), keyOf(agent, other, header)]
  expect(keys[1]).toBe(keys[0])
  expect(keys[3]).toBe(keys[0])
  expect(keys[4]).toBe(keys[2])
  expect(keys[2]).not.toBe(keys[0])
})

test('a later change of an option of the agent changes the key', () => {
  const agent = make({ ca: 'one' })
  const before = keyOf(agent, { host: 'a' })
  agent.options.ca = 'two'
  const after = keyOf(agent, { host: 'a' })
  expect([before.includes('one'), after.includes('two')]).toEqual([true, true])
})

test('the getName of a subclass is called for every request', () => {
  let asked = 0
  class Named extends HttpsAgent {
    override getName(): string {
      return `name ${++asked}`
    }
  }
  const agent = new Named()
  agent.createConnection = noSocket
  agent.addRequest({ onSocket() {} } as unknown as Parameters<HttpsAgent['addRequest']>[0], { host: 'a' })
  const first = asked
  agent.addRequest({ onSocket() {} } as unknown as Parameters<HttpsAgent['addRequest']>[0], { host: 'a' })
  expect(asked).toBeGreaterThan(first)
})
