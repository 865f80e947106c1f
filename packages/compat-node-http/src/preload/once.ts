/**
 * The preload happens once in a thread, even when this package is there twice: as one version next to the flag and
 * another in a dependency's node_modules. The first wins, and the later ones learn from it what Node's `http` was.
 */
import type * as nodeHttp from 'node:http'

const kPreloaded = Symbol.for('layered-http.preloaded')

type BuiltinHttp = typeof nodeHttp

interface PreloadedGlobal {
  [kPreloaded]?: { readonly builtinHttp: BuiltinHttp }
}

/** Runs `preload` unless some copy of this package did. Answers Node's own `http`. */
export function preloadOnce(preload: () => void): BuiltinHttp {
  const shared = globalThis as PreloadedGlobal
  if (shared[kPreloaded] === undefined) {
    shared[kPreloaded] = { builtinHttp: process.getBuiltinModule('http') }
    preload()
  }
  return shared[kPreloaded].builtinHttp
}
