/**
 * Recorder: llhttp calls back into this file, and each call appends to the tape.
 *
 * It is WebAssembly in one module with llhttp, because a callback costs some 3 ns that way and 16 ns when it is JavaScript.
 * It reads what it needs of the input where llhttp reads it. What is rare or needs strings is left to JavaScript
 * (`imports.ts`). Nothing here allocates: the tape has room for all that one input can mean (`TAPE_CAPACITY`).
 */
import { At, Flag, Rec, Size } from '../src/layout'
import { MAX_KEPT_WHITE_SPACE } from '../src/limits'
import { Answer, Bytes, Char, Fact, Guard, LlhttpType, Mark, Method, Part, Refused, Section, Struct, StructFlag, Verdict } from '../src/state'
import { hasTooManyExtensions, startSizeLine } from './extensions'
import { factsOfName, hasTab, trimmedEnd } from './fields'
import { carryText, execute, hasTwoCr, inspectFields, majorVersionOf, methodOf, minorVersionOf, nextVerdict, shouldKeepAlive } from './imports'
import { readPlain } from './plain'
import { state } from './state'
import { closeRecord, openRecord, toText, writeBody, writeComplete } from './tape'

// What JavaScript calls

export { readSizeLine } from './extensions'

/** Reads an input that starts between two messages. Answers what llhttp does. */
export function readMessages(parser: i32, start: i32, length: i32): i32 {
  const end = start + length
  const rest = ASC_FEATURE_SIMD ? readPlain(start) : start
  return rest == end ? Answer.GO_ON : execute(parser, rest, end - rest)
}

// What llhttp calls

export function wasm_on_message_begin(_parser: i32): i32 {
  state.section = Section.HEAD
  state.facts = 0
  openRecord(Rec.HEAD, Size.HEAD)
  return Answer.GO_ON
}

export function wasm_on_url(_parser: i32, at: i32, length: i32): i32 {
  // llhttp takes LF here for the end of an HTTP/0.9 request line, and goes on to read fields. Behind the input there is 0.
  const end = at + length
  if (load<u8>(end) == Char.LF && (state.guards & Guard.REQUEST_LINE) != 0) return refuseAt(Refused.LF_IN_REQUEST_LINE, end)
  return onLine(at, length)
}

export function wasm_on_status(_parser: i32, at: i32, length: i32): i32 {
  const end = at + length
  if (load<u8>(end) == Char.CR && load<u8>(end, 1) != Char.LF && (state.guards & Guard.STATUS_LINE) != 0) {
    if (end + 1 != state.inputEnd) return refuseAt(Refused.EXPECTED_LF, end + 1)
    state.facts |= Fact.NEEDS_LF
  }
  return onLine(at, length)
}

export function wasm_on_header_field(_parser: i32, at: i32, length: i32): i32 {
  if (state.section == Section.BODY) {
    if (hasTooManyExtensions(at)) return refuse(Refused.CHUNK_EXTENSIONS_OVERFLOW)
    state.section = Section.TRAILERS
    openRecord(Rec.TRAILERS, Size.TRAILERS)
  }
  if (takesTooMuch(length)) return refuse(Refused.HEADER_OVERFLOW)
  const start = toText(at)
  let field = state.end
  if (state.part != Part.NAME) {
    if (state.part == Part.NONE && endsWithTwoCr(at)) return refuse(Refused.EXPECTED_LF)
    if (field > state.lastField && state.type == LlhttpType.REQUEST) return refuse(Refused.HEADER_OVERFLOW)
    state.part = Part.NAME
    leaveField()
    state.facts |= factsOfName(at, length)
    field += Size.SPAN * Bytes.NUMBER
    state.end = field
    store<i32>(field - 4 * Bytes.NUMBER, start)
  } else {
    // The name came in pieces.
    state.facts |= Fact.INSPECT
  }
  // A field whose value is empty may get no callback for it; until one comes the value is the empty span here.
  const end = start + length
  store<i32>(field - 3 * Bytes.NUMBER, end)
  store<i32>(field - 2 * Bytes.NUMBER, end)
  store<i32>(field - Bytes.NUMBER, end)
  state.textEnd = end
  return Answer.GO_ON
}

