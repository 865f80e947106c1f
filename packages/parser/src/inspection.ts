/**
 * Looks at what the recorder leaves to JavaScript because it is rare or needs strings.
 * What may live here: functions that the recorder calls in the middle of a parse, and what they read with.
 */
import { findField } from './carried.js'
import { connectionOptions, hasTabAfterChunked } from './guards.js'
import { latin1 } from './latin1.js'
import { active, tape, wasm, words } from './parse.js'
import { Answer, Char, Fact, Guard, Mark, Refused, Section, Word } from './state.js'

const CONNECTION = 'connection'
const PROXY_CONNECTION = 'proxy-connection'
const TRANSFER_ENCODING = 'transfer-encoding'

/** Stops the parse, for what stands at a chunk position, or where llhttp stands. */
export function refuse(why: Refused, at: number = Mark.NOT_SAID): Answer {
  words[Word.REFUSAL] = why
  words[Word.REFUSED_AT] = at
  return Answer.STOP
}

// Fields

/**
 * Looks at the fields that say how the message ends and what becomes of the connection, where this llhttp reads less in
 * them than it should.
 */
export function inspectFields(): Answer {
  let refusal = Refused.NOT as Refused
  findField((list, at) => {
    const name = list[at + 1]! - list[at]!
    if (name === CONNECTION.length || name === PROXY_CONNECTION.length) {
      const text = textAt(list[at]!, list[at + 1]!).toLowerCase()
      if (text === CONNECTION || text === PROXY_CONNECTION) inspectConnection(valueAt(list, at))
    } else if (name === TRANSFER_ENCODING.length) {
      if (textAt(list[at]!, list[at + 1]!).toLowerCase() === TRANSFER_ENCODING) {
        words[Word.FACTS]! |= Fact.CODED
        refusal = inspectCoding(valueAt(list, at))
      }
    }
    return refusal !== Refused.NOT
  })
  return refusal === Refused.NOT ? Answer.GO_ON : refuse(refusal)
}

/** An option followed by HTAB is that option (RFC 9110 section 5.6.3); llhttp knows since 9.4.2. */
function inspectConnection(value: string): void {
  if (value.includes('\t')) words[Word.FACTS]! |= connectionOptions(value)
}

function inspectCoding(value: string): Refused {
  // llhttp before 9.4.3 takes an empty coding for none. Later ones refuse it whatever the leniency.
  if (value === '') return Refused.EMPTY_TRANSFER_ENCODING
  // And takes `chunked` followed by HTAB for an unknown coding.
  return (words[Word.GUARDS]! & Guard.CODING) !== 0 && hasTabAfterChunked(value) ? Refused.INVALID_TRANSFER_ENCODING : Refused.NOT
}

/** The value of a field with the white space behind it, which its span has lost. */
function valueAt(list: Int32Array, at: number): string {
  let end = list[at + 3]!
  for (const textEnd = words[Word.TEXT_END]!; end < textEnd; end++) {
    const code = codeAt(end)
    if (code !== Char.SPACE && code !== Char.TAB) break
  }
  return list[at + 3] === list[at + 2] ? '' : textAt(list[at + 2]!, end)
}

/** The text positions [start, end) as a string. */
function textAt(start: number, end: number): string {
  let text = ''
  for (let position = start; position < end; position++) text += String.fromCharCode(codeAt(position))
  return text
}

/** The byte at a text position. */
function codeAt(position: number): number {
  const carriedLength = words[Word.CARRIED_LENGTH]!
  return position < carriedLength ? active.carriedText.charCodeAt(position) : tape.chunk[position - carriedLength + words[Word.TEXT_START]!]!
}

// Status lines

/** Bytes of a status line without reason, its end and half of the empty line after it: `HTTP/1.1 200 ` and CR LF CR. */
const STATUS_LINE_END = 16
const STATUS_LINE_WITH_TWO_CR = /HTTP\/\d\.\d \d{3} ?\r\r/

/**
 * Whether there is a status line without reason in the chunk that ends with CR CR, which llhttp before 9.4.2 takes for
 * its end. Asked where no field follows: else the recorder looks at the bytes before the field. Where in the chunk a line
 * stands is not known, so one look serves every line.
 */
export function hasTwoCr(): number {
  tape.hasTwoCr ??= STATUS_LINE_WITH_TWO_CR.test(active.statusLineEnd + latin1(tape.chunk, 0, tape.chunk.length))
  return tape.hasTwoCr ? 1 : 0
}

/** The last bytes of input, where a status line without reason ends if one does. */
export function statusLineEnd(): string {
  const { chunk } = tape
  const text = latin1(chunk, Math.max(0, chunk.length - STATUS_LINE_END), chunk.length)
  return (active.statusLineEnd + text).slice(-STATUS_LINE_END)
}

// Chunk-size lines

/** Whether the chunk-size line at chunk position `stop`, where llhttp stopped or the input ends, if there is one, holds too much. */
export function hasTooManyExtensions(stop: number): boolean {
  if (words[Word.SECTION] !== Section.BODY || (words[Word.FACTS]! & Fact.CODED) === 0) return false
  wasm.exports.readSizeLine(stop - words[Word.TO_CHUNK]!)
  return words[Word.EXTENSION_BYTES]! > words[Word.MAX_CHUNK_EXTENSIONS_SIZE]!
}

// Verdicts

/** Several responses may stand in one chunk, so a client that pipelines says beforehand what it knows of each. */
export function nextVerdict(): number {
  return active.headVerdicts?.shift() ?? active.headVerdict
}
