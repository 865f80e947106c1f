/** The state of the parse under way, see `src/state.ts`. */
import { Address, Word } from '../src/state'

/** The words of `Word`, in its order and by its names. */
@unmanaged
class State {
  type: i32
  guards: i32
  maxHeaderSize: i32
  maxFieldBytes: i32
  maxChunkExtensionsSize: i32
  verdict: i32

  toChunk: i32
  inputStart: i32
  inputEnd: i32
  passed: i32

  section: i32
  part: i32
  facts: i32
  keepAlive: i32
  headerBytes: i32
  sizeLineStart: i32
  sizeLine: i32
  extensionBytes: i32

  end: i32
  record: i32
  lastField: i32

  textStart: i32
  carriedLength: i32
  toText: i32
  textEnd: i32

  refusal: i32
  refusedAt: i32
}

if (offsetof<State>() != Word.COUNT * 4) ERROR('State and Word differ')

export const state = changetype<State>(Address.STATE)
