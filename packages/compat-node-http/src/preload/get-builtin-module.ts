/** `process.getBuiltinModule('http')`: the way of code that can neither `require` nor wait for an `import`. No loader sees it. */
import { namesHttp } from './specifier.js'

/** From now on `process.getBuiltinModule('http')` returns `http`. */
export function redirectGetBuiltinModule(http: object): void {
  const getBuiltinModule = process.getBuiltinModule as (id: string) => object | undefined
  process.getBuiltinModule = ((id: string) => (namesHttp(id) ? http : getBuiltinModule(id))) as typeof process.getBuiltinModule
}
