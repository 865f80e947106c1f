/**
 * `instanceof` with the preload: it is true for objects of Node's classes and of ours, whichever class is asked. Node's own modules still
 * make objects of Node's classes (http2 for clients of HTTP/1, and all code before the preload), and programs test for either class.
 */
import type { Builtins } from '../builtin.js'
import type { Modules } from '../module-objects.js'

type Constructor = abstract new (...args: never[]) => object
type Classes = Readonly<Record<string, Constructor>>

const HTTP_CLASSES = ['Agent', 'ClientRequest', 'IncomingMessage', 'OutgoingMessage', 'Server', 'ServerResponse'] as const
const HTTPS_CLASSES = ['Agent', 'Server'] as const

/** Makes `instanceof` of Node's classes true for objects of ours, and the other way round. */
export function recogniseEachOther({ builtinHttp, builtinHttps }: Builtins, { http, https }: Modules): void {
  for (const name of HTTP_CLASSES) recognise((builtinHttp as unknown as Classes)[name]!, (http as Classes)[name]!)
  for (const name of HTTPS_CLASSES) recognise((builtinHttps as unknown as Classes)[name]!, (https as Classes)[name]!)
}

function recognise(one: Constructor, other: Constructor): void {
  const isOne = instanceTestOf(one)
  const isOther = instanceTestOf(other)
  alsoTake(one, isOne, (value) => isOther.call(other, value))
  alsoTake(other, isOther, (value) => isOne.call(one, value))
}

/** The function that `instanceof` calls on a constructor. */
function instanceTestOf(constructor: Constructor): (this: unknown, value: unknown) => boolean {
  return constructor[Symbol.hasInstance] as (this: unknown, value: unknown) => boolean
}

/** Makes `value instanceof constructor` true if `isOther(value)` is true. Subclasses inherit this function; their own `instanceof` does not change. */
function alsoTake(constructor: Constructor, isInstance: (this: unknown, value: unknown) => boolean, isOther: (value: unknown) => boolean): void {
  function hasInstance(this: unknown, value: unknown): boolean {
    return isInstance.call(this, value) || (this === constructor && isOther(value))
  }
  Object.defineProperty(constructor, Symbol.hasInstance, { value: hasInstance, writable: true, enumerable: false, configurable: true })
}
