/** Members with an underscore that libraries read on responses. */
import { hasToken } from '@layered-http/headers'
import { Continue, continueState, setContinueState } from '@layered-http/server/port'
import { ServerResponse } from '../classes.js'

/** Never constructed: its members are put on the prototype of responses. */
export class LegacyResponse extends ServerResponse {
  /** The request waits for `100 Continue`. */
  get _expect_continue(): boolean {
    const { expect } = this.req.headers
    return this.req.httpVersion === '1.1' && typeof expect === 'string' && hasToken(expect, '100-continue')
  }
  set _expect_continue(_expects: boolean) {
    // The request decides.
  }

  /** `100 Continue` was sent. Setting it tells that it was sent by other means. */
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
    // The server decides.
  }
}
