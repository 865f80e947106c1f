/** Classes of agents: each call of a factory makes a class with its own prototype. `instanceof` accepts agents of all these classes. */
import http from 'node:http'
import { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import { HttpsAgent } from '../src/https.js'
import { Agent, type PooledRequest } from '../src/index.js'
import { defineAgent, defineHttpsAgent, registerGetName } from '../src/port.js'
import { destroyedAfterwards } from './support.js'

const noSocket = (): Duplex => new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() })

/** A request that keeps its socket; `done` ends its exchange. */
function request(): PooledRequest & { done(): void } {
  let socket: Duplex | null = null
  return {
    reusedSocket: false,
    shouldKeepAlive: true,
    destroyed: false,
    onSocket(given) {
      socket = given
      Object.assign(given!, { _httpMessage: this })
    },
    done: () => void socket!.emit('free'),
  }
}

test('a member added to the prototype of one class is not in another', () => {
  const Own = defineAgent()
  Object.assign(Own.prototype, { mark: 'own', getName: () => 'own name' })
  expect(new Own()).toMatchObject({ mark: 'own' })
  expect(new Own().getName()).toBe('own name')
  expect('mark' in new Agent()).toBe(false)
  expect(new Agent().getName()).toBe('localhost::')
  expect([Own.name, Own.prototype.constructor === Own]).toEqual(['Agent', true])
  expect(new Set(Reflect.ownKeys(Own.prototype))).toEqual(new Set([...Reflect.ownKeys(Agent.prototype), 'mark']))
  // The methods do not use `super`, which would lead to the first class.
  const agent = destroyedAfterwards(new Own({ keepAlive: true }))
  agent.createConnection = noSocket
  const [first, second] = [request(), request()]
  agent.addRequest(first, {})
  first.done()
  agent.addRequest(second, {})
  expect([second.reusedSocket, Object.keys(agent.sockets)]).toEqual([true, ['own name']])
})

test('an HttpsAgent of a class extends the Agent of that class', () => {
  const Own = defineAgent()
  const OwnHttps = defineHttpsAgent(Own)
  Object.assign(Own.prototype, { mark: 'own' })
  Own.defaultMaxSockets = 7
  const agent = new OwnHttps({ maxCachedSessions: 3 })
  expect(agent).toMatchObject({ mark: 'own', maxSockets: 7, defaultPort: 443, protocol: 'https:', maxCachedSessions: 3 })
  expect(Object.getPrototypeOf(OwnHttps.prototype)).toBe(Own.prototype)
  expect(Object.getPrototypeOf(HttpsAgent.prototype)).toBe(Agent.prototype)
  expect(['mark' in new HttpsAgent(), new HttpsAgent().maxSockets]).toEqual([false, Infinity])
  agent.createConnection = noSocket
  agent.addRequest(request(), { host: 'a' })
  expect(Object.keys(agent.sockets)).toEqual([new HttpsAgent().getName({ host: 'a', port: undefined, servername: 'a', ...agent.options } as never)])
  agent.destroy()
})

test('instanceof is true across classes; a subclass keeps the ordinary rule', () => {
  const Own = defineAgent()
  const OwnHttps = defineHttpsAgent(Own)
  class Sub extends Agent {}
  expect([new Own() instanceof Agent, new Agent() instanceof Own, new OwnHttps() instanceof Agent, new OwnHttps() instanceof HttpsAgent, new HttpsAgent() instanceof Own]).toEqual([true, true, true, true, true])
  expect([new Agent() instanceof HttpsAgent, new Agent() instanceof Sub, new Own() instanceof Sub, new Sub() instanceof Sub, new Sub() instanceof Own]).toEqual([false, false, false, true, true])
  for (const other of [null, undefined, 1, 'a', {}, new http.Agent(), Agent] as never[]) expect([other, (other as object) instanceof Agent]).toEqual([other, false])
})

test('the enumerable keys do not show any of this', () => {
  for (const constructor of [Agent, HttpsAgent, defineAgent()]) {
    expect(Object.keys(constructor).filter((key) => key !== 'defaultMaxSockets')).toEqual([])
    expect(Object.getOwnPropertySymbols(constructor.prototype).filter((key) => Object.getOwnPropertyDescriptor(constructor.prototype, key)!.enumerable)).toEqual([])
    for (const key in new constructor()) expect(key).not.toContain('layered-http')
  }
})

test('a getName that replaces ours on the prototype decides which socket serves a request', () => {
  const Own = defineAgent()
  Own.prototype.getName = (options) => `pool of ${options!.host}`
  const agent = destroyedAfterwards(new Own({ keepAlive: true }))
  agent.createConnection = noSocket
  const [first, second] = [request(), request()]
  agent.addRequest(first, { host: 'a', port: 1 })
  first.done()
  agent.addRequest(second, { host: 'a', port: 2 })
  expect([second.reusedSocket, Object.keys(agent.sockets)]).toEqual([true, ['pool of a']])
})

test('a registered wrapper of our getName is not called to find a socket', () => {
  const Own = defineAgent()
  const original = Own.prototype.getName
  let calls = 0
  const wrapper: typeof original = function (this: Agent, options) {
    calls++
    return original.call(this, options)
  }
  registerGetName(wrapper, original)
  Own.prototype.getName = wrapper
  const agent = destroyedAfterwards(new Own({ keepAlive: true }))
  agent.createConnection = noSocket
  const [first, second] = [request(), request()]
  agent.addRequest(first, { host: 'a' })
  first.done()
  const before = calls
  agent.addRequest(second, { host: 'a' })
  expect([second.reusedSocket, calls - before, Object.keys(agent.sockets)]).toEqual([true, 0, ['a::']])
})
