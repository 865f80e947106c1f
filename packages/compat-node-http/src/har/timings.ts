/** The timings of an entry, from the instants of an exchange. What may live here: arithmetic. */
import type { ExchangeTimings } from '@layered-http/client/port'
import type { ServerTimings } from '@layered-http/server/port'
import type { HarTimings } from './format.js'

/** Of a part that did not happen, or is not known. Source: the format. */
const NOT_APPLICABLE = -1

/** Gives the time between instants. They may be missing, or earlier than the one before: a response can come before its request was sent whole. */
class Steps {
  constructor(private last: number) {}

  /** Returns the milliseconds since the last instant; `otherwise` without an instant. */
  until(instant: number | undefined, otherwise: number): number {
    if (instant === undefined) return otherwise
    const before = this.last
    this.last = Math.max(before, instant)
    return this.last - before
  }
}

/** Returns the timings of a request that this process has sent. */
export function clientTimings({ start, queued, lookup, connect, secureConnect, sent, firstByte, end }: ExchangeTimings): HarTimings {
  const steps = new Steps(start)
  const blocked = steps.until(queued, NOT_APPLICABLE)
  const dns = steps.until(lookup, NOT_APPLICABLE)
  const tcp = steps.until(connect, NOT_APPLICABLE)
  const ssl = steps.until(secureConnect, NOT_APPLICABLE)
  const connecting = Math.max(tcp, 0) + Math.max(ssl, 0)
  const send = steps.until(sent, 0)
  const wait = steps.until(firstByte, 0)
  // An exchange that failed on the way has spent the rest of its time on what it waited for.
  const rest = steps.until(end, 0)
  const isAnswered = firstByte !== undefined
  return {
    blocked,
    dns,
    connect: tcp < 0 && ssl < 0 ? NOT_APPLICABLE : connecting,
    ssl,
    send,
    wait: isAnswered ? wait : wait + rest,
    receive: isAnswered ? rest : 0,
  }
}

/** Returns the timings of a request that this process has answered. */
export function serverTimings({ start, headReceived, headSent, finished }: ServerTimings, end: number): HarTimings {
  const steps = new Steps(start)
  const send = steps.until(headReceived, 0)
  const wait = steps.until(headSent ?? end, 0)
  return { blocked: NOT_APPLICABLE, dns: NOT_APPLICABLE, connect: NOT_APPLICABLE, ssl: NOT_APPLICABLE, send, wait, receive: steps.until(finished ?? end, 0) }
}

/** Returns the milliseconds of an entry. Source: the format, which asks for the sum of the parts that happened. `ssl` is a part of `connect`. */
export function totalOf({ blocked, dns, connect, send, wait, receive }: HarTimings): number {
  return [blocked, dns, connect, send, wait, receive].reduce((sum, part) => sum + Math.max(part, 0), 0)
}
