/** `module.syncBuiltinESMExports()`: tools call it after replacing functions of http, to update named imports. */
import module from 'node:module'
import { syncNamedExports } from '../module-objects.js'

/** Makes it update the named exports of this package, too. */
export function redirectSyncExports(): void {
  const { syncBuiltinESMExports: sync } = module
  module.syncBuiltinESMExports = function syncBuiltinESMExports() {
    sync()
    syncNamedExports()
  }
  // Programs import this function by name, too, as they do `getBuiltinModule` of node:process.
  sync()
}
