/**
 * Clock: a time that only goes forward, and timers.
 *
 * Both are taken from Node's modules when this one is loaded. So steps of the system's clock, fake timers of a test and global timers of another
 * kind (jsdom's return numbers) do not change the timeouts of connections.
 */
import { clearTimeout, setTimeout } from 'node:timers'
import { instant } from '@layered-http/shared'

export interface Clock {
  /** Milliseconds since some moment in the past. */
  now(): number
  setTimeout(callback: () => void, delay: number): NodeJS.Timeout
  clearTimeout(timer: NodeJS.Timeout | undefined): void
}

export const systemClock: Clock = { now: instant, setTimeout, clearTimeout }
