/**
 * Recorder: llhttp calls back into this file, and each call appends to the tape.
 *
 * It is WebAssembly in one module with llhttp, because a callback into WebAssembly costs about 3 ns, one into JavaScript 16 ns.
 * It reads the input in place. JavaScript does the work that is rare or needs strings (`imports.ts`). Nothing here
 * allocates: the tape has room for the records of any one input (`TAPE_CAPACITY`).
 */
import { At, Flag, Rec, Size } from '../src/layout'
import { MAX_KEPT_WHITE_SPACE } from '../src/limits'
import { Outcome, Bytes, Char, Fact, Guard, LlhttpType, Mark, Method, Part, Refused, Section, Struct, StructFlag, Verdict } from '../src/state'
import { hasTooManyExtensions, startSizeLine } from './extensions'
import { factsOfName, hasTab, trimmedEnd } from './fields'
import { carryText, execute, hasTwoCr, inspectFields, inspectStrictly, majorVersionOf, methodOf, minorVersionOf, nextVerdict, shouldKeepAlive } from './imports'
import { readPlain } from './plain'
import { state } from './state'
import { closeRecord, openRecord, toText, writeBody, writeComplete } from './tape'

// Called by JavaScript

export { readSizeLine } from './extensions'

/** Reads an input that starts between two messages. Returns llhttp's result. */
export function readMessages(parser: i32, start: i32, length: i32): i32 {
  const end = start + length
  const rest = ASC_FEATURE_SIMD ? readPlain(start) : start
  state.passed = rest + state.toChunk
  return rest == end ? Outcome.CONTINUE : execute(parser, rest, end - rest)
}

// Called by llhttp

export function wasm_on_message_begin(_parser: i32): i32 {
  state.section = Section.HEAD
  state.facts = 0
  openRecord(Rec.HEAD, Size.HEAD)
  return Outcome.CONTINUE
}

export function wasm_on_url(_parser: i32, at: i32, length: i32): i32 {
  // llhttp takes LF here for the end of an HTTP/0.9 request line and then reads fields. The byte after the input is 0.
  const end = at + length
  if (load<u8>(end) == Char.LF && (state.guards & Guard.REQUEST_LINE) != 0) return refuseAt(Refused.LF_IN_REQUEST_LINE, end)
  if ((state.guards & Guard.STRICT) != 0) {
    // llhttp skips all spaces before and after a target. The line has one of each (RFC 9112 section 3).
    if (state.part != Part.LINE && load<u8>(at - 2) == Char.SPACE) return refuseAt(Refused.SPACE_IN_REQUEST_LINE, at - 1)
    if (load<u8>(end) == Char.SPACE && end < state.inputEnd) {
      const next = load<u8>(end, 1)
      if (next == Char.SPACE) return refuseAt(Refused.SPACE_IN_REQUEST_LINE, end + 1)
      // llhttp also reads RTSP and ICE, and does not say so.
      if (next == Char.R || next == Char.I) return refuseAt(Refused.UNSUPPORTED_VERSION, end + 1)
      if (end + 1 == state.inputEnd) state.facts |= Fact.AFTER_TARGET
    }
  }
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
  if (takesTooMuch(length)) return refuse(Refused.NAME_OVERFLOW)
  const start = toText(at)
  let field = state.end
  if (state.part != Part.NAME) {
    if (state.part == Part.NONE && endsWithTwoCr(at)) return refuse(Refused.EXPECTED_LF)
    if (field > state.lastField && state.type == LlhttpType.REQUEST) return refuse(Refused.TOO_MANY_FIELDS)
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
  // llhttp may not call back for an empty value. Until it does, the value is the empty span here.
  const end = start + length
  store<i32>(field - 3 * Bytes.NUMBER, end)
  store<i32>(field - 2 * Bytes.NUMBER, end)
  store<i32>(field - Bytes.NUMBER, end)
  state.textEnd = end
  return Outcome.CONTINUE
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
    // A folded value continues on the next line. The bytes in between are not part of it.
    if (start != state.textEnd) start = carryAndPlace(at)
    if (end > at) store<i32>(field - Bytes.NUMBER, start + end - at)
  }
  state.textEnd = start + length
  return Outcome.CONTINUE
}