export function wasm_on_header_value(_parser: i32, at: i32, length: i32): i32 {
  if (takesTooMuch(length)) return refuse(Refused.HEADER_OVERFLOW)
  if ((state.facts & (Fact.IN_CONNECTION | Fact.IN_CODING)) != 0 && length > 0) {
    state.facts &= ~Fact.NO_CODING
    if (hasTab(at, length)) state.facts |= Fact.INSPECT
  }
  let start = toText(at)
  const end = trimmedEnd(at, length)
  const field = state.end
  if (state.part != Part.VALUE) {
    if (start - state.textEnd > MAX_KEPT_WHITE_SPACE) start = carryAndPlace(at)
    state.part = Part.VALUE
    store<i32>(field - 2 * Bytes.NUMBER, start)
    store<i32>(field - Bytes.NUMBER, start + end - at)
  } else {
    // A folded value goes on in another line. What lies between is no part of it.
    if (start != state.textEnd) start = carryAndPlace(at)
    if (end > at) store<i32>(field - Bytes.NUMBER, start + end - at)
  }
  state.textEnd = start + length
  return Answer.GO_ON
}

export function wasm_on_headers_complete(parser: i32, status: i32, upgrade: i32, keepsAlive: i32): i32 {
  leaveField()
  if ((state.facts & Fact.INSPECT) != 0) {
    const answer = inspectFields()
    if (answer != Answer.GO_ON) return answer
  }
  const isRequest = state.type == LlhttpType.REQUEST
  if (!isRequest && state.part == Part.NONE && (state.guards & Guard.STATUS_LINE) != 0 && hasTwoCr()) return refuse(Refused.EXPECTED_LF)
  closeRecord(Size.HEAD)
  const record = state.record
  let facts = state.facts
  if ((facts & (Fact.CLOSES | Fact.KEEPS_ALIVE | Fact.OFFERS_UPGRADE)) != 0) {
    upgrade = addConnectionOptions(parser, facts, status, upgrade)
    keepsAlive = shouldKeepAlive(parser)
  }
  if ((facts & Fact.CODED) != 0) startSizeLine(load<i32>(record, At.TEXT_END * Bytes.NUMBER) - state.toChunk)
  const code = isRequest ? methodOf(parser) : status
  store<i32>(record, code, At.CODE * Bytes.NUMBER)
  store<i32>(record, (majorVersionOf(parser) << 8) | minorVersionOf(parser), At.VERSION * Bytes.NUMBER)
  store<i32>(
    record,
    (keepsAlive != 0 ? Flag.KEEP_ALIVE : 0) | (upgrade != 0 ? Flag.UPGRADE : 0),
    At.FLAGS * Bytes.NUMBER,
  )
  // What to make of it. Only a final response's is a matter of what it answers.
  let verdict: i32 = Verdict.PROCEED
  if (!isRequest) {
    if (!isInterim(status)) verdict = state.verdict == Mark.ASK ? nextVerdict() : state.verdict
    // llhttp knows of some of these that they have no body, whatever they announce; none has (RFC 9112 section 6.3, rule 1).
    else if (upgrade == 0) verdict = Verdict.NO_BODY
  }
  if (upgrade != 0 || verdict == Verdict.NO_BODY_AND_UPGRADE) facts |= Fact.UPGRADES
  // A message that has no body has no chunks either, whatever its head says: what follows is no chunk-size line.
  if (verdict != Verdict.PROCEED || (isRequest ? upgrade != 0 && code == Method.CONNECT : isBodiless(status))) facts &= ~Fact.CODED
  state.facts = facts
  state.section = Section.BODY
  state.part = Part.NONE
  return verdict
}

export function wasm_on_body(_parser: i32, at: i32, length: i32): i32 {
  const start = at + state.toChunk
  const end = start + length
  if ((state.facts & Fact.CODED) != 0) {
    if (hasTooManyExtensions(at)) return refuseAt(Refused.CHUNK_EXTENSIONS_OVERFLOW, at)
    startSizeLine(at + length)
  }
  writeBody(start, end)
  return Answer.GO_ON
}

