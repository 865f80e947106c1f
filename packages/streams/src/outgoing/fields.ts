/** The state of an OutgoingMessage: its stages, and the keys of the fields that the files of this folder share. */

/** How far a message has come. It only moves forward, or to one of the two ways to fail: ABANDONED and LOST. */
export const Stage = {
  /** Closed before it was ended: destroyed, or its connection was lost. `end()` makes it LOST. */
  ABANDONED: -1,
  /** Headers can still be set. */
  OPEN: 0,
  /** The head is fixed; it may wait for the first piece of the body to leave with it. */
  HEAD_BUILT: 1,
  /** `end()` was called. */
  ENDED: 2,
  /** Ended and closed, and some of its bytes never left. */
  LOST: 3,
  /** Every byte was handed to the operating system. */
  FINISHED: 4,
  /** Nothing more will happen, `'close'` included. */
  CLOSED: 5,
} as const
export type Stage = (typeof Stage)[keyof typeof Stage]

/** Automatic header lines that `removeHeader` has switched off. A sum of these. */
export const Suppressed = { CONNECTION: 1, CONTENT_LENGTH: 2, TRANSFER_ENCODING: 4 } as const

/** What a message owes to itself or to others, beside its bytes. A sum of these. */
export const Due = {
  /** What was written in this tick leaves at its end. */
  FLUSH: 1,
  /** The socket is corked until then. */
  UNCORK: 2,
  /** Callbacks of writes are with the socket: `'finish'` comes after them. */
  CALLBACKS: 4,
  /** A callback of the socket's will finish the message. */
  FINISH: 8,
  /** The system has taken every byte of the ended message: it finishes well, whatever becomes of the socket. */
  FLUSHED: 16,
  /** A callback will decide whether `'drain'` is due. */
  DRAIN: 32,
  /** `'finish'` is being or was emitted, and `'close'` follows. */
  CLOSE: 64,
  /** The message was destroyed before `end()` was called: what it has to say is not whole. */
  CUT: 128,
} as const

/** Called when bytes were handed over, or with why they never will be. */
export type WriteCallback = (error?: Error | null) => void

/** Output that waits for a socket. */
export interface PendingWrite {
  data: string | Uint8Array
  encoding: BufferEncoding
  callback: WriteCallback | undefined
}

export const kStage = Symbol('stage')
export const kDue = Symbol('due')
/** Callbacks given to `end`, or null. */
export const kEndCallbacks = Symbol('callbacks of end')
/** Bytes that may wait before `write` answers false, without a socket to ask; undefined for the default. */
export const kHighWaterMark = Symbol('high water mark')
export const kHeaders = Symbol('headers')
/** The head as it was built. While it is null or '', headers can still be set; '' is what serverless adapters set by hand. */
export const kHead = Symbol('head')
/** The built head while it waits for the first piece of the body; '' otherwise. */
export const kPendingHead = Symbol('pending head')
export const kFraming = Symbol('framing')
/** Bytes of the whole body while `end` builds the head, UNKNOWN_LENGTH otherwise. */
export const kKnownLength = Symbol('known length')
/** Body bytes announced by a Content-Length of the user's, -1 without one. */
export const kDeclaredLength = Symbol('declared length')
/** Body bytes accepted so far. */
export const kBodyBytes = Symbol('body bytes')
export const kSuppressed = Symbol('suppressed headers')
/** The connection closes after this message. */
export const kLast = Symbol('last message')
/** The Keep-Alive line, '' for none, or ANNOUNCES_CLOSE. */
export const kKeepAliveLine = Symbol('Keep-Alive line')
/** Instead of a Keep-Alive line: the peer is told that the connection closes, and closing is left to it. */
export const ANNOUNCES_CLOSE = 'Connection: close\r\n'
export const kMayHaveBody = Symbol('may have a body')
export const kTrailers = Symbol('trailers')
export const kQueue = Symbol('output waiting for a socket')
export const kQueuedBytes = Symbol('bytes waiting for a socket')
/** Pieces of the body written in this tick, to become one chunk. */
export const kChunk = Symbol('chunk being gathered')
export const kChunkBytes = Symbol('bytes of the chunk being gathered')
export const kCorked = Symbol('cork count')
export const kNeedDrain = Symbol('drain is owed')
export const kCarrier = Symbol('carrier')
export const kError = Symbol('destroy error')
/** The OutgoingRules of the message's connection. */
export const kRules = Symbol('rules')
