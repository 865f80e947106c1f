/**
 * A turn of the event loop in which a response was read to its end. A request that gets a used socket in such a turn leaves at its end, when all sockets with input were read, together with
 * the others of the turn.
 *
 * A write in between wakes the server for this one request, and the next write wakes it again: that is a third of the kernel's time of a GET (benchmarks/findings.md, "The kernel and
 * the client"). And a server that closes its connection after the response is noticed more often before the next request has left.
 *
 * A request that is alone leaves at once: there is no other socket to read.
 *
 * What may live here: which requests leave at the end of the turn, and that they do.
 */
import { clock } from './clock.js'

/** A request whose output is held back. */
export interface HeldRequest {
  /** Sends it now. */
  sendHeld(): void
}

let exchanges = 0
let isOpen = false
let held: HeldRequest[] = []

/** A socket has got a request. */
export function exchangeBegins(): void {
  exchanges++
}

/** The socket is free again, closed, or another protocol has it. */
export function exchangeEnds(): void {
  exchanges--
}

/** The response of an exchange was read to its end: if there are other exchanges, requests are held back until the end of this turn. */
export function beginTurn(): void {
  if (isOpen || exchanges === 1) return
  isOpen = true
  clock.setImmediate(endTurn)
}

/** True if requests are held back now. */
export function isHolding(): boolean {
  return isOpen
}

/** Holds a request back. Only while {@link isHolding}. */
export function hold(request: HeldRequest): void {
  held.push(request)
}

function endTurn(): void {
  isOpen = false
  if (held.length === 0) return
  const requests = held
  held = []
  send(requests, 0)
}

function send(requests: readonly HeldRequest[], from: number): void {
  let next = from
  try {
    while (next < requests.length) requests[next++]!.sendHeld()
  } finally {
    // A listener of the program has thrown. The others leave all the same.
    if (next < requests.length) clock.setImmediate(send, requests, next)
  }
}
