/** The bytes of bodies: each body has bytes of its own, so that a byte of another message is noticed. Writing them, and checking what arrives. */
import { randomNumbers } from '@layered-http/test-kit'
import { sizeOf, type BodyPlan } from './plan.js'
import type { Run } from './run.js'

const NOISE_SIZE = 1 << 22
/** No body is larger. */
const MAX_BODY = 1 << 21

const noise = Buffer.alloc(NOISE_SIZE)
const random = randomNumbers(4711)
for (let i = 0; i < NOISE_SIZE; i++) noise[i] = random(256)

/** Returns a part of the body of this name. */
export function bytesOf(name: string, offset: number, length: number): Buffer {
  let hash = 7
  for (let i = 0; i < name.length; i++) hash = (Math.imul(hash, 31) + name.charCodeAt(i)) >>> 0
  const start = (hash % (NOISE_SIZE - MAX_BODY)) + offset
  return noise.subarray(start, start + length)
}

/** Checks that the pieces of a body are its bytes, in order. */
export class BodyCheck {
  received = 0

  constructor(
    private readonly run: Run,
    private readonly name: string,
    readonly size: number,
  ) {}

  take(chunk: Buffer): void {
    const expected = bytesOf(this.name, this.received, chunk.length)
    if (this.received + chunk.length > this.size || !expected.equals(chunk)) this.run.fail('body', `${this.name}: other bytes than those that were sent, after ${this.received} bytes`)
    this.received += chunk.length
  }

  /** The body has ended without an error. */
  end(mayBeCut = false): void {
    if (this.received !== this.size && !mayBeCut) this.run.fail('truncated', `${this.name}: ended after ${this.received} of ${this.size} bytes`)
  }
}

/** A message, or the socket of a tunnel. */
export interface Sink {
  write(chunk: Buffer): boolean
  end(chunk?: Buffer): unknown
  once(event: 'drain', listener: () => void): unknown
  addTrailers?(trailers: Record<string, string>): void
}

export interface SendOptions {
  /** Called before each piece and before the end, with the number of pieces that were written. Returns false to stop. */
  readonly before?: (pieces: number) => boolean
  /** Value of the trailer, if the plan has trailers. */
  readonly trailer?: string
}

/** Writes the body of this name, as its plan says, and ends the sink. */
export function sendBody(run: Run, sink: Sink, plan: BodyPlan, name: string, { before, trailer }: SendOptions = {}): void {
  const { pieces, gaps, endsWithPiece, waitsForDrain } = plan
  let offset = 0
  const next = (i: number): void => {
    const isEnd = i === pieces.length
    const isLast = i === pieces.length - 1 && endsWithPiece
    const write = (): void => {
      if (before?.(i) === false) return
      if (isEnd || isLast) {
        if (isLast && before?.(i + 1) === false) return
        if (plan.hasTrailers && trailer !== undefined) sink.addTrailers?.({ 'x-tail': trailer })
        if (isEnd) sink.end()
        else sink.end(bytesOf(name, offset, pieces[i]!))
        return
      }
      const isFull = !sink.write(bytesOf(name, offset, pieces[i]!))
      offset += pieces[i]!
      if (isFull && waitsForDrain) sink.once('drain', () => next(i + 1))
      else next(i + 1)
    }
    if (!isEnd && gaps[i]! > 0) run.scheduler.after(gaps[i]!, write)
    else write()
  }
  next(0)
}

/** Returns a check for the body of this name. */
export function checkOf(run: Run, name: string, plan: BodyPlan): BodyCheck {
  return new BodyCheck(run, name, sizeOf(plan))
}
