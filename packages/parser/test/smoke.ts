/** A short check of everything in which runtimes could differ: compiling, memory, views, strings. It does not use Node or Buffer. */
import { RequestParser, ResponseParser } from '../src/index.js'
import { MessageType, Parser, methodNames, ParseError } from '../src/tape.js'

function check(claim: string, holds: boolean): void {
  if (!holds) throw new Error(`not so here: ${claim}`)
}

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0))

/** Throws unless the parser works in this runtime. Returns a list of the checks. */
export function smoke(): string {
  check('there are 35 methods', methodNames().length === 35)

  const wire = bytesOf('POST /x HTTP/1.1\r\nA: \xe9\xff\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nT: u\r\n\r\n')
  for (let cut = 0; cut <= wire.length; cut++) {
    const parser = new RequestParser()
    const seen = [...parser.parse(wire.subarray(0, cut)), ...parser.parse(wire.subarray(cut))].filter((event) => event.type !== 'body')
    check(`events when cut at ${cut}`, seen.map((event) => event.type).join() === 'head,trailers,complete')
    const [head] = seen
    check('strings are latin1', head?.type === 'head' && head.headers[0]![1] === '\xe9\xff' && head.url === '/x')
  }

  const large = new Uint8Array(300_000).fill(0x61)
  const response = new ResponseParser()
  let length = 0
  for (const chunk of [bytesOf('HTTP/1.1 200 OK\r\n\r\n'), large]) for (const event of response.parse(chunk)) if (event.type === 'body') length += event.data.length
  check('bodies larger than the input buffer arrive', length === large.length)
  check('the end of input completes them', [...response.finish()].length === 1)

  let error: unknown
  try {
    Array.from(new RequestParser().parse(bytesOf('GET / HTTP/1.1\r\nbad\r\n\r\n')))
  } catch (thrown) {
    error = thrown
  }
  check('bad input is a ParseError', error instanceof ParseError && error.code === 'HPE_INVALID_HEADER_TOKEN')

  const parsers = Array.from({ length: 5000 }, () => new Parser(MessageType.REQUEST))
  for (const parser of parsers) parser.execute(bytesOf('GET / HTTP/1.1\r\nA: ')).release()
  for (const parser of parsers) {
    const tape = parser.execute(bytesOf('b\r\n\r\n'))
    check('parsers outlive the growth of memory', tape.error === null && tape.end > 0)
    tape.release()
  }
  return 'methods, events at every cut, large bodies, errors, 5000 parsers at once'
}
