/**
 * Hooks of the loader's own thread, for Node 20 and for Node 22 before 22.15, where `module.register` is the only way to
 * redirect an `import`. `register` loads them there; nothing else has a use for this entry.
 *
 * @packageDocumentation
 */
import type { InitializeHook, ResolveHook } from 'node:module'
import { resolveHttpTo } from './preload/resolve.js'

let resolveHttp: ResolveHook

/** Called once, with the URL of the folder of this package's entries. */
export const initialize: InitializeHook<string> = (folder) => {
  resolveHttp = resolveHttpTo(folder)
}

/** Called for every import of the process. */
export const resolve: ResolveHook = (specifier, context, nextResolve) => resolveHttp(specifier, context, nextResolve)
