/**
 * Checks that the recorder leaves to JavaScript because they are rare or need strings.
 * What may live here: functions that the recorder calls in the middle of a parse, and their helpers.
 */
import { codeAt, findField, textAt } from './carried.js'
import { connectionOptions, hasTabAfterChunked } from './guards.js'
import { latin1 } from './latin1.js'
import { At } from './layout.js'
import { active, numbers, tape, wasm, words } from './parse.js'
import { Bytes, Outcome, Char, Fact, Guard, Mark, Refused, Section, Word } from './state.js'
import { refusalOf } from './strict.js'

const HOST = 'host'
const CONNECTION = 'connection'
const PROXY_CONNECTION = 'proxy-connection'
const TRANSFER_ENCODING = 'transfer-encoding'

/** Stops the parse because of the byte at a chunk position; without `at`, where llhttp is. */
export function refuse(why: Refused, at: number = Mark.LLHTTP_POSITION): Outcome {
  words[Word.REFUSAL] = why
  words[Word.REFUSED_AT] = at
  return Outcome.STOP
}

// Fields

/**
 * Reads the fields that say how the message ends and whether the connection goes on, where this llhttp overlooks something.
 */
export function inspectFields(): Outcome {
  let refusal = Refused.NOT as Refused
  findField((list, at) => {
    const nameEnd = endOfName(list, at)
    const name = nameEnd - list[at]!
    if (name === CONNECTION.length || name === PROXY_CONNECTION.length) {
      const text = textAt(list[at]!, nameEnd).toLowerCase()
      if (text === CONNECTION || text === PROXY_CONNECTION) inspectConnection(valueAt(list, at))
    } else if (name === TRANSFER_ENCODING.length) {
      if (textAt(list[at]!, nameEnd).toLowerCase() === TRANSFER_ENCODING) {
        words[Word.FACTS]! |= Fact.CODED
        refusal = inspectCoding(valueAt(list, at))
      }
    }
    return refusal !== Refused.NOT
  })
  return refusal === Refused.NOT ? Outcome.CONTINUE : refuse(refusal)
}

/** Applies the rules of `strict.ts` to the head that is complete. `version` is `major << 8 | minor`. */
export function inspectStrictly(method: number, version: number): Outcome {
  const hosts: string[] = []
  const codings: string[] = []
  findField((list, at) => {
    const name = list[at + 1]! - list[at]!
    if (name === HOST.length || name === TRANSFER_ENCODING.length) {
      const text = textAt(list[at]!, list[at + 1]!).toLowerCase()
      if (text === HOST) hosts.push(textAt(list[at + 2]!, list[at + 3]!))
      else if (text === TRANSFER_ENCODING) codings.push(textAt(list[at + 2]!, list[at + 3]!))
    }
    return false
  })
  const line = (words[Word.RECORD]! - wasm.tapeStart) / Bytes.NUMBER + At.LINE_START
  const refusal = refusalOf({ method, version, target: textAt(numbers[line]!, numbers[line + 1]!), hosts, codings })
  return refusal === Refused.NOT ? Outcome.CONTINUE : refuse(refusal)
}

/** An option followed by HTAB is that option (RFC 9110 section 5.6.3). llhttp reads it so since 9.4.2. */
function inspectConnection(value: string): void {
  if (value.includes('\t')) words[Word.FACTS]! |= connectionOptions(value)
}

function inspectCoding(value: string): Refused {
  // llhttp before 9.4.3 ignores an empty coding. Later ones refuse it whatever the leniency.
  if (value === '') return Refused.EMPTY_TRANSFER_ENCODING
  // This llhttp reads `chunked` followed by HTAB as an unknown coding.
  return (words[Word.GUARDS]! & Guard.CODING) !== 0 && hasTabAfterChunked(value) ? Refused.INVALID_TRANSFER_ENCODING : Refused.NOT
}

/** Returns the end of the name of a field, without the white space after it that `Lenient.HEADERS` allows. */
function endOfName(list: Int32Array, at: number): number {
  const start = list[at]!
  let end = list[at + 1]!
  while (end > start && codeAt(end - 1) === Char.SPACE) end--
  return end
}

/** Returns the value of a field with the white space after it, which its span does not include. */
function valueAt(list: Int32Array, at: number): string {
  let end = list[at + 3]!
  for (const textEnd = words[Word.TEXT_END]!; end < textEnd; end++) {
    const code = codeAt(end)
    if (code !== Char.SPACE && code !== Char.TAB) break
  }
  return list[at + 3] === list[at + 2] ? '' : textAt(list[at + 2]!, end)
}

// Status lines

/** Bytes of `HTTP/1.1 200 ` and CR LF CR: a status line without reason and half of the empty line after it. */
const STATUS_LINE_END = 16
const STATUS_LINE = /^HTTP\/\d\.\d \d{3} ?\r/

/**
 * Returns 1 if the status line of the head that is complete ends with CR CR, which llhttp before 9.4.2 accepts. Called for a head without reason and fields;
 * otherwise the recorder checks the bytes before the field. llhttp does not tell where the line is. It is the first after what is known to be of other messages:
 * the rest of a chunk-size line may be between them, but that looks different. Bytes after it are a body, a tunnel or other messages, and are not looked at.
 */
export function hasTwoCr(): number {
  const end = tape.chunk.length
  for (let at = words[Word.PASSED]!, before: number = Char.LF; at < end; at++) {
    const byte = inputAt(at)
    if (byte === Char.H && (before === Char.LF || before === Char.CR)) {
      const line = STATUS_LINE.exec(inputBetween(at, at + STATUS_LINE_END))
      if (line !== null) {
        const lineEnd = at + line[0].length
        words[Word.PASSED] = lineEnd
        return inputAt(lineEnd) === Char.CR ? 1 : 0
      }
    }
    before = byte
  }
  return 0
}

/** Returns the last bytes of input, where a status line without reason may end, or the spaces before a target begin. */
export function lastBytes(): string {
  const { length } = tape.chunk
  return inputBetween(Math.max(words[Word.PASSED]!, length - STATUS_LINE_END), length)
}

/** Returns the bytes [start, end) of the chunk as text. Positions below 0 are in the bytes that were kept of earlier chunks. */
function inputBetween(start: number, end: number): string {
  const before = start < 0 ? active.lastBytes.slice(start) : ''
  return before + latin1(tape.chunk, Math.max(0, start), Math.max(0, Math.min(end, tape.chunk.length)))
}

function inputAt(position: number): number {
  return position < 0 ? active.lastBytes.charCodeAt(active.lastBytes.length + position) : tape.chunk[position]!
}

// Chunk-size lines

/** True if a chunk-size line reaches chunk position `stop` and its extensions are over the limit. llhttp stopped there, or the input ends. */
export function hasTooManyExtensions(stop: number): boolean {
  if (words[Word.SECTION] !== Section.BODY || (words[Word.FACTS]! & Fact.CODED) === 0) return false
  wasm.exports.readSizeLine(stop - words[Word.TO_CHUNK]!)
  return words[Word.EXTENSION_BYTES]! > words[Word.MAX_CHUNK_EXTENSIONS_SIZE]!
}

// Verdicts

/** Returns the verdict on the next final head. A client that pipelines gives one for each response, since a chunk may hold several. */
export function nextVerdict(): number {
  return active.headVerdicts?.shift() ?? active.headVerdict
}
