/**
 * Calls of our methods on objects of Node's own classes. They happen: Express gives every message, also one of Node's own modules, a
 * prototype that extends `http.IncomingMessage` or `http.ServerResponse`, and tools call `http.ServerResponse.prototype.writeHead.call(res)`.
 *
 * So each method and accessor of our prototypes first checks if the object is one of Node's, and then calls Node's method of that name.
 * The check looks for fields under symbols that Node's constructors give to every message.
 *
 * The check costs 3 to 40 ns a call (Node 20 and 24, 50 million calls), and a request makes a dozen calls. So it is only added when the
 * process may have an object of Node's classes. A process that preloads this package before everything else has no such object at first.
 */
import { EventEmitter } from 'node:events'
import { Readable } from 'node:stream'
import { registerGetName } from '@layered-http/agent/port'
import type { Builtins } from '../builtin.js'
import { Agent, ClientRequest, IncomingMessage, OutgoingMessage, Server, ServerResponse } from '../classes.js'
import { fixedAccessor, type Accessor } from '../node-descriptors.js'

type Method = (this: object, ...args: unknown[]) => unknown
type Getter = (this: object) => unknown
type IsForeign = (object: object) => boolean

/** Makes our methods work on objects of Node's classes, too. */
export function serveForeignObjects({ builtinHttp: theirs }: Builtins): void {
  const isIncoming = hasMarkOf(new theirs.IncomingMessage(null as never), new Readable())
  const isOutgoing = hasMarkOf(new theirs.OutgoingMessage(), new EventEmitter())
  serve(IncomingMessage.prototype, theirs.IncomingMessage.prototype, isIncoming)
  for (const [ours, { prototype }] of [
    [OutgoingMessage, theirs.OutgoingMessage],
    [ServerResponse, theirs.ServerResponse],
    [ClientRequest, theirs.ClientRequest],
  ] as const) serve(ours.prototype, prototype, isOutgoing)
  // Agents and servers keep their prototype, which is enough to recognise them.
  const { getName } = Agent.prototype
  serve(Agent.prototype, theirs.Agent.prototype, inherits(theirs.Agent.prototype))
  // Otherwise the agent would call it for each request, because a replaced method may return anything.
  registerGetName(Agent.prototype.getName, getName)
  serve(Server.prototype, theirs.Server.prototype, inherits(theirs.Server.prototype))
}

/**
 * Returns a test for objects with a symbol field that `instance` has and `plain` lacks. `instance` is of Node's class, `plain` of the
 * class that Node's class extends. The field is never undefined, and objects of our classes do not have it.
 */
function hasMarkOf(instance: object, plain: object): IsForeign {
  const mark = Object.getOwnPropertySymbols(instance).find((key) => !Object.hasOwn(plain, key) && (Reflect.get(instance, key) ?? undefined) !== undefined)
  if (mark === undefined) return () => false
  return (object) => (object as Record<symbol, unknown>)[mark] !== undefined
}

/** Returns a test for objects with `prototype` in their chain. */
function inherits(prototype: object): IsForeign {
  return (object) => Object.prototype.isPrototypeOf.call(prototype, object)
}

/** Makes every member of `ours` call that of `theirs` for objects of Node's classes. */
function serve(ours: object, theirs: object, isForeign: IsForeign): void {
  for (const key of Reflect.ownKeys(ours)) {
    const own = Object.getOwnPropertyDescriptor(ours, key)!
    const foreign = key === 'constructor' ? undefined : descriptorOf(theirs, key)
    if (foreign === undefined) continue
    if (typeof own.value === 'function') {
      if (typeof foreign.value === 'function') Object.defineProperty(ours, key, { value: either(own.value as Method, foreign.value as Method, isForeign) })
    } else if (own.get) {
      serveAccessor(ours, key, own as Accessor, foreign, isForeign)
    }
  }
  // Members under Node's symbols, which only Node's own modules call.
  for (const key of Object.getOwnPropertySymbols(theirs)) {
    if (!(key in ours)) Object.defineProperty(ours, key, { ...Object.getOwnPropertyDescriptor(theirs, key)!, enumerable: false })
  }
}

function serveAccessor(ours: object, key: string | symbol, own: Accessor, theirs: PropertyDescriptor, isForeign: IsForeign): void {
  const fixed = fixedAccessor(ours, key)
  const { get, set } = fixed ?? own
  // If Node has a plain field here, the object has the value itself, and the prototype has only the initial value.
  const both: Accessor = { set, get: eitherGet(get as Getter, (theirs.get as Getter | undefined) ?? (() => theirs.value as unknown), isForeign) }
  if (set && theirs.set) both.set = either(set as Method, theirs.set as Method, isForeign)
  if (fixed) fixed.instead = both
  else Object.defineProperty(ours, key, both)
}

/** As {@link either}, for a getter. Without a list of arguments, a call costs an eighth. */
function eitherGet(own: Getter, foreign: Getter, isForeign: IsForeign): () => unknown {
  return named(own, function get(this: object): unknown {
    return isForeign(this) ? foreign.call(this) : own.call(this)
  })
}

/** Returns a method that calls `foreign` for objects of Node's classes and `own` for others. It has the name and length of `own`. */
function either(own: Method, foreign: Method, isForeign: IsForeign): Method {
  return named(own, function method(this: object, ...args: unknown[]): unknown {
    return isForeign(this) ? foreign.apply(this, args) : own.apply(this, args)
  })
}

/** Gives `method` the name and length of `own`, and returns it. */
function named<Callee extends (...args: never[]) => unknown>(own: (...args: never[]) => unknown, method: Callee): Callee {
  for (const name of ['name', 'length']) Object.defineProperty(method, name, Object.getOwnPropertyDescriptor(own, name)!)
  return method
}

/** Returns the descriptor of an own or inherited member. */
function descriptorOf(object: object, key: string | symbol): PropertyDescriptor | undefined {
  for (let at: object | null = object; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at) as object | null) {
    const descriptor = Object.getOwnPropertyDescriptor(at, key)
    if (descriptor !== undefined) return descriptor
  }
  return undefined
}
