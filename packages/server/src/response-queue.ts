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
import { MAX_QUEUED_OUTPUT, MAX_WAITING_RESPONSES } from './limits.js'
import type { ServerResponse } from './response.js'
import { noteHeadSent } from './timings.js'
import { flushBeforeDestroy, setCurrentResponse, type ServedSocket } from './socket-port.js'
import { WaitingResponses } from './waiting-responses.js'

/** The cork of the socket for responses to pipelined requests. */
const Cork = {
  /** It never was. */
  NEVER: 0,
  CORKED: 1,
  /** Not now. A handler that destroys the socket while it is corked flushes it first. */
  UNCORKED: 2,
} as const

/** What a queue has if requests were pipelined. */
class Pipeline {
  /** The responses after the current one; null if there are none. */
  waiting: WaitingResponses | null = null
  /** Responses whose bytes were sent together with those of the next one, and which are not finished; null if there are none. */
  sentTogether: ServerResponse[] | null = null
  cork: number = Cork.NEVER
}

export class ResponseQueue {
  /** The response whose bytes go to the socket. */
  current: ServerResponse | null = null
  /** Ended responses are being finished: nothing needs to be scheduled for them. */
  isSettling = false
  private pipeline: Pipeline | null = null
  /** The async contexts in which unfinished responses were ended, if they have listeners for their end. */
  private contexts: Map<ServerResponse, AsyncResource> | null = null

  constructor(private readonly socket: ServedSocket) {}

  /** The response to the latest request. */
  get last(): ServerResponse | null {
    return this.pipeline?.waiting?.last ?? this.current
  }

  /** True if the request has a response that is not finished. */
  isPending(req: IncomingMessage): boolean {
    const { current, pipeline } = this
    if (current?.req === req) return !isFinished(current)
    return pipeline?.waiting?.has(req) === true
  }

  /**
   * Bytes of responses that wait because the client has not taken those before them. 0 if no response waits and the current one is still being written:
   * its writer has `'drain'`.
   */
  get backlog(): number {
    const { current } = this
    const waiting = this.pipeline?.waiting ?? null
    if (current === null || (waiting === null && !hasEnded(current))) return 0
    return this.socket.writableLength + (waiting?.bytes ?? 0)
  }

  /** True if no further request is to be read: too many responses wait, or too many of their bytes. */
  get isFull(): boolean {
    return this.backlog >= MAX_QUEUED_OUTPUT || this.isCrowded
  }

  /** True if too many responses wait for a further request to be read. */
  get isCrowded(): boolean {
    return this.pipeline !== null && (this.pipeline.waiting?.count ?? 0) >= MAX_WAITING_RESPONSES
  }

  /** `bytes` more of a response were queued. Those of the current response wait in the socket and are counted there. */
  queued(res: ServerResponse, bytes: number): void {
    const waiting = this.pipeline?.waiting ?? null
    if (res === this.current || waiting === null) return
    waiting.addBytes(res, bytes)
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
    return this.hasSentTogether || (current !== null && current.headersSent && (isHeadSent(current) || current.writableLength > 0))
  }

  /** True if one response is left, and the operating system has all of its bytes: it finishes in this turn. */
  get isAllSent(): boolean {
    return this.current !== null && isSent(this.current) && !this.hasWaiting && !this.hasSentTogether
  }

  private get hasWaiting(): boolean {
    return this.pipeline !== null && this.pipeline.waiting !== null
  }

  private get hasSentTogether(): boolean {
    return this.pipeline !== null && this.pipeline.sentTogether !== null
  }

  /** Adds the response to a new request. */
  add(res: ServerResponse): void {
    // The program may have called `detachSocket`: then the socket is free.
    if (this.current !== null && !this.hasWaiting && this.current.socket === null) this.current = null
    if (this.current === null) {
      this.current = res
      res.socket = this.socket
      setCurrentResponse(this.socket, res)
    } else {
      setHighWaterMark(res, this.socket.writableHighWaterMark)
      this.pipeline ??= new Pipeline()
      ;(this.pipeline.waiting ??= new WaitingResponses()).push(res)
    }
  }

  /** More requests follow in the same chunk: their responses are to leave in one write. */
  corkSocket(): void {
    const pipeline = (this.pipeline ??= new Pipeline())
    if (pipeline.cork === Cork.CORKED) return
    if (pipeline.cork === Cork.NEVER) {
      flushBeforeDestroy(this.socket, () => {
        if (pipeline.cork === Cork.CORKED) this.settle()
      })
    }
    pipeline.cork = Cork.CORKED
    this.socket.cork()
  }

  /** Finishes the responses that have ended and whose bytes are gone. If a listener throws, a second call finishes the rest. */
  settle(): void {
    this.isSettling = true
    try {
      this.uncork()
      if (this.hasSentTogether) for (const res of [...this.pipeline!.sentTogether!]) this.finish(res)
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
    else if (this.hasSentTogether) {
      const pipeline = this.pipeline!
      const sent = pipeline.sentTogether!
      const at = sent.indexOf(res)
      if (at >= 0) sent.splice(at, 1)
      if (sent.length === 0) pipeline.sentTogether = null
    }
  }

  /** How many responses are not finished. */
  get count(): number {
    const { current, pipeline } = this
    return (current === null ? 0 : 1) + (pipeline?.waiting?.count ?? 0) + (pipeline?.sentTogether?.length ?? 0)
  }

  /** The socket has closed: finishes the responses whose bytes were sent, aborts the other exchanges, and empties the queue. Returns how many were aborted. */
  abort(): number {
    const { socket, pipeline, current } = this
    const all = [...(pipeline?.sentTogether ?? []), ...(current === null ? [] : [current]), ...(pipeline?.waiting?.all() ?? [])]
    this.current = null
    this.contexts = null
    if (pipeline !== null) pipeline.sentTogether = pipeline.waiting = null
    setCurrentResponse(socket, null)
    let aborted = 0
    for (const res of all) {
      // The bytes that the operating system took before the socket closed were sent.
      if (isSent(res)) finishIfFlushed(res, socket)
      if (isFinished(res)) continue
      aborted++
      receiveAbort(res.req)
      res.destroyed = true
      process.nextTick(closeUnanswered, res)
    }
    return aborted
  }

  private next(): void {
    const { pipeline } = this
    const waiting = pipeline?.waiting ?? null
    const res = waiting?.shift() ?? null
    if (waiting?.isEmpty) pipeline!.waiting = null
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
    if (isHeadSent(res)) noteHeadSent(res)
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
    const { pipeline } = this
    if (pipeline === null || pipeline.cork !== Cork.CORKED) return
    while (pipeline.waiting !== null && hasEndedWhole(this.current!) && !isLast(this.current!)) {
      ;(pipeline.sentTogether ??= []).push(this.current!)
      this.next()
    }
    pipeline.cork = Cork.UNCORKED
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
