/**
 * Named imports and what is replaced on the module object later: as with Node's modules, `import { request }` shows the
 * replacement once `module.syncBuiltinESMExports()` was called. Entries say here how they take their names anew.
 */
type Update = () => void

const updates: Update[] = []

/** From now on `update` is called whenever names are to be taken anew. */
export function onSync(update: Update): void {
  updates.push(update)
}

/** Takes the names of every entry that was loaded anew from its module object. */
export function syncNamedExports(): void {
  for (const update of updates) update()
}
