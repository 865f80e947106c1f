/**
 * Writers: messages to bytes, the counterpart of the parsers. They write what they are given, and refuse what a reader could understand differently: calls in a
 * wrong order, bodies of another length than announced, heads with two framings, text that would end its line.
 *
 * What may live here: the states of a message, and the two classes. Heads are composed in lines.ts, framings are decided in framing.ts.
 */
import { codedError, invalidArgType, isUint8Array, outOfRange, stateMachine, validateObject } from '@layered-http/shared'
import type { HeaderField } from '../event-parser.js'
import { isTarget } from '../strict.js'
import { Method } from '../state.js'
import { framingFields, keepsAlive, refusal, requestFraming, responseFraming, type Framing } from './framing.js'
import { bytesOf, checkExtensions, checkText, checkToken, checkVersion, chunkOf, fieldLines } from './lines.js'

/** The head of a request to write. The head of a `RequestParser` is one. */
export interface WritableRequestHead {
  /** A token. */
  method: string
  /** A target in one of the four forms (RFC 9112 section 3.2). */
  url: string
  /** Default 1.1. */
  version?: string
  headers: readonly HeaderField[]
}

/** The head of a response to write. The head of a `ResponseParser` is one. */
export interface WritableResponseHead {
  /** 100 to 999. With 1xx other than 101, another head follows. */
  statusCode: number
  /** May be empty. */
  reason: string
  /** Default 1.1. */
  version?: string
  headers: readonly HeaderField[]
}

type State = 'idle' | 'body' | 'awaitingProtocol' | 'switched' | 'closed'
type Event = 'head' | 'interim' | 'offer' | 'switch' | 'end' | 'last' | 'decline'

const next = stateMachine<State, Event>('writer', {
  idle: { head: 'body', interim: 'idle', switch: 'switched' },
  body: { end: 'idle', last: 'closed', offer: 'awaitingProtocol' },
  awaitingProtocol: { decline: 'idle', last: 'closed', switch: 'switched' },
  switched: {},
  closed: {},
})

const NO_BYTES = new Uint8Array(0)
const NO_FIELDS: readonly HeaderField[] = []
/** The last chunk, before the trailers. */
const LAST_CHUNK = '0\r\n'

/** What both writers have in common: the body, and its end. */
export abstract class MessageWriter {
  private state: State = 'idle'
  private framing: Framing = { kind: 'none' }
  /** Bytes of the body so far. */
  private written = 0
  /** @internal the message closes the connection */
  protected isLast = false
  private offersProtocol = false

  /** True if a head may be written next. */
  get isBetweenMessages(): boolean {
    return this.state === 'idle'
  }

  /** True if no message may follow: the last one closes the connection, or the connection has another protocol. */
  get isOver(): boolean {
    return this.state === 'closed' || this.state === 'switched'
  }

  /**
   * Writes a piece of the body. With a Content-Length it is returned as it is; otherwise as a chunk, or for a body that ends with the connection as it is. An empty piece
   * writes nothing: an empty chunk would be the end.
   *
   * @param extensions - of the chunk, for example `;name=value`
   * @throws ERR_WRITER_STATE outside of a message, ERR_WRITER_FRAMING for more than was announced or extensions without chunks, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE
   */
  body(data: Uint8Array, extensions = ''): Uint8Array {
    if (!isUint8Array(data)) throw invalidArgType('data', 'Uint8Array', data)
    checkExtensions(extensions)
    this.expect('body', 'body()')
    const { framing } = this
    if (extensions !== '' && framing.kind !== 'chunked') throw refusal('Only chunks have extensions')
    if (data.length === 0) return NO_BYTES
    if (framing.kind === 'none') throw refusal('The head announces no body')
    if (framing.kind === 'length' && this.written + data.length > framing.length) {
      throw refusal(`The body has more than the ${framing.length} bytes of its Content-Length`)
    }
    this.written += data.length
    return framing.kind === 'chunked' ? chunkOf(data, extensions) : data
  }

  /**
   * Ends the message.
   *
   * @param trailers - fields after a chunked body
   * @throws ERR_WRITER_STATE outside of a message, ERR_WRITER_FRAMING for a body that is shorter than announced or trailers without chunks, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE
   */
  end(trailers: readonly HeaderField[] = NO_FIELDS): Uint8Array {
    const lines = fieldLines(trailers, 'trailers', true)
    this.expect('body', 'end()')
    const { framing } = this
    if (trailers.length > 0 && framing.kind !== 'chunked') throw refusal('Only a chunked body has trailers')
    if (framing.kind === 'length' && this.written < framing.length) {
      throw refusal(`The body has ${this.written} of the ${framing.length} bytes of its Content-Length`)
    }
    this.state = next(this.state, this.offersProtocol ? 'offer' : this.isLast ? 'last' : 'end')
    return framing.kind === 'chunked' ? bytesOf(LAST_CHUNK + lines) : NO_BYTES
  }

