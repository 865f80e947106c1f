/**
 * DetailedEventParser: the events of EventParser with their bytes, the framing of heads, and the chunks of chunked bodies.
 *
 * llhttp does not tell where a head or a line with a size ends. So the input is parsed part by part, and a part ends where one of these may end. How input is cut
 * changes nothing else. The base class keeps its fields private, since their types are not public; `this['…']` reaches them.
 */
import { Lenient } from '../constants.js'
import { ParseError, REFUSALS, withReason } from '../errors.js'
import { EventParser, type RequestHead, type ResponseHead, type UpgradeEvent } from '../event-parser.js'
import { latin1 } from '../latin1.js'
import { RAW_BYTES_BESIDES, RAW_BYTES_PER_COUNTED_BYTE } from '../limits.js'
import { Char, Refused, Section } from '../state.js'
import { Collected } from './collected.js'
import type { ChunkEvent, DetailedRequestEvent, DetailedResponseEvent, DetailedUpgradeEvent, EventDetails } from './events.js'
import { framingInStruct, framingOfEnded, isInformational } from './framing.js'
import { afterLineEnds, isLineEnd, readSizeLine } from './lines.js'

/** What the next bytes are. */
const enum Phase {
  /** Empty lines, or a head. */
  HEAD,
  /** A body with a length, or the data of a chunk. */
  DATA,
  /** The line with the size of a chunk, after the CRLF of the data before it. */
  SIZE_LINE,
  /** The trailer fields and the empty line after the last chunk. */
  TRAILERS,
  /** A body that ends with the connection, or bytes that are not HTTP. */
  REST,
}

const NO_BYTES = new Uint8Array(0)

/** Reads one direction of one connection as events with details. See {@link EventDetails}. */
export abstract class DetailedEventParser<Event extends { type: string }> extends EventParser<Event> {
  private phase = Phase.HEAD as Phase
  /** The chunk that is parsed part by part; null when there is none. */
  private chunk: Uint8Array | null = null
  /** Position in it of the next part. */
  private at = 0
  /** Position in it from which its bytes belong to no event yet. */
  private from = 0
  /** Bytes of earlier chunks that belong to no event yet. */
  private readonly collected = new Collected()
  /** Position in the connection of the end of the last event. */
  private last = 0
  /** Bytes of the body, or of the chunk of it, that are still to come. */
  private remaining = 0
  private isChunked = false
  /** The methods of the requests whose final responses are still to come, as far as they were told. */
  private readonly expected: string[] = []
  /** True if the line under way has other bytes than CR and LF. */
  private hasLine = false
  /** The last byte that was parsed. */
  private lastByte = 0
  /** True if a line may end with CR alone, which shows only with the byte after it. Then a part ends at each LF and CR, and with the byte after CR. */
  private readonly isCareful = this.isLenient(Lenient.OPTIONAL_LF_AFTER_CR | Lenient.HEADERS)

  /**
   * Returns the next event; undefined when there is none until more input is added.
   *
   * @throws ParseError
   */
  override nextEvent(): Event | undefined {
    return this.next() as Event | undefined
  }

  private next(): DetailedRequestEvent | DetailedResponseEvent | undefined {
    const cursor = this['cursor']
    for (;;) {
      if (this['error'] !== null) throw this['error']
      if (cursor.tape !== null) {
        if (cursor.isMoreAhead) return this.takeDetailed()
        const { error } = cursor.tape
        if (error !== null) this.fail(error)
        cursor.release()
        continue
      }
      const isSizeLine = this.phase === Phase.SIZE_LINE && this.hasLine
      if (isSizeLine && this.lastByte === Char.LF && !this.hasLfForCr) return this.takeSizeLine()
      const chunk = this.nextChunk()
      if (chunk === null) {
        if (this['input'].shift() === undefined) {
          this['checkFreed']()
          return undefined
        }
        cursor.start(this['parser'].finish())
      } else if (isSizeLine && isLineEnd(this.lastByte) && chunk[this.at] !== Char.LF && this.isLenient(Lenient.OPTIONAL_LF_AFTER_CR)) {
        return this.takeSizeLine()
      } else this.parsePart(chunk)
    }
  }

  /** See {@link EventParser.isBetweenMessages}. */
  override get isBetweenMessages(): boolean {
    return super.isBetweenMessages && (this.chunk === null || this.at === this.chunk.length)
  }

