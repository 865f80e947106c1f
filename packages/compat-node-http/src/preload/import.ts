/**
 * `import`: the module loader is told to resolve `node:http` to this package's entry.
 *
 * Node 22.15, 23.5 and later do that in the thread itself (`module.registerHooks`). Node 20 and 22 before that have only
 * `module.register`, whose hooks run in a thread of the loader and therefore live in an entry of their own, register-hooks.ts.
 * Node 26 prints a deprecation for `module.register`, so the newer one is taken wherever there is one.
 */
import module from 'node:module'
import { resolveHttpTo } from './resolve.js'

/**
 * From now on `import 'node:http'` is an import of the main entry in `folder`, and so on.
 *
 * @param hooks - the module of the loader's own thread, for the Nodes that need one
 */
export function redirectImport(folder: URL, hooks: URL): void {
  if (typeof module.registerHooks === 'function') module.registerHooks({ resolve: resolveHttpTo(folder.href) })
  else module.register(hooks, { data: folder.href })
}
