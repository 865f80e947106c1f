/**
 * The time of waiting requests and pooled sockets: it only goes forward. It and the timers are taken from Node's modules when this one is
 * loaded, so that fake timers of a test do not reach them.
 */
import { performance } from 'node:perf_hooks'
import { clearTimeout, setTimeout } from 'node:timers'

export const clock = { now: performance.now.bind(performance), setTimeout, clearTimeout }
