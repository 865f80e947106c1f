/** A case of the corpus: bytes, and what RFC 9112 asks of their reader. Here are the types, and the functions that make requests and asks. */

/**
 * - `accept`: the messages must be read as stated.
 * - `refuse`: the reader must, or should, refuse the message and close the connection.
 * - `either`: the RFC allows both, or has no rule. If the messages are read, then as stated.
 */
export type Verdict = 'accept' | 'refuse' | 'either'

export interface Ask {
  verdict: Verdict
  /** The section of RFC 9112, or of another one if it is named. */
  rule: string
  /** The complete messages if they are accepted, as `POST /x "body"` or `200 "body"`. */
  messages: string[]
  /** The complete messages before the refused one. */
  before: string[]
}

export interface RequestCase {
  /** Stable: the key of expected outcomes and of reasons. */
  name: string
  /** Each character is one byte. */
  bytes: string
  ask: Ask
}

export interface ResponseCase extends RequestCase {
  /** The method of the request that gets this response. */
  method: string
}

/** The request that follows almost every case. If it is read as a request of its own, the end of the case was found. */
export const NEXT = 'GET /next HTTP/1.1\r\nHost: h\r\n\r\n'
export const NEXT_MESSAGE = 'GET /next ""'

/** The body of most cases, and its length in the values of Content-Length and in chunk sizes. */
export const BODY = 'abcde'
export const CHUNKS = '5\r\nabcde\r\n0\r\n\r\n'

/** Returns a POST request. `fields` are whole lines with CRLF. */
export function post(fields: string, body = ''): string {
  return `POST /x HTTP/1.1\r\nHost: h\r\n${fields}\r\n${body}`
}

export function get(fields = ''): string {
  return `GET /x HTTP/1.1\r\nHost: h\r\n${fields}\r\n`
}

/** Returns a message as outcomes and asks name it. */
export const message = (start: string, body = ''): string => `${start} ${JSON.stringify(body)}`
export const POSTED = message('POST /x', BODY)
export const POSTED_EMPTY = message('POST /x')
export const GOT = message('GET /x')

/** The messages are read, and then the next request. */
export const accept = (rule: string, ...messages: string[]): Ask => ({ verdict: 'accept', rule, messages: [...messages, NEXT_MESSAGE], before: [] })
/** The messages are read. The next request is not: its bytes belong to a body, or the connection closes. */
export const acceptLast = (rule: string, ...messages: string[]): Ask => ({ verdict: 'accept', rule, messages, before: [] })
export const either = (rule: string, ...messages: string[]): Ask => ({ verdict: 'either', rule, messages: [...messages, NEXT_MESSAGE], before: [] })
export const eitherLast = (rule: string, ...messages: string[]): Ask => ({ verdict: 'either', rule, messages, before: [] })
/** The message after `before` is refused. */
export const refuse = (rule: string, ...before: string[]): Ask => ({ verdict: 'refuse', rule, messages: [], before })

/** A case that is followed by {@link NEXT}. */
export const request = (name: string, bytes: string, ask: Ask): RequestCase => ({ name, bytes: bytes + NEXT, ask })

/** Returns bytes as part of a name: quoted, with escapes. */
export function shown(bytes: string): string {
  const short = bytes.length > 40 ? `${bytes.slice(0, 20)}…${bytes.length}` : bytes
  return JSON.stringify(short).replace(/[\x7f-\xff]/g, (character) => `\\x${character.charCodeAt(0).toString(16)}`)
}
