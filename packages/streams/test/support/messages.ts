/** Messages and sockets for tests: a message with a first line, and a socket that records its calls. */
import { Duplex } from 'node:stream'
import { buildHead, OutgoingMessage, type OutgoingConnection } from '../../src/port.js'

export const FIRST_LINE = 'HTTP/1.1 200 OK\r\n'

/** A message with a first line, like those of servers and clients. */
export class Message extends OutgoingMessage {
  override _implicitHeader(): void {
    buildHead(this, FIRST_LINE)
  }
}

/** A message of a known length: its head has a Content-Length. */
export function messageOfLength(bytes: number): Message {
  const message = new Message()
  message.setHeader('Content-Length', bytes)
  return message
}

/**
 * A socket that records calls in `calls`, and bytes as Latin-1 in `wire`. With `holds`, it takes bytes only at `release()`; otherwise it calls back inside
 * `write`.
 */
export class RecordingSocket extends Duplex {
  readonly calls: string[] = []
  wire = ''
  /** Calls of `_write` and `_writev`: system calls, if this were TCP. */
  systemCalls = 0
  private readonly held: ((error?: Error | null) => void)[] = []

  constructor(private readonly holds = false) {
    super({ allowHalfOpen: true })
  }

  override cork(): void {
    this.calls.push('cork')
    super.cork()
  }
  override uncork(): void {
    this.calls.push('uncork')
    super.uncork()
  }
  override write(data: string | Uint8Array, ...rest: unknown[]): boolean {
    const [encoding] = rest
    this.calls.push(typeof data === 'string' ? `write ${JSON.stringify(shortened(data))} ${String(encoding)}` : `write ${data.byteLength} bytes`)
    return super.write(data, ...(rest as [BufferEncoding]))
  }
  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: () => void): void {
    this.accept([chunk], callback)
  }
  override _writev(chunks: { chunk: Buffer }[], callback: () => void): void {
    this.accept(
      chunks.map(({ chunk }) => chunk),
      callback,
    )
  }
  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    // A write that waits fails, as with TCP.
    for (const held of this.held.splice(0)) held(error ?? new Error('destroyed'))
    callback(error)
  }
  override _read(): void {
    // Nothing is received.
  }

  /** Takes the bytes of the oldest held write. Returns false if there is none. */
  release(): boolean {
    const callback = this.held.shift()
    callback?.()
    return callback !== undefined
  }

  private accept(chunks: readonly Buffer[], callback: (error?: Error | null) => void): void {
    this.systemCalls++
    this.wire += Buffer.concat(chunks).toString('latin1')
    if (this.holds) this.held.push(callback)
    else callback()
  }

  /** The bytes after the first head. */
  get body(): string {
    return this.wire.slice(this.wire.indexOf('\r\n\r\n') + 4)
  }
}

const SHOWN = 120

function shortened(text: string): string {
  return text.length <= SHOWN ? text : `${text.length} characters`
}

/** A message on a socket that records. */
export function onRecording(message: Message = new Message(), socket = new RecordingSocket()): { message: Message; socket: RecordingSocket; events: string[] } {
  const events = eventsOf(message)
  message.assignSocket(socket)
  return { message, socket, events }
}

/** Returns a list that gets the names of the events that `message` emits, for errors with their code. */
export function eventsOf(message: OutgoingMessage): string[] {
  const events: string[] = []
  for (const event of ['prefinish', 'finish', 'close', 'drain'] as const) message.on(event, () => events.push(event))
  message.on('error', (error) => events.push(`error ${(error as NodeJS.ErrnoException).code}`))
  return events
}

/** A callback that records its first argument. */
export function recorder(results: unknown[], name: string): (error?: Error | null) => void {
  return (error) => void results.push(error ? `${name} ${(error as NodeJS.ErrnoException).code ?? error.message}` : name)
}

/** A socket that is not a stream: it has `write` and no other method. */
export class PlainSocket {
  wire = ''
  write(data: string | Uint8Array, encoding?: BufferEncoding | (() => void), callback?: () => void): boolean {
    this.wire += typeof data === 'string' ? Buffer.from(data, encoding as BufferEncoding).toString('latin1') : Buffer.from(data).toString('latin1')
    callback?.()
    return true
  }
}

export function plainSocket(): PlainSocket & Duplex {
  return new PlainSocket() as PlainSocket & Duplex
}

/** The methods of a server's connection that messages call. */
export function connection(overrides: Partial<OutgoingConnection> = {}): OutgoingConnection {
  return { willFinish: () => false, messageFinished: () => {}, closesFinished: false, ...overrides }
}

/** Lets every pending tick and one turn of the event loop pass. */
export function turn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve))
}
