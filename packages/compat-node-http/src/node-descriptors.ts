/**
 * Property descriptors: what tools that wrap, mock or list Node's http see of its classes and functions. The arity of functions, the class that has a method as an
 * own member, and the flags of accessors are Node 26's.
 *
 * Tables, and the functions that apply them. test/surface compares the result with a recording of Node 26.
 */
import { captureRejectionSymbol } from 'node:events'
import { validateHeaderName, validateHeaderValue } from '@layered-http/headers'
import { Agent, ClientRequest, IncomingMessage, OutgoingMessage, Server, ServerResponse } from './classes.js'

/** What Node has otherwise than the class as it is written. */
interface Descriptors {
  /** Parameters that a method shows. */
  readonly arity?: Readonly<Record<string, number>>
  /** Inherited methods that Node has on the class itself. */
  readonly own?: readonly string[]
  /** Accessors that cannot be configured. */
  readonly fixed?: readonly string[]
  /** Accessors that are enumerable. */
  readonly enumerable?: readonly string[]
  /** Properties whose default is on the prototype. */
  readonly defaults?: Readonly<Record<string, unknown>>
}

const DESCRIPTORS: readonly (readonly [object, Descriptors])[] = [
  [Agent.prototype, { arity: { createConnection: 0, getName: 0 } }],
  [
    ClientRequest.prototype,
    { own: ['_finish', 'destroy', 'setTimeout'], enumerable: ['path'], arity: { destroy: 1, setTimeout: 2, setNoDelay: 1, setSocketKeepAlive: 2, _deferToConnect: 2, clearTimeout: 1 } },
  ],
  [IncomingMessage.prototype, { fixed: ['connection', 'headers', 'headersDistinct', 'trailers', 'trailersDistinct'], arity: { _read: 0 } }],
  [
    OutgoingMessage.prototype,
    {
      fixed: ['closed', 'connection', 'errored', 'socket', 'writableCorked', 'writableEnded', 'writableFinished', 'writableHighWaterMark', 'writableLength', 'writableNeedDrain', 'writableObjectMode'],
      enumerable: ['headersSent'],
      arity: { pipe: 0, _send: 4, _writeRaw: 4 },
    },
  ],
  [Server.prototype, { arity: { close: 0, setTimeout: 2 } }],
  [ServerResponse.prototype, { own: ['_finish', 'assignSocket'], defaults: { statusCode: 200, statusMessage: undefined } }],
]

/** The symbols that name methods of Node's classes. */
const METHOD_SYMBOLS = [captureRejectionSymbol, Symbol.asyncDispose] as const

/** Gives classes and functions the descriptors of Node's. */
export function applyNodeDescriptors(): void {
  for (const [prototype, descriptors] of DESCRIPTORS) applyDescriptors(prototype, descriptors)
  setArity(validateHeaderName, 0)
  setArity(validateHeaderValue, 0)
}

/** Applies one row. */
export function applyDescriptors(prototype: object, { arity = {}, own = [], fixed = [], enumerable = [], defaults = {} }: Descriptors): void {
  for (const name of own) define(prototype, name, { value: Reflect.get(prototype, name), writable: true, enumerable: true, configurable: true })
  for (const [name, value] of Object.entries(defaults)) define(prototype, name, { value, writable: true, enumerable: true, configurable: true })
  for (const name of enumerable) define(prototype, name, { enumerable: true })
  for (const name of fixed) fix(prototype, name)
  for (const symbol of METHOD_SYMBOLS) if (Object.hasOwn(prototype, symbol)) define(prototype, symbol, { enumerable: true })
  for (const [name, count] of Object.entries(arity)) setArity(Reflect.get(prototype, name) as object, count)
}

/** The functions of an accessor. */
export interface Accessor {
  get: (() => unknown) | undefined
  set: ((value: unknown) => void) | undefined
}

/** The functions of an accessor that cannot be configured, and those that replace them, set once if at all. */
export interface FixedAccessor extends Accessor {
  instead?: Accessor
}

/** The key, on the getter of such an accessor, of its functions. Every copy of this package finds it. */
const kAccessor = Symbol.for('layered-http.accessor')

type Getter = (() => unknown) & { [kAccessor]?: FixedAccessor }

/** Returns the functions of an accessor that cannot be configured; undefined for every other member. */
export function fixedAccessor(prototype: object, name: string | symbol): FixedAccessor | undefined {
  return (Object.getOwnPropertyDescriptor(prototype, name)?.get as Getter | undefined)?.[kAccessor]
}

/** Makes an accessor non-configurable. */
function fix(prototype: object, name: string): void {
  const { get, set, configurable } = Object.getOwnPropertyDescriptor(prototype, name)!
  // Another copy of this package was here.
  if (!configurable) return
  // Without a field for `instead`: one that is added later and never changed again is a constant to the engine.
  const accessor: FixedAccessor = { get, set }
  const getter: Getter = function (this: unknown) {
    return accessor.instead === undefined ? get!.call(this) : accessor.instead.get!.call(this)
  }
  getter[kAccessor] = accessor
  const setter = function (this: unknown, value: unknown): void {
    ;(accessor.instead ?? accessor).set!.call(this, value)
  }
  define(prototype, name, { get: getter, ...(set && { set: setter }), configurable: false })
}

function define(prototype: object, name: string | symbol, descriptor: PropertyDescriptor): void {
  Object.defineProperty(prototype, name, descriptor)
}

export function setArity(callee: object, count: number): void {
  Object.defineProperty(callee, 'length', { value: count, configurable: true })
}
