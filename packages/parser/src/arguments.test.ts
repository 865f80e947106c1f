/** Wrong options and arguments of public functions: errors that name them. */
import { describe, expect, test } from 'vitest'
import { RequestParser, ResponseParser } from './index.js'
import { Lenient, lenientFlags, MessageReader, MessageType, methodName, Parser, type MessageHandler } from './tape.js'
import { bytesOf } from '../test/read.js'

/** Calls with arguments that TypeScript refuses. */
type Loose = (...args: unknown[]) => unknown
const loose = (target: object, name: string): Loose => (target as Record<string, Loose>)[name]!.bind(target)

const WRONG_OPTIONS: [options: unknown, code: string, message: string][] = [
  [5, 'ERR_INVALID_ARG_TYPE', 'The "options" argument must be of type object. Received type number (5)'],
  [null, 'ERR_INVALID_ARG_TYPE', 'The "options" argument must be of type object. Received null'],
  [{ maxHeaderSize: '10' }, 'ERR_INVALID_ARG_TYPE', `The "options.maxHeaderSize" property must be of type number. Received type string ('10')`],
  [{ maxHeaderSize: null }, 'ERR_INVALID_ARG_TYPE', 'The "options.maxHeaderSize" property must be of type number. Received null'],
  [{ maxHeaderSize: NaN }, 'ERR_OUT_OF_RANGE', 'The value of "options.maxHeaderSize" is out of range. It must be a non-negative integer or Infinity. Received NaN'],
  [{ maxHeaderSize: 1.5 }, 'ERR_OUT_OF_RANGE', 'The value of "options.maxHeaderSize" is out of range. It must be a non-negative integer or Infinity. Received 1.5'],
  [{ maxHeadersCount: -1 }, 'ERR_OUT_OF_RANGE', 'The value of "options.maxHeadersCount" is out of range. It must be a non-negative integer or Infinity. Received -1'],
  [{ maxChunkExtensionsSize: -Infinity }, 'ERR_OUT_OF_RANGE', 'The value of "options.maxChunkExtensionsSize" is out of range. It must be a non-negative integer or Infinity. Received -Infinity'],
  [{ lenient: 'HEADERS' }, 'ERR_INVALID_ARG_TYPE', `The "options.lenient" property must be of type number or an instance of Array. Received type string ('HEADERS')`],
  [{ lenient: ['HEADER'] }, 'ERR_INVALID_ARG_VALUE', "The property 'options.lenient' must be one of: 'HEADERS', 'CHUNKED_LENGTH', "],
  [{ lenient: 1024 }, 'ERR_OUT_OF_RANGE', 'The value of "options.lenient" is out of range. It must be >= 0 && <= 1023. Received 1024'],
  [{ lenient: 0.5 }, 'ERR_OUT_OF_RANGE', 'The value of "options.lenient" is out of range. It must be an integer. Received 0.5'],
  [{ relaxedHeaderValues: 1 }, 'ERR_INVALID_ARG_TYPE', 'The "options.relaxedHeaderValues" property must be of type boolean. Received type number (1)'],
  [{ maxHeadersSize: 10 }, 'ERR_INVALID_ARG_VALUE', "The property 'options.maxHeadersSize' is not one of a parser's options: maxHeaderSize, maxHeadersCount, maxChunkExtensionsSize, lenient, relaxedHeaderValues, strict. Received 10"],
  [{ strict: 1 }, 'ERR_INVALID_ARG_TYPE', 'The "options.strict" property must be of type boolean. Received type number (1)'],
  [{ strict: true, lenient: ['HEADERS'] }, 'ERR_INVALID_ARG_VALUE', "The property 'options.strict' cannot be used together with options.lenient. Received true"],
]

describe.each<[name: string, make: (options: unknown) => unknown]>([
  ['RequestParser', (options) => new RequestParser(options as object)],
  ['ResponseParser', (options) => new ResponseParser(options as object)],
  ['Parser', (options) => new Parser(MessageType.REQUEST, options as object)],
])('options of %s', (_name, make) => {
  test.each(WRONG_OPTIONS)('%o is %s', (options, code, message) => {
    expect(() => make(options)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) as string }))
  })

  test('undefined means the default, and so does 0 for sizes', () => {
    make(undefined)
    make({})
    make({ maxHeaderSize: undefined, maxHeadersCount: undefined, maxChunkExtensionsSize: undefined, lenient: undefined, relaxedHeaderValues: undefined, other: undefined })
    make({ maxHeaderSize: 0, maxHeadersCount: null, maxChunkExtensionsSize: Infinity, lenient: [] })
  })
})

test('lenient takes a list of names or a sum of numbers', () => {
  const wire = bytesOf('GET / HTTP/1.2\r\n\r\n')
  expect(() => [...new RequestParser().parse(wire)]).toThrow('Invalid HTTP version')
  for (const lenient of [['VERSION'] as const, Lenient.VERSION]) expect([...new RequestParser({ lenient }).parse(wire)]).toHaveLength(2)
  expect(new Parser(MessageType.REQUEST, { lenient: ['HEADERS', 'VERSION'] }).lenient).toBe(17)
})