  /** @internal begins a message */
  protected begin(framing: Framing, isLast: boolean, offersProtocol = false): void {
    this.state = next(this.state, 'head')
    this.framing = framing
    this.written = 0
    this.isLast = isLast || framing.kind === 'close'
    this.offersProtocol = offersProtocol
  }

  /** @internal takes an event without a message of its own */
  protected transition(event: Event): void {
    this.state = next(this.state, event)
  }

  /** @internal throws in any other state */
  protected expect(state: State, call: string): void {
    if (this.state !== state) throw codedError(Error, 'ERR_WRITER_STATE', `${call} in the state '${this.state}'`)
  }
}

/** Writes requests. */
export class RequestWriter extends MessageWriter {
  /**
   * Writes the head of a request. Its body follows with {@link MessageWriter.body}, if it has a Content-Length or `Transfer-Encoding: chunked`; in any case call
   * {@link MessageWriter.end}.
   *
   * @throws ERR_WRITER_STATE inside of a message and after the last one, ERR_WRITER_FRAMING for a head that is ambiguous, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE
   */
  head(head: WritableRequestHead): Uint8Array {
    validateObject(head, 'head')
    const { method, url, version = '1.1', headers } = head
    checkToken(method, 'head.method')
    checkTarget(url, method)
    checkVersion(version)
    const lines = fieldLines(headers, 'head.headers', false)
    this.expect('idle', 'head()')
    const fields = framingFields(headers)
    const framing = requestFraming(method, version, fields)
    this.begin(framing, !keepsAlive(version, fields), method === 'CONNECT' || offersUpgrade(headers, fields.connection))
    return bytesOf(`${method} ${url} HTTP/${version}\r\n${lines}`)
  }

  /** After a request that offers another protocol, or CONNECT: the server has declined, so that another request may follow. */
  declineUpgrade(): void {
    this.expect('awaitingProtocol', 'declineUpgrade()')
    this.transition(this.isLast ? 'last' : 'decline')
  }

  /** After a request that offers another protocol, or CONNECT: the server has accepted. Nothing more can be written. */
  acceptUpgrade(): void {
    this.expect('awaitingProtocol', 'acceptUpgrade()')
    this.transition('switch')
  }
}

/** Writes responses. */
export class ResponseWriter extends MessageWriter {
  /**
   * Writes the head of a response. After a 1xx other than 101 the next head follows. After a 101, and a 2xx to CONNECT, the connection has another protocol. Otherwise the
   * body follows with {@link MessageWriter.body}, and in any case {@link MessageWriter.end}.
   *
   * @param method - of the request: the response to HEAD has no body
   * @throws ERR_WRITER_STATE inside of a message and after the last one, ERR_WRITER_FRAMING for a head that is ambiguous, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE
   */
  head(head: WritableResponseHead, method = 'GET'): Uint8Array {
    validateObject(head, 'head')
    const { statusCode, reason, version = '1.1', headers } = head
    if (typeof statusCode !== 'number') throw invalidArgType('head.statusCode', 'number', statusCode)
    if (!(Number.isInteger(statusCode) && statusCode >= 100 && statusCode <= 999)) throw outOfRange('head.statusCode', 'an integer >= 100 && <= 999', statusCode)
    checkText(reason, 'head.reason')
    checkVersion(version)
    checkToken(method, 'method')
    const lines = fieldLines(headers, 'head.headers', false)
    this.expect('idle', 'head()')
    const fields = framingFields(headers)
    const framing = responseFraming(method, statusCode, version, fields)
    if (statusCode === 101 || (method === 'CONNECT' && statusCode >= 200 && statusCode < 300)) this.transition('switch')
    else if (statusCode < 200) this.transition('interim')
    else this.begin(framing, !keepsAlive(version, fields))
    return bytesOf(`HTTP/${version} ${statusCode} ${reason}\r\n${lines}`)
  }
}

function checkTarget(url: unknown, method: string): asserts url is string {
  checkText(url, 'head.url')
  const number = method === 'CONNECT' ? Method.CONNECT : method === 'OPTIONS' ? Method.OPTIONS : Method.GET
  if (!/^[\x21-\x7e]+$/.test(url) || !isTarget(number, url)) throw refusal(`'${url}' is not a target for ${method}`)
}

function offersUpgrade(headers: readonly HeaderField[], connection: readonly string[]): boolean {
  return headers.some(([name]) => name.toLowerCase() === 'upgrade') && /(?:^|,)[ \t]*upgrade[ \t]*(?:,|$)/i.test(connection.join(','))
}
