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
const STATUS_LINE_WITH_TWO_CR = /HTTP\/\d\.\d \d{3} ?\r\r/

/**
 * Returns 1 if the chunk contains a status line without reason that ends with CR CR, which llhttp before 9.4.2 accepts. Called when no field
 * follows; otherwise the recorder checks the bytes before the field. The position of the line is not known, so the chunk is searched once
 * and the result holds for each of its lines.
 */
export function hasTwoCr(): number {
  tape.hasTwoCr ??= STATUS_LINE_WITH_TWO_CR.test(active.lastBytes + latin1(tape.chunk, 0, tape.chunk.length))
  return tape.hasTwoCr ? 1 : 0
}

/** Returns the last bytes of input, where a status line without reason may end, or the spaces before a target begin. */
export function lastBytes(): string {
  const { chunk } = tape
  const text = latin1(chunk, Math.max(0, chunk.length - STATUS_LINE_END), chunk.length)
  return (active.lastBytes + text).slice(-STATUS_LINE_END)
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
