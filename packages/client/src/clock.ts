/**
 * Monotonic time and timers. Taken from Node's modules when this one is loaded: fake timers of a test do not change them.
 */
import { clearImmediate, clearTimeout, setImmediate, setTimeout } from 'node:timers'
import { instant } from '@layered-http/shared'

export const clock = { now: instant, setTimeout, clearTimeout, setImmediate, clearImmediate }
