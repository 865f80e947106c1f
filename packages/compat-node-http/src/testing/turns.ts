/**
 * The order of events in memory: what the event loop does with the sockets of a network, without one.
 *
 * A loop calls a socket back once in each turn, and then runs the immediates that were set. So what a listener writes arrives after the immediates that the listener sets. Here an immediate stands in for the
 * callback of a socket. Its plans wait until its ticks and promises have run, so that their immediates come first.
 */

import { MAX_TIMER_DELAY } from '@layered-http/shared'

// Those of the time when this is loaded: fake timers of a test must not stop a network that has no latency.
const { setImmediate } = globalThis

/** True while the loop would call a socket back, with the ticks and promises that follow. */
let isArriving = false
/** Plans for the turn after that. */
let waiting: (() => void)[] = []
/** Plans for the end of that, at once. */
let immediate: (() => void)[] = []

/** Calls `act` in the next turn, as the event loop calls back a socket that has something to read. Calls keep their order. */
export function later(act: () => void): void {
  if (isArriving) waiting.push(act)
  else plan(act)
}

/** Calls `act` when the callback of a socket and its ticks are over, as the event loop reports what the operating system does at once, such as the end of a side. */
export function soon(act: () => void): void {
  if (isArriving) immediate.push(act)
  else plan(act)
}

function plan(act: () => void): void {
  setImmediate(arrive, act)
  // Its own immediate, so that it comes after the ticks and promises of `act`, and also if `act` throws.
  setImmediate(leave)
}

function arrive(act: () => void): void {
  isArriving = true
  act()
}

function leave(): void {
  const reported = immediate
  immediate = []
  try {
    for (const act of reported) act()
  } finally {
    isArriving = false
    const planned = waiting
    waiting = []
    for (const act of planned) plan(act)
  }
}

/** Calls `act` after `milliseconds`, by the timers that the process has now: fake timers of a test move it. */
export function after(milliseconds: number, act: () => void): void {
  if (milliseconds === 0) act()
  else globalThis.setTimeout(act, Math.min(milliseconds, MAX_TIMER_DELAY))
}
