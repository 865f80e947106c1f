/** The state of an IncomingMessage: one object a message, and the table of its phases. What may live here: data and transitions. */
import { numberedStateMachine } from '@layered-http/shared'
import { checkLayout, stateKey } from '../layout.js'
import type { IncomingHeaders } from '@layered-http/headers'
import type { IncomingConnection } from '../connection.js'
import { isPrototype } from '../prototype.js'

/** How far a message has come, as long as its stream is not initialized. Afterwards the stream knows. */
export const Phase = {
  /** More of the body may come. */
  open: 0,
  /** The whole message was received. */
  ended: 1,
  /** Complete without stream state: consumed, discarded or aborted before the first use of the stream. */
  closed: 2,
  /** The message has no body, and its stream was closed before the first use (`optimizeEmptyRequests`). */
  skipped: 3,
} as const

export const PhaseEvent = {
  /** The last byte of the message was received. */
  end: 0,
  /** The body was discarded or the connection lost. */
  close: 1,
  /** The message has no body and needs no stream. */
  skip: 2,
} as const

/** The phase after an event. */
export const nextPhase = numberedStateMachine<keyof typeof Phase, keyof typeof PhaseEvent>('incoming message', Phase, PhaseEvent, {
  open: { end: 'ended', close: 'closed', skip: 'skipped' },
  ended: { close: 'closed' },
  closed: {},
  skipped: {},
})

/** A field section as it was received: one text, and four positions in it for each field (start and end of the name, of the value). */
export interface ReceivedFields {
  readonly text: string
  readonly spans: readonly number[]
}

/** The head of a received message. */
export interface ReceivedHead extends ReceivedFields {
  /** `major << 8 | minor`. */
  readonly version: number
}

/** Views of head and trailers that were read or set. Each is made once. */
export interface Views {
  headers?: IncomingHeaders | undefined
  headersDistinct?: Record<string, string[]> | undefined
  rawHeaders?: string[] | undefined
  trailers?: IncomingHeaders | undefined
  trailersDistinct?: Record<string, string[]> | undefined
  rawTrailers?: string[] | undefined
}

/** What the functions of this folder use of the message itself. */
export interface IncomingOwner {
  httpVersion: string
  httpVersionMajor: number
  httpVersionMinor: number
  complete: boolean
  aborted: boolean
  upgrade: boolean | null
  readonly destroyed: boolean
  readonly readableEnded: boolean
  readonly readableDidRead: boolean
  readonly readableLength: number
  readonly readableFlowing: boolean | null
  push(piece: Uint8Array | null): boolean
  resume(): unknown
  destroy(error?: Error): unknown
  listenerCount(event: string): number
  removeAllListeners(event: string): unknown
}

const NO_FIELDS: ReceivedFields = { text: '', spans: [] }

export class IncomingState {
  phase: number = Phase.open
  /** The stream's own state exists. */
  isStreamInitialized = false
  /** `resume()` or `read()` was called: the body is wanted. */
  isResumed = false
  /** The rest of the body is discarded: it is received and not read. */
  isDiscarded = false
  connection: IncomingConnection | null = null
  head: ReceivedFields = NO_FIELDS
  trailers: ReceivedFields = NO_FIELDS
  views: Views | null = null
  /** The controller of `signal`; true if the exchange was aborted before `signal` was read. */
  abort: AbortController | true | null = null

  constructor(readonly message: IncomingOwner) {}
}

const kState: unique symbol = stateKey('IncomingMessage') as never

interface Stateful {
  [kState]?: IncomingState
}

/**
 * The state of `message`. An object that inherits from the class without its constructor, as mocking libraries make them, has that of a new message.
 *
 * @throws TypeError ERR_HTTP_MESSAGE_LAYOUT
 */
export function stateOf(message: object): IncomingState {
  return (message as Stateful)[kState] ?? firstState(message)
}

/** Gives `message` the state of a new one. */
export function initState(message: object): IncomingState {
  return ((message as Stateful)[kState] = new IncomingState(message as IncomingOwner))
}

function firstState(message: object): IncomingState {
  checkLayout(message, 'IncomingMessage')
  // A prototype keeps no state: every message that inherits from it would have the same.
  return isPrototype(message) ? new IncomingState(message as IncomingOwner) : initState(message)
}

/** Takes the state through its table. */
export function transition(state: IncomingState, event: number): void {
  state.phase = nextPhase(state.phase, event)
}
