/**
 * ResponseQueue: the responses of one connection, in the order of their requests (RFC 9112 section 9.3.2).
 *
 * `current` has the socket. The answers to pipelined requests wait behind it and keep their bytes until it is their turn.
 */
import type { Socket } from 'node:net'
import { attachSocket, finishIfFlushed, kLast, kStage, Stage, type IncomingMessage } from '@layered-http/streams'
import type { ServerResponse } from './response.js'

/** A socket, and the name under which libraries find the response that has it. */
type AnsweredSocket = Socket & { _httpMessage?: ServerResponse | null }
const NONE: readonly ServerResponse[] = []

export class ResponseQueue {
  /** The response whose bytes go to the socket. */
  current: ServerResponse | null = null
  /** Responses that ended are being finished: nothing needs to be scheduled for them. */
  isSettling = false
  private waiting: ServerResponse[] | null = null
  private corked = false
  private isGuarded = false

  constructor(private readonly socket: AnsweredSocket) {}

  /** The response to the latest request. */
  get last(): ServerResponse | null {
    return this.waiting?.at(-1) ?? this.current
  }

  /** Whether the request has a response that is not finished. */
  isPending(req: IncomingMessage): boolean {
    const { current, waiting } = this
    if (current?.req === req) return current[kStage] < Stage.FINISHED
    return waiting !== null && waiting.some((res) => res.req === req)
  }

  /**
   * Bytes of responses that wait for the client to take those before them; 0 while requests are not answered faster than
   * that. A response that is still being written is its writer's business.
   */
  get backlog(): number {
    const { current, waiting } = this
    if (current === null || (waiting === null && current[kStage] < Stage.ENDED)) return 0
    let bytes = this.socket.writableLength
    if (waiting !== null) for (const res of waiting) bytes += res.writableLength
    return bytes
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
      ;(this.waiting ??= []).push(res)
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

  /** Finishes the responses that have ended, as far as their bytes are gone; `ended` is what {@link ResponseQueue.uncork} answered. */
  settle(ended: readonly ServerResponse[] = this.uncork()): void {
    this.isSettling = true
    let settled = 0
    try {
      while (settled < ended.length) finishIfFlushed(ended[settled++]!, this.socket)
      while (this.current !== null && this.current[kStage] === Stage.ENDED) {
        if (!finishIfFlushed(this.current, this.socket)) break
      }
      settled = Infinity
    } finally {
      this.isSettling = false
      // A listener threw. The other responses have nothing to do with that.
      if (settled !== Infinity) process.nextTick(settleRest, this, ended.slice(settled))
    }
  }

  /** A response is over. If it had the socket, the next in line has it now. */
  remove(res: ServerResponse): void {
    if (res === this.current) this.next()
  }

  /** Empties the queue and answers what was in it. */
  clear(): ServerResponse[] {
    const all = this.current === null ? [] : [this.current, ...(this.waiting ?? [])]
    this.current = null
    this.waiting = null
    this.socket._httpMessage = null
    return all
  }

  private next(): void {
    const res = this.waiting?.shift() ?? null
    if (this.waiting?.length === 0) this.waiting = null
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

  /** The turn of a response that was destroyed while it waited. As in Node, one that had ended is sent; any other takes the connection with it. */
  private destroyInTurn(res: ServerResponse): void {
    if (res[kStage] !== Stage.ENDED) {
      this.socket.destroy(res.errored ?? undefined)
      return
    }
    res.destroyed = false
    attachSocket(res, this.socket)
    res.destroyed = true
  }

  /** Lets the waiting responses follow those that have ended into the corked socket, and sends it all. Answers those that have ended. */
  uncork(): readonly ServerResponse[] {
    if (!this.corked) return NONE
    const ended: ServerResponse[] = []
    while (this.waiting !== null && this.current![kStage] === Stage.ENDED && !this.current![kLast]) {
      ended.push(this.current!)
      this.next()
    }
    this.corked = false
    this.socket.uncork()
    return ended
  }
}

function settleRest(queue: ResponseQueue, ended: readonly ServerResponse[]): void {
  queue.settle(ended)
}
