/** One server at a time for the tests of a file, closed after each. */
import type { EventEmitter } from 'node:events'
import { afterEach } from 'vitest'
import { exchangeBytes, FakeClock, listen, withoutDate } from '@layered-http/test-kit'
import { ConnectionList } from '../../src/connection-list.js'
import { stateOf } from '../../src/server-state.js'
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerOptions, type ServerResponse } from '../../src/index.js'

let running: Server | undefined
afterEach(() => {
  running?.closeAllConnections()
  running?.close()
  running = undefined
})

/** Creates a server that does not listen yet. */
export function make(options: ServerOptions<IncomingMessage, ServerResponse, boolean> = {}, listener?: RequestListener): Server {
  return (running = createServer(options, listener))
}

/** Makes later connections use a clock that the test moves. */
export function onFakeClock(server: Server): FakeClock {
  const clock = new FakeClock()
  stateOf(server)!.connections = new ConnectionList(clock)
  return clock
}

/** Sends bytes to `server` and returns the reply with masked Date headers. Makes the server listen if it does not. Without `until` the server must end the connection. */
export async function exchange(server: Server, bytes: string | readonly string[], until?: (received: string) => boolean): Promise<string> {
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : await listen(server)
  return withoutDate(await exchangeBytes(port, bytes, until === undefined ? {} : { until }))
}

/** Returns a GET request. `fields` are whole lines with their CRLF. */
export function get(path = '/', fields = ''): string {
  return `GET ${path} HTTP/1.1\r\nHost: a\r\n${fields}\r\n`
}

export const CLOSE = 'Connection: close\r\n'

/** Resolves when `emitter` has closed, with or without errors before that. */
export function closed(emitter: EventEmitter): Promise<void> {
  return new Promise((resolve) => emitter.once('close', () => resolve()))
}
