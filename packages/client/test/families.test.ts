/** `@layered-http/client/port`: families of classes. */
import { once } from 'node:events'
import { afterEach, expect, test } from 'vitest'
import { Agent, type AgentOptions } from '@layered-http/agent'
import { duplexPair } from '@layered-http/test-kit'
import { defineIncomingMessage, defineOutgoingMessage } from '@layered-http/streams/port'
import { ClientRequest, getGlobalAgent, IncomingMessage, request } from '../src/index.js'
import { defineClientRequest, defineGlobalAgent, defineRequest, type ClientDefaults, type RequestOptions } from '../src/port.js'

const agents: Agent[] = []
afterEach(() => {
  for (const agent of agents.splice(0)) agent.destroy()
})

function family(defaults?: ClientDefaults) {
  const { getGlobalAgent, setGlobalAgent } = defineGlobalAgent<Agent, AgentOptions>(Agent)
  const OutgoingMessage = defineOutgoingMessage()
  const Response = defineIncomingMessage()
  const Request = defineClientRequest({ OutgoingMessage, IncomingMessage: Response, getGlobalAgent, ...(defaults && { defaults }) })
  return { OutgoingMessage, Response, Request, getGlobalAgent, setGlobalAgent, ...defineRequest(Request) }
}

/** Returns options of a request whose connection responds with `response`. */
function responding(response: string): RequestOptions {
  const [ours, theirs] = duplexPair()
  theirs.once('data', () => theirs.write(response, 'latin1'))
  return { host: 'memory', createConnection: () => ours }
}

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'

test('a family has its own prototypes: members that are added to them are not in other families', async () => {
  const own = family()
  Object.assign(own.Request.prototype, { mine: 1 })
  const req = own.get(responding(OK))
  const [res] = (await once(req, 'response')) as [IncomingMessage]
  expect(Object.getPrototypeOf(req)).toBe(own.Request.prototype)
  expect(Object.getPrototypeOf(own.Request.prototype)).toBe(own.OutgoingMessage.prototype)
  expect(Object.getPrototypeOf(res)).toBe(own.Response.prototype)
  const other = request(responding(OK)).on('error', () => {})
  expect(['mine' in req, 'mine' in other]).toEqual([true, false])
  other.destroy()
})

test('instanceof accepts the requests and responses of every family, and a subclass only its own', async () => {
  const own = family()
  const req = own.get(responding(OK))
  const [res] = (await once(req, 'response')) as [IncomingMessage]
  class Mine extends ClientRequest {}
  expect([req instanceof ClientRequest, req instanceof own.Request, res instanceof IncomingMessage, req instanceof Mine]).toEqual([true, true, true, false])
})

test('the global agent belongs to the family', () => {
  const own = family()
  const agent = new Agent()
  agents.push(agent)
  own.setGlobalAgent(agent)
  const req = own.request({ host: 'localhost' }).on('error', () => {})
  expect([req.agent === agent, own.getGlobalAgent() === agent, getGlobalAgent() === agent]).toEqual([true, true, false])
  req.destroy()
})

test('the defaults of a family apply if a request does not set the option', async () => {
  const { get } = family({ maxHeaderSize: 50 })
  const large = `HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX: ${'x'.repeat(100)}\r\n\r\n`
  const [error] = (await once(get(responding(large)), 'error')) as [Error & { code: string }]
  expect(error.code).toBe('HPE_HEADER_OVERFLOW')
  const [res] = (await once(get({ ...responding(large), maxHeaderSize: 500 }), 'response')) as [IncomingMessage]
  expect(res.statusCode).toBe(200)

  const bad = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'
  const insecure = family({ insecureHTTPParser: true })
  const [lenient] = (await once(insecure.get(responding(bad)), 'response')) as [IncomingMessage]
  expect(lenient.statusCode).toBe(200)
  for (const send of [() => get(responding(bad)), () => insecure.get({ ...responding(bad), insecureHTTPParser: false })]) {
    const [{ code }] = (await once(send(), 'error')) as [Error & { code: string }]
    expect(code).toMatch(/^HPE_/)
  }
})

test('a family may accept any input, as Node does', () => {
  const OutgoingMessage = defineOutgoingMessage()
  const own = defineGlobalAgent<Agent, AgentOptions>(Agent)
  agents.push(own.getGlobalAgent())
  const Request = defineClientRequest({ OutgoingMessage, IncomingMessage: defineIncomingMessage(), getGlobalAgent: own.getGlobalAgent, acceptsAnyInput: true })
  const req = new Request(5 as never).on('error', () => {})
  expect(req.host).toBe('localhost')
  req.destroy()
  expect(() => new ClientRequest(5 as never)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }) as Error)
})

test('a family without agents for TLS does not follow a redirect to https', async () => {
  const { get } = family()
  const req = get({ ...responding('HTTP/1.1 302 Go\r\nLocation: https://a.test/\r\nContent-Length: 0\r\n\r\n'), layered: { maxRedirects: 1 } })
  const [error] = (await once(req, 'error')) as [Error & { code: string }]
  expect(error.code).toBe('ERR_HTTP_REDIRECT_LOCATION')
})

test("the prototype has the members of Node's, and serverKeepAlive for agents", () => {
  const members = Object.getOwnPropertyNames(ClientRequest.prototype).sort()
  const own = ['_finish', '_implicitHeader', 'abort', 'clearTimeout', 'constructor', 'destroy', 'onSocket', 'path', 'serverKeepAlive', 'setNoDelay', 'setSocketKeepAlive', 'setTimeout']
  expect(members).toEqual(own)
})
