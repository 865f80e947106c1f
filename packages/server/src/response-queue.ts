/**
 * ResponseQueue: the responses of one connection, in the order of their requests (RFC 9112 section 9.3.2).
 *
 * `current` has the socket. The answers to pipelined requests wait behind it and keep their bytes until it is their turn.
 */
import { AsyncResource } from 'node:async_hooks'
import type { Socket } from 'node:net'
import type { IncomingMessage } from '@layered-http/streams'
import { isFinished, hasEnded, isFinishing, isLast, hasEndCallback, isHeadSent, setHighWaterMark, attachSocket, finishIfFlushed, isCut, isSent } from '@layered-http/streams/port'
import type { ServerResponse } from './response.js'
import { WaitingResponses } from './waiting-responses.js'

/** A socket, and the name under which libraries find the response that has it. */
type AnsweredSocket = Socket & { _httpMessage?: ServerResponse | null }

export class ResponseQueue {
  /** The response whose bytes go to the socket. */
  current: ServerResponse | null = null
  /** Responses that ended are being finished: nothing needs to be scheduled for them. */
  isSettling = false
  private waiting: WaitingResponses | null = null
  /** Where responses that are not finished were ended, for those that have listeners for it. */
  private contexts: Map<ServerResponse, AsyncResource> | null = null
  /** Responses that have left together with the one after them, and are not finished. */
  private ended: ServerResponse[] | null = null
  private corked = false
  private isGuarded = false

  constructor(private readonly socket: AnsweredSocket) {}

  /** The response to the latest request. */
  get last(): ServerResponse | null {
    return this.waiting?.last ?? this.current
  }

  /** Whether the request has a response that is not finished. */
  isPending(req: IncomingMessage): boolean {
    const { current, waiting } = this
    if (current?.req === req) return !isFinished(current)
    return waiting !== null && waiting.has(req)
  }

  /**
   * Bytes of responses that wait for the client to take those before them; 0 while requests are not answered faster than
   * that. A response that is still being written is its writer's business.
   */
  get backlog(): number {
    const { current, waiting } = this
    if (current === null || (waiting === null && !hasEnded(current))) return 0
    return this.socket.writableLength + (waiting?.bytes ?? 0)
  }

  /** `bytes` more of a response wait: for the socket, unless it has that. */
  queued(res: ServerResponse, bytes: number): void {
    if (res === this.current || this.waiting === null) return
    this.waiting.addBytes(res, bytes)
    this.keepContext(res)
  }

  /** `'finish'` and what follows it will come in the async context that runs now, the one that ends the response. Without listeners nothing is kept. */
  keepContext(res: ServerResponse): void {
    if (!hasEndCallback(res) && res.listenerCount('finish') === 0 && res.listenerCount('close') === 0 && res.req.listenerCount('close') === 0) return
    this.contexts ??= new Map()
    if (!this.contexts.has(res)) this.contexts.set(res, new AsyncResource('HTTPSERVERRESPONSE'))
  }

  /** Finishes `res` if its bytes are gone, in the context that was kept for it. Returns whether it is finished. */
  private finish(res: ServerResponse): boolean {
    const context = this.contexts?.get(res)
    if (context === undefined) return finishIfFlushed(res, this.socket)
    this.contexts!.delete(res)
    return context.runInAsyncScope(finishIfFlushed, undefined, res, this.socket, context)
  }

  /** Bytes of a response that is not finished are with the socket. */
  get isAnswering(): boolean {
    const { current } = this
    return this.ended !== null || (current !== null && current.headersSent && (isHeadSent(current) || current.writableLength > 0))
  }

  /** No response is left but one whose bytes are all with the system, and which finishes in this turn. */
  get isAllSent(): boolean {
    return this.current !== null && isSent(this.current) && this.waiting === null && this.ended === null
  }

  /** The response to a request that has just come. */
  add(res: ServerResponse): void {
    // `detachSocket` called by hand: the socket is free again.
    if (this.current !== null && this.waiting === null && this.current.socket === null) this.current = null
    if (this.current === null) {
      this.current = res
      res.socket = this.socket
      this.socket._httpMessage = res
    } else {
      setHighWaterMark(res, this.socket.writableHighWaterMark)
      ;(this.waiting ??= new WaitingResponses()).push(res)
    }
  }

  /** More requests follow in the same chunk: their responses shall leave in one write. */
  cork(): void {
    if (this.corked) return
    this.corked = true
    this.guard()
    this.socket.cork()
  }

  /** A handler may destroy the socket while answers are held back: they leave before that. Only sockets that saw pipelining have this. */
  private guard(): void {
    if (this.isGuarded) return
    this.isGuarded = true
    const { socket } = this
    const { destroy } = socket
    socket.destroy = (error) => {
      if (this.corked) this.settle()
      return destroy.call(socket, error)
    }
  }

  /** Finishes the responses that have ended, as far as their bytes are gone. After an exception of a listener a second call does the rest. */
  settle(): void {
    this.isSettling = true
    try {
      this.uncork()
      if (this.ended !== null) for (const res of [...this.ended]) this.finish(res)
      while (this.current !== null && hasEndedWhole(this.current)) {
        if (!this.finish(this.current)) break
      }
    } finally {
      this.isSettling = false
    }
  }

  /** A response is over. If it had the socket, the next in line has it now. */
  remove(res: ServerResponse): void {
    this.contexts?.delete(res)
    if (res === this.current) this.next()
    else if (this.ended !== null) {
      this.ended.splice(this.ended.indexOf(res), 1)
      if (this.ended.length === 0) this.ended = null
    }
  }

  /** Empties the queue and answers what was in it. */
  clear(): ServerResponse[] {
    const all = [...(this.ended ?? []), ...(this.current === null ? [] : [this.current]), ...(this.waiting?.all() ?? [])]
    this.ended = null
    this.current = null
    this.waiting = null
    this.contexts = null
    this.socket._httpMessage = null
    return all
  }

  private next(): void {
    const res = this.waiting?.shift() ?? null
    if (this.waiting?.isEmpty) this.waiting = null
    this.current = res
    this.socket._httpMessage = res
    // Somebody may have ended the socket: what this response says stays with it.
    if (res === null || this.socket.writableEnded) return
    res.socket = this.socket
    if (res.destroyed) {
      this.destroyInTurn(res)
      return
    }
    res.emit('socket', this.socket)
    attachSocket(res, this.socket)
  }

  /** The turn of a response that was destroyed while it waited. As in Node, one that has ended is sent; one that lacks a part takes the connection with it, so that the next response is not taken for it. */
  private destroyInTurn(res: ServerResponse): void {
    if (isCut(res)) {
      this.socket.destroy(res.errored ?? undefined)
      return
    }
    res.destroyed = false
    attachSocket(res, this.socket)
    res.destroyed = true
  }

  /** Lets the waiting responses follow those that have ended into the corked socket, and sends it all. */
  uncork(): void {
    if (!this.corked) return
    while (this.waiting !== null && hasEndedWhole(this.current!) && !isLast(this.current!)) {
      ;(this.ended ??= []).push(this.current!)
      this.next()
    }
    this.corked = false
    this.socket.uncork()
  }
}

/** True if a response has ended and can leave whole. */
function hasEndedWhole(res: ServerResponse): boolean {
  return isFinishing(res) && !isCut(res)
}
