/**
 * HTTPParser: the shape in which Node's own parser is known to those who have used it, over the parser of this project.
 *
 * Callbacks are properties with the numbers `kOnHeaders` and so on. They run when a chunk has been parsed, in order.
 */
import { Field, HEAD_SIZE, HeadFlag, lineOf, MessageType, methodName, methodNames, Parser, spansOf, TapeReader, textOf, TRAILERS_SIZE, type ParseError, type Tape } from '@layered-http/parser'
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

/** Methods in the order of llhttp's numbers; where one stands in it is what `kOnHeadersComplete` gets. */
export const methods = inOrderOfNumbers()

function inOrderOfNumbers(): string[] {
  const left = new Set(methodNames())
  const ordered: string[] = []
  for (let code = 0; left.size > 0; code++) if (left.delete(methodName(code))) ordered.push(methodName(code))
  return ordered
}

type Callback = ((...args: unknown[]) => unknown) | null | undefined

class Reader extends TapeReader {
  isOpen = true
  error: ParseError | null = null
  /** Bytes that belong to another protocol. */
  rest = 0

  constructor(
    type: MessageType,
    maxHeaderSize: number,
    lenient: number,
    private readonly owner: HTTPParser,
  ) {
    super(new Parser(type, { maxHeaderSize, lenient: lenient & LENIENCIES.kLenientAll, relaxedHeaderValues: (lenient & LENIENCIES.kLenientHeaderValueRelaxed) !== 0 }))
  }

  finish(): ParseError | null {
    return this.readEnd()
  }

  onEnd(): void {
    // The caller of `finish` gets the error, and may call it again.
  }

  free(): void {
    this.isOpen = false
    this.parser.free()
  }

  protected onHead(tape: Tape, at: number): void {
    const { events } = tape
    const { owner } = this
    const text = textOf(tape, at)
    const spans = spansOf(tape, at, HEAD_SIZE)
    const line = lineOf(tape, at, text)
    const isRequest = this.parser.type === MessageType.REQUEST
    const code = events[at + Field.CODE]!
    const version = events[at + Field.VERSION]!
    const flags = events[at + Field.FLAGS]!
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
      (flags & HeadFlag.UPGRADE) !== 0,
      (flags & HeadFlag.KEEP_ALIVE) !== 0,
    )
  }

  protected onBody(chunk: Uint8Array, start: number, end: number): void {
    call(this.owner, CALLBACKS.kOnBody, Buffer.from(chunk.buffer, chunk.byteOffset + start, end - start))
  }

  protected onTrailers(tape: Tape, at: number): void {
    const text = textOf(tape, at)
    call(this.owner, CALLBACKS.kOnHeaders, rawHeaders(text, spansOf(tape, at, TRAILERS_SIZE)), '')
  }

  protected onComplete(): void {
    call(this.owner, CALLBACKS.kOnMessageComplete)
  }

  protected onUpgrade(rest: Uint8Array): void {
    this.rest = rest.length
  }

  protected onChunkEnd(error: ParseError | null): void {
    this.error = error
  }
}

function call(owner: HTTPParser, number: number, ...args: unknown[]): void {
  const callback = (owner as unknown as Record<number, Callback>)[number]
  callback?.call(owner, ...args)
}

/** Node's parser as it looks from JavaScript. */
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

  private reader: Reader | undefined

  /** @param lenientFlags - a sum of the `kLenient…` numbers */
  initialize(type: 1 | 2, _resource?: object, maxHeaderSize = 0, lenientFlags = 0): void {
    this.reader = new Reader(type === HTTPParser.REQUEST ? MessageType.REQUEST : MessageType.RESPONSE, maxHeaderSize, lenientFlags, this)
  }

  /** Parses bytes, or a range of them. Answers how many were parsed, or the error. */
  execute(bytes: Uint8Array, start = 0, length = bytes.length - start): number | Error {
    const reader = this.reader!
    reader.read(bytes.subarray(start, start + length))
    return reader.error ?? length - reader.rest
  }

  /** The end of input. Answers what was wrong with it. */
  finish(): Error | undefined {
    return this.reader?.finish() ?? undefined
  }

  free(): void {
    this.reader?.free()
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
