/**
 * The order of events in memory: what the event loop does with the sockets of a network, without one.
 *
 * A loop that waits for sockets calls them back after the callbacks of `setImmediate` that were set before, and once in each turn. So bytes that a listener writes arrive
 * after the immediates that it sets. Here an immediate stands in for a callback of the loop: what it causes waits for one more.
 */

// Those of the time when this is loaded: fake timers of a test must not stop a network that has no latency.
const { setImmediate } = globalThis

/** True while the loop would call sockets back, with the ticks and promises that follow. */
let isArriving = false

/** Calls `act` in a later turn, as the event loop calls a socket back. Calls keep their order. */
export function later(act: () => void): void {
  if (isArriving) setImmediate(plan, act)
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
  isArriving = false
}

/** Calls `act` after `milliseconds`, by the timers that the process has now: fake timers of a test move it. */
export function after(milliseconds: number, act: () => void): void {
  if (milliseconds === 0) act()
  else globalThis.setTimeout(act, milliseconds)
}
