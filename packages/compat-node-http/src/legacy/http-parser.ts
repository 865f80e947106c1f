/**
 * HTTPParser: Node's own parser as JavaScript sees it, over the parser of this project.
 *
 * Callbacks are properties with the numbers `kOnHeaders` and so on. They run in order, when a chunk has been parsed.
 */
import { MessageReader, MessageType, methodName, methodNames, Parser, type MessageHandler, type ParsedFields, type ParsedHead, type ParseError } from '@layered-http/parser/tape'
import { rawHeaders } from '@layered-http/headers'

/** The numbers of the callbacks. Source: Node 26, live. */
const CALLBACKS = { kOnMessageBegin: 0, kOnHeaders: 1, kOnHeadersComplete: 2, kOnBody: 3, kOnMessageComplete: 4, kOnExecute: 5, kOnTimeout: 6 } as const

/** Leniencies by Node's names and numbers. */
const LENIENCIES = {
  kLenientNone: 0,
  kLenientHeaders: 1,
  kLenientChunkedLength: 2,
  kLenientKeepAlive: 4,
  kLenientTransferEncoding: 8,
  kLenientVersion: 16,
  kLenientDataAfterClose: 32,
  kLenientOptionalLFAfterCR: 64,
  kLenientOptionalCRLFAfterChunk: 128,
  kLenientOptionalCRBeforeLF: 256,
  kLenientSpacesAfterChunkSize: 512,
  kLenientHeaderValueRelaxed: 1024,
  kLenientAll: 1023,
} as const

/** Methods in the order of llhttp's numbers. `kOnHeadersComplete` gets the position of one in this list. */
export const methods = inOrderOfNumbers()

function inOrderOfNumbers(): string[] {
  const left = new Set(methodNames())
  const ordered: string[] = []
  for (let code = 0; left.size > 0; code++) if (left.delete(methodName(code))) ordered.push(methodName(code))
  return ordered
}

type Callback = ((...args: unknown[]) => unknown) | null | undefined

/** Calls the callbacks of an HTTPParser. */
class Callbacks implements MessageHandler {
  isReading = true
  error: ParseError | null = null
  /** Bytes of the chunk that belong to another protocol. */
  rest = 0
  readonly reader: MessageReader

  constructor(
    type: MessageType,
    maxHeaderSize: number,
    lenient: number,
    private readonly owner: HTTPParser,
  ) {
    const options = { maxHeaderSize, lenient: lenient & LENIENCIES.kLenientAll, relaxedHeaderValues: (lenient & LENIENCIES.kLenientHeaderValueRelaxed) !== 0 }
    this.reader = new MessageReader(new Parser(type, options), this)
  }

  free(): void {
    this.isReading = false
    this.reader.parser.free()
  }

  onHead({ version, text, spans, code, line, isUpgrade, keepAlive }: ParsedHead): void {
    const { owner } = this
    const isRequest = this.reader.parser.type === MessageType.REQUEST
    call(owner, CALLBACKS.kOnMessageBegin)
    call(
      owner,
      CALLBACKS.kOnHeadersComplete,
      version >> 8,
      version & 0xff,
      rawHeaders(text, spans),
      isRequest ? methods.indexOf(methodName(code)) : undefined,
      isRequest ? line : undefined,
      isRequest ? undefined : code,
      isRequest ? undefined : line,
      isUpgrade,
      keepAlive,
    )
  }

  onBody(piece: Uint8Array): void {
    call(this.owner, CALLBACKS.kOnBody, Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength))
  }

  onTrailers({ text, spans }: ParsedFields): void {
    call(this.owner, CALLBACKS.kOnHeaders, rawHeaders(text, spans), '')
  }

  onComplete(): void {
    call(this.owner, CALLBACKS.kOnMessageComplete)
  }

  onUpgrade(rest: Uint8Array): void {
    this.rest = rest.length
  }

  onEnd(): void {
    // The caller of `finish` gets the error, and may call it again.
  }

  onChunkEnd(error: ParseError | null): void {
    this.error = error
  }
}

function call(owner: HTTPParser, number: number, ...args: unknown[]): void {
  const callback = (owner as unknown as Record<number, Callback>)[number]
  callback?.call(owner, ...args)
}

/** Node's parser as JavaScript sees it. */
export class HTTPParser {
  static readonly REQUEST = 1
  static readonly RESPONSE = 2
  declare static readonly kOnMessageBegin: 0
  declare static readonly kOnHeaders: 1
  declare static readonly kOnHeadersComplete: 2
  declare static readonly kOnBody: 3
  declare static readonly kOnMessageComplete: 4
  declare static readonly kOnExecute: 5
  declare static readonly kOnTimeout: 6
  declare static readonly kLenientNone: 0
  declare static readonly kLenientHeaderValueRelaxed: 1024
  declare static readonly kLenientAll: 1023

  private callbacks: Callbacks | undefined

  /** @param lenientFlags - a sum of the numbers that begin with `kLenient` */
  initialize(type: 1 | 2, _resource?: object, maxHeaderSize = 0, lenientFlags = 0): void {
    this.callbacks = new Callbacks(type === HTTPParser.REQUEST ? MessageType.REQUEST : MessageType.RESPONSE, maxHeaderSize, lenientFlags, this)
  }

  /** Parses bytes, or a range of them. Returns how many were parsed, or the error. */
  execute(bytes: Uint8Array, start = 0, length = bytes.length - start): number | Error {
    const callbacks = this.callbacks!
    callbacks.reader.read(bytes.subarray(start, start + length))
    return callbacks.error ?? length - callbacks.rest
  }

  /** Takes the end of input. Returns the error, if there is one. */
  finish(): Error | undefined {
    return this.callbacks?.reader.readEnd() ?? undefined
  }

  free(): void {
    this.callbacks?.free()
  }
  close(): void {
    this.free()
  }
  remove(): void {
    this.free()
  }
  pause(): void {}
  resume(): void {}
  consume(): void {}
  unconsume(): void {}
  getCurrentBuffer(): undefined {
    return undefined
  }
}
Object.assign(HTTPParser, CALLBACKS, LENIENCIES)
