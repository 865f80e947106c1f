/**
 * The module objects, by the name of the module of Node that each stands in for, and the names that entries export from them.
 *
 * In the beginning they are our own. Once the process is preloaded they are Node's, whose members are ours then: one object for
 * all imports of this package and all imports of `node:http`.
 */

/** The modules of Node that this package stands in for. */
export const MODULE_NAMES = ['http', 'https', '_http_agent', '_http_client', '_http_common', '_http_incoming', '_http_outgoing', '_http_server'] as const
export type ModuleName = (typeof MODULE_NAMES)[number]

/** The module objects by name. */
export type Modules = Readonly<Record<ModuleName, object>>

const replaced = new Map<ModuleName, object>()
const updates: (() => void)[] = []

/** The module object of `name`: `members`, our own, or the one that has replaced it. */
export function moduleObject<Members extends object>(name: ModuleName, members: Members): Members {
  return (replaced.get(name) as Members | undefined) ?? members
}

/** From now on {@link moduleObject} returns `objects`. Exports that entries made before follow. */
export function replaceModuleObjects(objects: Modules): void {
  for (const name of MODULE_NAMES) replaced.set(name, objects[name])
  syncNamedExports()
}

/** From now on `update` is called whenever an entry must read its exports again. */
export function onSync(update: () => void): void {
  updates.push(update)
}

/** Reads the exports of every loaded entry from its module object again. */
export function syncNamedExports(): void {
  for (const update of updates) update()
}