export function wasm_on_message_complete(parser: i32): i32 {
  if (state.section == Section.TRAILERS) closeRecord(Size.TRAILERS)
  // The line of the last chunk is somewhere before the end of the input.
  else if ((state.facts & Fact.CODED) != 0 && hasTooManyExtensions(state.inputEnd)) return refuse(Refused.CHUNK_EXTENSIONS_OVERFLOW)
  state.section = Section.BETWEEN
  const keepAlive: i32 = shouldKeepAlive(parser) != 0 ? 1 : 0
  state.keepAlive = keepAlive
  writeComplete(keepAlive)
  return Answer.GO_ON
}

// Lines and fields

function onLine(at: i32, length: i32): i32 {
  if (takesTooMuch(length)) return refuse(Refused.HEADER_OVERFLOW)
  const start = toText(at)
  const end = start + length
  const record = state.record
  if (state.part != Part.LINE) {
    state.part = Part.LINE
    store<i32>(record, start, At.LINE_START * Bytes.NUMBER)
  }
  store<i32>(record, end, At.LINE_END * Bytes.NUMBER)
  state.textEnd = end
  return Answer.GO_ON
}

/** The last field is over. */
function leaveField(): void {
  const facts = state.facts
  if ((facts & (Fact.IN_CONNECTION | Fact.IN_CODING)) == 0) return
  state.facts = (facts & ~(Fact.IN_CONNECTION | Fact.IN_CODING | Fact.NO_CODING)) | ((facts & Fact.NO_CODING) != 0 ? Fact.INSPECT : 0)
}

/** Tells llhttp of the options of Connection that it did not see. Returns 1 if another protocol may follow the message. */
function addConnectionOptions(parser: i32, facts: i32, status: i32, upgrade: i32): i32 {
  let flags = <i32>load<u16>(parser, Struct.FLAGS)
  if ((facts & Fact.CLOSES) != 0) flags |= StructFlag.CONNECTION_CLOSE
  if ((facts & Fact.KEEPS_ALIVE) != 0) flags |= StructFlag.CONNECTION_KEEP_ALIVE
  if ((facts & Fact.OFFERS_UPGRADE) != 0) flags |= StructFlag.CONNECTION_UPGRADE
  store<u16>(parser, flags, Struct.FLAGS)
  if ((facts & Fact.OFFERS_UPGRADE) == 0 || (flags & StructFlag.UPGRADE) == 0) return upgrade
  // As llhttp decides: a response must be 101.
  if (state.type != LlhttpType.REQUEST && status != 101) return upgrade
  store<u8>(parser, 1, Struct.UPGRADE)
  return 1
}

/** Text position of an address, with the text before it carried. */
function carryAndPlace(at: i32): i32 {
  carryText()
  return toText(at)
}

/**
 * Whether the status line ended with CR CR, which llhttp before 9.4.2 takes for its end. Where there is a reason its
 * callback looks; this is for a line without one, which has none. `at` is the address of the first field.
 */
function endsWithTwoCr(at: i32): bool {
  return state.type == LlhttpType.RESPONSE && state.section == Section.HEAD && (state.guards & Guard.STATUS_LINE) != 0 && load<u8>(at - 2) == Char.CR && load<u8>(at - 1) == Char.CR
}

function isInterim(status: i32): bool {
  return status >= 100 && status < 200
}

/** Responses that end with their head (RFC 9112 section 6.3, rule 1). */
function isBodiless(status: i32): bool {
  return isInterim(status) || status == 204 || status == 304
}

// Limits and refusals

/** Counts bytes against the head limit. */
function takesTooMuch(length: i32): bool {
  const bytes = state.headerBytes + length
  state.headerBytes = bytes
  return bytes >= state.maxHeaderSize
}

function refuse(why: i32): i32 {
  state.refusal = why
  state.refusedAt = Mark.NOT_SAID
  return Answer.STOP
}

function refuseAt(why: i32, address: i32): i32 {
  state.refusal = why
  state.refusedAt = address + state.toChunk
  return Answer.STOP
}
