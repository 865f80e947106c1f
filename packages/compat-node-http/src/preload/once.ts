/**
 * Preloads once in a thread, even if the thread has two copies of this package: one for the flag, another in a
 * dependency's node_modules. The first copy preloads; later copies get Node's original modules from it.
 */
import { builtins, keepBuiltins, wasHttpLoaded, type Builtins } from '../builtin.js'
import { MODULE_NAMES, replaceModuleObjects, type ModuleName, type Modules } from '../module-objects.js'
import { recogniseEachOther } from './instances.js'
import { forwardMembers, membersOf, replaceMembers, watchFunctions } from './members.js'
import { serveForeignObjects } from './foreign.js'
import { redirectSyncExports } from './sync-exports.js'

/** Replaces the members of Node's modules by those of `ours`, unless a copy of this package has done it. Returns the original modules. */
export function preloadOnce(ours: Modules): Builtins {
  const before = builtins()
  if (before !== undefined) return before
  return preload(ours)
}

function preload(ours: Modules): Builtins {
  const theirs = builtinModules(ours)
  const before = { builtinHttp: membersOf(theirs.http), builtinHttps: membersOf(theirs.https) } as Builtins
  recogniseEachOther(before, ours)
  replaceMembers(theirs, ours)
  const serveForeign = (): void => serveForeignObjects(before)
  const kept = wasHttpLoaded ? before : onFirstUse(before, serveForeign)
  if (wasHttpLoaded) serveForeign()
  keepBuiltins(kept)
  replaceModuleObjects(theirs)
  for (const name of MODULE_NAMES) if (ours[name] !== theirs[name]) forwardMembers(ours[name], theirs[name])
  redirectSyncExports()
  return kept
}

/** Returns the same members. `act` is called once, when the first of their functions is read. */
function onFirstUse({ builtinHttp, builtinHttps }: Builtins, act: () => void): Builtins {
  let isUsed = false
  const use = (): void => {
    if (!isUsed) act()
    isUsed = true
  }
  return { builtinHttp: watchFunctions(builtinHttp, use), builtinHttps: watchFunctions(builtinHttps, use) }
}

/**
 * Returns Node's module objects; for a module that the runtime does not have (Deno has no `_http_client`), that of `ours`. Suppresses the warnings about
 * deprecated modules, which are for programs that load them by name.
 */
function builtinModules(ours: Modules): Modules {
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    if (process.versions['deno'] !== undefined) fixNamesInDeno(ours)
    return Object.fromEntries(MODULE_NAMES.map((name) => [name, (process.getBuiltinModule(name) as object | undefined) ?? ours[name]])) as Record<ModuleName, object>
  } finally {
    process.emitWarning = emitWarning
  }
}

/**
 * Makes the named imports of `node:http` ours, in Deno 2.9. There `syncBuiltinESMExports()` does nothing: the names are fixed when they are imported first, which
 * is when Deno's https is loaded. So http has our members for as long as that takes. Requests of Deno's https are of our class from then on.
 */
function fixNamesInDeno(ours: Modules): void {
  const http = process.getBuiltinModule('http')
  const members = Object.getOwnPropertyDescriptors(http)
  Object.defineProperties(http, Object.getOwnPropertyDescriptors(ours.http))
  process.getBuiltinModule('https')
  Object.defineProperties(http, members)
}
