/**
 * parse(serialise(x)) = x through the layers: `composeHead`, a client's request or a server's response writes a message. The
 * parser must read the same message, wherever the bytes are cut.
 */
import { composeHead, OutgoingHeaders, Suppressed, UNKNOWN_LENGTH, type HeadInput } from '@layered-http/headers'
import { RequestParser, ResponseParser, type RequestEvent, type ResponseEvent } from '@layered-http/parser'
import { randomNumbers, type Random } from '@layered-http/test-kit'
import { describe, expect, it } from 'vitest'
import http from '@layered-http/compat-node-http'
import { Wire } from './differential/wire.js'

const MESSAGES = 200
const TCHAR = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
/** Names that the layers add or interpret; other tests cover them. */
const RESERVED = /^(connection|content-length|transfer-encoding|upgrade|trailer|expect|date|host|keep-alive|cookie|proxy-connection)$/i
const HOSTILE = ['__proto__', 'constructor', 'toString', 'Set-Cookie']

interface Message {
  fields: [string, string][]
  pieces: Buffer[]
  /** If undefined, the whole body is passed to end(). */
  trailers: [string, string][] | undefined
}

const textOf = (length: number, pick: () => number): string => Array.from({ length }, () => String.fromCharCode(pick())).join('')

function randomFields(random: Random): [string, string][] {
  return Array.from({ length: random(8) }, (): [string, string] => {
    let name = random(5) === 0 ? HOSTILE[random(HOSTILE.length)]! : textOf(1 + random(12), () => TCHAR.charCodeAt(random(TCHAR.length)))
    if (RESERVED.test(name)) name = `x-${name}`
    const value = textOf(random(20), () => [0x20, 0x09, 0x21 + random(0x5e), 0x80 + random(0x80)][random(4)]!)
    return [name, value.replace(/^[ \t]+|[ \t]+$/g, '')]
  })
}

function randomMessage(random: Random): Message {
  const pieces = Array.from({ length: random(4) }, () => Buffer.from(Array.from({ length: 1 + random(50) }, () => random(256))))
  return { fields: randomFields(random), pieces, trailers: random(2) === 0 ? randomFields(random) : undefined }
}

/** Returns the message that the events of a parser describe. */
function readBack(events: Iterable<RequestEvent | ResponseEvent>): { fields: [string, string][]; body: string; trailers: [string, string][]; complete: number } {
  const read = { fields: [] as [string, string][], body: '', trailers: [] as [string, string][], complete: 0 }
  for (const event of events) {
    if (event.type === 'head') read.fields = event.headers.filter(([name]) => !RESERVED.test(name))
    else if (event.type === 'body') read.body += Buffer.from(event.data).toString('latin1')
    else if (event.type === 'trailers') read.trailers = event.headers
    else read.complete++
  }
  return read
}

function feedCut(parser: RequestParser | ResponseParser, wire: string, random: Random): void {
  for (let at = 0; at < wire.length; ) {
    const end = at + 1 + random(wire.length)
    parser.feed(Buffer.from(wire.slice(at, end), 'latin1'))
    at = end
  }
}

/** Returns one line for each value. Lines of the same name come together, in the place of the first. */
function grouped(fields: readonly [string, string][]): [string, string][] {
  const groups = new Map<string, [string, string][]>()
  for (const [name, value] of fields) {
    const group = groups.get(name.toLowerCase())
    if (group === undefined) groups.set(name.toLowerCase(), [[name, value]])
    else group.push([group[0]![0], value])
  }
  return [...groups.values()].flat()
}

interface Writable {
  appendHeader(name: string, value: string): unknown
  addTrailers(trailers: [string, string][]): void
  write(chunk: Buffer): boolean
  end(chunk?: Buffer): unknown
}

function send(to: Writable, { fields, pieces, trailers }: Message): void {
  for (const [name, value] of fields) to.appendHeader(name, value)
  if (trailers === undefined) {
    to.end(Buffer.concat(pieces))
    return
  }
  for (const piece of pieces) to.write(piece)
  to.addTrailers(trailers)
  to.end()
}

function expected({ fields, pieces, trailers }: Message): object {
  // Trailers need chunks. A body without a write before end() has no chunks.
  return { fields: grouped(fields), body: Buffer.concat(pieces).toString('latin1'), trailers: pieces.length > 0 ? (trailers ?? []) : [], complete: 1 }
}

/** A request to which composeHead adds no field. */
const REQUEST: HeadInput = {
  firstLine: 'GET / HTTP/1.1\r\n',
  fields: null,
  rules: { uniqueHeaders: null, lenientValues: false },
  mayHaveBody: true,
  isBodilessStatus: false,
  knownLength: UNKNOWN_LENGTH,
  suppressed: Suppressed.CONNECTION,
  isLast: false,
  shouldKeepAlive: true,
  announcesBody: false,
  wantsChunks: false,
  sendDate: false,
  keepAliveLine: '',
  hasAgent: true,
  closesToEndBody: false,
}

describe('parse(serialise(x)) = x', () => {
  it('of heads, written by composeHead', () => {
    const random = randomNumbers(1)
    for (let i = 0; i < MESSAGES; i++) {
      const fields = randomFields(random)
      const headers = new OutgoingHeaders()
      for (const [name, value] of fields) headers.append(name, value)
      const parser = new RequestParser()
      feedCut(parser, composeHead({ ...REQUEST, fields: headers }).text, random)
      expect(readBack(parser)).toEqual({ fields: grouped(fields), body: '', trailers: [], complete: 1 })
    }
  })

  it('of requests, written by a client', async () => {
    const random = randomNumbers(2)
    for (let i = 0; i < MESSAGES; i++) {
      const message = randomMessage(random)
      const wire = new Wire(false)
      const req = http.request({ method: 'POST', headers: { Host: 'a' }, createConnection: () => wire })
      req.on('error', () => {})
      if (message.trailers !== undefined) req.setHeader('Transfer-Encoding', 'chunked')
      send(req as unknown as Writable, message)
      await wire.quiet()
      const parser = new RequestParser()
      feedCut(parser, wire.written, random)
      const meant = expected(message)
      expect(readBack(parser)).toEqual(message.trailers === undefined ? meant : { ...meant, trailers: message.trailers })
      req.destroy()
    }
  })

  it('of responses, written by a server', async () => {
    const random = randomNumbers(3)
    let message: Message
    const server = http.createServer((_, res) => send(res as unknown as Writable, message))
    for (let i = 0; i < MESSAGES; i++) {
      message = randomMessage(random)
      const wire = new Wire(true)
      server.emit('connection', wire)
      wire.feed('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
      await wire.quiet()
      const parser = new ResponseParser()
      feedCut(parser, wire.written, random)
      expect(readBack(parser)).toEqual(expected(message))
      wire.destroy()
    }
  })
})
