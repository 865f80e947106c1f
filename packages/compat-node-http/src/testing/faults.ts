/**
 * Faults: what a test makes go wrong with the connections to a name.
 * What may live here: the forms of a fault, their checks, and applying them to a new connection.
 */
import { invalidArgType, invalidArgValue, validateInteger, validateNumber } from '@layered-http/shared'
import type { Direction, MemoryConnection } from './connection.js'
import type { BreakKind } from './pipe.js'

/** How many connections have a fault, and after how many bytes. */
export interface FaultExtent {
  /** Bytes of the direction that still arrive. Default 0: nothing arrives. */
  readonly afterBytes?: number
  /** Connections that have the fault, from the next one on. Default Infinity. */
  readonly connections?: number
}

/** A fault of the connections to a name. One of `cut`, `stall`, `reset`, `refuse` and `latency` is given. */
export type Fault =
  /** The reader of this direction gets the end of the input after `afterBytes` bytes. */
  | ({ readonly cut: Direction } & FaultExtent)
  /** Nothing arrives in this direction after `afterBytes` bytes. */
  | ({ readonly stall: Direction } & FaultExtent)
  /** Both ends get ECONNRESET after `afterBytes` bytes of this direction. */
  | ({ readonly reset: Direction } & FaultExtent)
  /** Connections fail with ECONNREFUSED. */
  | ({ readonly refuse: true } & Pick<FaultExtent, 'connections'>)
  /** Connecting takes this time, and bytes take it in each direction, milliseconds. */
  | ({ readonly latency: number } & Pick<FaultExtent, 'connections'>)

/** Names that a fault may have. */
const KINDS: readonly string[] = ['cut', 'stall', 'reset', 'refuse', 'latency']
const BREAKS: readonly BreakKind[] = ['cut', 'stall', 'reset']
const EXTENT: readonly string[] = ['afterBytes', 'connections']

/** A fault that is in force. */
export class FaultInForce {
  /** The connections that will still have it. */
  private left: number

  constructor(private readonly fault: Fault) {
    check(fault)
    this.left = fault.connections ?? Infinity
  }

  /** Takes one of the connections. Returns the fault, or undefined if it has had its connections. */
  take(): Fault | undefined {
    if (this.left <= 0) return undefined
    this.left--
    return this.fault
  }
}

/** Puts a fault on a new connection. */
export function applyFault(fault: Fault, connection: MemoryConnection): void {
  if ('latency' in fault) connection.latency(fault.latency)
  for (const kind of BREAKS) {
    const direction = (fault as Partial<Record<BreakKind, Direction>>)[kind]
    if (direction !== undefined) connection[direction].breakAfter(kind, (fault as FaultExtent).afterBytes ?? 0)
  }
}

/** Throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE or ERR_OUT_OF_RANGE for a fault that a test cannot mean. */
function check(fault: Fault): void {
  if (typeof fault !== 'object' || fault === null) throw invalidArgType('fault', 'Object', fault)
  const names = Object.keys(fault)
  const unknown = names.find((name) => !KINDS.includes(name) && !EXTENT.includes(name))
  if (unknown !== undefined) throw invalidArgValue(`fault.${unknown}`, (fault as unknown as Record<string, unknown>)[unknown], `is not one of ${[...KINDS, ...EXTENT].join(', ')}`)
  const kinds = names.filter((name) => KINDS.includes(name))
  if (kinds.length !== 1) throw invalidArgValue('fault', fault, `must have exactly one of ${KINDS.join(', ')}`)
  const { afterBytes = 0, connections = 1, ...rest } = fault as FaultExtent & Record<string, unknown>
  validateInteger(afterBytes, 'fault.afterBytes', 0)
  if (connections !== Infinity) validateInteger(connections, 'fault.connections', 1)
  const kind = kinds[0]!
  const value = rest[kind]
  if (kind === 'latency') validateNumber(value, 'fault.latency', 0)
  else if (kind === 'refuse') {
    if (value !== true) throw invalidArgValue('fault.refuse', value, 'must be true')
  } else if (value !== 'request' && value !== 'response') throw invalidArgValue(`fault.${kind}`, value, "must be 'request' or 'response'")
}