  /** See {@link EventParser.declineUpgrade}. Events after it have the positions of the bytes that are read again. */
  override declineUpgrade(): void {
    if (this['rest'] !== null) {
      this.phase = Phase.HEAD
      this.last -= this['rest'].length
    }
    super.declineUpgrade()
  }

  /** See {@link EventParser.reset}. Positions begin with 0 again. */
  override reset(): void {
    super.reset()
    this.forget()
    this.expected.length = 0
    this.last = 0
    this.phase = Phase.HEAD
  }

  /** See {@link EventParser.free}. */
  override free(): void {
    super.free()
    this.forget()
  }

  private forget(): void {
    this.chunk = null
    this.collected.drop()
  }

  // Parsing

  /** Returns the chunk with the next byte. Returns null if all input was read. */
  private nextChunk(): Uint8Array | null {
    const input = this['input']
    while (this.chunk === null || this.at === this.chunk.length) {
      // The caller may write to a chunk after its events.
      if (this.chunk !== null && this.from < this.at) this.collected.add(this.chunk.subarray(this.from))
      const [next] = input
      this.chunk = null
      if (next === undefined || next === 'end') return null
      input.shift()
      this.chunk = next
      this.at = this.from = 0
    }
    return this.chunk
  }

  private parsePart(chunk: Uint8Array): void {
    const { at } = this
    const parser = this['parser']
    if (this.phase === Phase.HEAD && parser.section === Section.BETWEEN) {
      // These are no part of a head: empty lines, or what a leniency ignores.
      this.from = at
      this.collected.drop()
      this.hasLine = false
    }
    const end = this.endOfPart(chunk)
    if (end === at) {
      this.refuse(chunk)
      return
    }
    this['cursor'].start(parser.execute(at === 0 && end === chunk.length ? chunk : chunk.subarray(at, end)))
    this.at = end
    this['position'] += end - at
    this.lastByte = chunk[end - 1]!
  }

  /** Returns the end of the next part. It is where the part starts if its bytes would be too many. */
  private endOfPart(chunk: Uint8Array): number {
    const { at, phase } = this
    if (phase === Phase.REST) return chunk.length
    if (phase === Phase.DATA) return Math.min(chunk.length, at + this.remaining)
    if (phase === Phase.HEAD && this['parser'].section === Section.BETWEEN && isLineEnd(chunk[at])) return afterLineEnds(chunk, at)
    return this.endOfLine(chunk, Math.min(chunk.length, this.from + this.maxSize - this.collected.length))
  }

  /** Returns the end of a part of lines, which is `end` if it does not come before. */
  private endOfLine(chunk: Uint8Array, end: number): number {
    let { at } = this
    if (this.isCareful && this.lastByte === Char.CR) end = Math.min(end, at + 1)
    while (at < end) {
      const byte = chunk[at++]
      if (byte === Char.LF) {
        // A head and trailers end with an empty line. A leniency may make other lines empty.
        if (!this.hasLine || this.phase === Phase.SIZE_LINE || this.isCareful) return at
        this.hasLine = false
      } else if (byte !== Char.CR) this.hasLine = true
      else if (this.isCareful) return at
    }
    return end
  }

  private isLenient(flags: number): boolean {
    return (this['parser'].lenient & flags) !== 0
  }

  /** True if the line with a size ends with an LF that llhttp has taken for CR: see `Lenient.OPTIONAL_CR_BEFORE_LF`. Another LF may belong to the line. */
  private get hasLfForCr(): boolean {
    if (!this.isLenient(Lenient.OPTIONAL_CR_BEFORE_LF)) return false
    const line = this.collected.with(this.chunk?.subarray(this.from, this.at) ?? NO_BYTES)
    return /^[\r\n]*[\da-f]+[ \t]*\n$/i.test(latin1(line, 0, line.length))
  }

  private get maxSize(): number {
    const { maxChunkExtensionsSize, maxHeaderSize } = this['parser']
    return RAW_BYTES_BESIDES + RAW_BYTES_PER_COUNTED_BYTE * (this.phase === Phase.SIZE_LINE ? maxChunkExtensionsSize : maxHeaderSize)
  }

