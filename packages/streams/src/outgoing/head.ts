/** The head of an outgoing message: composed from its headers and its state, then fixed. */
import { composeHead, type HeadersInit, type HeaderValue } from '@layered-http/headers'
import { kindOf } from './kind.js'
import { Stage, StageEvent, transition, type OutgoingState } from './state.js'

/** Calls `add` for every header of `init`, in each of its forms. */
export function eachHeader(init: HeadersInit, add: (name: string, value: HeaderValue | undefined) => void): void {
  if (!Array.isArray(init)) {
    for (const name of Object.keys(init)) add(name, (init as Record<string, HeaderValue | undefined>)[name])
  } else if (Array.isArray(init[0])) {
    for (const { 0: name, 1: value } of init as readonly (readonly [string, HeaderValue])[]) add(name, value)
  } else {
    const flat = init as readonly HeaderValue[]
    for (let i = 0; i < flat.length; i += 2) add(flat[i] as string, flat[i + 1])
  }
}

/**
 * Builds the head and fixes it: afterwards no header can change.
 *
 * @param firstLine - with its CRLF
 * @param init - headers to send instead of those that were set; they are checked here
 * @param isBodilessStatus - for a response with the status 204 or 304
 * @throws ERR_HTTP_TRAILER_INVALID if trailers are announced that cannot be sent, and as `setHeader` for `init`. The message is unchanged then.
 */
export function buildHead(state: OutgoingState, firstLine: string, init?: HeadersInit, isBodilessStatus = false): void {
  const { message } = state
  const head = composeHead({
    firstLine,
    fields: state.headers,
    init,
    rules: state.options,
    mayHaveBody: state.mayHaveBody,
    isBodilessStatus,
    knownLength: state.knownLength,
    suppressed: state.suppressed,
    isLast: state.isLast,
    shouldKeepAlive: message.shouldKeepAlive,
    announcesBody: message.useChunkedEncodingByDefault,
    wantsChunks: message.chunkedEncoding,
    sendDate: message.sendDate,
    keepAliveLine: state.keepAliveLine,
    hasAgent: message.agent !== undefined,
    closesToEndBody: kindOf(message).closesToEndBody,
  })
  state.framing = head.framing
  state.declaredLength = head.declaredLength
  state.isLast = head.isLast
  state.head = head.text
  message.shouldKeepAlive = head.shouldKeepAlive
  message.chunkedEncoding = head.isChunked
  // A head built again after one that has left changes what is known, not what was sent.
  if (state.stage === Stage.open) {
    state.pendingHead = head.text
    transition(state, StageEvent.buildHead)
  }
}
