/**
 * The preload happens once in a thread, even when this package is there twice: as one version next to the flag and
 * another in a dependency's node_modules. The first wins, and the later ones learn from it what Node's modules were.
 */
import { builtins, keepBuiltins, wasHttpLoaded, type Builtins } from '../builtin.js'
import { MODULE_NAMES, replaceModuleObjects, type ModuleName, type Modules } from '../module-objects.js'
import { recogniseEachOther } from './instances.js'
import { forwardMembers, membersOf, replaceMembers, watchFunctions } from './members.js'
import { serveForeignObjects } from './foreign.js'
import { redirectSyncExports } from './sync-exports.js'

/** Replaces the members of Node's modules by those of `ours`, unless some copy of this package did. Returns what the modules were. */
export function preloadOnce(ours: Modules): Builtins {
  const before = builtins()
  if (before !== undefined) return before
  return preload(ours)
}

function preload(ours: Modules): Builtins {
  const theirs = builtinModules()
  const before = { builtinHttp: membersOf(theirs.http), builtinHttps: membersOf(theirs.https) } as Builtins
  recogniseEachOther(before, ours)
  replaceMembers(theirs, ours)
  const serveForeign = (): void => serveForeignObjects(before)
  const kept = wasHttpLoaded ? before : onFirstUse(before, serveForeign)
  if (wasHttpLoaded) serveForeign()
  keepBuiltins(kept)
  replaceModuleObjects(theirs)
  for (const name of MODULE_NAMES) forwardMembers(ours[name], theirs[name])
  redirectSyncExports()
  return kept
}

/** The same members; `act` is called once, before the first function of them is there for use. */
function onFirstUse({ builtinHttp, builtinHttps }: Builtins, act: () => void): Builtins {
  let isUsed = false
  const use = (): void => {
    if (!isUsed) act()
    isUsed = true
  }
  return { builtinHttp: watchFunctions(builtinHttp, use), builtinHttps: watchFunctions(builtinHttps, use) }
}

/** Node's module objects. Its warnings about the deprecated ones are for programs that ask for them by name. */
function builtinModules(): Modules {
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    return Object.fromEntries(MODULE_NAMES.map((name) => [name, process.getBuiltinModule(name)])) as Record<ModuleName, object>
  } finally {
    process.emitWarning = emitWarning
  }
}
