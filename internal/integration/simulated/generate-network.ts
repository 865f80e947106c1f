/** Makes the schedules of connections. */
import type { Features } from './generate.js'
import type { ConnectionSchedule, DirectionSchedule, EndSchedule, Fault } from './schedule.js'

/** A list of values is used again from its start. This length makes repetitions rare enough. */
const CYCLE = 7

export function connectionSchedule(choose: Features): ConnectionSchedule {
  const lost = choose.sometimes('lost connects', 0.2)
  return {
    connect: lost ? (choose.has('deaths') && choose.chance(0.3) ? 'hang' : 'refuse') : 'accept',
    connectDelay: choose.sometimes('delays', 0.6) ? choose.pick([1, 2, 10, 50]) : 0,
    isServerFirst: choose.chance(0.5),
    delivery: choose.sometimes('callbacks', 0.5) ? choose.pick(['callback', 'both']) : 'return',
    client: endSchedule(choose),
    server: endSchedule(choose),
    toServer: directionSchedule(choose),
    toClient: directionSchedule(choose),
    resetAfter: choose.sometimes('resets', 0.15) ? choose.pick([0, 1, 5, 20, 100, 500]) : undefined,
    keepsInput: choose.chance(0.5),
  }
}

function endSchedule(choose: Features): EndSchedule {
  return {
    isNet: !choose.sometimes('plain Duplex', 0.5),
    highWaterMark: choose.sometimes('small buffers', 0.5) ? choose.pick([1, 16, 1000]) : choose.pick([16_384, 65_536]),
    allowHalfOpen: choose.chance(0.5),
    closeDelay: choose.chance(0.5) ? 0 : choose.pick([0.5, 1, 10]),
    cancels: choose.pick(['null', 'error', 'never']),
  }
}

function directionSchedule(choose: Features): DirectionSchedule {
  const cycle = <T>(make: () => T): T[] => Array.from({ length: choose.number(1, CYCLE) }, make)
  return {
    // One byte at a time only at the start of a message: a large body would take a hundred thousand turns.
    sizes: choose.has('splits') ? [...cycle(() => choose.pick([1, 2, 3, 7, 20, 100, 1460, 1460])), 1460, 16_384, 65_536] : [65_536],
    delays: choose.has('delays') ? cycle(() => choose.pick([0, 0, 1, 2, 10])) : [0],
    capacity: choose.sometimes('small buffers', 0.5) ? choose.pick([1, 100, 5000]) : choose.pick([65_536, 200_000]),
    sync: cycle(() => choose.chance(0.7)),
    fault: faultOf(choose),
  }
}

function faultOf(choose: Features): Fault | undefined {
  if (choose.sometimes('stale sockets', 0.15)) return { kind: choose.pick(['fin', 'reset']), at: choose.number(100, 900), ms: choose.pick([0, 1, 10]) }
  const kind = choose.sometimes('stalls', 0.3)
    ? ('stall' as const)
    : choose.sometimes('deaths', 0.1)
      ? ('die' as const)
      : choose.sometimes('resets', 0.15)
        ? ('reset' as const)
        : choose.sometimes('ends', 0.2)
          ? ('fin' as const)
          : undefined
  if (kind === undefined) return undefined
  return { kind, at: choose.chance(0.7) ? choose.number(0, 600) : choose.pick([1000, 10_000, 70_000]), ms: choose.pick([0, 1, 10, 70, 400, 1500]) }
}
