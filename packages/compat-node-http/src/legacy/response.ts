/** The names with an underscore that libraries read on responses. */
import { hasToken } from '@layered-http/headers'
import { ServerResponse } from '@layered-http/server'
import { Continue, continueState, setContinueState } from '@layered-http/server/port'
import { lend } from './lend.js'

class LegacyResponse extends ServerResponse {
  /** The request waits for `100 Continue`. */
  get _expect_continue(): boolean {
    const { expect } = this.req.headers
    return this.req.httpVersion === '1.1' && typeof expect === 'string' && hasToken(expect, '100-continue')
  }
  set _expect_continue(_expects: boolean) {
    // A fact about the request.
  }

  /** `100 Continue` was sent. Setting it says so of one that was sent by other means. */
  get _sent100(): boolean {
    return continueState(this) === Continue.SENT
  }
  set _sent100(isSent: boolean) {
    setContinueState(this, isSent ? Continue.SENT : this._expect_continue ? Continue.AWAITED : Continue.UNASKED)
  }

  /** Requests on one socket, of the server; 0 for no limit. */
  get _maxRequestsPerSocket(): number {
    return (this.socket as { server?: { maxRequestsPerSocket?: number } } | null)?.server?.maxRequestsPerSocket ?? 0
  }
  set _maxRequestsPerSocket(_max: number) {
    // A fact about the server.
  }
}

/** Makes the names available on every response. */
export function lendResponse(): void {
  lend(ServerResponse.prototype, LegacyResponse.prototype)
}
