/** `process.getBuiltinModule('http')`: the way of code that can neither `require` nor wait for an `import`. No loader sees it. */
import { moduleNamed, type Modules } from './specifier.js'

/** From now on `process.getBuiltinModule('http')` returns `modules.http`, and so on. */
export function redirectGetBuiltinModule(modules: Modules): void {
  const getBuiltinModule = process.getBuiltinModule as (id: string) => object | undefined
  process.getBuiltinModule = ((id: string) => {
    const name = moduleNamed(id)
    return name === undefined ? getBuiltinModule(id) : modules[name]
  }) as typeof process.getBuiltinModule
}
