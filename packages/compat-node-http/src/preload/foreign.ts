/**
 * Objects that Node's own classes made and that meet our methods: Express makes its own prototypes out of `http.IncomingMessage` and
 * `http.ServerResponse` and puts them under every message, those of Node's own modules too; tools call
 * `http.ServerResponse.prototype.writeHead.call(res)`.
 *
 * So each method and accessor of our prototypes looks first whether the object is one of Node's, and does then what Node's method of
 * that name does. How to tell: Node's constructors give every message fields under symbols of their own.
 *
 * That look costs 3 to 40 ns a call (Node 20 and 24, 50 million calls), and a request makes a dozen. So it begins with the first object of
 * Node's that there may be: in a process that is preloaded before anything else there is none.
 */
import { EventEmitter } from 'node:events'
import { Readable } from 'node:stream'
import type { Builtins } from '../builtin.js'
import { Agent, ClientRequest, IncomingMessage, OutgoingMessage, Server, ServerResponse } from '../classes.js'
import { fixedAccessor, type Accessor } from '../node-descriptors.js'

type Method = (this: object, ...args: unknown[]) => unknown
type Getter = (this: object) => unknown
type IsForeign = (object: object) => boolean

/** From now on our methods serve the objects of Node's classes too. */
export function serveForeignObjects({ builtinHttp: theirs }: Builtins): void {
  const isIncoming = hasMarkOf(new theirs.IncomingMessage(null as never), new Readable())
  const isOutgoing = hasMarkOf(new theirs.OutgoingMessage(), new EventEmitter())
  serve(IncomingMessage.prototype, theirs.IncomingMessage.prototype, isIncoming)
  for (const [ours, { prototype }] of [
    [OutgoingMessage, theirs.OutgoingMessage],
    [ServerResponse, theirs.ServerResponse],
    [ClientRequest, theirs.ClientRequest],
  ] as const) serve(ours.prototype, prototype, isOutgoing)
  // Pools and servers keep their prototype, so that it says what they are.
  serve(Agent.prototype, theirs.Agent.prototype, inherits(theirs.Agent.prototype))
  serve(Server.prototype, theirs.Server.prototype, inherits(theirs.Server.prototype))
}

/**
 * True of objects that have a field which `instance`, made by a constructor of Node's, has and a `plain` object of the class that it
 * extends has not. Such a field is never undefined. Ours do not have it.
 */
function hasMarkOf(instance: object, plain: object): IsForeign {
  const mark = Object.getOwnPropertySymbols(instance).find((key) => !Object.hasOwn(plain, key) && (Reflect.get(instance, key) ?? undefined) !== undefined)
  if (mark === undefined) return () => false
  return (object) => (object as Record<symbol, unknown>)[mark] !== undefined
}

/** True of objects that have `prototype` in their chain. */
function inherits(prototype: object): IsForeign {
  return (object) => Object.prototype.isPrototypeOf.call(prototype, object)
}

/** Every member of `ours` does what that of `theirs` does for an object of Node's. */
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
  // What only Node's own modules call, under symbols of theirs.
  for (const key of Object.getOwnPropertySymbols(theirs)) {
    if (!(key in ours)) Object.defineProperty(ours, key, { ...Object.getOwnPropertyDescriptor(theirs, key)!, enumerable: false })
  }
}

function serveAccessor(ours: object, key: string | symbol, own: Accessor, theirs: PropertyDescriptor, isForeign: IsForeign): void {
  const fixed = fixedAccessor(ours, key)
  const { get, set } = fixed ?? own
  // Where Node has a plain field, the object has it itself, and only what it starts with is on the prototype.
  const both: Accessor = { set, get: eitherGet(get as Getter, (theirs.get as Getter | undefined) ?? (() => theirs.value as unknown), isForeign) }
  if (set && theirs.set) both.set = either(set as Method, theirs.set as Method, isForeign)
  if (fixed) fixed.instead = both
  else Object.defineProperty(ours, key, both)
}

/** {@link either} for a getter. Without a list of arguments it costs an eighth. */
function eitherGet(own: Getter, foreign: Getter, isForeign: IsForeign): () => unknown {
  return named(own, function get(this: object): unknown {
    return isForeign(this) ? foreign.call(this) : own.call(this)
  })
}

/** `own`, with its name and length, which leaves objects of Node's to `foreign`. */
function either(own: Method, foreign: Method, isForeign: IsForeign): Method {
  return named(own, function method(this: object, ...args: unknown[]): unknown {
    return isForeign(this) ? foreign.apply(this, args) : own.apply(this, args)
  })
}

/** `method`, under the name and with the length of `own`. */
function named<Callee extends (...args: never[]) => unknown>(own: (...args: never[]) => unknown, method: Callee): Callee {
  for (const name of ['name', 'length']) Object.defineProperty(method, name, Object.getOwnPropertyDescriptor(own, name)!)
  return method
}

/** The descriptor of a member, inherited ones included. */
function descriptorOf(object: object, key: string | symbol): PropertyDescriptor | undefined {
  for (let at: object | null = object; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at) as object | null) {
    const descriptor = Object.getOwnPropertyDescriptor(at, key)
    if (descriptor !== undefined) return descriptor
  }
  return undefined
}
