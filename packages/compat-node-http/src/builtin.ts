/** Node's own modules, also while the preload is on: what they were is kept from before it, for every copy of this package. */
import type * as nodeHttp from 'node:http'
import type * as nodeHttps from 'node:https'

const kPreloaded = Symbol.for('layered-http.preloaded')

/** Node's own modules, with the members that they had before. */
export interface Builtins {
  readonly builtinHttp: typeof nodeHttp
  readonly builtinHttps: typeof nodeHttps
}

interface PreloadedGlobal {
  [kPreloaded]?: Builtins
}

/**
 * True if something had loaded one of Node's http modules before this package. `process.moduleLoadList` is not documented: without it the
 * answer is the safe one.
 */
export const wasHttpLoaded: boolean = (process as { moduleLoadList?: readonly string[] }).moduleLoadList?.some((entry) => /^NativeModule _?http/.test(entry)) ?? true

/** Node's own `http`. */
export function builtinHttp(): typeof nodeHttp {
  return (globalThis as PreloadedGlobal)[kPreloaded]?.builtinHttp ?? process.getBuiltinModule('http')
}

/** What Node's modules were, if this thread is preloaded. */
export function builtins(): Builtins | undefined {
  return (globalThis as PreloadedGlobal)[kPreloaded]
}

/** Keeps what they were. */
export function keepBuiltins(before: Builtins): void {
  Object.defineProperty(globalThis, kPreloaded, { value: before })
}
