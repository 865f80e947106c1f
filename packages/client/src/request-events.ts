/**
 * What a request emits on behalf of its connection: `'response'`, `'error'` at most once, and `'close'` as the last event.
 * A request that follows redirections does so here, since only the last of its exchanges has these events.
 */
import type { IncomingMessage } from '@layered-http/streams'
import { closeMessage, dropOutput } from '@layered-http/streams/port'
import { requestError } from './channels.js'
import { RequestEvent, RequestPhase, transition, type RequestState } from './request-state.js'

/** Emits `'response'`. Returns false if no listener takes the response: its body is to be discarded. */
export function deliverResponse({ request, redirects }: RequestState, response: IncomingMessage): boolean {
  if (redirects !== null && redirects.onResponse(response)) return false
  return request.emit('response', response)
}

/** Emits `'error'`, once. Errors of an exchange that was redirected, or after `'close'`, are not errors of the request. */
export function failRequest(state: RequestState, error: Error): void {
  if (state.phase >= RequestPhase.redirected) return
  transition(state, RequestEvent.fail)
  const { request } = state
  if (requestError.hasSubscribers) requestError.publish({ request, error })
  request.emit('error', error)
}

/** Emits `'close'`, once. The end of an exchange that was redirected is not the end of the request. */
export function closeRequest(state: RequestState): void {
  if (state.phase === RequestPhase.redirected) {
    state.redirects!.onExchangeClosed()
    return
  }
  transition(state, RequestEvent.close)
  dropOutput(state.request)
  closeMessage(state.request)
}

/** The last two events of a request. Without a listener, `'error'` is an exception; `'close'` is emitted all the same. */
export function failAndClose(state: RequestState, reason: Error | null): void {
  try {
    if (reason !== null) failRequest(state, reason)
  } finally {
    closeRequest(state)
  }
}
