/** The classes of this package are a separate family. They do not change the classes of the layers, and deliberate differences of a layer from Node do not apply here. */
import { expect, test } from 'vitest'
import * as agent from '@layered-http/agent'
import * as client from '@layered-http/client'
import http from '@layered-http/compat-node-http'
import https from '@layered-http/compat-node-http/https'
import * as server from '@layered-http/server'
import * as streams from '@layered-http/streams'

const PAIRS = [
  ['IncomingMessage', http.IncomingMessage, streams.IncomingMessage],
  ['OutgoingMessage', http.OutgoingMessage, streams.OutgoingMessage],
  ['ServerResponse', http.ServerResponse, server.ServerResponse],
  ['Server', http.Server, server.Server],
  ['ClientRequest', http.ClientRequest, client.ClientRequest],
  ['Agent', http.Agent, agent.Agent],
] as unknown as [string, { prototype: object }, { prototype: object }][]

/** Members of a layer that begin with an underscore: methods that middleware overrides, those of a Readable, and those by which Node's streams know a request of a server. */
const OF_THE_LAYERS = ['_implicitHeader', '_finish', '_read', '_destroy', '_readableState', '_consuming', '_dumped']

test.each(PAIRS)("%s of the layer has only members that Node documents", (_name, ours, layer) => {
  expect(ours.prototype).not.toBe(layer.prototype)
  const undocumented = Object.getOwnPropertyNames(layer.prototype).filter((key) => (key.startsWith('_') || key.startsWith('output')) && !OF_THE_LAYERS.includes(key))
  expect(undocumented).toEqual([])
})

test.each(PAIRS)('instanceof %s is true for objects of both families', (_name, ours, layer) => {
  const ofOurs = Object.create(ours.prototype) as object
  const ofTheLayer = Object.create(layer.prototype) as object
  const isInstance = (value: object, Class: unknown): boolean => value instanceof (Class as new () => object)
  expect([isInstance(ofOurs, layer), isInstance(ofTheLayer, ours)]).toEqual([true, true])
})

test('a member that is added to a class here is not in the layer', () => {
  const prototype = http.ServerResponse.prototype as unknown as Record<string, unknown>
  prototype.added = true
  try {
    expect('added' in server.ServerResponse.prototype).toBe(false)
  } finally {
    delete prototype.added
  }
})

test('the global agents are not those of the layer', () => {
  expect(http.globalAgent).not.toBe(client.getGlobalAgent())
  expect(https.globalAgent).toBeInstanceOf(https.Agent)
})

test('as in Node, a request without usable arguments goes to localhost; in the layer it is an error', () => {
  for (const input of [undefined, null, 5, true]) {
    const request = http.request(input as never).on('error', () => {})
    expect(request.host).toBe('localhost')
    request.destroy()
    expect(() => client.request(input as never)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE', message: expect.stringContaining('"input"') as string }) as Error)
  }
})
