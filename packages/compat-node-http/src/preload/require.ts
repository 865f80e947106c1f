/**
 * `require`: answered in `Module._load`, on every Node.
 *
 * Every `require` of a CommonJS module passes there, those of `createRequire` too, and Node keeps it replaceable
 * because tracing and mocking tools depend on it. The documented way, `module.registerHooks`, does not serve here: Node 20 does
 * not have it, and the first lines that do (22.15, 24.0) throw when a hook sends `require('node:http')` anywhere else.
 */
import module from 'node:module'
import { moduleNamed, type Modules } from './specifier.js'

/** The part of `Module` that its types leave out. */
interface ModuleLoader {
  _load(this: unknown, request: string, ...rest: unknown[]): unknown
}

/** From now on `require('http')` returns `modules.http`, and so on. */
export function redirectRequire(modules: Modules): void {
  const loader = module as unknown as ModuleLoader
  const { _load: load } = loader
  loader._load = function _load(request, ...rest) {
    const name = moduleNamed(request)
    return name === undefined ? load.call(this, request, ...rest) : modules[name]
  }
}
