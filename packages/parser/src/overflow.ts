/**
 * The details of an error that is a limit: which limit, how much there was, and the field to look at first.
 * What may live here: how they are read from the parse that a limit has stopped.
 */
import { findField, textAt } from './carried.js'
import type { Overflow } from './errors.js'
import { At } from './layout.js'
import { MAX_SHOWN_NAME } from './limits.js'
import { active, numbers, wasm, words } from './parse.js'
import { Bytes, Part, Refused, Section, Word } from './state.js'

/** Returns the details of the refusal that has stopped the parse; undefined if it is not a limit. */
export function overflowOf(refusal: number): Overflow | undefined {
  switch (refusal) {
    case Refused.HEADER_OVERFLOW:
    case Refused.NAME_OVERFLOW:
      return { limit: active.maxHeaderSize, unit: 'bytes', size: words[Word.HEADER_BYTES]!, field: longestField(refusal === Refused.HEADER_OVERFLOW) }
    case Refused.TOO_MANY_FIELDS:
      return { limit: active.maxHeadersCount, unit: 'fields', size: active.maxHeadersCount + 1, field: longestField(false) }
    case Refused.CHUNK_EXTENSIONS_OVERFLOW:
      return { limit: active.maxChunkExtensionsSize, unit: 'bytes', size: words[Word.EXTENSION_BYTES]!, field: null }
    default:
      return undefined
  }
}

/** @param isInLast - true if the bytes that no span has belong to the value of the last field, or to the line if there is no field */
function longestField(isInLast: boolean): string | null {
  const record = (words[Word.RECORD]! - wasm.tapeStart) / Bytes.NUMBER
  const isHead = words[Word.SECTION] === Section.HEAD
  const line = isHead ? numbers[record + At.LINE_END]! - numbers[record + At.LINE_START]! : 0
  let longest: string | null = null
  let most = line
  let last: string | null = null
  let lastSize = 0
  let rest = words[Word.HEADER_BYTES]! - line
  const countLast = (): void => {
    if (lastSize <= most) return
    most = lastSize
    longest = last
  }
  findField((list, at) => {
    countLast()
    lastSize = list[at + 1]! - list[at]! + list[at + 3]! - list[at + 2]!
    last = textAt(list[at]!, Math.min(list[at + 1]!, list[at]! + MAX_SHOWN_NAME))
    rest -= lastSize
    return false
  })
  // The last field goes on: with its value, or with its name, which is then not complete.
  if (isInLast) lastSize += rest
  else if (words[Word.PART] === Part.NAME) {
    lastSize += rest
    last = null
  } else if (rest > Math.max(most, lastSize)) return null
  countLast()
  return longest
}
