/**
 * `instanceof`: while the preload is on, Node's classes and ours each take the objects of the other for theirs. Node's own modules still
 * make objects of Node's classes (http2's answers to HTTP/1, and whatever was made before), and a program asks for either.
 */
import type { Builtins } from '../builtin.js'
import type { Modules } from '../module-objects.js'

type Constructor = abstract new (...args: never[]) => object
type Classes = Readonly<Record<string, Constructor>>

const HTTP_CLASSES = ['Agent', 'ClientRequest', 'IncomingMessage', 'OutgoingMessage', 'Server', 'ServerResponse'] as const
const HTTPS_CLASSES = ['Agent', 'Server'] as const

/** What `instanceof` calls on a function that has no answer of its own. */
const ordinary = Function.prototype[Symbol.hasInstance]

/** Makes `instanceof` say yes for both. */
export function recogniseEachOther({ builtinHttp, builtinHttps }: Builtins, { http, https }: Modules): void {
  for (const name of HTTP_CLASSES) recognise((builtinHttp as unknown as Classes)[name]!, (http as Classes)[name]!)
  for (const name of HTTPS_CLASSES) recognise((builtinHttps as unknown as Classes)[name]!, (https as Classes)[name]!)
}

function recognise(one: Constructor, other: Constructor): void {
  alsoTake(one, other)
  alsoTake(other, one)
}

/** Subclasses inherit the answer of their base class; theirs stays the ordinary one. */
function alsoTake(constructor: Constructor, other: Constructor): void {
  function hasInstance(this: unknown, value: unknown): boolean {
    return ordinary.call(this as Constructor, value) || (this === constructor && ordinary.call(other, value))
  }
  Object.defineProperty(constructor, Symbol.hasInstance, { value: hasInstance, writable: true, enumerable: false, configurable: true })
}
