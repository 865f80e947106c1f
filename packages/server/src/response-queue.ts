/**
 * ResponseQueue: the responses of one connection, in the order of their requests (RFC 9112 section 9.3.2).
 *
 * `current` has the socket. Responses to pipelined requests wait, and keep their bytes until it is their turn.
 */
import { AsyncResource } from 'node:async_hooks'
import type { IncomingMessage } from '@layered-http/streams'
import {
  abortSignal,
  attachSocket,
  closeMessage,
  finishIfFlushed,
  hasEndCallback,
  hasEnded,
  isCut,
  isFinished,
  isFinishing,
  isHeadSent,
  isLast,
  isSent,
  receiveAbort,
  setHighWaterMark,
} from '@layered-http/streams/port'
import type { ServerResponse } from './response.js'
import { flushBeforeDestroy, setCurrentResponse, type ServedSocket } from './socket-port.js'
import { WaitingResponses } from './waiting-responses.js'

export class ResponseQueue {
  /** The response whose bytes go to the socket. */
  current: ServerResponse | null = null
  /** Ended responses are being finished: nothing needs to be scheduled for them. */
  isSettling = false
  private waiting: WaitingResponses | null = null
  /** The async contexts in which unfinished responses were ended, if they have listeners for their end. */
  private contexts: Map<ServerResponse, AsyncResource> | null = null
  /** Responses whose bytes were sent together with those of the next one, and which are not finished. */
  private sentTogether: ServerResponse[] | null = null
  private isCorked = false
  private isFlushedBeforeDestroy = false

  constructor(private readonly socket: ServedSocket) {}

  /** The response to the latest request. */
  get last(): ServerResponse | null {
    return this.waiting?.last ?? this.current
  }

  /** True if the request has a response that is not finished. */
  isPending(req: IncomingMessage): boolean {
    const { current, waiting } = this
    if (current?.req === req) return !isFinished(current)
    return waiting !== null && waiting.has(req)
  }

  /**
   * Bytes of responses that wait because the client has not taken those before them. 0 if no response waits and the current one is still being written:
   * its writer has `'drain'`.
   */
  get backlog(): number {
    const { current, waiting } = this
    if (current === null || (waiting === null && !hasEnded(current))) return 0
    return this.socket.writableLength + (waiting?.bytes ?? 0)
  }

  /** `bytes` more of a response were queued. Those of the current response wait in the socket and are counted there. */
  queued(res: ServerResponse, bytes: number): void {
    if (res === this.current || this.waiting === null) return
    this.waiting.addBytes(res, bytes)
    this.keepContext(res)
  }

  /** Keeps the current async context, in which `res` ends, for `'finish'` and what follows it. Without listeners nothing is kept. */
  keepContext(res: ServerResponse): void {
    if (!hasEndCallback(res) && res.listenerCount('finish') === 0 && res.listenerCount('close') === 0 && res.req.listenerCount('close') === 0) return
    this.contexts ??= new Map()
    if (!this.contexts.has(res)) this.contexts.set(res, new AsyncResource('HTTPSERVERRESPONSE'))
  }

  /** Finishes `res` if its bytes are gone, in the context that was kept for it. Returns true if it is finished. */
  private finish(res: ServerResponse): boolean {
    const context = this.contexts?.get(res)
    if (context === undefined) return finishIfFlushed(res, this.socket)
    this.contexts!.delete(res)
    return context.runInAsyncScope(finishIfFlushed, undefined, res, this.socket, context)
  }

  /** True if bytes of an unfinished response were given to the socket. */
  get isAnswering(): boolean {
    const { current } = this
    return this.sentTogether !== null || (current !== null && current.headersSent && (isHeadSent(current) || current.writableLength > 0))
  }

  /** True if one response is left, and the operating system has all of its bytes: it finishes in this turn. */
  get isAllSent(): boolean {
    return this.current !== null && isSent(this.current) && this.waiting === null && this.sentTogether === null
  }