  /** Makes the error of a part, or of the end of input, one of the chunk. */
  private fail(error: ParseError): void {
    const { rawPacket } = error
    if (rawPacket === undefined || this.chunk === null) {
      this['error'] = withReason(error)
      return
    }
    const partStart = this.at - rawPacket.length
    this['position'] += error.bytesParsed - rawPacket.length
    this['error'] = new ParseError(error.code, error.reason, partStart + error.bytesParsed, this.chunk, error.overflow)
  }

  private refuse(chunk: Uint8Array): void {
    const { maxSize } = this
    const { code, reason } = REFUSALS[this.phase === Phase.SIZE_LINE ? Refused.CHUNK_EXTENSIONS_OVERFLOW : Refused.HEADER_OVERFLOW]!
    this['parser'].free()
    this['error'] = new ParseError(code, reason, this.at, chunk, { limit: maxSize, unit: 'bytes', size: maxSize + 1, field: null })
  }

  // Events

  private takeSizeLine(): ChunkEvent {
    const bytes = this.take(this['position'])
    const { size, extensions } = readSizeLine(bytes.raw)
    this.remaining = size
    this.phase = size === 0 ? Phase.TRAILERS : Phase.DATA
    this.hasLine = false
    return { type: 'chunk', size, extensions, ...bytes }
  }

  /** Makes an event of the next record. */
  private takeDetailed(): DetailedRequestEvent | DetailedResponseEvent {
    const event = this['takeRecord']()
    switch (event.type) {
      case 'head':
        return this.takeHead(event)
      case 'body': {
        const { length } = event.data
        this.remaining -= length
        if (this.remaining === 0 && this.isChunked) this.phase = Phase.SIZE_LINE
        return { ...event, ...this.take(this.last + length, event.data) }
      }
      case 'trailers':
        return { ...event, ...this.take(this.endOfLines) }
      case 'complete': {
        const bytes = this.take(this.phase === Phase.TRAILERS ? this.endOfLines : this.last)
        this.phase = Phase.HEAD
        return { ...event, ...bytes }
      }
      case 'upgrade':
        return this.takeRest(event)
    }
  }

  private takeHead(head: RequestHead | ResponseHead): DetailedRequestEvent | DetailedResponseEvent {
    const bytes = this.take(this.endOfLines)
    const { section, pointer } = this['parser']
    const isInterim = 'statusCode' in head && isInformational(head.statusCode)
    const method = 'method' in head ? head.method : isInterim ? undefined : this.expected.shift()
    const framing = section === Section.BODY ? framingInStruct(pointer, this['position'] - this.last) : framingOfEnded(head, method, this['cursor'].isBodyAhead)
    this.isChunked = framing.kind === 'chunked'
    // A careful parser may have read the first byte of the line.
    this.hasLine = this.last < this['position']
    if (framing.kind === 'length') {
      this.phase = Phase.DATA
      this.remaining = framing.length
    } else if (this.isChunked) this.phase = Phase.SIZE_LINE
    else if (framing.kind === 'close') this.phase = Phase.REST
    return 'method' in head ? { ...head, ...bytes, framing } : { ...head, ...bytes, framing, interim: isInterim && !head.upgrade }
  }

  /** Adds what the chunk has after the part that ended HTTP. */
  private takeRest({ rest }: UpgradeEvent): DetailedUpgradeEvent {
    const chunk = this.chunk!
    const all = chunk.subarray(this.at - rest.length)
    this['rest'] = all
    this['position'] += chunk.length - this.at
    this.at = chunk.length
    this.phase = Phase.REST
    return { type: 'upgrade', rest: all, ...this.take(this['position'], all) }
  }

  /** Position in the connection after the lines of the event: a careful parser may have read the next byte. */
  private get endOfLines(): number {
    return this.isCareful && this.lastByte !== Char.LF ? this['position'] - 1 : this['position']
  }

  /** Returns the bytes from the end of the last event to `end`, a position in the connection. */
  private take(end: number, raw?: Uint8Array): EventDetails {
    const { from, last } = this
    this.last = end
    this.from = this.at - (this['position'] - end)
    raw ??= last === end ? NO_BYTES : this.collected.take(this.chunk!.subarray(from, this.from))
    return { start: last, end, raw }
  }

  /** For {@link DetailedResponseParser.expect}. */
  protected override expectResponseTo(method: string): void {
    super.expectResponseTo(method)
    this.expected.push(method)
  }
}
