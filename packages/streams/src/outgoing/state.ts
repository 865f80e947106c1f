/**
 * The state of an OutgoingMessage: one object a message, and the table of its stages. What may live here: data, transitions, and questions about
 * them. The functions of this folder take the state; only message.ts knows the class.
 */
import { Framing, UNKNOWN_LENGTH, type OutgoingHeaders } from '@layered-http/headers'
import { numberedStateMachine } from '@layered-http/shared'
import { checkLayout, stateKey } from '../layout.js'
import type { Socket } from 'node:net'
import type { OutgoingConnection } from '../connection.js'
import { isPrototype } from '../prototype.js'
import { DEFAULT_WRITE_OPTIONS, type WriteOptions } from './write-options.js'

/** How far a message has come. The numbers are in order: `stage >= Stage.ended` is true for every stage after `end()`. */
export const Stage = {
  /** Closed before `end()`: destroyed, or its connection was lost. */
  closedBeforeEnd: 0,
  /** Headers can still be set. */
  open: 1,
  /** The head is fixed. It may wait for the first piece of the body, to leave with it. */
  headBuilt: 2,
  /** `end()` was called. */
  ended: 3,
  /** Ended and closed, but some of its bytes never left. */
  closedBeforeFlush: 4,
  /** The operating system has taken every byte. */
  finished: 5,
  /** `'close'` was emitted after that. */
  closed: 6,
} as const

export const StageEvent = {
  buildHead: 0,
  /** A middleware takes the head back (`res._header = null`), so that headers can be set again. */
  dropHead: 1,
  end: 2,
  finish: 3,
  close: 4,
  /** A library marks the message as closed (`res._closed = true`). */
  markClosed: 5,
} as const

/** The stage after an event. */
export const nextStage = numberedStateMachine<keyof typeof Stage, keyof typeof StageEvent>('outgoing message', Stage, StageEvent, {
  open: { buildHead: 'headBuilt', end: 'ended', close: 'closedBeforeEnd', markClosed: 'closed' },
  headBuilt: { dropHead: 'open', end: 'ended', close: 'closedBeforeEnd', markClosed: 'closed' },
  ended: { finish: 'finished', close: 'closedBeforeFlush', markClosed: 'closed' },
  finished: { close: 'closed', markClosed: 'closed' },
  closedBeforeEnd: { end: 'closedBeforeFlush', markClosed: 'closed' },
  closedBeforeFlush: { markClosed: 'closed' },
  closed: { markClosed: 'closed' },
})

/** Scheduled work and facts about the output. A sum of these. */
export const Pending = {
  /** The output of this tick leaves at its end. */
  FLUSH: 1,
  /** The socket is corked until then. */
  UNCORK: 2,
  /** Callbacks of writes are with the socket: `'finish'` comes after them. */
  CALLBACKS: 4,
  /** A callback of the socket will finish the message. */
  FINISH: 8,
  /** The operating system has taken every byte of the ended message: it finishes, even if the socket fails afterwards. */
  FLUSHED: 16,
  /** A callback will check whether to emit `'drain'`. */
  DRAIN: 32,
  /** `'finish'` was emitted or is being emitted, and `'close'` follows. */
  CLOSE: 64,
  /** The message was destroyed before `end()`: its output is not complete. */
  CUT: 128,
} as const

/** Called when the bytes were handed over, or with the reason why they never will be. */
export type WriteCallback = (error?: Error | null) => void

/** Output that waits for a socket. */
export interface PendingWrite {
  data: string | Uint8Array
  encoding: BufferEncoding
  callback: WriteCallback | undefined
}

/** What the functions of this folder use of the message itself. */
export interface OutgoingOwner {
  destroyed: boolean
  shouldKeepAlive: boolean
  chunkedEncoding: boolean
  sendDate: boolean
  readonly useChunkedEncodingByDefault: boolean
  readonly strictContentLength: boolean
  readonly agent: unknown
  emit(event: string, ...args: unknown[]): boolean
  listenerCount(event: string): number
  /** Builds the head when the user did not. Middleware replaces this method. */
  _implicitHeader(): void
  /** Called when the message was ended and has a socket. */
  _finish(): void
  uncork(): void
}

