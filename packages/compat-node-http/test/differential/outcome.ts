/** The outcome of a sample with one implementation, as plain data that can be compared. */

export interface Message {
  /** `method url` or `status reason`. */
  start: string
  version: string
  rawHeaders: string[]
  body: string
  rawTrailers: string[]
  /** 'open' if the message neither ended nor was cut off. */
  end: 'complete' | 'aborted' | 'open'
}

export interface Outcome {
  messages: Message[]
  /** Other events, in order: interim responses, upgrades with the bytes after them, errors. */
  events: string[]
  /** Raw bytes that were sent, without dates. */
  written: string
  /** The state of the connection at the end. */
  connection: 'closed first' | 'closed' | 'free' | 'open'
}

interface Incoming extends NodeJS.ReadableStream {
  method?: string | null
  url?: string
  statusCode?: number | null
  statusMessage?: string | null
  httpVersion: string
  rawHeaders: string[]
  rawTrailers: string[]
  complete: boolean
}

/** Reads a message to its end, then calls `onEnd`. */
export function record(incoming: Incoming, isRequest: boolean, onEnd?: () => void): Message {
  const message: Message = {
    start: isRequest ? `${incoming.method} ${incoming.url}` : `${incoming.statusCode} ${incoming.statusMessage}`,
    version: incoming.httpVersion,
    rawHeaders: incoming.rawHeaders,
    body: '',
    rawTrailers: [],
    end: 'open',
  }
  incoming.on('data', (chunk: Buffer) => (message.body += chunk.toString('latin1')))
  incoming.on('aborted', () => (message.end = 'aborted'))
  incoming.on('error', () => (message.end = 'aborted'))
  incoming.on('end', () => {
    message.end = incoming.complete ? 'complete' : 'aborted'
    message.rawTrailers = incoming.rawTrailers
    onEnd?.()
  })
  return message
}

interface ProtocolError extends Error {
  code?: string
  reason?: string
  bytesParsed?: number
  rawPacket?: Buffer
}

/** Returns the code and reason of an error, its position, and the bytes in which it is. */
export function describeError({ code, reason, message, bytesParsed, rawPacket }: ProtocolError): string {
  return [code, reason ?? message, bytesParsed ?? '-', rawPacket?.toString('latin1') ?? '-'].join(' | ')
}

export function withoutDates(text: string): string {
  return text.replaceAll(/^Date: [^\r]*\r\n/gm, '')
}
