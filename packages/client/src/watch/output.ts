/**
 * The output of a socket, in steps: tells when a write begins, and when the operating system has taken a part of it. No event of a socket does.
 *
 * It wraps `_write` and `_writev`, the documented interface between a Writable and its transport. Only a socket that has served a request with a deadline for idle time is wrapped.
 */
import type { Duplex } from 'node:stream'

/**
 * Bytes. A larger write is made in slices of this size, each of which is a step. `pipe()` of a file writes pieces of this size, so these stay whole; a peer that takes 64 KiB in the time of a
 * deadline is not idle.
 */
export const SLICE = 64 * 1024

type Callback = (error?: Error | null) => void

interface Piece {
  readonly chunk: Uint8Array | string
  readonly encoding: BufferEncoding
}

/** The callback for a step. Null while no exchange is watched: then writes are passed on as they are. */
interface Steps {
  onStep: (() => void) | null
}

const kSteps = Symbol('steps of the output')

type SteppedSocket = Duplex & { [kSteps]?: Steps }

/** Calls `onStep` for each step from now on. Returns the function that ends this. */
export function watchOutput(socket: Duplex, onStep: () => void): () => void {
  const steps = ((socket as SteppedSocket)[kSteps] ??= wrap(socket))
  steps.onStep = onStep
  return () => {
    if (steps.onStep === onStep) steps.onStep = null
  }
}

function wrap(socket: Duplex): Steps {
  const steps: Steps = { onStep: null }
  const { _write: write, _writev: writev } = socket
  const writeSlice = ({ chunk, encoding }: Piece, done: Callback): void => write.call(socket, chunk, encoding, done)
  socket._write = (chunk: Uint8Array | string, encoding, callback) => {
    if (steps.onStep === null) write.call(socket, chunk, encoding, callback)
    else inTurn(slicesOf([{ chunk, encoding }]), writeSlice, steps, callback)
  }
  if (writev) {
    socket._writev = (chunks: Piece[], callback) => {
      if (steps.onStep === null) {
        writev.call(socket, chunks as never, callback)
        return
      }
      const slices = slicesOf(chunks)
      // Small pieces leave together, as they would without this.
      if (slices.length === chunks.length && total(chunks) <= SLICE) inTurn([chunks], (all, done) => writev.call(socket, all as never, done), steps, callback)
      else inTurn(slices, writeSlice, steps, callback)
    }
  }
  return steps
}

/** Does one after the other, and calls back once. Each may call back at once or later. */
function inTurn<Item>(items: readonly Item[], act: (item: Item, done: Callback) => void, steps: Steps, callback: Callback): void {
  let next = 0
  let isActing = false
  let isDone = false
  const done: Callback = (error) => {
    steps.onStep?.()
    if (error || next === items.length) callback(error)
    else if (isActing) isDone = true
    else proceed()
  }
  // A loop, and not a call in a call, for those that call back at once.
  const proceed = (): void => {
    do {
      isDone = false
      isActing = true
      act(items[next++]!, done)
      isActing = false
    } while (isDone)
  }
  // A program that writes is not idle, however long ago its last write was.
  steps.onStep?.()
  proceed()
}

function total(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { chunk }) => sum + chunk.length, 0)
}

function slicesOf(pieces: readonly Piece[]): readonly Piece[] {
  if (pieces.every(({ chunk }) => chunk.length <= SLICE)) return pieces
  return pieces.flatMap(({ chunk, encoding }) => {
    if (chunk.length <= SLICE) return [{ chunk, encoding }]
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk
    const slices: Piece[] = []
    for (let start = 0; start < bytes.length; start += SLICE) slices.push({ chunk: bytes.subarray(start, start + SLICE), encoding: 'buffer' as BufferEncoding })
    return slices
  })
}