const handler = {} as MessageHandler
test.each<[call: string, run: () => unknown, code: string, message: string]>([
  ["new Parser(5)", () => new Parser(5 as 1), 'ERR_INVALID_ARG_VALUE', "The argument 'type' must be MessageType.REQUEST or MessageType.RESPONSE. Received 5"],
  ["feed('x')", () => loose(new RequestParser(), 'feed')('x'), 'ERR_INVALID_ARG_TYPE', `The "chunk" argument must be an instance of Uint8Array. Received type string ('x')`],
  ['parse(undefined)', () => loose(new RequestParser(), 'parse')(), 'ERR_INVALID_ARG_TYPE', 'The "chunk" argument must be an instance of Uint8Array. Received undefined'],
  ['feed(new Uint16Array(1))', () => loose(new RequestParser(), 'feed')(new Uint16Array(1)), 'ERR_INVALID_ARG_TYPE', 'The "chunk" argument must be an instance of Uint8Array. Received an instance of Uint16Array'],
  ['expect(5)', () => loose(new ResponseParser(), 'expect')(5), 'ERR_INVALID_ARG_TYPE', 'The "method" argument must be of type string. Received type number (5)'],
  ["execute('x')", () => loose(new Parser(MessageType.REQUEST), 'execute')('x'), 'ERR_INVALID_ARG_TYPE', `The "chunk" argument must be an instance of Uint8Array. Received type string ('x')`],
  ['execute([])', () => loose(new Parser(MessageType.REQUEST), 'execute')([]), 'ERR_INVALID_ARG_TYPE', 'The "chunk" argument must be an instance of Uint8Array. Received an instance of Array'],
  ["lenientFlags('x')", () => lenientFlags('x' as never), 'ERR_INVALID_ARG_TYPE', `The "options.lenient" property must be an instance of Array. Received type string ('x')`],
  ["lenientFlags(['toString'])", () => lenientFlags(['toString'] as never), 'ERR_INVALID_ARG_VALUE', "The property 'options.lenient' must be one of: "],
  ['methodName(47)', () => methodName(47), 'ERR_OUT_OF_RANGE', 'The value of "code" is out of range. It must be an integer >= 0 && < 47. Received 47'],
  ['new MessageReader(5, handler)', () => new MessageReader(5 as never, handler), 'ERR_INVALID_ARG_TYPE', 'The "parser" argument must be of type object. Received type number (5)'],
  ['new MessageReader(parser)', () => new MessageReader(new Parser(MessageType.REQUEST), undefined as never), 'ERR_INVALID_ARG_TYPE', 'The "handler" argument must be of type object. Received undefined'],
])('%s', (_call, run, code, message) => {
  expect(run).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) as string }))
})

test('a wrong chunk does not change the parser', () => {
  const parser = new Parser(MessageType.REQUEST)
  parser.execute(bytesOf('GET / HT')).release()
  expect(() => loose(parser, 'execute')('TP/1.1\r\n\r\n')).toThrow(TypeError)
  const tape = parser.execute(bytesOf('TP/1.1\r\n\r\n'))
  expect(tape.error).toBe(null)
  expect(parser.isBetweenMessages).toBe(true)
  tape.release()
})

test('a Uint8Array of another realm is accepted as bytes', async () => {
  const { runInNewContext } = await import('node:vm')
  const chunk = runInNewContext("Uint8Array.from('GET / HTTP/1.1\\r\\n\\r\\n', (char) => char.charCodeAt(0))") as Uint8Array
  expect(chunk instanceof Uint8Array).toBe(false)
  expect([...new RequestParser().parse(chunk)]).toHaveLength(2)
})

test.each<[first: string, run: () => unknown]>([
  ['new RequestParser', () => new RequestParser({ lenient: ['x' as 'ALL'] })],
  ['new ResponseParser', () => new ResponseParser({ maxHeaderSize: -1 })],
  ['new Parser', () => new Parser(MessageType.REQUEST, { maxHeadersCount: NaN })],
  ['RequestParser.feed', () => loose(new RequestParser(), 'feed')(1)],
  ['RequestParser.parse', () => loose(new RequestParser(), 'parse')(1)],
  ['Parser.execute', () => loose(new Parser(MessageType.REQUEST), 'execute')(1)],
  ['ResponseParser.expect', () => loose(new ResponseParser(), 'expect')(1)],
])('the first line of the stack is %s', (first, run) => {
  let stack = ''
  try {
    run()
  } catch (error) {
    stack = (error as Error).stack!
  }
  expect(stack.split('\n').find((line) => line.startsWith('    at '))).toContain(`at ${first} (`)
})