  /** Adds the response to a new request. */
  add(res: ServerResponse): void {
    // The program may have called `detachSocket`: then the socket is free.
    if (this.current !== null && this.waiting === null && this.current.socket === null) this.current = null
    if (this.current === null) {
      this.current = res
      res.socket = this.socket
      setCurrentResponse(this.socket, res)
    } else {
      setHighWaterMark(res, this.socket.writableHighWaterMark)
      ;(this.waiting ??= new WaitingResponses()).push(res)
    }
  }

  /** More requests follow in the same chunk: their responses are to leave in one write. */
  cork(): void {
    if (this.isCorked) return
    this.isCorked = true
    if (!this.isFlushedBeforeDestroy) {
      this.isFlushedBeforeDestroy = true
      flushBeforeDestroy(this.socket, () => {
        if (this.isCorked) this.settle()
      })
    }
    this.socket.cork()
  }

  /** Finishes the responses that have ended and whose bytes are gone. If a listener throws, a second call finishes the rest. */
  settle(): void {
    this.isSettling = true
    try {
      this.uncork()
      if (this.sentTogether !== null) for (const res of [...this.sentTogether]) this.finish(res)
      while (this.current !== null && hasEndedWhole(this.current)) {
        if (!this.finish(this.current)) break
      }
    } finally {
      this.isSettling = false
    }
  }

  /** Removes a finished response. If it had the socket, the next response gets it. */
  remove(res: ServerResponse): void {
    this.contexts?.delete(res)
    if (res === this.current) this.next()
    else if (this.sentTogether !== null) {
      this.sentTogether.splice(this.sentTogether.indexOf(res), 1)
      if (this.sentTogether.length === 0) this.sentTogether = null
    }
  }

  /** The socket has closed: finishes the responses whose bytes were sent, aborts the other exchanges, and empties the queue. */
  abort(): void {
    const { socket } = this
    const all = [...(this.sentTogether ?? []), ...(this.current === null ? [] : [this.current]), ...(this.waiting?.all() ?? [])]
    this.sentTogether = null
    this.current = null
    this.waiting = null
    this.contexts = null
    setCurrentResponse(socket, null)
    for (const res of all) {
      // The bytes that the operating system took before the socket closed were sent.
      if (isSent(res)) finishIfFlushed(res, socket)
      if (isFinished(res)) continue
      receiveAbort(res.req)
      res.destroyed = true
      process.nextTick(closeUnanswered, res)
    }
  }

  private next(): void {
    const res = this.waiting?.shift() ?? null
    if (this.waiting?.isEmpty) this.waiting = null
    this.current = res
    setCurrentResponse(this.socket, res)
    // If the program has ended the socket, the response keeps its bytes.
    if (res === null || this.socket.writableEnded) return
    res.socket = this.socket
    if (res.destroyed) {
      this.sendDestroyed(res)
      return
    }
    res.emit('socket', this.socket)
    attachSocket(res, this.socket)
  }

  /**
   * It is the turn of a response that was destroyed while it waited. As in Node, it is sent if it has ended. If a part is missing the socket is destroyed, so
   * that the client does not take the next response for the rest.
   */
  private sendDestroyed(res: ServerResponse): void {
    if (isCut(res)) {
      this.socket.destroy(res.errored ?? undefined)
      return
    }
    res.destroyed = false
    attachSocket(res, this.socket)
    res.destroyed = true
  }

  /** Writes the waiting responses after those that have ended into the corked socket, and sends all of them. */
  uncork(): void {
    if (!this.isCorked) return
    while (this.waiting !== null && hasEndedWhole(this.current!) && !isLast(this.current!)) {
      ;(this.sentTogether ??= []).push(this.current!)
      this.next()
    }
    this.isCorked = false
    this.socket.uncork()
  }
}

/** True if a response has ended and can leave whole. */
function hasEndedWhole(res: ServerResponse): boolean {
  return isFinishing(res) && !isCut(res)
}

function closeUnanswered(res: ServerResponse): void {
  closeMessage(res)
  abortSignal(res.req)
}
