/** `module.syncBuiltinESMExports()`: what tools that replace functions of http call so that named imports see it. */
import module from 'node:module'
import { syncNamedExports } from '../module-objects.js'

/** From now on it counts for the named exports of this package, too. */
export function redirectSyncExports(): void {
  const { syncBuiltinESMExports: sync } = module
  module.syncBuiltinESMExports = function syncBuiltinESMExports() {
    sync()
    syncNamedExports()
  }
  // It is imported by name itself, as getBuiltinModule of node:process is.
  sync()
}
