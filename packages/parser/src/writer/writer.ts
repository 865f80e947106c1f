/**
 * Writers: messages to bytes, the counterpart of the parsers. They write what they are given, and refuse what a reader could understand differently: calls in a
 * wrong order, bodies of another length than announced, heads with two framings, text that would end its line.
 *
 * What may live here: the two classes and their heads. The states of a message are in message.ts; lines are composed in lines.ts, framings are decided in framing.ts.
 */
import { invalidArgType, outOfRange, validateObject } from '@layered-http/shared'
import type { HeaderField } from '../event-parser.js'
import { listMembers } from '../list.js'
import { isTarget } from '../strict.js'
import { Method } from '../state.js'
import { framingFields, keepsAlive, refusal, requestFraming, responseFraming } from './framing.js'
import { bytesOf, checkText, checkToken, checkVersion, fieldLines } from './lines.js'
import { WrittenMessage } from './message.js'

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

/** What both writers have in common: the body, and its end. */
export interface MessageWriter {
  /** True if a head may be written next. */
  readonly isBetweenMessages: boolean
  /** True if no message may follow: the last one closes the connection, or the connection has another protocol. */
  readonly isOver: boolean
  /**
   * Writes a piece of the body. With a Content-Length it is returned as it is; otherwise as a chunk, or for a body that ends with the connection as it is. An empty piece
   * writes nothing: an empty chunk would be the end.
   *
   * @param extensions - of the chunk, for example `;name=value`
   * @throws ERR_WRITER_STATE outside of a message, ERR_WRITER_FRAMING for more than was announced or extensions without chunks, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE
   */
  body(data: Uint8Array, extensions?: string): Uint8Array
  /**
   * Ends the message.
   *
   * @param trailers - fields after a chunked body
   * @throws ERR_WRITER_STATE outside of a message, ERR_WRITER_FRAMING for a body that is shorter than announced or trailers without chunks, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE
   */
  end(trailers?: readonly HeaderField[]): Uint8Array
}

/** Writes requests. */
export class RequestWriter implements MessageWriter {
  private readonly message = new WrittenMessage()

  /** See {@link MessageWriter.isBetweenMessages}. */
  get isBetweenMessages(): boolean {
    return this.message.isBetweenMessages
  }

  /** See {@link MessageWriter.isOver}. */
  get isOver(): boolean {
    return this.message.isOver
  }

  /** See {@link MessageWriter.body}. */
  body(data: Uint8Array, extensions?: string): Uint8Array {
    return this.message.body(data, extensions)
  }

  /** See {@link MessageWriter.end}. */
  end(trailers?: readonly HeaderField[]): Uint8Array {
    return this.message.end(trailers)
  }

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
    this.message.expect('idle', 'head()')
    const fields = framingFields(headers)
    const framing = requestFraming(method, version, fields)
    this.message.begin(framing, !keepsAlive(version, fields), method === 'CONNECT' || offersUpgrade(headers, fields.connection))
    return bytesOf(`${method} ${url} HTTP/${version}\r\n${lines}`)
  }

  /** After a request that offers another protocol, or CONNECT: the server has declined, so that another request may follow. */
  declineUpgrade(): void {
    this.message.expect('awaitingProtocol', 'declineUpgrade()')
    this.message.transition(this.message.isLast ? 'last' : 'decline')
  }

  /** After a request that offers another protocol, or CONNECT: the server has accepted. Nothing more can be written. */
  acceptUpgrade(): void {
    this.message.expect('awaitingProtocol', 'acceptUpgrade()')
    this.message.transition('switch')
  }
}

/** Writes responses. */
export class ResponseWriter implements MessageWriter {
  private readonly message = new WrittenMessage()

  /** See {@link MessageWriter.isBetweenMessages}. */
  get isBetweenMessages(): boolean {
    return this.message.isBetweenMessages
  }

  /** See {@link MessageWriter.isOver}. */
  get isOver(): boolean {
    return this.message.isOver
  }

  /** See {@link MessageWriter.body}. */
  body(data: Uint8Array, extensions?: string): Uint8Array {
    return this.message.body(data, extensions)
  }

  /** See {@link MessageWriter.end}. */
  end(trailers?: readonly HeaderField[]): Uint8Array {
    return this.message.end(trailers)
  }

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
    this.message.expect('idle', 'head()')
    const fields = framingFields(headers)
    const framing = responseFraming(method, statusCode, version, fields)
    if (statusCode === 101 || (method === 'CONNECT' && statusCode >= 200 && statusCode < 300)) this.message.transition('switch')
    else if (statusCode < 200) this.message.transition('interim')
    else this.message.begin(framing, !keepsAlive(version, fields))
    return bytesOf(`HTTP/${version} ${statusCode} ${reason}\r\n${lines}`)
  }
}

function checkTarget(url: unknown, method: string): asserts url is string {
  checkText(url, 'head.url')
  const number = method === 'CONNECT' ? Method.CONNECT : method === 'OPTIONS' ? Method.OPTIONS : Method.GET
  if (!/^[\x21-\x7e]+$/.test(url) || !isTarget(number, url)) throw refusal(`'${url}' is not a target for ${method}`)
}

function offersUpgrade(headers: readonly HeaderField[], connection: readonly string[]): boolean {
  return headers.some(([name]) => name.toLowerCase() === 'upgrade') && listMembers(connection).includes('upgrade')
}