export function wasm_on_headers_complete(parser: i32, status: i32, upgrade: i32, keepsAlive: i32): i32 {
  leaveField()
  if ((state.facts & Fact.INSPECT) != 0) {
    const outcome = inspectFields()
    if (outcome != Outcome.CONTINUE) return outcome
  }
  if ((state.guards & Guard.STRICT) != 0) {
    const outcome = inspectStrictly(methodOf(parser), (majorVersionOf(parser) << 8) | minorVersionOf(parser))
    if (outcome != Outcome.CONTINUE) return outcome
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
  if ((state.guards & Guard.STRICT) != 0) {
    // `close` wins (RFC 9112 section 9.3). In HTTP/1.0 llhttp looks at `keep-alive` alone.
    const flags = load<u16>(parser, Struct.FLAGS)
    if ((flags & StructFlag.CONNECTION_CLOSE) != 0) {
      store<u16>(parser, flags & ~StructFlag.CONNECTION_KEEP_ALIVE, Struct.FLAGS)
      keepsAlive = shouldKeepAlive(parser)
    }
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
  // The caller decides only about final responses, since it knows their requests.
  let verdict: i32 = Verdict.PROCEED
  if (!isRequest) {
    if (!isInterim(status)) verdict = state.verdict == Mark.ASK ? nextVerdict() : state.verdict
    // No 1xx has a body, whatever its head announces (RFC 9112 section 6.3, rule 1). llhttp applies this rule only to some of them.
    else if (upgrade == 0) verdict = Verdict.NO_BODY
  }
  if (upgrade != 0 || verdict == Verdict.NO_BODY_AND_UPGRADE) facts |= Fact.UPGRADES
  // A message without a body has no chunks, whatever its head says. The next bytes are not a chunk-size line.
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
  state.passed = end
  writeBody(start, end)
  return Outcome.CONTINUE
}

export function wasm_on_message_complete(parser: i32): i32 {
  if (state.section == Section.TRAILERS) closeRecord(Size.TRAILERS)
  // The line of the last chunk is somewhere before the end of the input.
  else if ((state.facts & Fact.CODED) != 0 && hasTooManyExtensions(state.inputEnd)) return refuse(Refused.CHUNK_EXTENSIONS_OVERFLOW)
  state.section = Section.BETWEEN
  const keepAlive: i32 = shouldKeepAlive(parser) != 0 ? 1 : 0
  state.keepAlive = keepAlive
  writeComplete(keepAlive)
  return Outcome.CONTINUE
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
  return Outcome.CONTINUE
}

/** Ends the last field. */
function leaveField(): void {
  const facts = state.facts
  if ((facts & (Fact.IN_CONNECTION | Fact.IN_CODING)) == 0) return
  state.facts = (facts & ~(Fact.IN_CONNECTION | Fact.IN_CODING | Fact.NO_CODING)) | ((facts & Fact.NO_CODING) != 0 ? Fact.INSPECT : 0)
}

/** Gives llhttp the options of Connection that it overlooked. Returns 1 if another protocol may follow the message. */
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

/** Carries the text before an address. Returns the position of the address in the text. */
function carryAndPlace(at: i32): i32 {
  carryText()
  return toText(at)
}

/**
 * True if the status line ended with CR CR, which llhttp before 9.4.2 accepts. This is for a line without reason, for which llhttp
 * makes no callback; `wasm_on_status` checks the others. `at` is the address of the first field.
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

/** Counts bytes of the head. Returns true when they reach the limit. */
function takesTooMuch(length: i32): bool {
  const bytes = state.headerBytes + length
  state.headerBytes = bytes
  return bytes >= state.maxHeaderSize
}

function refuse(why: i32): i32 {
  state.refusal = why
  state.refusedAt = Mark.LLHTTP_POSITION
  return Outcome.STOP
}

function refuseAt(why: i32, address: i32): i32 {
  state.refusal = why
  state.refusedAt = address + state.toChunk
  return Outcome.STOP
}
