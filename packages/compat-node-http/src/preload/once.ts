/**
 * The preload happens once in a thread, even when this package is there twice: as one version next to the flag and
 * another in a dependency's node_modules. The first wins, and the later ones learn from it what Node's modules were.
 */
import { builtins, keepBuiltins, type Builtins } from '../builtin.js'
import { MODULE_NAMES, replaceModuleObjects, type ModuleName, type Modules } from '../module-objects.js'
import { recogniseEachOther } from './instances.js'
import { forwardMembers, membersOf, replaceMembers } from './members.js'
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
  const kept = { builtinHttp: membersOf(theirs.http), builtinHttps: membersOf(theirs.https) } as Builtins
  replaceMembers(theirs, ours)
  keepBuiltins(kept)
  serveForeignObjects(kept)
  recogniseEachOther(kept, ours)
  replaceModuleObjects(theirs)
  for (const name of MODULE_NAMES) forwardMembers(ours[name], theirs[name])
  redirectSyncExports()
  return kept
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
