/** Sends the bytes of an attack to a server or a client, whole and byte by byte, and says what they did. */
import type http from 'node:http'
import { ClientUnderTest } from '../smuggling/client-side.js'
import { cut } from '../smuggling/cut.js'
import type { Outcome } from '../smuggling/outcome.js'
import { ServerUnderTest } from '../smuggling/server-side.js'
import type { Modules } from './case.js'

/** The outcome of the same bytes in one write and in one write for each byte. */
function together(whole: string, bytes: string): string {
  return whole === bytes ? whole : `in one write: ${whole}; byte by byte: ${bytes}`
}

const messagesOf = ({ messages }: Outcome, none: string): string =>
  messages.length === 0 ? none : messages.map(({ start, body, end }) => `${start} ${JSON.stringify(body)}${end === 'complete' ? '' : ` ${end}`}`).join(', ')

/** What a server does with `bytes`. */
export function toServer(bytes: string, options: http.ServerOptions = {}, describe = describeServer): (modules: Modules) => Promise<string> {
  return async ({ http: module }) => {
    const server = new ServerUnderTest(module, options)
    try {
      const [whole, single] = [await server.run([bytes], 'sockets'), await server.run(cut(bytes, 'bytes'), 'sockets')]
      return together(describe(whole), describe(single))
    } finally {
      server.close()
    }
  }
}

function describeServer(outcome: Outcome): string {
  return `${outcome.statuses.join(' ') || 'no reply'}, ${outcome.connection}, ${messagesOf(outcome, 'handler not called')}`
}

/** What a client does with `bytes` as the response to its request. */
export function toClient(bytes: string, method = 'GET', describe = describeClient): (modules: Modules) => Promise<string> {
  return async ({ http: module }) => {
    const client = new ClientUnderTest(module)
    try {
      const [whole, single] = [await client.run([bytes], method, 'sockets'), await client.run(cut(bytes, 'bytes'), method, 'sockets')]
      return together(describe(whole), describe(single))
    } finally {
      client.close()
    }
  }
}

/** A client reports an error of the head as an error of the request, and one of the body as an aborted response. */
function describeClient(outcome: Outcome): string {
  return `${outcome.error ?? 'no error'}, ${outcome.connection}, ${messagesOf(outcome, 'no response')}`
}
