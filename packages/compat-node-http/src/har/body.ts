/**
 * BodyTap: what passes through a message. Its bytes are counted, and the first of them kept if an archive shall have bodies.
 * What may live here: taps, and a body as text. A tap sees the calls of the program and of the connection, and changes nothing of them.
 */
import type { Readable, Writable } from 'node:stream'
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'

/** A body as an archive has it. */
export interface BodyText {
  readonly text: string
  readonly isBase64: boolean
  /** Bytes of the body without its content coding. */
  readonly size: number
  /** Why `text` is not the whole body. */
  readonly comment: string | undefined
}

export class BodyTap {
  bytes = 0
  private readonly pieces: Buffer[] = []
  private kept = 0

  /** @param limit - bytes to keep; 0 keeps none */
  constructor(private readonly limit: number) {}

  /** Counts a piece. The part of it that is kept is copied: a view would keep the whole chunk of the socket in memory. */
  add(piece: unknown, encoding: unknown): void {
    if (typeof piece === 'string') {
      const known = typeof encoding === 'string' && Buffer.isEncoding(encoding) ? encoding : 'utf8'
      if (this.kept < this.limit) this.addBytes(Buffer.from(piece, known))
      else this.bytes += Buffer.byteLength(piece, known)
    } else if (piece instanceof Uint8Array) {
      this.addBytes(piece)
    }
  }

  private addBytes(piece: Uint8Array): void {
    this.bytes += piece.byteLength
    const room = Math.min(this.limit - this.kept, piece.byteLength)
    if (room <= 0) return
    this.pieces.push(Buffer.from(piece.subarray(0, room)))
    this.kept += room
  }

  /** Returns the body as text; undefined if none is kept. */
  text(mimeType: string, coding: string): BodyText | undefined {
    if (this.limit === 0 || this.bytes === 0) return undefined
    const isCut = this.kept < this.bytes
    const raw = Buffer.concat(this.pieces)
    const decoded = isCut ? undefined : decode(raw, coding, this.limit)
    const isText = TEXT.test(mimeType) && (coding === '' || decoded !== undefined)
    const text = isText ? textOf(decoded ?? raw, isCut) : undefined
    return {
      text: text ?? (decoded ?? raw).toString('base64'),
      isBase64: text === undefined,
      size: decoded?.length ?? this.bytes,
      comment: isCut ? `the first ${this.kept} of ${this.bytes} bytes` : undefined,
    }
  }
}

/** Media types of text. */
const TEXT = /^text\/|^application\/(?:.*\+)?(?:json|xml|javascript|ecmascript|x-www-form-urlencoded|graphql|x-ndjson|yaml)\b|^image\/svg\+xml\b|^multipart\/form-data\b/i

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Returns `bytes` as UTF-8; undefined if they are not. A cut may divide the last character. */
function textOf(bytes: Uint8Array, isCut: boolean): string | undefined {
  for (let dropped = 0; dropped < (isCut ? LONGEST_CHARACTER : 1); dropped++) {
    try {
      return strictUtf8.decode(bytes.subarray(0, bytes.length - dropped))
    } catch {
      // Not UTF-8, or not to its end.
    }
  }
  return undefined
}

/** Bytes of a character of UTF-8. */
const LONGEST_CHARACTER = 4

/** How much larger than what is kept a decoded body may be. A small body can have a size of gigabytes. */
const MAX_EXPANSION = 64

/** Returns a body without its content coding; undefined for a coding that is not known, a faulty body, or one that becomes too large. */
function decode(bytes: Uint8Array, coding: string, limit: number): Buffer | undefined {
  const undo = DECODERS.get(coding.trim().toLowerCase())
  try {
    return undo?.(bytes, { maxOutputLength: limit * MAX_EXPANSION })
  } catch {
    return undefined
  }
}

const DECODERS = new Map([
  ['gzip', gunzipSync],
  ['x-gzip', gunzipSync],
  ['deflate', inflateSync],
  ['br', brotliDecompressSync],
])

/** Has `tap` see what is received: connections push each piece of a body into its message. */
export function tapReceived(message: Readable, tap: BodyTap): void {
  const { push } = message
  replace(message, 'push', function (this: Readable, piece: unknown, encoding?: BufferEncoding): boolean {
    tap.add(piece, encoding)
    return push.call(this, piece, encoding)
  })
}

/** Has `tap` see what is sent: what the program writes. It is counted before the call, which may end the exchange. */
export function tapSent(message: Writable, tap: BodyTap): void {
  for (const name of ['write', 'end'] as const) {
    const method = message[name] as (...args: unknown[]) => unknown
    replace(message, name, function (this: Writable, ...args: unknown[]): unknown {
      tap.add(args[0], args[1])
      return method.apply(this, args)
    })
  }
}

/** Replaces a method of one message. Like the method of the class, it is not enumerable. */
function replace(message: object, name: string, value: unknown): void {
  Object.defineProperty(message, name, { value, writable: true, configurable: true, enumerable: false })
}
