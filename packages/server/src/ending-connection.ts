/**
 * EndingConnection: every way in which HTTP ends on a connection: the socket goes to another protocol, the input is bad,
 * or one of the two sides has closed.
 */
import type { IncomingMessage } from '@layered-http/streams'
import { isFinished, abortSignal, closeMessage, discardBody, finishIfFlushed, isBeingRead, isConsumed, isSent, receiveAbort } from '@layered-http/streams/port'
import { NO_DEADLINE } from './deadlines.js'
import { kFixed } from './host.js'
import { rejection } from './reject.js'
import type { ServerResponse } from './response.js'
import { detach } from './served-socket.js'
import { TimedConnection } from './timed-connection.js'
import { UpgradeStream } from './upgrade.js'

const NO_BYTES = Buffer.alloc(0)

export abstract class EndingConnection extends TimedConnection {
  /** The response behind which the connection ends because the client has closed its side, whatever the head says. */
  protected final: ServerResponse | null = null
  /** The request that offered another protocol and whose offer will be taken. */
  protected upgrading: IncomingMessage | null = null
  /** What its handler has in place of the socket while its body is still coming. */
  private upgradeStream: UpgradeStream | null = null

  // For another protocol

  /** Whether the request leaves HTTP: CONNECT always does, an upgrade when the server wants it. */
  protected takesOver(req: IncomingMessage): boolean {
    req.upgrade = true
    if (req.method !== 'CONNECT' && !this.server.shouldUpgradeCallback(req)) {
      req.upgrade = false
      return false
    }
    this.upgrading = req
    return true
  }

  /** The upgrade's handler need not wait for a body that is still on its way. */
  protected leave(req: IncomingMessage): void {
    const { server, socket } = this
    // Responses that ended leave before the other protocol begins.
    this.responses.settle()
    this.transition('leave')
    // The body is part of the request, and has no more time than any other.
    this.setRequestDeadline()
    this.upgradeStream = new UpgradeStream(socket)
    if (!server.emit('upgrade', req, this.upgradeStream, NO_BYTES)) socket.destroy()
    // What nobody reads must not keep the other protocol's bytes back.
    else if (!isConsumed(req)) discardBody(req)
  }

  /** Where the bytes stop being HTTP, if the offer is taken; otherwise they are HTTP after all. */
  protected onUpgrade(rest: Uint8Array): void {
    const { upgrading, upgradeStream } = this
    if (upgrading === null) {
      this.declineUpgrade(rest)
      return
    }
    const first = Buffer.concat([rest, ...this.takeBacklog()])
    if (upgradeStream !== null) {
      this.release()
      upgradeStream.relay(first)
      return
    }
    this.responses.settle()
    const event = upgrading.method === 'CONNECT' ? 'connect' : 'upgrade'
    if (this.server.listenerCount(event) === 0) {
      this.socket.destroy()
      return
    }
    this.release()
    this.server.emit(event, upgrading, this.socket, first)
  }

  /** Lets go of the socket: from here on it belongs to an upgrade handler. */
  private release(): void {
    const { socket } = this
    this.transition('handOver')
    detach(socket)
    this.forget()
  }

  // By an error

  onError(error: Error): void {
    this.context.runInAsyncScope(this.onSocketError, this, error)
  }

  private onSocketError(error: Error): void {
    // What had come before it is read first.
    this.finishWalk()
    // The first error of a connection is its client's; the socket's own end follows.
    if (this.state === 'idle' || this.state === 'active') this.fail(error)
    else if (this.state === 'leaving') this.upgradeStream!.fail(error)
  }

  /** The input is bad, or lost: nothing more can be read. */
  protected fail(error: Error & { code?: string }): void {
    if (this.state === 'leaving') {
      this.socket.destroy()
      return
    }
    if (this.server.listenerCount('clientError') > 0 && this.isOpen) {
      this.transition('fail')
      // As Node: a listener that keeps the socket gets a second error when the time of the request is over.
      this.setRequestDeadline()
    }
    this.responses.uncork()
    this.report(error)
    this.responses.settle()
  }

  /** `'clientError'` decides; without a listener a raw reply and the end. */
  protected override report(error: Error & { code?: string }): void {
    const { server, socket } = this
    if (server.emit('clientError', error, socket)) {
      // What follows a destroyed socket is no news: its error is the listener's own.
      if (socket.destroyed && (this.state === 'idle' || this.state === 'active')) this.transition('last')
      else if (socket.writableEnded) this.setClosingDeadline()
      return
    }
    this.deadline = NO_DEADLINE
    // Of an upgrade the stream of its handler has the same error.
    if (this.state !== 'leaving') this.transition('last')
    if (socket.writable && !this.responses.isAnswering) socket.write(rejection(error.code, server[kFixed].unknownMethodStatus), 'latin1')
    // As in Node, what was sent before bad input behind a body finishes well; without a body, the error is its end as well.
    if (this.hasReadBody) this.responses.settle()
    socket.destroy(error)
  }

  // By the end of a side

  onEnd(): void {
    this.context.runInAsyncScope(this.onInputOver, this)
  }

  private onInputOver(): void {
    // Closed is also what somebody says to be closed who emits the event himself.
    if (this.state === 'failed' || this.state === 'closed') this.socket.end()
    // What is left of the body will not come; the request hears of it when the socket is closed.
    else if (this.state === 'leaving') {
      this.upgradeStream!.receiveEnd()
      this.socket.end()
    } else if (this.isOpen) this.onInputEnd()
  }

  private onInputEnd(): void {
    const error = this.readEnd()
    if (error !== null) {
      this.fail(error)
      return
    }
    const { last } = this.responses
    // As Node: a client that closes its side is taken to be gone, unless the server says that half-open is welcome.
    if (last !== null && this.server.httpAllowHalfOpen) this.final = last
    else this.socket.end()
  }

  onClose(): void {
    if (this.state === 'closed') return
    // What had come before is read first.
    this.finishWalk()
    const { responses, receiving } = this
    // An answered request can still be on its way in. Its exchange is complete: its signal must not abort, and as in Node no event says that the
    // rest did not come, unless user code still reads it: that would wait forever.
    const isEndedHere = (this.state === 'closing' || this.state === 'ending') && !this.socket.errored
    if (receiving !== null && !isEndedHere && isBeingRead(receiving) && !responses.isPending(receiving)) receiveAbort(receiving)
    this.transition('close')
    this.forget()
    this.upgradeStream?.destroy()
    for (const res of responses.clear()) {
      // What the system has taken before the socket closed has been sent.
      if (isSent(res)) finishIfFlushed(res, this.socket)
      if (isFinished(res)) continue
      receiveAbort(res.req)
      res.destroyed = true
      process.nextTick(closeUnanswered, res)
    }
  }
}

/** The end of an exchange that the connection took with it. */
function closeUnanswered(res: ServerResponse): void {
  closeMessage(res)
  abortSignal(res.req)
}
