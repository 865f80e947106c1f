/**
 * WaitingResponses: the responses to pipelined requests that wait for the current one, and the number of bytes that they keep. The cost of each operation
 * does not grow with their number.
 */
import type { IncomingMessage } from '@layered-http/streams'
import type { ServerResponse } from './response.js'

/** Empty places at the start of the list up to which it is not copied. With more, it is copied when half of it is empty. */
const MAX_EMPTY_PLACES = 32

export class WaitingResponses {
  private list: ServerResponse[] = []
  /** Position in `list` of the first response. */
  private first = 0
  /** Bytes by response, of those that keep bytes. */
  private readonly bytesOf = new Map<ServerResponse, number>()
  private allBytes = 0

  /** Bytes that all of them keep. */
  get bytes(): number {
    return this.allBytes
  }

  /** How many there are. */
  get count(): number {
    return this.list.length - this.first
  }

  get isEmpty(): boolean {
    return this.first === this.list.length
  }

  /** The response to the latest request. */
  get last(): ServerResponse | undefined {
    return this.isEmpty ? undefined : this.list[this.list.length - 1]
  }

  /** True if one of them is the response to `req`. */
  has(req: IncomingMessage): boolean {
    return this.list.some((res, at) => at >= this.first && res.req === req)
  }

  push(res: ServerResponse): void {
    this.list.push(res)
  }

  /** A response in the list keeps `bytes` more. */
  addBytes(res: ServerResponse, bytes: number): void {
    this.bytesOf.set(res, (this.bytesOf.get(res) ?? 0) + bytes)
    this.allBytes += bytes
  }

  /** Removes and returns the first response. Its bytes are no longer counted. */
  shift(): ServerResponse | undefined {
    const res = this.list[this.first]
    if (res === undefined) return undefined
    this.allBytes -= this.bytesOf.get(res) ?? 0
    this.bytesOf.delete(res)
    this.first++
    if (this.first > MAX_EMPTY_PLACES && this.first * 2 > this.list.length) {
      this.list = this.list.slice(this.first)
      this.first = 0
    }
    return res
  }

  /** Returns all of them, in order. */
  all(): ServerResponse[] {
    return this.list.slice(this.first)
  }
}