export class OutgoingState {
  stage: number = Stage.open
  /** A sum of {@link Pending}. */
  pending = 0
  socket: Socket | null = null
  connection: OutgoingConnection | null = null
  options: WriteOptions = DEFAULT_WRITE_OPTIONS
  /** Bytes that may wait before `write` returns false while there is no socket; undefined for the default. */
  highWaterMark: number | undefined = undefined
  /** The reason given to `destroy()`; null before. */
  error: Error | null | undefined = null
  /** Callbacks given to `end()`, or null. */
  endCallbacks: WriteCallback[] | null = null

  // The head

  headers: OutgoingHeaders | null = null
  /** The head as it was built. While it is null or '', headers can be set; serverless adapters set ''. */
  head: string | null = null
  /** The built head while it waits for the first piece of the body; '' otherwise. */
  pendingHead = ''
  /** Automatic header lines that `removeHeader` has switched off. A sum of `Suppressed`. */
  suppressed = 0
  /** The connection closes after this message. */
  isLast = false
  /** The Keep-Alive line, '' for none, or `CLOSE_LINE`: the peer is told that the connection closes, and closing it is left to the peer. */
  keepAliveLine = ''

  // The body

  /** False for a response to HEAD, and for 1xx, 204 and 304. */
  mayHaveBody = true
  framing: Framing = Framing.NONE
  /** Bytes of the whole body while `end()` builds the head, UNKNOWN_LENGTH otherwise. */
  knownLength = UNKNOWN_LENGTH
  /** Body bytes announced by the user's own Content-Length, UNKNOWN_LENGTH without one. */
  declaredLength = UNKNOWN_LENGTH
  /** Body bytes accepted so far. */
  bodyBytes = 0
  /** Lines of the trailer section. */
  trailers = ''

  // The output

  /** Writes that wait for a socket. */
  queue: PendingWrite[] | null = null
  queuedBytes = 0
  /** Pieces of the body written in this tick, which become one chunk. */
  chunk: PendingWrite[] | null = null
  chunkBytes = 0
  corked = 0
  /** `write` returned false: `'drain'` must follow. */
  needsDrain = false

  constructor(readonly message: OutgoingOwner) {}
}

const kState: unique symbol = stateKey('OutgoingMessage') as never

interface Stateful {
  [kState]?: OutgoingState
}

/**
 * The state of `message`. An object that inherits from the class without its constructor, as mocking libraries make them, has that of a new message.
 *
 * @throws TypeError ERR_HTTP_MESSAGE_LAYOUT
 */
export function stateOf(message: object): OutgoingState {
  return (message as Stateful)[kState] ?? firstState(message)
}

/** The state of `message` if that is a message of this layout. */
export function existingState(message: object | null | undefined): OutgoingState | undefined {
  return (message as Stateful | null | undefined)?.[kState]
}

/** Gives `message` the state of a new one. */
export function initState(message: object): OutgoingState {
  return ((message as Stateful)[kState] = new OutgoingState(message as OutgoingOwner))
}

function firstState(message: object): OutgoingState {
  const isMessage = checkLayout(message, 'OutgoingMessage')
  // A prototype keeps no state: every message that inherits from it would have the same.
  const state = isPrototype(message) ? new OutgoingState(message as OutgoingOwner) : initState(message)
  // A method was called on an object of another class. As in Node, its `_header` says that the head is built.
  if (!isMessage) state.head = (message as { _header?: string | null })._header ?? null
  return state
}

/** Takes the state through its table. */
export function transition(state: OutgoingState, event: number): void {
  state.stage = nextStage(state.stage, event)
}

/** True if no event will follow, `'close'` included. */
export function isClosed({ stage }: OutgoingState): boolean {
  return stage === Stage.closed || stage === Stage.closedBeforeFlush || stage === Stage.closedBeforeEnd
}
