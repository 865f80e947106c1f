/** Calls of the methods of outgoing messages and of the checks, with any values. */
import type http from 'node:http'
import type { Choices } from './choices.js'
import { anyValue, leaves } from './values.js'

/** The names that decide how a message is framed or kept, and some that do not. */
const NAMES = ['content-length', 'Transfer-Encoding', 'connection', 'Date', 'host', 'trailer', 'Set-Cookie', 'cookie', 'expect', 'Upgrade', 'keep-alive', 'content-type', 'x-a', 'X-A', '__proto__', 'content-disposition']

/** A name is nearly always one that fields have. */
function anyName(choices: Choices): unknown {
  return choices.below(8) === 0 ? anyValue(choices) : choices.pick(NAMES)
}

/** The forms that headers have. */
function anyHeaders(choices: Choices): unknown {
  const value = (): unknown => anyValue(choices)
  switch (choices.below(8)) {
    case 0:
      return value()
    case 1:
      return [anyName(choices), value(), anyName(choices), value()]
    case 2:
      return [
        [anyName(choices), value()],
        [anyName(choices), value()],
      ]
    case 3:
      return new Map([
        [anyName(choices), value()],
        [anyName(choices), value()],
      ])
    case 4:
      return { [choices.text()]: value() }
    default: {
      const headers: Record<string, unknown> = {}
      for (let left = 1 + choices.below(3); left > 0; left--) Object.defineProperty(headers, choices.pick(NAMES), { value: value(), enumerable: true, configurable: true, writable: true })
      return headers
    }
  }
}

/** The fields that `headers` can stand for at most: a text is a list of its characters, as in Node. */
const fieldsIn = (headers: unknown): number => (typeof headers === 'string' || headers instanceof String ? headers.length + 1 : leaves(headers))

type Message = http.ServerResponse & http.ClientRequest & Record<string, unknown>

/** One call: its name for a finding, the values of fields that it gives at most, and what it does. */
export interface Call {
  name: string
  gives: number
  apply(message: Message, module: typeof http): unknown
}

const plain = (name: string, apply: Call['apply']): Call => ({ name, gives: 0, apply })

/** Reads the next call of an input. */
export function nextCall(choices: Choices): Call {
  switch (choices.below(25)) {
    case 0:
    case 1:
    case 2: {
      const [name, value] = [anyName(choices), anyValue(choices)]
      return { name: 'setHeader', gives: leaves(value), apply: (message) => message.setHeader(name as string, value as string) }
    }
    case 3:
    case 4: {
      const [name, value] = [anyName(choices), anyValue(choices)]
      return { name: 'appendHeader', gives: leaves(value), apply: (message) => message.appendHeader(name as string, value as string) }
    }
    case 5: {
      const headers = anyHeaders(choices)
      return { name: 'setHeaders', gives: fieldsIn(headers), apply: (message) => message.setHeaders(headers as Headers) }
    }
    case 6:
    case 7: {
      const [status, reason, headers] = [choices.flag() ? 200 : anyValue(choices), choices.flag() ? undefined : anyValue(choices), anyHeaders(choices)]
      const gives = fieldsIn(headers) + leaves(reason)
      if (reason === undefined) return { name: 'writeHead', gives, apply: (message) => message.writeHead(status as number, headers as http.OutgoingHttpHeaders) }
      return { name: 'writeHead with a reason', gives, apply: (message) => message.writeHead(status as number, reason as string, headers as http.OutgoingHttpHeaders) }
    }
    case 8:
    case 9: {
      const headers = anyHeaders(choices)
      return { name: 'addTrailers', gives: fieldsIn(headers), apply: (message) => message.addTrailers(headers as http.OutgoingHttpHeaders) }
    }
    case 10: {
      const [status, headers] = [choices.pick<unknown>([102, 103, 199, 101, anyValue(choices)]), anyHeaders(choices)]
      return { name: 'writeInformation', gives: fieldsIn(headers), apply: (message) => (message as unknown as { writeInformation(status: unknown, headers: unknown): void }).writeInformation(status, headers) }
    }
    case 11: {
      const hints = choices.flag() ? { link: anyValue(choices), 'x-a': anyValue(choices) } : anyValue(choices)
      return { name: 'writeEarlyHints', gives: leaves(hints), apply: (message) => message.writeEarlyHints(hints as Record<string, string>) }
    }
    case 12: {
      const value = anyValue(choices)
      return plain('statusCode', (message) => (message.statusCode = value as number))
    }
    case 13: {
      const value = anyValue(choices)
      return plain('statusMessage', (message) => (message.statusMessage = value as string))
    }
    case 14: {
      const name = anyName(choices)
      return plain('removeHeader', (message) => message.removeHeader(name as string))
    }
    case 15: {
      const name = anyName(choices)
      return plain('getHeader', (message) => [message.getHeader(name as string), message.hasHeader(name as string), message.getRawHeaderNames(), message.getHeaders()])
    }
    case 16: {
      const [chunk, encoding] = [anyValue(choices), choices.flag() ? 'latin1' : anyValue(choices)]
      return plain('write', (message) => message.write(chunk, encoding as BufferEncoding))
    }
    case 17: {
      const [chunk, encoding] = [anyValue(choices), choices.flag() ? undefined : anyValue(choices)]
      return plain('end', (message) => message.end(chunk, encoding as BufferEncoding))
    }
    case 18: {
      const [name, value] = [choices.pick(['strictContentLength', 'sendDate', 'shouldKeepAlive', 'chunkedEncoding', 'useChunkedEncodingByDefault', 'path', 'method', 'host', 'protocol']), anyValue(choices)]
      return plain(name, (message) => (message[name] = value))
    }
    case 19:
      return plain('flushHeaders', (message) => message.flushHeaders())
    case 20: {
      const value = anyValue(choices)
      return plain('validateHeaderName', (_message, module) => module.validateHeaderName(value as string))
    }
    case 21: {
      const [name, value] = [anyName(choices), anyValue(choices)]
      return plain('validateHeaderValue', (_message, module) => module.validateHeaderValue(name as string, value as string))
    }
    case 22: {
      const value = anyValue(choices)
      return plain('setTimeout', (message) => message.setTimeout(value as number))
    }
    case 23: {
      const isCorked = choices.flag()
      return plain('cork', (message) => (isCorked ? message.uncork() : message.cork()))
    }
    default: {
      const [name, value] = [choices.pick(['setNoDelay', 'setSocketKeepAlive', 'writeContinue', 'writeProcessing', 'destroy', 'pipe', '_implicitHeader']), anyValue(choices)]
      return plain(name, (message) => (message[name] as ((value: unknown) => unknown) | undefined)?.call(message, value))
    }
  }
}
