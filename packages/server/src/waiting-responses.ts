/**
 * WaitingResponses: the responses to pipelined requests behind the one that has the socket, and how many bytes they keep. What one costs does not
 * grow with their number.
 */
import type { IncomingMessage } from '@layered-http/streams'
import type { ServerResponse } from './response.js'

/** Places of responses that have left up to which the list is not made shorter. Above, it is whenever half of it is such places. */
const MAX_LEFT = 32

export class WaitingResponses {
  private list: ServerResponse[] = []
  /** Position in `list` of the first that still waits. */
  private first = 0
  /** Bytes by response, of those that keep some. */
  private readonly bytesOf = new Map<ServerResponse, number>()
  private allBytes = 0

  /** Bytes that all of them keep. */
  get bytes(): number {
    return this.allBytes
  }

  get isEmpty(): boolean {
    return this.first === this.list.length
  }

  /** The response to the latest request. */
  get last(): ServerResponse | undefined {
    return this.isEmpty ? undefined : this.list[this.list.length - 1]
  }

  /** Whether one of them is the response to `req`. */
  has(req: IncomingMessage): boolean {
    return this.list.some((res, at) => at >= this.first && res.req === req)
  }

  push(res: ServerResponse): void {
    this.list.push(res)
  }

  /** `bytes` more of a response that waits. */
  addBytes(res: ServerResponse, bytes: number): void {
    this.bytesOf.set(res, (this.bytesOf.get(res) ?? 0) + bytes)
    this.allBytes += bytes
  }

  /** Takes the first out; its bytes do not wait any more. */
  shift(): ServerResponse | undefined {
    const res = this.list[this.first]
    if (res === undefined) return undefined
    this.allBytes -= this.bytesOf.get(res) ?? 0
    this.bytesOf.delete(res)
    this.first++
    if (this.first > MAX_LEFT && this.first * 2 > this.list.length) {
      this.list = this.list.slice(this.first)
      this.first = 0
    }
    return res
  }

  /** All of them, in order. */
  all(): ServerResponse[] {
    return this.list.slice(this.first)
  }
}
